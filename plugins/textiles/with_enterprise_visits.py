"""What textiles add to pairing: who is next to whom in the trade, which the order of a chain's segments does not say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
from sqlalchemy import select

from core.api.data import Deputy, EnterpriseSegment, Person, Session
from core.api.declare import _, implements
from plugins.enterprise_visits.api import FitPart, enterprise_visits_fit
from plugins.textiles.trade import service

POINTS: Final = (200, 150, 50)
"""For the same part of the trade, for one next to it, and for one two steps away."""
Parts = frozenset[str]
NOTHING: Final[Parts] = frozenset()


@implements(enterprise_visits_fit)
def neighbours(session: Session, deputies: Sequence[int], enterprises: Sequence[int]) -> Iterable[FitPart]:
    """How near in the trade the deputy's employer and the enterprise are, where both are of the trade."""
    yield FitPart(
        key="textiles.neighbours",
        title=_("Next to each other in the textile trade"),
        points=_Near(session) if deputies and enterprises else {},
        most=POINTS[0],
    )


class _Near:
    """The points of many pairs at once: those alike in their parts are one row, or one column, of a small table."""

    def __init__(self, session: Session) -> None:
        self._enterprises, self._deputies = _parts_of(session)
        kinds = list(dict.fromkeys([NOTHING, *self._enterprises.values()]))
        self._place = {kind: place for place, kind in enumerate(kinds)}
        self._table = np.array([[_points(one, other) for other in kinds] for one in kinds], np.int32)

    def __call__(self, deputies: Sequence[int], enterprises: Sequence[int]) -> npt.NDArray[np.int32]:
        """The points of all these deputies, a row each, with all these enterprises."""
        rows, columns = self._places(self._deputies, deputies), self._places(self._enterprises, enterprises)
        found: npt.NDArray[np.int32] = self._table[rows[:, None], columns[None, :]]
        return found

    def _places(self, known: Mapping[int, Parts], numbers: Sequence[int]) -> npt.NDArray[np.int64]:
        places = (self._place[known.get(number, NOTHING)] for number in numbers)
        return np.fromiter(places, np.int64, len(numbers))


def _parts_of(session: Session) -> tuple[Mapping[int, Parts], Mapping[int, Parts]]:
    """The parts of the trade that enterprises are in, and those in which deputies work; one statement."""
    trade = service.segments_of_the_trade(session).subquery()
    query = (
        select(trade.c.name, trade.c.part, EnterpriseSegment.enterprise_id, Deputy.id)
        .join(EnterpriseSegment, EnterpriseSegment.segment_id == trade.c.id)
        .outerjoin(Person, Person.employer_id == EnterpriseSegment.enterprise_id)
        .outerjoin(Deputy, Deputy.person_id == Person.id)
    )
    found: dict[int, set[str]] = defaultdict(set)
    works_at: dict[int, int] = {}
    for name, said, enterprise, deputy in session.execute(query):
        if part := service.part_meant(name, said):
            found[enterprise].add(part)
            if deputy is not None:
                works_at[deputy] = enterprise
    enterprises = {enterprise: frozenset(parts) for enterprise, parts in found.items()}
    return enterprises, {deputy: enterprises[enterprise] for deputy, enterprise in works_at.items()}


def _points(one: Parts, other: Parts) -> int:
    steps = service.steps()
    far = min((steps[mine, theirs] for mine in one for theirs in other if (mine, theirs) in steps), default=len(POINTS))
    return POINTS[far] if far < len(POINTS) else 0
