"""Who should keep in touch with whom: a proposal, and how it differs from what is.

Both kinds of links are the same question: some above (committee members, deputies) each keep in touch with so many
below (deputies, residents), and nobody below is linked twice. The solver of pairing answers it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from plugins.enterprise_visits.links.errors import LinksTooMany

if TYPE_CHECKING:
    from plugins.enterprise_visits.solving.problem import Truths

MOST_PAIRS: Final = 500_000
SAME_STATION: Final = 300
SAME_REGION: Final = 200
SAME_WORDS: Final = 150
ANYBODY: Final = 100
COUNTY_DIGITS: Final = 6


@dataclass(frozen=True, slots=True)
class Someone:
    """Somebody on one of the two sides."""

    key: int
    name: str
    station_id: int | None
    region: str
    words: str = ""
    """What two who have it in common go well together by: a speciality, a village, the name of a constituency."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One from above and one from below."""

    above: Someone
    below: Someone


@dataclass(frozen=True, slots=True)
class Sides:
    """Who there is, and who is linked with whom: the link's number by (above, below)."""

    above: Sequence[Someone]
    below: Sequence[Someone]
    linked: Mapping[tuple[int, int], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Proposed:
    """What would change, and what stays imperfect."""

    come: Sequence[Pair]
    gone: Sequence[Pair]
    stays: int
    short: Sequence[tuple[Someone, int]]
    """Those above who would get fewer than asked for, and how many they would have."""
    alone: Sequence[Someone]
    """Those below with whom nobody would keep in touch."""
    ends: Sequence[int]
    """The numbers of the links that would end."""

    @property
    def digest(self) -> str:
        """The same for the same changes: what is published is what was looked at."""
        changes = sorted((one.above.key, one.below.key) for one in self.come), sorted(self.ends)
        return hashlib.sha256(repr(changes).encode()).hexdigest()[:16]

    @property
    def changes_nothing(self) -> bool:
        """Whether all stays as it is."""
        return not self.come and not self.ends


def propose(sides: Sides, each: int) -> Proposed:
    """Up to `each` for everybody above, near ones first, as evenly as can be, and few links changed.

    Raises LinksTooMany. Imports numpy and OR-Tools when called.
    """
    if len(sides.above) * len(sides.below) > MOST_PAIRS:
        raise LinksTooMany
    chosen = _chosen(sides, each) if sides.above and sides.below else set()
    above, below = {one.key: one for one in sides.above}, {one.key: one for one in sides.below}
    counts = {one.key: sum(key == one.key for key, _ in chosen) for one in sides.above}
    held = {key for _, key in chosen}
    ends = {pair: number for pair, number in sides.linked.items() if pair not in chosen}
    return Proposed(
        come=[Pair(above[up], below[down]) for up, down in sorted(chosen) if (up, down) not in sides.linked],
        gone=[Pair(above[up], below[down]) for up, down in sorted(ends) if up in above and down in below],
        stays=len(chosen & sides.linked.keys()),
        short=[(one, counts[one.key]) for one in sides.above if counts[one.key] < each],
        alone=[one for one in sides.below if one.key not in held],
        ends=sorted(ends.values()),
    )


def _chosen(sides: Sides, each: int) -> set[tuple[int, int]]:
    import numpy as np

    from plugins.enterprise_visits.solving import flow
    from plugins.enterprise_visits.solving.problem import Costs, Problem

    may_be, fit = _fit(sides)
    up, down = np.nonzero(may_be)
    keys = [
        (sides.above[one].key, sides.below[other].key) for one, other in zip(up.tolist(), down.tolist(), strict=True)
    ]
    problem = Problem.of(
        len(sides.above),
        len(sides.below),
        up,
        down,
        fit[up, down],
        kept=[key in sides.linked for key in keys],
        at_least=min(each, max(1, len(sides.below) // len(sides.above))),
        at_most=each,
        # Nobody is asked to keep in touch with more than was said: rather somebody stays without.
        # And whoever keeps in touch with somebody goes on, though others live nearer.
        costs=Costs(uncovered=500, continuity=1000),
    )
    solution = flow.solve(problem)
    return {keys[pair] for pair in np.flatnonzero(solution.chosen).tolist()}


def _fit(sides: Sides) -> tuple[Truths, Any]:
    """Who may be linked with whom (people of one county), and how well they fit."""
    import numpy as np

    def same(of: str) -> Truths:
        above = np.array([str(getattr(one, of) or "") for one in sides.above])
        below = np.array([str(getattr(one, of) or "") for one in sides.below])
        found: Truths = (above[:, None] == below[None, :]) & (above[:, None] != "")
        return found

    fit = ANYBODY + SAME_STATION * same("station_id") + SAME_REGION * same("region") + SAME_WORDS * _in_common(sides)
    above = np.array([one.region[:COUNTY_DIGITS] for one in sides.above])
    below = np.array([one.region[:COUNTY_DIGITS] for one in sides.below])
    return above[:, None] == below[None, :], fit.astype(np.int64)


def _in_common(sides: Sides) -> Truths:
    """Whether the words of one contain those of the other: a constituency named after a village."""
    import numpy as np

    found = np.zeros((len(sides.above), len(sides.below)), np.bool_)
    words = {one.words for one in sides.below if one.words}
    hits = {(mine, word) for mine in {one.words for one in sides.above} for word in words if mine and word in mine}
    for row, one in enumerate(sides.above):
        found[row] = [(one.words, other.words) in hits for other in sides.below]
    return found
