"""The best rota, and the bound that proves it: one independent part of the problem after the other.

Calling :func:`solve` imports CP-SAT (0.6 s and 87 MB): for the worker, never for a web process.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from plugins.duty_days.rota.solving.greedy import greedy
from plugins.duty_days.rota.solving.groundwork import components
from plugins.duty_days.rota.solving.problem import Problem, Progress, Rota, Told
from plugins.duty_days.rota.solving.scoring import as_rota
from plugins.duty_days.rota.solving.search import search
from plugins.duty_days.rota.solving.spans import MOST_PAIRS, Spans, pairs

TOLD_EVERY_S = 0.5
PERCENT = 100
SHORTEST_S = 0.05
"""With less time than this a part is not begun."""


def solve(problem: Problem, seconds: float = 60.0, told: Told | None = None) -> Rota:
    """The best rota found in that time, with the bound proved; the greedy one where nothing better was found.

    Without a bound it is where time ended before every part of the problem had its turn, or a part is very large.
    """
    run = _Run(problem, components(problem), seconds, told, dict(greedy(problem).holders))
    run.through(range(len(run.parts)))
    run.through([number for number in range(len(run.parts)) if run.gaps[number]])  # the rest of the time is theirs
    return run.answer()


@dataclass(slots=True)
class _Run:
    """What is found so far."""

    problem: Problem
    parts: Sequence[frozenset[int]]
    seconds: float
    told: Told | None
    best: dict[int, Sequence[int]]
    gaps: dict[int, int | None] = field(default_factory=dict)
    """How far each part is from what is proved for it; None where nothing is."""
    started: float = field(default_factory=time.monotonic)
    _told_at: float = 0.0
    _part_began: float = 0.0
    _part_seconds: float = 0.0

    def through(self, numbers: Sequence[int]) -> None:
        """Search in these parts, each with its share of the time that is left."""
        for behind, number in enumerate(numbers):
            waiting = sum(len(self.parts[each]) for each in numbers[behind:])
            share = self.left * len(self.parts[number]) / waiting
            if share >= SHORTEST_S:
                self._part_began, self._part_seconds = time.monotonic(), share
                self._part(number, share)
            self.gaps.setdefault(number, None)
            self.tell()

    def _part(self, number: int, seconds: float) -> None:
        part = self.parts[number]
        if len({self.problem.sitting[seats].station for seats in part}) > 1:
            self._coupled(number, seconds)
        elif pairs(self.problem, part, self.best) > MOST_PAIRS:
            self._spans(number, seconds)
        else:
            found = search(self.problem, part, self.best, seconds, lambda _cost, _bound: self.tell(number))
            if found is not None:
                self.best.update(found.holders)
                self.gaps[number] = found.cost - found.bound

    def _coupled(self, number: int, seconds: float) -> None:
        from plugins.duty_days.rota.solving.coupled import Coupled

        coupled = Coupled(self.problem, self.parts[number], self.best, _until(seconds), lambda: self.tell(number))
        coupled.search()
        self.best = coupled.best
        self.gaps[number] = coupled.gap

    def _spans(self, number: int, seconds: float) -> None:
        spans = Spans(self.problem, self.parts[number], self.best, _until(seconds), lambda: self.tell(number))
        spans.search()
        self.best = spans.best

    @property
    def left(self) -> float:
        """The seconds that are left."""
        return self.seconds - (time.monotonic() - self.started)

    def tell(self, under_way: int | None = None) -> None:
        """Say how far it is, now and then; `under_way` is the part that is being searched."""
        now = time.monotonic()
        if self.told is None or now - self._told_at < TOLD_EVERY_S:
            return
        self._told_at = now
        done = float(sum(len(self.parts[number]) for number in self.gaps))
        if under_way is not None and under_way not in self.gaps:
            done += len(self.parts[under_way]) * min(1.0, (now - self._part_began) / self._part_seconds)
        share = done / sum(len(part) for part in self.parts)
        so_far = self.answer()
        self.told(Progress(int(share * PERCENT), PERCENT, so_far.cost, so_far.bound))

    def answer(self) -> Rota:
        """The best so far, and what is proved about it."""
        rota = as_rota(self.problem, self.best)
        gaps = [self.gaps.get(number) for number in range(len(self.parts))]
        known = [gap for gap in gaps if gap is not None]
        return replace(rota, bound=max(0, rota.cost - sum(known))) if len(known) == len(gaps) else rota


def _until(seconds: float) -> Callable[[], float]:
    """Says how many of these seconds are left."""
    ends = time.monotonic() + seconds
    return lambda: ends - time.monotonic()
