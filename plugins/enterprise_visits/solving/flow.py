"""The best pairing, found as a flow of least cost: exact, and proven by the algorithm. Imports OR-Tools when called."""

from __future__ import annotations

from typing import Final

import numpy as np

from plugins.enterprise_visits.solving.apart import used_apart
from plugins.enterprise_visits.solving.network import Network, drawn
from plugins.enterprise_visits.solving.problem import Integers, Problem, Solution, Told

APART_FROM: Final = 300_000
"""So many candidate pairs take a second."""


def solve(problem: Problem, told: Told | None = None) -> Solution:
    """The pairing that costs least. The locks must not contradict each other: see :mod:`contradictions`.

    For what a request may wait for (some thousand enterprises), or in the worker. What takes longer is solved in a process
    of its own; `told` may raise to stop it.
    """
    tell = told or _nobody
    tell("drawing", 0.0)
    chosen = problem.locked.copy()
    if problem.pairs >= APART_FROM:
        chosen[used_apart(drawn(problem), tell, 0.1, 0.95)] = True
    else:
        network = drawn(problem)
        tell("solving", 0.1)
        chosen[_used_here(network)] = True
    tell("reading", 1.0)
    return Solution(problem=problem, chosen=chosen)


def _nobody(stage: str, share: float) -> None:
    """Where nobody asked to hear how far it is."""


def _used_here(network: Network) -> Integers:
    """The candidate pairs that the best flow uses."""
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow  # type: ignore[import-untyped]

    solver = SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(network.tail, network.head, network.capacity, network.cost)
    solver.set_nodes_supplies(np.arange(network.supply.size, dtype=np.int32), network.supply)
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise RuntimeError(f"No flow was found, though each enterprise may do without: {status}")
    return network.free[np.asarray(solver.flows(arcs[: network.free.size])) > 0]
