"""Pairing as a flow: each enterprise sends a unit for each deputy it should have, through a deputy, to one sink.

Locked pairs are no arcs: they are taken out beforehand, and leave less room. Where a deputy has several candidates of
one group of competitors, these pass through a node that lets one unit through.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from plugins.enterprise_visits.solving.problem import NO_GROUP, Integers, Problem, Truths

Nodes = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Network:
    """Arcs, with the free candidate pairs first; and what each node sends."""

    problem: Problem
    free: Integers
    """The candidate pair of each of the first arcs."""
    tail: Nodes
    head: Nodes
    capacity: Integers
    cost: Integers
    supply: Integers

    @property
    def sink(self) -> int:
        """Where everything goes."""
        return self.supply.size - 1


@dataclass(frozen=True, slots=True)
class Room:
    """How much each node may still take or send, once the locked pairs are taken out."""

    loads: Integers
    """How many enterprises each deputy has by lock, elsewhere included."""
    wanted: Integers
    """How many deputies each enterprise still should have."""
    free: Truths
    """The candidate pairs that are still to be decided."""


def drawn(problem: Problem) -> Network:
    """The network of a problem whose locks do not contradict each other."""
    room = room_of(problem)
    free = np.flatnonzero(room.free)
    deputy, enterprise = problem.deputy[free], problem.enterprise[free]
    through, group_deputy = _groups(problem, deputy, enterprise)
    sink = problem.deputies + problem.enterprises + group_deputy.size
    pair_cost = -problem.score[free] - problem.costs.continuity * problem.kept[free]
    to_deputy = np.where(through == NO_GROUP, deputy, problem.deputies + problem.enterprises + through)
    parts = [
        (problem.deputies + enterprise, to_deputy, np.ones_like(free), pair_cost),
        (sink - group_deputy.size + np.arange(group_deputy.size), group_deputy, *_same(group_deputy.size, 1, 0)),
        *_deputies_to_sink(problem, room, deputy, sink),
        *_enterprises_to_sink(problem, room, sink),
    ]
    tail, head, capacity, cost = (np.concatenate(of) for of in zip(*parts, strict=True))
    supply = np.zeros(sink + 1, np.int64)
    supply[problem.deputies : problem.deputies + problem.enterprises] = room.wanted
    supply[sink] = -room.wanted.sum()
    return Network(
        problem=problem,
        free=free,
        tail=tail.astype(np.int32),
        head=head.astype(np.int32),
        capacity=capacity,
        cost=cost,
        supply=supply,
    )


def room_of(problem: Problem) -> Room:
    """What the locked pairs leave."""
    locked, group = problem.locked, problem.group[problem.enterprise]
    taken = np.bincount(problem.enterprise[locked], minlength=problem.enterprises)
    loads = np.bincount(problem.deputy[locked], minlength=problem.deputies) + problem.elsewhere
    wanted = problem.wanted - taken
    free = ~locked & (wanted[problem.enterprise] > 0)
    held = _at(problem, locked & (group != NO_GROUP))
    if held.size:
        free &= (group == NO_GROUP) | ~np.isin(_at(problem), held)
    return Room(loads, wanted, free)


def _at(problem: Problem, where: Truths | slice = slice(None)) -> Integers:
    """One number for each deputy and group of competitors."""
    groups = int(problem.group.max(initial=0)) + 1
    return problem.deputy[where] * groups + problem.group[problem.enterprise[where]]


def _groups(problem: Problem, deputy: Integers, enterprise: Integers) -> tuple[Integers, Integers]:
    """Of each pair the number of the node it passes through, where one is needed; and of each node its deputy."""
    through = np.full(deputy.size, NO_GROUP, np.int64)
    group = problem.group[enterprise]
    competing = np.flatnonzero(group != NO_GROUP)
    if not competing.size:
        return through, np.zeros(0, np.int64)
    groups = int(problem.group.max()) + 1
    which, place, count = np.unique(
        deputy[competing] * groups + group[competing], return_inverse=True, return_counts=True
    )
    several = count > 1
    number = np.where(several, np.cumsum(several) - 1, NO_GROUP)
    through[competing] = number[place]
    return through, which[several] // groups


def _deputies_to_sink(
    problem: Problem, room: Room, deputy: Integers, sink: int
) -> list[tuple[Integers, Integers, Integers, Integers]]:
    """Up to the least each enterprise saves what falling short costs; above, each costs more than the one before."""
    least, most = problem.at_least, max(problem.at_least, problem.at_most)
    asked = np.bincount(deputy, minlength=problem.deputies).astype(np.int64)
    last = room.loads + asked
    costs = problem.costs
    steps = ((0, least, -costs.short), (least, most, costs.fourth), (most, None, costs.beyond))
    parts = []
    for low, high, cost in steps:
        until = last if high is None else np.minimum(last, high)
        places = np.clip(until - np.maximum(room.loads, low), 0, None)
        who = np.flatnonzero(places)
        parts.append((who, np.full_like(who, sink), places[who], np.full_like(who, cost)))
    return parts


def _enterprises_to_sink(
    problem: Problem, room: Room, sink: int
) -> list[tuple[Integers, Integers, Integers, Integers]]:
    """An enterprise may do without: without further deputies sooner than without any."""
    uncovered = np.flatnonzero((room.wanted > 0) & (room.wanted == problem.wanted))
    further = room.wanted.copy()
    further[uncovered] -= 1
    unfilled = np.flatnonzero(further > 0)
    return [
        (problem.deputies + who, np.full_like(who, sink), places, np.full_like(who, cost))
        for who, places, cost in (
            (uncovered, np.ones_like(uncovered), problem.costs.uncovered),
            (unfilled, further[unfilled], problem.costs.unfilled),
        )
    ]


def _same(size: int, capacity: int, cost: int) -> tuple[Integers, Integers]:
    return np.full(size, capacity, np.int64), np.full(size, cost, np.int64)
