"""One search with CP-SAT: the best holders for some open sittings, while the others stay as they are.

Imports CP-SAT when called: for the worker, never for a web process.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plugins.duty_days.rota.solving.groundwork import ground
from plugins.duty_days.rota.solving.problem import Problem

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    from plugins.duty_days.rota.solving.model import Aim

Heard = Callable[[int, int], None]
"""Is told the cost and the bound of a search under way; what it raises ends the search and reaches the caller."""


@dataclass(frozen=True, slots=True)
class Found:
    """The best answer for the open sittings."""

    holders: Mapping[int, tuple[int, ...]]
    """Who serves in those with places to fill."""
    cost: int
    """Of what the open sittings can change."""
    bound: int
    """No answer costs less."""


def search(
    problem: Problem,
    open_seats: Collection[int],
    now: Mapping[int, Sequence[int]],
    seconds: float,
    heard: Heard | None = None,
    aim: Aim | None = None,
    gap: int | None = None,
) -> Found | None:
    """The best holders of these sittings, beginning from those `now`; None where time was too short for any.

    With an `aim` they come as near to it as they can, whatever is fair. With a `gap` it is known that nothing is
    better by more than that.
    """
    from plugins.duty_days.rota.solving.model import Model

    ends = time.monotonic() + seconds
    model = Model(ground(problem, open_seats, now), aim)
    cost = model.hint(now)
    if gap is not None:
        model.costs_at_least(cost - gap)
    solver = run(model.cp, ends - time.monotonic(), heard)
    if solver is None:
        return None
    return Found(model.read(solver), round(solver.objective_value), least(solver))


def run(model: cp_model.CpModel, seconds: float, heard: Heard | None = None, seed: int = 0) -> cp_model.CpSolver | None:
    """Search in one thread for so long; None where nothing was found."""
    from ortools.sat.python import cp_model

    from plugins.duty_days.rota.solving.listening import Listener

    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    solver.parameters.random_seed = seed
    solver.parameters.randomize_search = seed > 0
    solver.parameters.max_time_in_seconds = max(0.01, seconds)
    listener = Listener(solver, heard) if heard else None
    status = solver.solve(model, listener)
    if listener is not None and listener.raised is not None:
        raise listener.raised
    return solver if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else None


def least(solver: cp_model.CpSolver) -> int:
    """The bound, as costs are whole numbers."""
    return math.ceil(solver.best_objective_bound - 1e-6)
