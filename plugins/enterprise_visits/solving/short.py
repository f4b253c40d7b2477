"""Who falls short, and why; and what would help an enterprise without a deputy. Facts only: ``words`` makes sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from plugins.enterprise_visits.solving.problem import NO_GROUP, Integers, Problem, Solution

MOST: Final = 6
"""So many names are given for one reason; `count` says how many there are."""

ReasonCode = Literal["no_candidates", "few_candidates", "taken", "competitors"]
HelpCode = Literal["allow", "raise_most", "competitor", "locked_competitor", "room"]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a deputy has fewer enterprises than the least."""

    code: ReasonCode
    enterprises: tuple[int, ...] = ()
    """The candidates it is about, those that fit best first."""
    deputies: tuple[int, ...] = ()
    """Who has them."""
    count: int = 0


@dataclass(frozen=True, slots=True)
class Short:
    """A deputy who falls short: how many are missing, and why."""

    deputy: int
    missing: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Help:
    """What would give an enterprise a deputy."""

    code: HelpCode
    deputy: int | None = None
    enterprise: int | None = None
    """Another enterprise that stands in the way: a competitor the deputy has."""


def reasons(problem: Problem, solution: Solution) -> list[Short]:
    """Everybody who falls short, those who lack most first."""
    of_deputy, of_enterprise = _Lists(problem.deputy, problem.deputies), _Lists(problem.enterprise, problem.enterprises)
    found = []
    for deputy, missing in sorted(solution.short.items(), key=lambda each: (-each[1], each[0])):
        pairs = of_deputy.of(deputy)
        pairs = pairs[np.argsort(-problem.score[pairs], kind="stable")]
        found.append(Short(deputy, missing, tuple(_why(problem, solution, pairs, of_enterprise))))
    return found


def numbers(problem: Problem) -> int:
    """How many pairs are missing whatever is chosen: there are fewer enterprises than the deputies should have."""
    needed = np.clip(problem.at_least - problem.elsewhere, 0, None).sum()
    return max(0, int(needed - problem.wanted.sum()))


def would_help(problem: Problem, solution: Solution, enterprise: int) -> list[Help]:
    """What would give this enterprise a deputy, the best fitting first."""
    pairs = np.flatnonzero((problem.enterprise == enterprise) & ~solution.chosen)
    if not pairs.size:
        return [Help("allow")]
    pairs = pairs[np.argsort(-problem.score[pairs], kind="stable")][:MOST]
    return [_help(problem, solution, int(pair)) for pair in pairs]


class _Lists:
    """The candidate pairs of each deputy, or of each enterprise."""

    def __init__(self, key: Integers, size: int) -> None:
        self._order = np.argsort(key, kind="stable")
        self._first = np.concatenate(([0], np.cumsum(np.bincount(key, minlength=size))))

    def of(self, key: int) -> Integers:
        """The places of these pairs."""
        return self._order[self._first[key] : self._first[key + 1]]


def _why(problem: Problem, solution: Solution, pairs: Integers, of_enterprise: _Lists) -> Iterator[Reason]:
    wanted = pairs[problem.wanted[problem.enterprise[pairs]] > 0]
    if not wanted.size:
        yield Reason("no_candidates")
        return
    if wanted.size < problem.at_least:
        yield Reason("few_candidates", tuple(problem.enterprise[wanted].tolist()), count=wanted.size)
    mine = solution.chosen[wanted]
    groups = problem.group[problem.enterprise[wanted]]
    rival = ~mine & (groups != NO_GROUP) & np.isin(groups, groups[mine])
    if rival.any():
        yield Reason("competitors", _names(problem.enterprise[wanted[rival]]), count=int(rival.sum()))
    others = problem.enterprise[wanted[~mine & ~rival]]
    if others.size:
        held = np.concatenate([pair[solution.chosen[pair]] for pair in map(of_enterprise.of, others[:MOST].tolist())])
        yield Reason("taken", _names(others), _names(problem.deputy[held]), int(others.size))


def _names(of: Integers) -> tuple[int, ...]:
    return tuple(dict.fromkeys(of.tolist()))[:MOST]


def _help(problem: Problem, solution: Solution, pair: int) -> Help:
    deputy, enterprise = int(problem.deputy[pair]), int(problem.enterprise[pair])
    group = problem.group[enterprise]
    if group != NO_GROUP:
        of_group = (problem.deputy == deputy) & (problem.group[problem.enterprise] == group)
        held = np.flatnonzero(of_group & solution.chosen)
        if held.size:
            code: HelpCode = "locked_competitor" if problem.locked[held[0]] else "competitor"
            return Help(code, deputy, int(problem.enterprise[held[0]]))
    return Help("raise_most" if solution.loads[deputy] >= problem.at_most else "room", deputy)
