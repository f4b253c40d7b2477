"""What no pairing can satisfy: wishes of people that contradict each other. Nothing of it is relaxed in silence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from plugins.enterprise_visits.solving.problem import NO_GROUP, Problem

Code = Literal[
    "least_above_most",
    "deputy_overbooked",
    "enterprise_overbooked",
    "competitors_locked",
    "refused",
    "nobody",
    "nothing",
]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A rule that cannot hold: for whom, because of what, and the number it allows."""

    code: Code
    deputies: tuple[int, ...] = ()
    enterprises: tuple[int, ...] = ()
    limit: int = 0
    count: int = 0


def found(problem: Problem, refused: Iterable[tuple[int, int]] = ()) -> list[Contradiction]:
    """Everything that contradicts; nothing, where the problem can be solved.

    ``refused``: locked pairs of a deputy and an enterprise that are no candidates, because a rule refuses them.
    """
    return [*_empty(problem), *_limits(problem), *_refused(refused), *_locks(problem)]


def _empty(problem: Problem) -> Iterator[Contradiction]:
    if problem.deputies == 0:
        yield Contradiction("nobody")
    if problem.enterprises == 0 or not problem.wanted.any():
        yield Contradiction("nothing")


def _limits(problem: Problem) -> Iterator[Contradiction]:
    if problem.at_least > problem.at_most:
        yield Contradiction("least_above_most", limit=problem.at_most, count=problem.at_least)


def _refused(pairs: Iterable[tuple[int, int]]) -> Iterator[Contradiction]:
    for deputy, enterprise in pairs:
        yield Contradiction("refused", (deputy,), (enterprise,))


def _locks(problem: Problem) -> Iterator[Contradiction]:
    enterprises_of: dict[int, list[int]] = defaultdict(list)
    deputies_of: dict[int, list[int]] = defaultdict(list)
    rivals: dict[tuple[int, int], list[int]] = defaultdict(list)
    for pair in np.flatnonzero(problem.locked):
        deputy, enterprise = int(problem.deputy[pair]), int(problem.enterprise[pair])
        enterprises_of[deputy].append(enterprise)
        deputies_of[enterprise].append(deputy)
        if (group := int(problem.group[enterprise])) != NO_GROUP:
            rivals[deputy, group].append(enterprise)
    for deputy, enterprises in enterprises_of.items():
        count = len(enterprises) + int(problem.elsewhere[deputy])
        if count > problem.at_most:
            yield Contradiction("deputy_overbooked", (deputy,), tuple(enterprises), problem.at_most, count)
    for enterprise, deputies in deputies_of.items():
        limit = int(problem.wanted[enterprise])
        if len(deputies) > limit:
            yield Contradiction("enterprise_overbooked", tuple(deputies), (enterprise,), limit, len(deputies))
    for (deputy, _), enterprises in rivals.items():
        if len(enterprises) > 1:
            yield Contradiction("competitors_locked", (deputy,), tuple(enterprises), 1, len(enterprises))
