"""The board on which names are moved: who serves where just now, and what stands in the way of who else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from plugins.duty_days.rota.solving.problem import Candidate, Problem, Seats
from plugins.duty_days.rota.solving.scoring import spacing_of

ELSEWHERE = "elsewhere"
"""Does not serve at this station."""
SERVES_HERE = "serves_here"
"""Serves in this sitting already."""
SAME_TIME = "same_time"
"""Serves in another sitting at the same time, or at another station that day."""
PERIOD = "period"
"""Serves as often as is allowed in this period (month) already."""
ENTERPRISE = "enterprise"
"""A deputy of the same enterprise serves in this sitting."""


class Board:
    """Who serves where, as it is being changed. Begins with those who hold their seats."""

    def __init__(self, problem: Problem, holders: Mapping[int, Sequence[int]] | None = None) -> None:
        self.problem = problem
        self._serving: dict[int, list[int]] = {seats.key: [] for seats in problem.seats}
        self._duties: dict[int, list[Seats]] = defaultdict(list)
        for seats in problem.seats:
            for key in dict.fromkeys((*seats.held, *(holders or {}).get(seats.key, ()))):
                self.put(seats, key)

    @property
    def holders(self) -> Mapping[int, Sequence[int]]:
        """Who serves in each sitting."""
        return self._serving

    def serving(self, seats: Seats) -> Sequence[int]:
        """Who serves in it, by their numbers."""
        return self._serving[seats.key]

    def duties(self, key: int) -> Sequence[Seats]:
        """Where this deputy serves."""
        return self._duties.get(key, ())

    def load(self, candidate: Candidate) -> int:
        """All their duties of the year."""
        return candidate.served + len(self.duties(candidate.key))

    def free(self, seats: Seats) -> int:
        """How many places nobody holds."""
        return max(0, seats.places - len(self._serving[seats.key]))

    def put(self, seats: Seats, key: int) -> None:
        """Give them a place."""
        self._serving[seats.key].append(key)
        self._duties[key].append(seats)

    def take(self, seats: Seats, key: int) -> None:
        """Take the place from them."""
        self._serving[seats.key].remove(key)
        self._duties[key] = [each for each in self._duties[key] if each.key != seats.key]

    def may(self, candidate: Candidate, seats: Seats) -> bool:
        """Whether they could serve in it now, were there a place."""
        return next(self.hindrances(candidate, seats), None) is None

    def hindrances(self, candidate: Candidate, seats: Seats) -> Iterator[str]:
        """Every rule that stands in the way, the firmest first: a code of this module, or why they are away."""
        if seats.station not in candidate.stations:
            yield ELSEWHERE
        if seats.key in candidate.away:
            yield candidate.away[seats.key]
        own = self.duties(candidate.key)
        if any(each.key == seats.key for each in own):
            yield SERVES_HERE
            return
        if any(each.meets(seats) for each in own):
            yield SAME_TIME
        if sum(1 for each in own if each.period == seats.period) >= self.problem.most_a_period:
            yield PERIOD
        if self.colleagues(candidate, seats):
            yield ENTERPRISE

    def colleagues(self, candidate: Candidate, seats: Seats) -> list[int]:
        """Who serves in it and keeps them out, because they come from one enterprise."""
        if candidate.enterprise is None or not seats.one_of_an_enterprise:
            return []
        people = self.problem.candidate
        return [
            key
            for key in self._serving[seats.key]
            if key != candidate.key and key in people and people[key].enterprise == candidate.enterprise
        ]

    def nearness(self, candidate: Candidate, seats: Seats) -> int:
        """What this duty would cost beside their others, and against their wishes."""
        own = [each.turn for each in self.duties(candidate.key)]
        costs = self.problem.costs
        spacing = spacing_of([*own, seats.turn], costs) - spacing_of(own, costs)
        return spacing + (candidate.wishes.get(seats.key, 0) + seats.avoided) * costs.wish
