"""Hearing from a CP-SAT search under way. Only :mod:`search` imports this, in the worker."""

from __future__ import annotations

import math
from collections.abc import Callable

from ortools.sat.python import cp_model

Heard = Callable[[int, int], None]


class Listener(cp_model.CpSolverSolutionCallback):
    """Passes every better answer and every better bound on, as (cost, bound)."""

    def __init__(self, solver: cp_model.CpSolver, heard: Heard) -> None:
        super().__init__()
        self.raised: BaseException | None = None
        self._solver = solver
        self._heard = heard
        self._cost = 0
        solver.best_bound_callback = self.tell

    def on_solution_callback(self) -> None:
        """A better answer."""
        self._cost = round(self.objective_value)
        self.tell(self.best_objective_bound)

    def tell(self, bound: float) -> None:
        """A better bound. What is raised must not pass through the C++ between: it waits until the search stopped."""
        try:
            self._heard(self._cost, math.ceil(bound - 1e-6))
        except BaseException as problem:  # noqa: BLE001 - raised again by run()
            self.raised = problem
            self._solver.stop_search()
