"""A search ends when it should, says how far it is, and never says more than it knows."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest

from bench.rota_instances import problem_of
from plugins.duty_days.rota.solving import exact, spans
from plugins.duty_days.rota.solving.exact import solve
from plugins.duty_days.rota.solving.greedy import greedy
from plugins.duty_days.rota.solving.problem import Problem, Progress, Wanted


def test_without_time_the_answer_is_the_greedy_one_and_claims_nothing() -> None:
    problem = problem_of("88x7x12")
    rota = solve(problem, 0)
    assert rota.holders == greedy(problem).holders
    assert (rota.bound, rota.proven) == (None, False)


def test_with_little_time_the_bound_is_a_bound_of_the_whole_rota() -> None:
    rota = solve(problem_of("88x7x12-coupled"), 1)
    assert 300 <= rota.cost <= 810
    assert rota.bound is None or rota.bound <= 300


def test_a_time_limit_is_kept_about() -> None:
    begun = time.process_time()
    solve(problem_of("1422x97x12-coupled"), 2)
    assert time.process_time() - begun < 6


def test_who_asked_is_told_how_far_it_is() -> None:
    told: list[Progress] = []
    solve(problem_of("1422x97x12"), 4, told.append)
    assert told
    assert all(0 <= each.done <= each.total == 100 for each in told)
    assert [each.done for each in told] == sorted(each.done for each in told)
    assert [each.cost for each in told] == sorted((each.cost for each in told), reverse=True)


@pytest.mark.parametrize("name", ["88x7x12", "88x7x12-coupled"])
def test_who_is_told_can_end_the_search(name: str) -> None:
    class Enough(Exception):
        pass

    def told(_progress: Progress) -> None:
        raise Enough

    with pytest.raises(Enough):
        solve(problem_of(name), 60, told)


def test_nothing_to_fill_is_proven_at_once(make_candidate: Any, make_seats: Any) -> None:
    assert solve(Problem((), ()), 5).proven
    held = Problem((make_candidate(1),), (make_seats(0, held=(1,)),))
    assert solve(held, 5).holders == {0: (1,)}
    assert solve(held, 5).proven


def test_more_sittings_than_one_search_can_weigh_are_planned_in_spans(
    make_candidate: Any, make_seats: Any, rules_broken: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exact, "MOST_PAIRS", 10)
    monkeypatch.setattr(spans, "PAIRS_A_SPAN", 60)
    people = tuple(make_candidate(key, level="county" if key < 3 else "") for key in range(9))
    year = tuple(
        make_seats(key, month=key, places=2, wanted=(Wanted("level", frozenset({"county"})),)) for key in range(12)
    )
    problem = Problem(people, year)
    rota = solve(problem, 20)
    assert rules_broken(problem, rota.holders) == []
    assert rota.cost <= greedy(problem).cost
    assert rota.bound is None


def test_a_place_beyond_the_minimum_is_worth_less_than_one_below_it(make_candidate: Any, make_seats: Any) -> None:
    """Three deputies for two sittings of the same month, two places each, one of them to be filled at least."""
    people = tuple(make_candidate(key) for key in range(2))
    two = (make_seats(0, month=0, places=2, minimum=1), make_seats(1, month=0, places=2, minimum=1))
    two = (two[0], replace(two[1], day=two[1].day.replace(day=20)))
    rota = solve(Problem(people, two), 10)
    assert [len(serving) for serving in rota.holders.values()] == [1, 1]
    assert (rota.parts.missing, rota.parts.free) == (0, 2)


def test_groups_in_turn_are_a_wish_that_fairness_can_overrule(make_candidate: Any, make_seats: Any) -> None:
    people = (*(make_candidate(key, groups=frozenset({1})) for key in (1, 2)), make_candidate(3, groups=frozenset({2})))
    turn = Wanted("group", frozenset({2}), at_least=9, weight=20)
    seats = tuple(make_seats(key, places=1, wanted=(turn,)) for key in range(3))
    assert sorted(key for (key,) in solve(Problem(people, seats), 10).holders.values()) == [1, 2, 3]
    first = Problem(people, seats[:1])
    assert solve(first, 10).holders[0] == (3,)
