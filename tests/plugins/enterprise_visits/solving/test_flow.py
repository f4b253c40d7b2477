"""The pairing that is found is the best there is: proven against solvers that know nothing of flows, and known optima."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from bench.pairing_instances import KNOWN, problem_of, without_groups
from plugins.enterprise_visits.solving import flow, greedy
from plugins.enterprise_visits.solving.problem import Costs, Problem
from tests.plugins.enterprise_visits.solving.conftest import best_by_cp_sat, best_by_trying, cost_of, problems


@settings(max_examples=60, deadline=None)
@given(problems(most=4, most_pairs=9))
def test_nothing_that_can_be_tried_is_better(problem: Problem) -> None:
    assert flow.solve(problem).cost == best_by_trying(problem)


@settings(max_examples=60, deadline=None)
@given(problems())
def test_an_integer_program_finds_nothing_better(problem: Problem) -> None:
    solution = flow.solve(problem)
    assert solution.cost == cost_of(problem, tuple(solution.chosen.tolist())), "and it costs what it says"
    assert solution.cost == best_by_cp_sat(problem)


@pytest.mark.parametrize("enterprises", [300, 5000])
def test_the_known_optima_are_reached(enterprises: int) -> None:
    known, with_groups = KNOWN[enterprises], problem_of(enterprises, groups=True)
    plain = flow.solve(without_groups(with_groups))
    assert (plain.cost, flow.solve(with_groups).cost) == (known.best, known.best_with_groups)
    assert (len(plain.short), plain.uncovered.size, len(plain.beyond)) == (0, 0, 0)


def test_the_plain_pairing_leaves_deputies_short_where_the_best_leaves_none() -> None:
    plain = greedy.solve(problem_of(5000))
    assert len(plain.short) > 0
    assert plain.cost > KNOWN[5000].best


@settings(max_examples=40, deadline=None)
@given(problems(most=4))
def test_the_plain_pairing_breaks_no_rule(problem: Problem) -> None:
    solution = greedy.solve(problem)
    assert solution.cost == cost_of(problem, tuple(solution.chosen.tolist()))


def test_solving_again_changes_few_pairs() -> None:
    problem = problem_of(300, groups=True)
    before = flow.solve(problem).chosen
    gone = problem.deputy < 2
    left = problem.deputy >= 2
    costs = Costs()
    again = flow.solve(
        Problem.of(
            problem.deputies,
            problem.enterprises,
            problem.deputy[left],
            problem.enterprise[left],
            problem.score[left],
            group=problem.group,
            kept=before[left],
            elsewhere=np.where(np.arange(problem.deputies) < 2, 3, 0),
            costs=costs,
        )
    )
    lost = int((before & gone).sum())
    without = flow.solve(replace(again.problem, costs=replace(costs, continuity=0)))
    assert again.changed <= lost, "each pair that had to go moves one other at most"
    assert again.changed < without.changed


def test_whoever_waits_hears_how_far_it_is() -> None:
    heard: list[tuple[str, float]] = []
    flow.solve(problem_of(300), lambda stage, share: heard.append((stage, share)))
    assert [stage for stage, _ in heard] == ["drawing", "solving", "reading"]
    assert heard[-1][1] == 1.0


def test_a_problem_without_anybody_has_an_answer() -> None:
    nothing = flow.solve(Problem.of(0, 0, [], [], []))
    assert (nothing.cost, nothing.score) == (0, 0)
    nobody_near = flow.solve(Problem.of(2, 2, [], [], []))
    assert (dict(nobody_near.short), nobody_near.uncovered.tolist()) == ({0: 3, 1: 3}, [0, 1])
