"""The pairs of a proposal as a picture: two columns and the threads between."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from plugins.enterprise_visits.models import Proposal
from plugins.enterprise_visits.pairing.area import Area
from plugins.enterprise_visits.pairing.differing import rows


@dataclass(frozen=True, slots=True)
class Thread:
    """A pair as it is drawn: the heights of its two ends, and what becomes of it."""

    left: int
    right: int
    what: str


@dataclass(frozen=True, slots=True)
class Threads:
    """Two columns and the threads between."""

    deputies: Sequence[tuple[str, int]]
    """Names, and how far down each stands."""
    enterprises: Sequence[tuple[str, int, str]]
    """The same, and what becomes of the pair that is drawn there."""
    lines: Sequence[Thread]
    height: int


MOST_THREADS: Final = 90
"""More pairs than this are no picture."""
_LINE: Final = 26


def threads(session: Session, proposal: Proposal, area: Area, day: date) -> Threads | None:
    """The pairs of a proposal, and those that end, as a picture; None where there are too many. One statement.

    Enterprises stand in the order of their deputies, each deputy in the middle of theirs, so that few threads cross.
    """
    query, orders = rows(proposal, area, day, "both")
    found = session.execute(query.order_by(*orders["deputy"]).limit(MOST_THREADS + 1)).all()
    if not found or len(found) > MOST_THREADS:
        return None
    heights: dict[int, int] = {}
    enterprises: list[tuple[str, int, str]] = []
    own: dict[int, list[int]] = defaultdict(list)
    for row in sorted(found, key=lambda one: one.what == "ends"):
        if row.enterprise_id not in heights and row.what != "ends":
            own[row.deputy_id].append(row.enterprise_id)
            heights[row.enterprise_id] = 0
    of_nobody = dict.fromkeys(row.enterprise_id for row in found if row.enterprise_id not in heights)
    names = {row.enterprise_id: (row.enterprise, row.what) for row in reversed(found)}
    names |= {row.enterprise_id: (row.enterprise, row.what) for row in found if row.what != "ends"}
    for number in [*(one for each in own.values() for one in each), *of_nobody]:
        heights[number] = _LINE // 2 + _LINE * len(enterprises)
        enterprises.append((names[number][0], heights[number], names[number][1]))
    places, last = {}, -_LINE
    deputies: list[tuple[str, int]] = []
    for deputy_id, name in dict.fromkeys((row.deputy_id, row.deputy) for row in found):
        theirs = [heights[one] for one in own[deputy_id]]
        last = max(last + _LINE, (min(theirs) + max(theirs)) // 2 if theirs else 0)
        places[deputy_id] = last
        deputies.append((name, last))
    lines = [Thread(places[row.deputy_id], heights[row.enterprise_id], row.what) for row in found]
    return Threads(deputies, enterprises, lines, max(last, _LINE * len(enterprises)) + _LINE // 2)
