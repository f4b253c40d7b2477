"""Pairings with known answers, made from a seed: deputies and enterprises in counties, near ones as candidates.

About twenty candidates an enterprise, three in a hundred struck out as conflicts of interest. Fit: 400 for the segment
(less with distance along the chain), 200 for the speciality, 250 for nearness, up to 50 of chance. About five
enterprises compete in a group.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from plugins.enterprise_visits.solving.problem import Costs, Integers, Problem

SEGMENTS, SPECIALITIES = 12, 6
CANDIDATES: Final = 20
SEED: Final = 7
LEAF: Final = 64
"""So many enterprises look for their neighbours together."""

Points = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Known:
    """An instance: its size, what it must add up to, and the cost of the best answer without and with competitors."""

    deputies: int
    enterprises: int
    checksum: int
    best: int
    best_with_groups: int | None


KNOWN: Final = {
    each.enterprises: each
    for each in (
        Known(88, 300, 403_894, -191_595, -191_502),
        Known(1422, 5000, 331_462, -3_371_119, -3_370_678),
        Known(20_000, 60_000, 501_958, -39_555_983, -39_555_732),
        Known(100_000, 300_000, 977_791, -199_358_979, None),
    )
}


def problem_of(enterprises: int, *, groups: bool = False) -> Problem:
    """The known instance of that many enterprises. Raises ValueError where it does not come out as it should."""
    known = KNOWN[enterprises]
    problem = make(known.deputies, known.enterprises)
    if int(problem.score.sum()) % 1_000_003 != known.checksum:
        raise ValueError(f"{enterprises} enterprises: another instance than the known one came out")
    return problem if groups else without_groups(problem)


def without_groups(problem: Problem) -> Problem:
    """The same, where nobody competes."""
    return Problem.of(
        problem.deputies, problem.enterprises, problem.deputy, problem.enterprise, problem.score, costs=problem.costs
    )


def make(deputies: int, enterprises: int, seed: int = SEED) -> Problem:
    """An instance of this size. The draws stand in the order the known answers were found with: leave it."""
    rng = np.random.default_rng(seed)
    counties = max(1, deputies // 200)
    centre = rng.random((counties, 2)) * (300 * np.sqrt(counties / 100) + 20)
    deputy_county = rng.integers(0, counties, deputies)
    weight = np.bincount(deputy_county, minlength=counties) * rng.uniform(0.85, 1.15, counties)
    enterprise_county = rng.choice(counties, enterprises, p=weight / weight.sum())
    deputy_at = centre[deputy_county] + rng.normal(0, 8, (deputies, 2))
    enterprise_at = centre[enterprise_county] + rng.normal(0, 8, (enterprises, 2))
    deputy_segment, enterprise_segment = rng.integers(0, SEGMENTS, deputies), rng.integers(0, SEGMENTS, enterprises)
    speciality, need = rng.integers(0, SPECIALITIES, deputies), rng.integers(0, SPECIALITIES, enterprises)

    near = min(deputies, 2 * CANDIDATES)
    neighbour = nearest(deputy_at, enterprise_at, near)
    e, d = np.repeat(np.arange(enterprises), near), neighbour.ravel()
    distance = np.hypot(*(deputy_at[d] - enterprise_at[e]).T)
    along = np.abs(deputy_segment[d] - enterprise_segment[e])
    along = np.minimum(along, SEGMENTS - along)
    fit = 400 * np.clip(1 - along / 3, 0, 1) + 200 * (speciality[d] == need[e]) + 250 * np.exp(-distance / 10)
    fit = fit + rng.integers(0, 50, len(d))
    fit[rng.random(len(d)) < 0.03] = -1  # a conflict of interest
    table = fit.reshape(enterprises, near)
    best = np.argsort(-table, axis=1, kind="stable")[:, :CANDIDATES]
    d, e = np.take_along_axis(neighbour, best, 1).ravel(), np.repeat(np.arange(enterprises), best.shape[1])
    fit = np.take_along_axis(table, best, 1).ravel()
    allowed = fit >= 0
    group = rng.integers(0, max(1, enterprises // 5), enterprises)
    score = np.round(fit[allowed]).astype(np.int64)
    return Problem.of(deputies, enterprises, d[allowed], e[allowed], score, group=group, costs=Costs(continuity=0))


def nearest(places: Points, asked: Points, count: int) -> Integers:
    """Of each point asked for: the numbers of so many places nearest to it, the nearest first."""
    order = np.argsort(places[:, 0], kind="stable")
    sorted_places = places[order]
    found = np.empty((len(asked), count), np.int64)
    for leaf in _leaves(asked, np.arange(len(asked))):
        points = asked[leaf]
        middle = (points.min(axis=0) + points.max(axis=0)) / 2
        reach = float(np.sqrt(((points - middle) ** 2).sum(axis=1).max()))
        # Whatever is among the nearest of a point of the leaf lies within this of the leaf's middle.
        around = _within(sorted_places, middle, _reaching(sorted_places, middle, count) + 2 * reach)
        apart = ((points[:, None, :] - sorted_places[around][None, :, :]) ** 2).sum(axis=2)
        found[leaf] = order[around[np.argsort(apart, axis=1, kind="stable")[:, :count]]]
    return found


def _leaves(points: Points, members: Integers) -> Iterator[Integers]:
    """The points in small parts that lie together."""
    if len(members) <= LEAF:
        yield members
        return
    of = points[members]
    axis = int(np.argmax(np.ptp(of, axis=0)))
    halves = np.argpartition(of[:, axis], len(members) // 2)
    yield from _leaves(points, members[halves[: len(members) // 2]])
    yield from _leaves(points, members[halves[len(members) // 2 :]])


def _reaching(sorted_places: Points, middle: Points, count: int) -> float:
    """How far from the middle the last of so many nearest places lies."""
    reach = 4.0
    while len(around := _within(sorted_places, middle, reach)) < count:
        reach *= 2
    apart = np.sqrt(((sorted_places[around] - middle) ** 2).sum(axis=1))
    return float(np.partition(apart, count - 1)[count - 1])


def _within(sorted_places: Points, middle: Points, reach: float) -> Integers:
    """The places no farther from the middle than that, and some rounding."""
    first, last = np.searchsorted(sorted_places[:, 0], (middle[0] - reach * 1.0001, middle[0] + reach * 1.0001))
    strip = sorted_places[first:last] - middle
    return int(first) + np.flatnonzero((strip**2).sum(axis=1) <= reach * reach * 1.0001)
