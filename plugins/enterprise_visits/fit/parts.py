"""Kinds of parts: how the points of many pairs are found at once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from core.api.declare import LazyText
from plugins.enterprise_visits.fit.facts import Integers

Points = npt.NDArray[np.int32]
H = TypeVar("H", bound=Hashable)
EVERYTHING = 100
"""The weight of a part that counts in full."""


class Part(Protocol):
    """A part of fit. Deputies and enterprises are said by their places in the facts."""

    @property
    def key(self) -> str:
        """By it the manager's weight is found."""

    @property
    def title(self) -> LazyText | str:
        """What managers read."""

    def block(self, first: int, last: int) -> Points:
        """The points of all deputies, a row each, with the enterprises from `first` to before `last`."""

    def pairs(self, deputies: Integers, enterprises: Integers) -> Points:
        """The points of these pairs."""

    def words(self, deputy: int, enterprise: int) -> LazyText | str:
        """Why the pair has so many."""


def weighed(points: Points, weight: int) -> Points:
    """The points as far as the part counts."""
    return points if weight == EVERYTHING else (points * np.int32(weight) // np.int32(EVERYTHING)).astype(np.int32)


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Points by kind: deputies alike are one row of a small table, enterprises alike one column."""

    key: str
    title: LazyText | str
    table: Points
    row: Integers
    """The row of each deputy."""
    column: Integers
    """The column of each enterprise."""
    said: Callable[[int, int], LazyText | str]

    def block(self, first: int, last: int) -> Points:
        """The points of all deputies with these enterprises."""
        return self.table[self.row[:, None], self.column[None, first:last]]

    def pairs(self, deputies: Integers, enterprises: Integers) -> Points:
        """The points of these pairs."""
        return self.table[self.row[deputies], self.column[enterprises]]

    def words(self, deputy: int, enterprise: int) -> LazyText | str:
        """Why the pair has so many."""
        return self.said(deputy, enterprise)


def kinds(values: Sequence[H]) -> tuple[Sequence[H], Integers]:
    """The different values, and which of them each is."""
    known: dict[H, int] = {}
    which = np.fromiter((known.setdefault(value, len(known)) for value in values), np.int64, len(values))
    return list(known), which


@dataclass(frozen=True, slots=True, eq=False)
class Listed:
    """Points of single pairs; all others have none."""

    key: str
    title: LazyText | str
    size: int
    """How many deputies there are."""
    deputy: Integers
    """Of each pair that has points, in the order of the enterprises."""
    enterprise: Integers
    points: Points
    said: Callable[[int, int], LazyText | str]
    known: Mapping[tuple[int, int], int] = field(init=False)

    def __post_init__(self) -> None:
        order = np.argsort(self.enterprise, kind="stable")
        for name in ("deputy", "enterprise", "points"):
            object.__setattr__(self, name, getattr(self, name)[order])
        of = zip(self.deputy.tolist(), self.enterprise.tolist(), self.points.tolist(), strict=True)
        object.__setattr__(self, "known", {(deputy, enterprise): points for deputy, enterprise, points in of})

    def block(self, first: int, last: int) -> Points:
        """The points of all deputies with these enterprises."""
        found = np.zeros((self.size, last - first), np.int32)
        begin, end = np.searchsorted(self.enterprise, (first, last))
        found[self.deputy[begin:end], self.enterprise[begin:end] - first] = self.points[begin:end]
        return found

    def pairs(self, deputies: Integers, enterprises: Integers) -> Points:
        """The points of these pairs."""
        if not self.known:
            return np.zeros(len(deputies), np.int32)
        asked = zip(deputies.tolist(), enterprises.tolist(), strict=True)
        return np.fromiter((self.known.get(pair, 0) for pair in asked), np.int32, len(deputies))

    def words(self, deputy: int, enterprise: int) -> LazyText | str:
        """Why the pair has so many."""
        return self.said(deputy, enterprise)
