"""Pairing as a problem: who could be paired with whom, how well they fit, and what a good answer is; and the answer.

Whoever asks numbers the deputies 0, 1, 2 ... and the enterprises 0, 1, 2 ...; the answer speaks in the same numbers.
Arrays have one entry a candidate pair, or one an enterprise or deputy. Committee members and deputies, or deputies and
residents, are asked about in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypedDict, Unpack

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]

Told = Callable[[str, float], None]
"""Hears how far a search is: the name of the stage (``drawing``, ``solving``, ``reading``), and its share from 0 to 1."""

NO_GROUP = -1


@dataclass(frozen=True, slots=True)
class Costs:
    """What each imperfection costs, in points of fit: whole numbers.

    A further step is never cheaper than the one before it: `beyond` than `fourth`, `uncovered` than `unfilled`.
    """

    short: int = 2000
    """Each enterprise a deputy is short of the least."""
    fourth: int = 30
    """Each enterprise a deputy has above the least, up to the most."""
    beyond: int = 3000
    """Each enterprise a deputy has beyond the most."""
    uncovered: int = 20_000
    """Each enterprise without any deputy."""
    unfilled: int = 1000
    """Each further deputy that an enterprise should have and does not get."""
    continuity: int = 115
    """What it is worth to keep a pair."""


class Given(TypedDict, total=False):
    """What may be left out of a problem: nothing is locked or kept then, and nobody competes."""

    locked: npt.ArrayLike
    kept: npt.ArrayLike
    wanted: npt.ArrayLike
    group: npt.ArrayLike
    elsewhere: npt.ArrayLike
    at_least: int
    at_most: int
    costs: Costs


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Problem:
    """Make one with :meth:`of`, which knows what may be left out."""

    deputies: int
    enterprises: int
    deputy: Integers
    """Of each candidate pair. What is refused or forbidden is no candidate; no pair stands there twice."""
    enterprise: Integers
    """Of each candidate pair."""
    score: Integers
    """How well each candidate pair fits."""
    locked: Truths
    """Whether the pair is there whatever it costs."""
    kept: Truths
    """Whether they are paired now."""
    wanted: Integers
    """How many deputies each enterprise should have; it gets no more."""
    group: Integers
    """The competitors each enterprise belongs to: no deputy gets two of a group. :data:`NO_GROUP` for none."""
    elsewhere: Integers
    """How many pairs each deputy has outside of this problem: they count against the least and the most."""
    at_least: int = 3
    at_most: int = 4
    costs: Costs = field(default_factory=Costs)

    @classmethod
    def of(
        cls,
        deputies: int,
        enterprises: int,
        deputy: npt.ArrayLike,
        enterprise: npt.ArrayLike,
        score: npt.ArrayLike,
        **given: Unpack[Given],
    ) -> Problem:
        """A problem of these arrays or lists; nothing locked or kept, one deputy an enterprise, no competitors."""
        pairs = np.asarray(score).size
        return cls(
            deputies=deputies,
            enterprises=enterprises,
            deputy=_integers(deputy, pairs, 0),
            enterprise=_integers(enterprise, pairs, 0),
            score=_integers(score, pairs, 0),
            locked=_truths(given.get("locked"), pairs),
            kept=_truths(given.get("kept"), pairs),
            wanted=_integers(given.get("wanted"), enterprises, 1),
            group=_integers(given.get("group"), enterprises, NO_GROUP),
            elsewhere=_integers(given.get("elsewhere"), deputies, 0),
            at_least=given.get("at_least", 3),
            at_most=given.get("at_most", 4),
            costs=given.get("costs", Costs()),
        )

    @property
    def pairs(self) -> int:
        """How many candidate pairs there are."""
        return self.score.size

    def pair(self, deputy: int, enterprise: int) -> int | None:
        """The place of this candidate pair in the arrays; None where they may not be paired."""
        found = np.flatnonzero((self.deputy == deputy) & (self.enterprise == enterprise))
        return int(found[0]) if found.size else None


@dataclass(frozen=True, kw_only=True, eq=False)
class Solution:
    """Which candidate pairs are chosen, and what is imperfect about it."""

    problem: Problem
    chosen: Truths
    """Of each candidate pair."""

    @cached_property
    def loads(self) -> Integers:
        """How many enterprises each deputy has, elsewhere included."""
        of = self.problem
        return np.bincount(of.deputy[self.chosen], minlength=of.deputies).astype(np.int64) + of.elsewhere

    @cached_property
    def deputies_of(self) -> Integers:
        """How many deputies each enterprise has."""
        of = self.problem
        return np.bincount(of.enterprise[self.chosen], minlength=of.enterprises).astype(np.int64)

    @cached_property
    def score(self) -> int:
        """The total fit."""
        return int(self.problem.score[self.chosen].sum())

    @cached_property
    def short(self) -> Mapping[int, int]:
        """The deputies below the least: how many enterprises each of them lacks."""
        return _above_zero(self.problem.at_least - self.loads)

    @cached_property
    def beyond(self) -> Mapping[int, int]:
        """The deputies beyond the most: how many enterprises each of them has too many."""
        return _above_zero(self.loads - self.problem.at_most)

    @cached_property
    def uncovered(self) -> Integers:
        """The enterprises that should have a deputy and have none."""
        return np.flatnonzero((self.deputies_of == 0) & (self.problem.wanted > 0)).astype(np.int64)

    @cached_property
    def unfilled(self) -> Mapping[int, int]:
        """The enterprises that have a deputy and should have more: how many each of them lacks."""
        return _above_zero(np.where(self.deputies_of > 0, self.problem.wanted - self.deputies_of, 0))

    @cached_property
    def cost(self) -> int:
        """What the answer costs: the smaller, the better. Usually far below zero, as the fit is taken off."""
        of, costs = self.problem, self.problem.costs
        least, most = of.at_least, max(of.at_least, of.at_most)
        short = np.clip(least - self.loads, 0, None)
        fourth = np.clip(self.loads, least, most) - np.clip(of.elsewhere, least, most)
        beyond = np.clip(self.loads - most, 0, None) - np.clip(of.elsewhere - most, 0, None)
        missing = np.clip(of.wanted - np.maximum(self.deputies_of, 1), 0, None)
        return (
            -self.score
            - costs.continuity * int((self.chosen & of.kept).sum())
            + costs.short * int(short.sum())
            + costs.fourth * int(fourth.sum())
            + costs.beyond * int(beyond.sum())
            + costs.uncovered * int(self.uncovered.size)
            + costs.unfilled * int(missing.sum())
        )

    @cached_property
    def changed(self) -> int:
        """How many pairs that are there now go."""
        return int((self.problem.kept & ~self.chosen).sum())


def _above_zero(counts: Integers) -> Mapping[int, int]:
    found = np.flatnonzero(counts > 0)
    return dict(zip(found.tolist(), counts[found].tolist(), strict=True))


def _integers(values: npt.ArrayLike | None, size: int, default: int) -> Integers:
    found = np.full(size, default, np.int64) if values is None else np.asarray(values, np.int64)
    if found.shape != (size,):
        raise ValueError(f"{size} numbers are needed, not {found.shape}")
    return found


def _truths(values: npt.ArrayLike | None, size: int) -> Truths:
    found = np.zeros(size, np.bool_) if values is None else np.asarray(values, np.bool_)
    if found.shape != (size,):
        raise ValueError(f"{size} truths are needed, not {found.shape}")
    return found
