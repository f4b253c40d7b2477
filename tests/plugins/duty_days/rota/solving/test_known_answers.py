"""Rotas whose best answers are known: 88 deputies of seven stations, a year, three places a month."""

from __future__ import annotations

import pytest

from bench.rota_instances import Broken, cost, problem_of
from plugins.duty_days.rota.solving.exact import solve
from plugins.duty_days.rota.solving.fairness import fairness
from plugins.duty_days.rota.solving.greedy import greedy
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
