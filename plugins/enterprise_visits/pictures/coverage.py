"""Coverage by segment: how many enterprises there are, are paired, were visited in a period, and are overdue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from core.api.data import Chain, Enterprise, EnterpriseSegment, Reach, Segment
from plugins.enterprise_visits.attention import overdue
from plugins.enterprise_visits.models import Pairing, Visit


@dataclass(frozen=True, slots=True)
class Covered:
    """Numbers of a segment, or of all segments of a chain together."""

    id: int
    name: str
    enterprises: int
    paired: int
    visited: int
    overdue: int

    @property
    def per_cent(self) -> int | None:
        """How many of a hundred have a deputy; None where there is no enterprise."""
        return round(100 * self.paired / self.enterprises) if self.enterprises else None


@dataclass(frozen=True, slots=True)
class OfChain:
    """A chain with its segments in order."""

    chain_id: int
    whole: Covered
    segments: Sequence[Covered]


def by_segment(
    session: Session, chains: ColumnElement[bool], late: ColumnElement[bool], begins: date, ends: date, today: date
) -> Sequence[OfChain]:
    """The chains that meet a condition; one statement. An enterprise of two segments is counted in both.

    `late` says which enterprises are overdue (:func:`is_overdue`).
    """
    rows = session.execute(_counted(chains, late, begins, ends, today)).all()
    found = []
    for chain_id, group in groupby(rows, key=lambda row: row.chain_id):
        segments = list(group)
        covered = [
            Covered(row.id, row.segment, row.enterprises, row.paired, row.visited, row.overdue) for row in segments
        ]
        found.append(OfChain(chain_id, _sum(chain_id, segments[0].chain, covered), covered))
    return found


def is_paired(day: date) -> ColumnElement[bool]:
    """Whether an enterprise has a deputy on the day."""
    return Enterprise.id.in_(select(Pairing.enterprise_id).where(Pairing.open_on(day)))


def was_visited(begins: date, ends: date) -> ColumnElement[bool]:
    """Whether an enterprise was visited between two days."""
    held = select(Visit.enterprise_id).where(Visit.state == "held", Visit.day.between(begins, ends))
    return Enterprise.id.in_(held)


def is_overdue(session: Session, reach: Reach, today: date) -> ColumnElement[bool]:
    """Whether its deputies have not been at an enterprise for too long."""
    late = overdue(session, reach, today).subquery()
    return Enterprise.id.in_(select(late.c.id))


def _counted(
    chains: ColumnElement[bool], late: ColumnElement[bool], begins: date, ends: date, today: date
) -> Select[Any]:
    query: Select[Any] = (
        select(  # type: ignore[assignment]  # columns by name, not by type
            Chain.id.label("chain_id"),
            Chain.name.label("chain"),
            Segment.id,
            Segment.name.label("segment"),
            func.count(Enterprise.id).label("enterprises"),
            _how_many(is_paired(today)).label("paired"),
            _how_many(was_visited(begins, ends)).label("visited"),
            _how_many(late).label("overdue"),
        )
        .join(Segment, Segment.chain_id == Chain.id)
        .outerjoin(EnterpriseSegment, EnterpriseSegment.segment_id == Segment.id)
        .outerjoin(Enterprise, Enterprise.id == EnterpriseSegment.enterprise_id)
        .where(chains)
        .group_by(Chain.id, Chain.name, Segment.id, Segment.name, Segment.position)
        .order_by(Chain.id, Segment.position, Segment.id)
    )
    return query


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _sum(number: int, name: str, parts: Sequence[Covered]) -> Covered:
    return Covered(
        number,
        name,
        sum(part.enterprises for part in parts),
        sum(part.paired for part in parts),
        sum(part.visited for part in parts),
        sum(part.overdue for part in parts),
    )
