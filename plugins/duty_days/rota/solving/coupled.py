"""Stations that share deputies: too many for one search, not independent enough for one each.

First the outline, how often everybody serves where; then the names, station by station, as near to it as they can be;
then windows of a few stations are opened again, while all others stay as they are, until time ends or the outline's
bound is reached. Only :mod:`exact` imports this, in the worker.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from plugins.duty_days.rota.solving.groundwork import ground
from plugins.duty_days.rota.solving.outline import Outline, OutlineModel
from plugins.duty_days.rota.solving.problem import Problem, Seats
from plugins.duty_days.rota.solving.scoring import cost_of, loads_by_station, spacing_of
from plugins.duty_days.rota.solving.search import search

FOR_THE_OUTLINE = 0.6
"""The share of the time that may go into it: names for a good outline are found quickly."""
FOR_STATIONS_ALONE = 0.15
MOST_CHOICES = 6000
"""With more choices than this (a deputy in a sitting is one) nothing is to be hoped for from one search."""
FOR_A_STATION_S = 2.0
FOR_A_WINDOW_S = 5.0
WINDOW = 2
NARROW_WINDOW = 3
WIDEST_WINDOW = 7
FIRST_WHOLE_S = 2.0
ENOUGH = 3
"""Windows are made wider after so many attempts at each troubled station that changed nothing."""

Holders = Mapping[int, Sequence[int]]


@dataclass(slots=True)
class Coupled:
    """A search in the sittings of stations that share deputies."""

    problem: Problem
    part: frozenset[int]
    best: dict[int, Sequence[int]]
    """The best so far, of all sittings of the problem."""
    left: Callable[[], float]
    """The seconds that are left."""
    heard: Callable[[], None]
    """Is called now and then; what it raises ends the search."""
    outline: Outline | None = None
    cost: int = 0
    """Of all sittings of the problem."""
    _least: int | None = None
    """What all sittings cost at least, as far as one search of all of it proved."""
    _elsewhere: int = 0
    """What cannot be changed here costs so much."""
    _at: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    _shared: dict[int, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    # The same problem has the same answer: what is drawn is drawn from a seed.
    _draw: random.Random = field(default_factory=lambda: random.Random(4))  # noqa: S311 - a search, no secret

    def search(self) -> None:
        """Find what there is to be found in the time that is left."""
        self.cost = self._cost(self.best)
        self._map()
        self._alone()
        base = ground(self.problem, self.part, self.best)
        self.outline = OutlineModel(base).solve(self.left() * FOR_THE_OUTLINE, self._listen)
        if self.outline is not None:
            self._elsewhere = self._of_others(self.outline)
            placed = self._place(self.outline, self._in_order())
            if placed is not None:
                self._accept(placed)
        is_small = sum(len(of) for of in base.choices.values()) <= MOST_CHOICES
        self._windows(NARROW_WINDOW if is_small else WIDEST_WINDOW)
        rounds = 0
        while self.gap != 0 and self.left() > 0 and (is_small or self.outline):
            rounds += 1
            other = OutlineModel(base).solve(self.left() / 10, self._listen, rounds) if is_small else self.outline
            if other is not None and self.outline is not None:
                self._again(other)
            if is_small and self.gap != 0 and self.left() > 0:
                self._whole(min(FIRST_WHOLE_S * rounds, self.left()))

    @property
    def gap(self) -> int | None:
        """How far the best is from what is proved; None where nothing is."""
        bounds = [] if self.outline is None else [self._elsewhere + self.outline.bound]
        bounds += [] if self._least is None else [self._least]
        return self.cost - max(bounds) if bounds else None

    def _whole(self, seconds: float) -> None:
        """All of it in one search, which few stations can afford."""
        found = search(self.problem, self.part, self.best, seconds, self._listen, gap=self.gap)
        if found is not None:
            holders = {**self.best, **found.holders}
            self._least = self._cost(holders) - (found.cost - found.bound)
            self._accept(holders)

    def _again(self, outline: Outline) -> None:
        """Other names for the same outline; what was better stays."""
        before = self.best, self.cost
        order = sorted(self._at)
        self._draw.shuffle(order)
        placed = self._place(outline, order)
        if placed is not None:
            self.best, self.cost = placed, self._cost(placed)
            self._windows(NARROW_WINDOW)
        if self.cost > before[1]:
            self.best, self.cost = before

    def _listen(self, _cost: int, _bound: int) -> None:
        self.heard()

    def _cost(self, holders: Holders) -> int:
        return cost_of(self.problem, holders).total(self.problem.costs)

    def _map(self) -> None:
        """Which sittings each station has, and how many deputies it shares with each other."""
        for seats in self.problem.seats:
            if seats.key in self.part:
                self._at[seats.station].append(seats.key)
        for each in self.problem.candidates:
            here = sorted(each.stations & self._at.keys())
            for station in here:
                self._shared[station].update(other for other in here if other != station)

    def _of_others(self, outline: Outline) -> int:
        """What the sittings and homes cost that this search cannot change."""
        others = tuple(seats for seats in self.problem.seats if seats.key not in self.part)
        parts = cost_of(Problem(self.problem.candidates, others, self.problem.costs), self.best)
        here = self._spreads(self.best)
        spread = sum(width for home, width in here.items() if home not in outline.aim.between)
        costs = self.problem.costs
        return parts.total(costs) + (spread - parts.spread) * costs.spread

    def _spreads(self, holders: Holders) -> Mapping[int, int]:
        duties = Counter(key for serving in holders.values() for key in serving)
        loads = {each.key: each.served + duties[each.key] for each in self.problem.candidates}
        return {home: max(of) - min(of) for home, of in loads_by_station(self.problem.candidates, loads).items()}

    def _alone(self) -> None:
        """Each station for itself, so that something is gained where time is too short for an outline."""
        until = self.left() * (1 - FOR_STATIONS_ALONE)
        for keys in self._at.values():
            self.heard()
            if self.left() <= until:
                return
            found = search(self.problem, keys, self.best, self.left() - until)
            if found is not None:
                self._accept({**self.best, **found.holders})

    def _place(self, outline: Outline, order: Sequence[int]) -> dict[int, Sequence[int]] | None:
        """Names for the outline, station by station; None where time was too short."""
        placed: dict[int, Sequence[int]] = {key: who for key, who in self.best.items() if key not in self.part}
        for station in order:
            if self.left() <= 0:
                return None
            self.heard()
            found = search(self.problem, self._at[station], placed, min(FOR_A_STATION_S, self.left()), aim=outline.aim)
            if found is None:
                return None
            placed.update(found.holders)
        return {**self.best, **placed}

    def _in_order(self) -> Sequence[int]:
        """Each station beside those that share deputies with it."""
        order: list[int] = []
        waiting = sorted(self._at)
        while waiting:
            station = max(waiting, key=lambda each: (sum(self._shared[each][done] for done in order[-3:]), -each))
            waiting.remove(station)
            order.append(station)
        return order

    def _windows(self, widest: int) -> None:
        """Open a few stations again, about one where the rota is further from its outline than it need be.

        Wider windows are opened when narrow ones change nothing any more.
        """
        width, unchanged = WINDOW, 0
        while self.left() > 0 and self.gap != 0 and width <= min(widest, len(self._at) - 1):
            self.heard()
            troubles = self._troubles()
            window = self._window(self._draw.choice(troubles), width)
            opened = frozenset(key for station in window for key in self._at[station])
            found = search(self.problem, opened, self.best, min(FOR_A_WINDOW_S, self.left()))
            before = self.cost
            if found is not None:
                self._accept({**self.best, **found.holders})
            unchanged = unchanged + 1 if self.cost == before else 0
            if unchanged > ENOUGH * len(troubles):
                width, unchanged = width + 1, 0

    def _troubles(self) -> Sequence[Sequence[int]]:
        """Stations less even than in the outline; and the stations of each who has duties near each other."""
        aims = self.outline.aim.between if self.outline else {}
        found: set[tuple[int, ...]] = set()
        for home, width in self._spreads(self.best).items():
            floor, top = aims.get(home, (0, 0))
            if home in self._at and width > top - floor:
                found.add((home,))
        duties: dict[int, list[Seats]] = defaultdict(list)
        for seats in self.part:
            for key in self.best[seats]:
                duties[key].append(self.problem.sitting[seats])
        for own in duties.values():
            if spacing_of([each.turn for each in own], self.problem.costs):
                found.add(tuple(sorted({each.station for each in own})))
        return sorted(found) or [(station,) for station in sorted(self._at)]

    def _window(self, trouble: Sequence[int], width: int) -> Sequence[int]:
        """The stations of a trouble, and those that share deputies with them."""
        window = list(trouble)
        while len(window) < width:
            near: Counter[int] = Counter()
            for each in window:
                near.update(self._shared[each])
            around = [other for other in sorted(near) if other not in window]
            if not around:
                break
            window.append(self._draw.choices(around, [near[other] for other in around])[0])
        return window

    def _accept(self, holders: dict[int, Sequence[int]]) -> None:
        cost = self._cost(holders)
        if cost <= self.cost:
            self.best, self.cost = holders, cost
