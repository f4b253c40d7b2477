"""Small pairing problems drawn at random, and two answers that know nothing of flows: CP-SAT, and trying everything."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from plugins.enterprise_visits.solving.problem import Costs, Problem

COSTS = Costs(short=200, fourth=3, beyond=300, uncovered=2000, unfilled=100, continuity=12)


@st.composite
def problems(draw: st.DrawFn, most: int = 6, locks: bool = True, most_pairs: int = 40) -> Problem:
    """A problem with all a problem may have: competitors, locks, kept pairs, several deputies wanted, pairs elsewhere.

    The locks do not contradict each other: one a deputy at most, and one an enterprise.
    """
    deputies, enterprises = draw(st.integers(1, most)), draw(st.integers(1, most))
    every = list(product(range(deputies), range(enterprises)))
    pairs = draw(st.lists(st.sampled_from(every), unique=True, max_size=most_pairs))
    scores = draw(st.lists(st.integers(0, 90), min_size=len(pairs), max_size=len(pairs)))
    kept = draw(st.lists(st.booleans(), min_size=len(pairs), max_size=len(pairs)))
    locked, locked_deputies, locked_enterprises = [], set[int](), set[int]()
    for deputy, enterprise in pairs:
        is_free = deputy not in locked_deputies and enterprise not in locked_enterprises
        locked.append(locks and is_free and draw(st.integers(0, 5)) == 0)
        if locked[-1]:
            locked_deputies.add(deputy)
            locked_enterprises.add(enterprise)
    at_least = draw(st.integers(1, 3))
    return Problem.of(
        deputies,
        enterprises,
        [deputy for deputy, _ in pairs],
        [enterprise for _, enterprise in pairs],
        scores,
        locked=locked,
        kept=kept,
        wanted=draw(st.lists(st.integers(1, 3), min_size=enterprises, max_size=enterprises)),
        group=draw(st.lists(st.integers(-1, 2), min_size=enterprises, max_size=enterprises)),
        elsewhere=draw(st.lists(st.integers(0, 1), min_size=deputies, max_size=deputies)),
        at_least=at_least,
        at_most=at_least + draw(st.integers(0, 2)),
        costs=COSTS,
    )


def cost_of(problem: Problem, chosen: tuple[bool, ...]) -> int | None:
    """What an answer costs, counted one by one as the rules are written; None where it breaks one."""
    had: dict[int, list[int]] = {deputy: [] for deputy in range(problem.deputies)}
    cost = 0
    for pair, is_chosen in enumerate(chosen):
        if problem.locked[pair] and not is_chosen:
            return None
        if is_chosen:
            had[int(problem.deputy[pair])].append(int(problem.enterprise[pair]))
            cost -= int(problem.score[pair]) + problem.costs.continuity * bool(problem.kept[pair])
    if any(_has_rivals(problem, enterprises) for enterprises in had.values()):
        return None
    cost += sum(_cost_of_deputy(problem, deputy, len(enterprises)) for deputy, enterprises in had.items())
    for enterprise in range(problem.enterprises):
        deputies = sum(enterprise in each for each in had.values())
        missing = int(problem.wanted[enterprise]) - deputies
        if missing < 0:
            return None
        cost += problem.costs.unfilled * missing
        if deputies == 0:
            cost += problem.costs.uncovered - problem.costs.unfilled
    return cost


def _has_rivals(problem: Problem, enterprises: list[int]) -> bool:
    groups = [int(problem.group[each]) for each in enterprises if problem.group[each] >= 0]
    return len(groups) != len(set(groups))


def _cost_of_deputy(problem: Problem, deputy: int, more: int) -> int:
    start, costs = int(problem.elsewhere[deputy]), problem.costs
    cost = costs.short * max(0, problem.at_least - start - more)
    for number in range(start + 1, start + more + 1):
        if number > problem.at_most:
            cost += costs.beyond
        elif number > problem.at_least:
            cost += costs.fourth
    return cost


def best_by_trying(problem: Problem) -> int:
    """The cost of the best answer, from all there are."""
    found = (cost_of(problem, chosen) for chosen in product((False, True), repeat=problem.pairs))
    return min(cost for cost in found if cost is not None)


def best_by_cp_sat(problem: Problem) -> int:
    """The cost of the best answer as an integer program."""
    model, costs = cp_model.CpModel(), problem.costs
    chosen = [model.new_bool_var("") for _ in range(problem.pairs)]
    cost: list[cp_model.LinearExprT] = []
    for pair, is_locked in enumerate(problem.locked.tolist()):
        cost.append(-int(problem.score[pair] + costs.continuity * problem.kept[pair]) * chosen[pair])
        if is_locked:
            model.add(chosen[pair] == 1)
    for deputy in range(problem.deputies):
        mine = np.flatnonzero(problem.deputy == deputy).tolist()
        load = sum(chosen[pair] for pair in mine) + int(problem.elsewhere[deputy])
        short, fourth, beyond = (model.new_int_var(0, 50, "") for _ in range(3))
        model.add(short >= problem.at_least - load)
        start = int(problem.elsewhere[deputy])
        model.add(fourth + beyond >= load - max(start, problem.at_least))
        model.add(fourth <= max(0, problem.at_most - max(start, problem.at_least)))
        cost += [costs.short * short, costs.fourth * fourth, costs.beyond * beyond]
        for group in set(problem.group.tolist()) - {-1}:
            model.add_at_most_one(chosen[pair] for pair in mine if problem.group[problem.enterprise[pair]] == group)
    for enterprise in range(problem.enterprises):
        pairs = [chosen[pair] for pair in np.flatnonzero(problem.enterprise == enterprise).tolist()]
        missing, uncovered = model.new_int_var(0, 5, ""), model.new_bool_var("")
        model.add(sum(pairs) + missing == int(problem.wanted[enterprise]))
        model.add_bool_or([*pairs, uncovered])
        cost += [costs.unfilled * missing, (costs.uncovered - costs.unfilled) * uncovered]
    model.minimize(sum(cost))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    if solver.solve(model) != cp_model.OPTIMAL:
        raise RuntimeError("CP-SAT has no answer")
    return round(solver.objective_value)
