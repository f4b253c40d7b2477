"""Solves one flow in a process of its own, which imports nothing of ours: run by its path, by :mod:`apart`.

Its input: the numbers of pairs, arcs and nodes, then the arrays of the network. Its output: of each pair, whether it is used.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow  # type: ignore[import-untyped]


def main() -> None:
    """Read, solve, write."""
    pairs, arcs, nodes = _array(3, np.int64).tolist()
    tail, head = _array(arcs, np.int32), _array(arcs, np.int32)
    capacity, cost, supply = _array(arcs, np.int64), _array(arcs, np.int64), _array(nodes, np.int64)
    solver = SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(tail, head, capacity, cost)
    del tail, head, capacity, cost
    solver.set_nodes_supplies(np.arange(nodes, dtype=np.int32), supply)
    if solver.solve() != solver.OPTIMAL:
        sys.exit(1)
    used = np.asarray(solver.flows(np.arange(pairs, dtype=np.int32))) > 0
    sys.stdout.buffer.write(used.tobytes())


def _array(size: int, kind: type[Any]) -> Any:
    """The next array of the input."""
    return np.frombuffer(sys.stdin.buffer.read(size * np.dtype(kind).itemsize), kind)


if __name__ == "__main__":
    main()
