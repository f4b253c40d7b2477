"""Who serves how often, what was served before counted in: the numbers behind the chart and the table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plugins.duty_days.rota.solving.problem import Problem


@dataclass(frozen=True, slots=True)
class Load:
    """How often a deputy serves."""

    deputy: int
    served: int
    """Before, this year."""
    planned: int
    """In this rota, wherever it is."""
    counts: bool
    """Whether it is compared with others'."""

    @property
    def all(self) -> int:
        """The whole year."""
        return self.served + self.planned


@dataclass(frozen=True, slots=True)
class Fairness:
    """The loads of a station's deputies, who serves least first."""

    station: int
    loads: tuple[Load, ...]

    @property
    def least(self) -> int:
        """The smallest load that is compared."""
        return min((load.all for load in self.loads if load.counts), default=0)

    @property
    def most(self) -> int:
        """The largest load that is compared."""
        return max((load.all for load in self.loads if load.counts), default=0)

    @property
    def spread(self) -> int:
        """The duties between who serves most and who serves least."""
        return self.most - self.least

    @property
    def mean(self) -> float:
        """The load each would have, were it divided evenly."""
        counted = [load.all for load in self.loads if load.counts]
        return sum(counted) / len(counted) if counted else 0.0


def fairness(problem: Problem, holders: Mapping[int, Sequence[int]]) -> tuple[Fairness, ...]:
    """The loads at each station, by the station's number."""
    planned: dict[int, int] = defaultdict(int)
    for serving in holders.values():
        for key in serving:
            planned[key] += 1
    at: dict[int, list[Load]] = defaultdict(list)
    for each in problem.candidates:
        at[each.station].append(Load(each.key, each.served, planned[each.key], each.counts))
    return tuple(
        Fairness(station, tuple(sorted(at[station], key=lambda load: (load.all, load.deputy))))
        for station in sorted(at)
    )
