"""What holds for every problem, however odd: found by trying very many small ones against all their answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.duty_days.rota.solving.exact import solve
from plugins.duty_days.rota.solving.greedy import greedy
from plugins.duty_days.rota.solving.problem import Candidate, Problem, Seats, Wanted, Weights
from plugins.duty_days.rota.solving.repair import after, changes, repair, repair_at_once
from plugins.duty_days.rota.solving.why import why_unfilled

MANY = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def problems(draw: Any, *, published: bool = False) -> Problem:
    """Up to four deputies, three sittings, two stations, and any mixture of rules."""
    coupled = draw(st.booleans())
    sittings = draw(st.integers(1, 3))
    people = []
    for key in range(draw(st.integers(0, 4))):
        home = draw(st.integers(0, 1)) if coupled else 0
        people.append(
            Candidate(
                key=key,
                station=home,
                stations=frozenset({0, 1}) if coupled and draw(st.booleans()) else frozenset({home}),
                level=draw(st.sampled_from(["town", "county"])),
                specialities=frozenset(draw(st.sets(st.sampled_from(["law", "farming"])))),
                groups=frozenset(draw(st.sets(st.integers(1, 2)))),
                enterprise=draw(st.sampled_from([None, 7, 8])),
                served=draw(st.integers(0, 2)),
                away=dict.fromkeys(draw(st.sets(st.integers(0, sittings - 1), max_size=2)), "leave"),
                wishes=draw(st.dictionaries(st.integers(0, sittings - 1), st.integers(1, 3), max_size=2)),
                counts=draw(st.integers(0, 4)) > 0,
            )
        )
    keys = [each.key for each in people]
    seats = []
    for key in range(sittings):
        places = draw(st.integers(1, 2))
        month = draw(st.integers(1, 3))
        names = draw(st.lists(st.sampled_from(keys), unique=True, max_size=2)) if keys and draw(st.booleans()) else []
        seats.append(
            Seats(
                key=key,
                station=draw(st.integers(0, 1)) if coupled else 0,
                day=date(2026, month, draw(st.sampled_from([1, 15]))),
                part=draw(st.sampled_from(["day", "morning", "afternoon"])),
                period=month,
                turn=month,
                places=places,
                minimum=draw(st.integers(0, places + 1)),
                held=tuple(names) if not published else (),
                kept=tuple(names) if published else (),
                wanted=tuple(draw(st.lists(st.sampled_from(WANTED), max_size=2, unique_by=repr))),
                one_of_an_enterprise=draw(st.integers(0, 3)) > 0,
                avoided=draw(st.sampled_from([0, 3])),
            )
        )
    return Problem(tuple(people), tuple(seats), Weights(), most_a_period=draw(st.integers(1, 2)))


WANTED = [
    Wanted("level", frozenset({"county"})),
    Wanted("speciality", frozenset({"law", "farming"}), at_least=2),
    Wanted("group", frozenset({1}), weight=20),
]


@MANY
@given(problem=problems())
def test_greedy_costs_no_less_than_exact_and_exact_costs_what_the_best_of_all_costs(
    problem: Problem, brute_force: Callable[[Problem], int]
) -> None:
    exact = solve(problem, 20)
    assert exact.proven
    assert greedy(problem).cost >= exact.cost == brute_force(problem)


@MANY
@given(problem=problems(published=True))
def test_what_is_published_is_kept_as_far_as_the_best_of_all_keeps_it(
    problem: Problem, brute_force: Callable[[Problem], int]
) -> None:
    assert solve(problem, 20).cost == brute_force(problem)


@MANY
@given(problem=problems())
def test_locks_and_leave_hold_and_no_rule_is_broken(problem: Problem, rules_broken: Callable[..., list[str]]) -> None:
    for rota in (greedy(problem), solve(problem, 20)):
        assert rules_broken(problem, rota.holders) == []


@MANY
@given(problem=problems())
def test_every_free_place_and_every_short_composition_has_a_reason_and_a_help(problem: Problem) -> None:
    for rota in (greedy(problem), solve(problem, 20)):
        told = {each.unfilled.seats: each for each in why_unfilled(problem, rota)}
        assert set(told) == {each.seats for each in rota.unfilled}
        for seats in problem.seats:
            if len(rota.holders[seats.key]) < seats.places:
                assert told[seats.key].reasons
                assert told[seats.key].helps


@MANY
@given(problem=problems(), data=st.data())
def test_a_repair_breaks_no_rule_and_changes_no_more_than_searching_for_the_fewest_changes(
    problem: Problem, data: Any, rules_broken: Callable[..., list[str]]
) -> None:
    published = solve(problem, 20).holders
    duties = [(seats, key) for seats, serving in published.items() for key in serving]
    if not duties:
        return
    lost = data.draw(st.sets(st.sampled_from(duties), min_size=1, max_size=2))
    now = after(problem, published, lost)
    at_once, searched = repair_at_once(problem, published, lost), repair(problem, published, lost)
    for rota in (at_once, searched):
        assert rules_broken(now, rota.holders) == []
        assert all(key not in rota.holders[seats] for seats, key in lost)
    assert searched.cost <= at_once.cost
    touched = {each.seats for each in changes(published, searched)}
    assert {seats for seats, _key in lost} <= touched
