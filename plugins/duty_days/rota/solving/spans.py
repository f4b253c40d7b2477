"""A station with very many sittings: a span of days is opened at a time, while the others stay as they are.

One search for all of them would need more memory than a worker has to give. Only :mod:`exact` imports this.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from plugins.duty_days.rota.solving.groundwork import ground
from plugins.duty_days.rota.solving.problem import Problem, Seats
from plugins.duty_days.rota.solving.scoring import cost_of
from plugins.duty_days.rota.solving.search import search

MOST_PAIRS = 20_000
"""So many pairs of duties near each other are weighed in one search; a hundred thousand need half a gigabyte."""
PAIRS_A_SPAN = 4_000
FOR_A_SPAN_S = 5.0


def pairs(problem: Problem, part: frozenset[int], now: Mapping[int, Sequence[int]]) -> int:
    """How many pairs of duties near each other the deputies of these sittings could have."""
    most = problem.most_a_period
    found = 0
    for choices in ground(problem, part, now).chosen_from.values():
        if most == 1:
            turns = Counter(dict.fromkeys((seats.turn for seats in choices), 1))
        else:
            turns = Counter(seats.turn for seats in choices)
        found += sum(
            number * (number - 1) // 2 + number * turns[turn + 1] + number * turns[turn + 2]
            for turn, number in list(turns.items())
        )
    return found


@dataclass(slots=True)
class Spans:
    """A search in spans of a station's sittings."""

    problem: Problem
    part: frozenset[int]
    best: dict[int, Sequence[int]]
    left: Callable[[], float]
    """The seconds that are left."""
    heard: Callable[[], None]
    """Is called now and then; what it raises ends the search."""

    def search(self) -> None:
        """Open one span after the other, halves over each other, until none changes anything or time ends."""
        number = -(-pairs(self.problem, self.part, self.best) // PAIRS_A_SPAN)
        in_order = sorted((self.problem.sitting[key] for key in self.part), key=lambda each: (each.day, each.key))
        length = max(1, len(in_order) // number)
        cost, before = self._cost(self.best), None
        while cost != before:
            before = cost
            for begin in range(0, len(in_order), max(1, length // 2)):
                if self.left() <= 0:
                    return
                self.heard()
                cost = self._open(in_order[begin : begin + length], cost)

    def _open(self, span: Sequence[Seats], cost: int) -> int:
        found = search(
            self.problem, {seats.key for seats in span}, self.best, min(FOR_A_SPAN_S, self.left()), self._listen
        )
        if found is None:
            return cost
        changed = {**self.best, **found.holders}
        now = self._cost(changed)
        if now <= cost:
            self.best = changed
        return min(now, cost)

    def _cost(self, holders: Mapping[int, Sequence[int]]) -> int:
        return cost_of(self.problem, holders).total(self.problem.costs)

    def _listen(self, _cost: int, _bound: int) -> None:
        self.heard()
