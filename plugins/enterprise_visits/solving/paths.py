"""What can still be moved in a pairing that was found as a flow: the cheapest way from one node to another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from plugins.enterprise_visits.solving.network import Network
from plugins.enterprise_visits.solving.problem import Integers, Solution

ROUNDS: Final = 2000
"""Longer ways than that are not looked for: there is a circle that gets cheaper each time."""
FAR: Final = np.iinfo(np.int64).max // 4


@dataclass(frozen=True, slots=True, eq=False)
class Residual:
    """Arcs on which a unit may still be moved, forwards or back, sorted by where they begin."""

    head: npt.NDArray[np.int32]
    cost: Integers
    arc: Integers
    """The arc of the network each belongs to."""
    first: Integers
    """Where the arcs of each node begin; one entry more at the end."""


def residual(network: Network, solution: Solution) -> Residual:
    """What the pairing leaves of its network."""
    used = _used(network, solution)
    onward, back = np.flatnonzero(used < network.capacity), np.flatnonzero(used > 0)
    tail = np.concatenate((network.tail[onward], network.head[back]))
    head = np.concatenate((network.head[onward], network.tail[back]))
    cost = np.concatenate((network.cost[onward], -network.cost[back]))
    order = np.argsort(tail, kind="stable")
    first = np.concatenate(([0], np.cumsum(np.bincount(tail, minlength=network.supply.size))))
    return Residual(head[order], cost[order], np.concatenate((onward, back))[order], first)


def cheapest_path(left: Residual, start: int, end: int) -> list[int] | None:
    """The arcs of the cheapest way from one node to another; None where ways get cheaper for ever.

    Raises ValueError where there is no way at all: in a network of ours every node reaches every enterprise that is
    not locked.
    """
    nodes = left.first.size - 1
    distance, came_by = np.full(nodes, FAR), np.full(nodes, -1, np.int64)
    distance[start] = 0
    frontier = np.array([start])
    for _ in range(ROUNDS):
        if not frontier.size:
            break
        frontier = _spread(left, frontier, distance, came_by)
    else:
        return None
    if distance[end] >= FAR:
        raise ValueError(f"no way from {start} to {end}")
    return _way_back(left, start, end, came_by)


def _spread(left: Residual, frontier: Integers, distance: Integers, came_by: Integers) -> Integers:
    """Go one arc on from each of these nodes; those that are now nearer than before."""
    counts = left.first[frontier + 1] - left.first[frontier]
    ends = np.cumsum(counts)
    steps = np.arange(ends[-1]) + np.repeat(left.first[frontier] - (ends - counts), counts)
    reached, length = left.head[steps], np.repeat(distance[frontier], counts) + left.cost[steps]
    nearer = length < distance[reached]
    steps, reached, length = steps[nearer], reached[nearer], length[nearer]
    # The nearest last, so that it is the one that stays written.
    order = np.argsort(-length, kind="stable")
    distance[reached[order]] = length[order]
    came_by[reached[order]] = steps[order]
    return np.unique(reached).astype(np.int64)


def _way_back(left: Residual, start: int, end: int, came_by: Integers) -> list[int]:
    path = []
    node = end
    while node != start:
        step = int(came_by[node])
        path.append(int(left.arc[step]))
        node = int(np.searchsorted(left.first, step, side="right")) - 1
    return path[::-1]


def _used(network: Network, solution: Solution) -> Integers:
    """How much of each arc the pairing uses: pairs as chosen, then what passes each node, the cheapest arcs first."""
    pairs = network.free.size
    used = np.zeros(network.cost.size, np.int64)
    used[:pairs] = solution.chosen[network.free]
    sent = network.supply.copy()
    sent[network.sink] = 0
    sent -= np.bincount(network.tail[:pairs], weights=used[:pairs], minlength=sent.size).astype(np.int64)
    sent += np.bincount(network.head[:pairs], weights=used[:pairs], minlength=sent.size).astype(np.int64)
    later = np.arange(pairs, used.size)
    to_sink = network.head[later] == network.sink
    groups = later[~to_sink]
    used[groups] = sent[network.tail[groups]]
    sent += np.bincount(network.head[groups], weights=used[groups], minlength=sent.size).astype(np.int64)
    sinking = later[to_sink]
    used[sinking] = _cheapest_first(network, sinking, sent)
    return used


def _cheapest_first(network: Network, arcs: Integers, sent: Integers) -> Integers:
    """How what each node sends is spread over these arcs of it."""
    order = np.lexsort((network.cost[arcs], network.tail[arcs]))
    tail, capacity = network.tail[arcs[order]], network.capacity[arcs[order]]
    before = np.cumsum(capacity) - capacity
    begins = np.searchsorted(tail, tail)
    spread = np.empty(arcs.size, np.int64)
    spread[order] = np.clip(sent[tail] - (before - before[begins]), 0, capacity)
    return spread
