"""Who falls short is told why, an enterprise without a deputy what would help, and wishes that contradict are named."""

from __future__ import annotations

import numpy as np
import pytest

from plugins.enterprise_visits.solving import contradictions, flow, short
from plugins.enterprise_visits.solving.contradictions import Contradiction
from plugins.enterprise_visits.solving.problem import Costs, Problem, Solution
from plugins.enterprise_visits.solving.short import Help, Reason, Short


def test_who_has_no_candidates_is_told_so() -> None:
    problem = Problem.of(2, 1, [0], [0], [5], at_least=1, at_most=1)
    assert short.reasons(problem, flow.solve(problem)) == [Short(1, 1, (Reason("no_candidates"),))]
    assert short.numbers(problem) == 1, "one enterprise is missing, whoever gets the other"


def test_who_lost_to_others_is_told_to_whom() -> None:
    problem = Problem.of(2, 2, [0, 0, 1], [0, 1, 1], [50, 60, 40], at_least=2, at_most=2)
    solution = flow.solve(problem)
    assert dict(solution.short) == {1: 2}
    (of_the_second,) = short.reasons(problem, solution)
    assert of_the_second.reasons == (
        Reason("few_candidates", (1,), count=1),
        Reason("taken", (1,), (0,), 1),
    )


def test_who_may_not_have_two_competitors_is_told_which() -> None:
    problem = Problem.of(1, 2, [0, 0], [0, 1], [50, 60], group=[4, 4], at_least=2, at_most=2)
    solution = flow.solve(problem)
    (one,) = short.reasons(problem, solution)
    assert one.reasons == (Reason("competitors", (0,), count=1),)
    assert short.would_help(problem, solution, 0) == [Help("competitor", 0, 1)]


def test_an_enterprise_that_nobody_may_visit_needs_a_refusal_lifted() -> None:
    problem = Problem.of(1, 2, [0], [0], [50], at_least=1, at_most=2)
    solution = flow.solve(problem)
    assert solution.uncovered.tolist() == [1]
    assert short.would_help(problem, solution, 1) == [Help("allow")]


def test_a_lock_in_the_way_is_named() -> None:
    problem = Problem.of(1, 2, [0, 0], [0, 1], [50, 90], locked=[True, False], group=[0, 0], at_least=1, at_most=2)
    solution = flow.solve(problem)
    assert solution.uncovered.tolist() == [1]
    assert short.would_help(problem, solution, 1) == [Help("locked_competitor", 0, 0)]


def test_where_all_are_full_one_may_take_one_more() -> None:
    costs = Costs(beyond=30_000)
    problem = Problem.of(1, 2, [0, 0], [0, 1], [50, 90], at_least=1, at_most=1, costs=costs)
    solution = flow.solve(problem)
    assert solution.uncovered.tolist() == [0]
    assert short.would_help(problem, solution, 0) == [Help("raise_most", 0)]
    by_hand = Solution(problem=problem, chosen=np.array([False, False]))
    assert short.would_help(problem, by_hand, 0) == [Help("room", 0)]


@pytest.mark.parametrize(
    ("problem", "found"),
    [
        (Problem.of(1, 1, [0], [0], [5], at_least=4, at_most=3), Contradiction("least_above_most", limit=3, count=4)),
        (
            Problem.of(1, 2, [0, 0], [0, 1], [5, 5], locked=[True, True], at_least=1, at_most=1),
            Contradiction("deputy_overbooked", (0,), (0, 1), 1, 2),
        ),
        (
            Problem.of(2, 1, [0, 1], [0, 0], [5, 5], locked=[True, True]),
            Contradiction("enterprise_overbooked", (0, 1), (0,), 1, 2),
        ),
        (
            Problem.of(1, 2, [0, 0], [0, 1], [5, 5], locked=[True, True], group=[3, 3]),
            Contradiction("competitors_locked", (0,), (0, 1), 1, 2),
        ),
        (Problem.of(0, 1, [], [], []), Contradiction("nobody")),
        (Problem.of(1, 0, [], [], []), Contradiction("nothing")),
    ],
)
def test_wishes_that_contradict_each_other_are_named(problem: Problem, found: Contradiction) -> None:
    assert contradictions.found(problem) == [found]


def test_a_lock_on_a_refused_pair_is_named() -> None:
    problem = Problem.of(1, 2, [0], [0], [5])
    assert contradictions.found(problem, [(0, 1)]) == [Contradiction("refused", (0,), (1,))]
