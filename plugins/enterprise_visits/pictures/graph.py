"""The graph of a chain: segments in order, their enterprises, and the deputies paired with them, as places on a plane."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from core.api.data import Chain, Deputy, Enterprise, EnterpriseSegment, Person, Segment
from plugins.enterprise_visits.models import Pairing, Visit

MOST_DRAWN: Final = 400
"""So many enterprises are drawn; of longer chains the table tells everything."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """An enterprise of the chain, in its first segment."""

    id: int
    name: str
    segment_id: int
    segment: str
    last: date | None
    overdue: bool
    deputies: Sequence[tuple[int, str]]

    @property
    def state(self) -> str:
        """How it looks: ``alone``, ``overdue`` or ``paired``."""
        if not self.deputies:
            return "alone"
        return "overdue" if self.overdue else "paired"


def enterprises_of(session: Session, chain: Chain, late: ColumnElement[bool], today: date) -> Sequence[Drawn]:
    """The enterprises of a chain in the order of its segments, with their deputies; two statements.

    `late` says which are overdue (:func:`plugins.enterprise_visits.pictures.coverage.is_overdue`).
    """
    first = (
        select(EnterpriseSegment.enterprise_id, func.min(Segment.position).label("position"))
        .join(Segment)
        .where(Segment.chain_id == chain.id)
        .group_by(EnterpriseSegment.enterprise_id)
        .subquery()
    )
    last = (
        select(func.max(Visit.day))
        .where(Visit.enterprise_id == Enterprise.id, Visit.state == "held", Visit.day <= today)
        .correlate(Enterprise)
        .scalar_subquery()
    )
    query = (
        select(
            Enterprise.id,
            Enterprise.name,
            Segment.id.label("segment_id"),
            Segment.name.label("segment"),
            last.label("last"),
            late.label("overdue"),
        )
        .join(first, first.c.enterprise_id == Enterprise.id)
        .join(Segment, (Segment.chain_id == chain.id) & (Segment.position == first.c.position))
        .order_by(Segment.position, Segment.id, Enterprise.sort_key, Enterprise.id)
        .limit(MOST_DRAWN + 1)
    )
    rows = session.execute(query).all()
    paired = _paired_with(session, [row.id for row in rows], today)
    return [
        Drawn(row.id, row.name, row.segment_id, row.segment, row.last, bool(row.overdue), paired[row.id])
        for row in rows
    ]


def as_graph(segments: Sequence[tuple[int, str]], enterprises: Sequence[Drawn]) -> dict[str, Any]:
    """What the script draws: nodes with a row each in one of three columns, and the lines between them."""
    rows: dict[int, list[int]] = defaultdict(list)
    nodes: list[dict[str, Any]] = []
    lines: list[list[str]] = []
    met: dict[int, tuple[str, list[int]]] = {}
    row = 0
    for segment_id, name in segments:
        members = [one for one in enterprises if one.segment_id == segment_id]
        for one in members:
            nodes.append({"id": f"e{one.id}", "name": one.name, "kind": one.state, "row": row})
            lines.append([f"s{segment_id}", f"e{one.id}"])
            for deputy, called in one.deputies:
                met.setdefault(deputy, (called, []))[1].append(row)
                lines.append([f"e{one.id}", f"d{deputy}"])
            rows[segment_id].append(row)
            row += 1
        if not members:  # an empty segment has a row of its own
            rows[segment_id].append(row)
            row += 1
        nodes.append({"id": f"s{segment_id}", "name": name, "kind": "segment", "row": _middle(rows[segment_id])})
    nodes += _deputies(met, row)
    thread = [f"s{segment_id}" for segment_id, _name in segments]
    return {"rows": row, "nodes": nodes, "lines": lines, "thread": [list(pair) for pair in pairwise(thread)]}


def _deputies(met: dict[int, tuple[str, list[int]]], rows: int) -> list[dict[str, Any]]:
    """The deputies from top to bottom, evenly, in the order in which their enterprises stand."""
    ordered = sorted(met, key=lambda deputy: (_middle(met[deputy][1]), deputy))
    step = rows / max(len(ordered), 1)
    return [
        {"id": f"d{deputy}", "name": met[deputy][0], "kind": "deputy", "row": round(step * (place + 0.5) - 0.5, 2)}
        for place, deputy in enumerate(ordered)
    ]


def _middle(rows: Sequence[int]) -> float:
    return round((rows[0] + rows[-1]) / 2, 2)


def _paired_with(session: Session, enterprises: Sequence[int], today: date) -> dict[int, list[tuple[int, str]]]:
    query = (
        select(Pairing.enterprise_id, Deputy.id, Person.name)
        .join(Deputy, Deputy.id == Pairing.deputy_id)
        .join(Person, Person.id == Deputy.person_id)
        .where(Pairing.enterprise_id.in_(enterprises), Pairing.open_on(today))
        .order_by(Deputy.sort_key, Deputy.id)
    )
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for enterprise_id, deputy_id, name in session.execute(query):
        found[enterprise_id].append((deputy_id, name))
    return found
