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
        works_in = _parts_of_enterprises(session)
        self._enterprises = works_in
        employed = select(Deputy.id, Person.employer_id).join(Person, Person.id == Deputy.person_id)
        self._deputies = {
            deputy: works_in[employer]
            for deputy, employer in session.execute(employed)
            if employer is not None and employer in works_in
        }
        kinds = list(dict.fromkeys([NOTHING, *works_in.values()]))
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


def _parts_of_enterprises(session: Session) -> Mapping[int, Parts]:
    part_of = service.parts_of_the_trade(session)
    found: dict[int, set[str]] = defaultdict(set)
    query = select(EnterpriseSegment.enterprise_id, EnterpriseSegment.segment_id)
    for enterprise, segment in session.execute(query.where(EnterpriseSegment.segment_id.in_(part_of))):
        found[enterprise].add(part_of[segment])
    return {enterprise: frozenset(parts) for enterprise, parts in found.items()}


def _points(one: Parts, other: Parts) -> int:
    steps = service.steps()
    far = min((steps[mine, theirs] for mine in one for theirs in other if (mine, theirs) in steps), default=len(POINTS))
    return POINTS[far] if far < len(POINTS) else 0
