"""Rotas whose best answers are known: 88 deputies of seven stations, a year, three places a month."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from bench.rota_instances import Broken, cost, problem_of
from plugins.duty_days.rota.solving.exact import solve
from plugins.duty_days.rota.solving.fairness import fairness
from plugins.duty_days.rota.solving.greedy import greedy
from plugins.duty_days.rota.solving.problem import Candidate, Problem, Rota, Seats
from plugins.duty_days.rota.solving.repair import changes, repair, repair_at_once


@pytest.mark.parametrize(("name", "best"), [("88x7x12", 801), ("88x7x12-coupled", 300)])
def test_the_best_rota_is_found_and_proven(name: str, best: int) -> None:
    rota = solve(problem_of(name), 120)
    assert (rota.cost, rota.bound, rota.proven) == (best, best, True)
    assert cost(name, rota.holders) == best
    assert rota.unfilled == ()


@pytest.mark.parametrize("name", ["88x7x12", "88x7x12-coupled", "1422x97x12", "1422x97x12-coupled"])
def test_the_answer_at_once_fills_every_place_and_breaks_no_rule(name: str) -> None:
    rota = greedy(problem_of(name))
    assert cost(name, rota.holders) == rota.cost
    assert rota.unfilled == ()


def test_the_scorer_sees_a_broken_rule() -> None:
    holders = dict(greedy(problem_of("88x7x12")).holders)
    holders[0] = holders[1]
    with pytest.raises(Broken):
        cost("88x7x12", holders)


def test_the_fairness_of_the_stations_is_what_the_rota_pays_for() -> None:
    problem = problem_of("88x7x12")
    rota = greedy(problem)
    stations = fairness(problem, rota.holders)
    assert sum(each.spread for each in stations) == rota.parts.spread
    assert sum(load.planned for each in stations for load in each.loads) == 7 * 12 * 3


def test_when_a_deputy_drops_out_only_the_lost_places_change() -> None:
    problem = problem_of("88x7x12")
    published = solve(problem, 60).holders
    for station in range(7):
        duties = [
            (seats.key, key)
            for seats in problem.seats
            if seats.station == station and seats.period >= 6
            for key in published[seats.key]
            if key not in seats.held
        ]
        who = duties[0][1]
        lost = {(seats, key) for seats, key in duties if key == who}
        for rota in (repair_at_once(problem, published, lost), repair(problem, published, lost)):
            changed = changes(published, rota)
            assert rota.unfilled == ()
            assert {(each.seats, each.out) for each in changed} == {(seats, (key,)) for seats, key in lost}


@pytest.mark.parametrize("answer", [greedy, lambda problem: solve(problem, 20)])
def test_where_a_place_stays_free_anyway_it_is_on_the_day_that_is_better_avoided(
    answer: Callable[[Problem], Rota],
) -> None:
    problem = in_a_season(people=1)
    assert answer(problem).holders == {1: (), 2: (1,)}


@pytest.mark.parametrize("answer", [greedy, lambda problem: solve(problem, 20)])
def test_a_day_that_is_better_avoided_is_filled_where_it_can_be_and_shared_out_fairly(
    answer: Callable[[Problem], Rota],
) -> None:
    rota = answer(in_a_season(people=2))
    assert rota.unfilled == ()
    assert rota.parts.spread == 0
    assert rota.parts.wishes == 3


def in_a_season(people: int) -> Problem:
    """Two days of one month, a place on each; the first is better avoided. Nobody serves twice a month."""
    days = (date(2026, 9, 10), date(2026, 9, 20))
    seats = (
        Seats(key=number, station=1, day=day, period=1, turn=1, places=1, minimum=1, avoided=3 if number == 1 else 0)
        for number, day in enumerate(days, 1)
    )
    return Problem(tuple(Candidate(key, 1, frozenset({1})) for key in range(1, people + 1)), tuple(seats))
