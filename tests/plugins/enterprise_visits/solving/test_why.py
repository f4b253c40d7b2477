"""Why two are not paired is answered with what it would cost, exactly; and what cannot be is said to be impossible."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.pairing_instances import problem_of
from plugins.enterprise_visits.solving import contradictions, flow, why
from plugins.enterprise_visits.solving.problem import Problem, Solution
from tests.plugins.enterprise_visits.solving.conftest import cost_of, problems


@settings(max_examples=80, deadline=None)
@given(problems(), st.data())
def test_the_loss_is_what_solving_with_the_pair_costs_more(problem: Problem, data: st.DataObject) -> None:
    solution = flow.solve(problem)
    free = np.flatnonzero(~solution.chosen)
    if not free.size:
        return
    pair = data.draw(st.sampled_from(free.tolist()))
    loss = why.loss(problem, solution, int(problem.deputy[pair]), int(problem.enterprise[pair]))
    assert loss is not None
    forced = replace(problem, locked=problem.locked | (np.arange(problem.pairs) == pair))
    if loss.after is None:
        assert loss.blocked
        assert set(loss.blocked) <= set(contradictions.found(forced))
        return
    assert loss.points == flow.solve(forced).cost - solution.cost
    assert loss.after.chosen[pair]
    assert loss.after.cost == cost_of(problem, tuple(loss.after.chosen.tolist()))
    assert len(loss.come) == int((loss.after.chosen & ~solution.chosen).sum())


def test_in_a_large_area_few_pairs_move_for_one() -> None:
    problem = problem_of(5000, groups=True)
    solution = flow.solve(problem)
    for pair in np.flatnonzero(~solution.chosen)[::20_000].tolist():
        loss = why.loss(problem, solution, int(problem.deputy[pair]), int(problem.enterprise[pair]))
        assert loss is not None
        assert loss.points >= 0
        assert 1 <= len(loss.come) <= 50, "one in a hundred"


def test_a_pair_that_is_no_candidate_is_answered_where_its_fit_is_given() -> None:
    problem = Problem.of(2, 2, [0, 1], [0, 1], [50, 60], at_least=1, at_most=1)
    solution = flow.solve(problem)
    assert why.loss(problem, solution, 0, 1) is None
    loss = why.loss(problem, solution, 0, 1, score=40)
    assert loss is not None
    assert (loss.gone, loss.come) == (((1, 1),), ((0, 1),))
    costs = problem.costs
    assert loss.points == 60 - 40 + costs.short + costs.beyond, "the one has none, the other two"


def test_a_pairing_changed_by_hand_is_compared_with_the_best_that_has_the_pair() -> None:
    problem = Problem.of(2, 2, [0, 0, 1, 1], [0, 1, 0, 1], [90, 10, 10, 90], at_least=1, at_most=1)
    by_hand = Solution(problem=problem, chosen=np.array([False, True, True, False]))
    loss = why.loss(problem, by_hand, 0, 0)
    assert loss is not None
    assert loss.points == -160
    assert loss.come == ((0, 0), (1, 1))


def test_a_pair_that_is_there_costs_nothing() -> None:
    problem = Problem.of(1, 1, [0], [0], [5])
    loss = why.loss(problem, flow.solve(problem), 0, 0)
    assert loss is not None
    assert (loss.points, loss.come, loss.gone) == (0, (), ())
