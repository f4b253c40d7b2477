"""A free place says why it is free, and what would help."""

from __future__ import annotations

from typing import Any

from plugins.duty_days.rota.solving.exact import solve
from plugins.duty_days.rota.solving.problem import Problem, Wanted, Why
from plugins.duty_days.rota.solving.why import explain, why_unfilled


def reasons(why: Why) -> dict[str, tuple[int, ...]]:
    return {each.code: each.deputies for each in why.reasons}


def helps(why: Why) -> list[str]:
    return [each.code for each in why.helps]


def test_each_deputy_is_kept_out_by_one_reason(make_candidate: Any, make_seats: Any) -> None:
    people = (
        make_candidate(1, enterprise=7),
        make_candidate(2, enterprise=7),
        make_candidate(3, away={0: "leave"}),
        make_candidate(4, away={0: "mandate"}),
        make_candidate(5),
    )
    sitting = make_seats(0, month=0, places=3)
    same_month = make_seats(1, month=0, places=1, held=(5,))
    (why,) = explain(Problem(people, (sitting, same_month)), {0: (1,), 1: (5,)})
    assert reasons(why) == {
        "serves_here": (1,),
        "enterprise": (2,),
        "leave": (3,),
        "mandate": (4,),
        "same_time": (5,),
    }
    assert next(each for each in why.reasons if each.code == "enterprise").facts == {"with": (1,)}
    assert why.unfilled.free == 2


def test_those_on_leave_are_asked_who_serves_least_first(make_candidate: Any, make_seats: Any) -> None:
    people = tuple(make_candidate(key, served=9 - key, away={0: "leave"}) for key in range(5))
    (why,) = why_unfilled(Problem(people, (make_seats(0),)), solve(Problem(people, (make_seats(0),)), 5))
    ask = next(each for each in why.helps if each.code == "ask")
    assert ask.deputies == (4, 3, 2)


def test_a_rule_is_to_be_lifted_where_it_alone_is_in_the_way(make_candidate: Any, make_seats: Any) -> None:
    first = make_seats(0, month=0)
    second = make_seats(1, day=first.day.replace(day=20))
    problem = Problem((make_candidate(1),), (first, second))
    rota = solve(problem, 5)
    (why,) = why_unfilled(problem, rota)
    assert [(each.code, dict(each.facts)) for each in why.helps if each.code == "lift"] == [
        ("lift", {"rule": "period"})
    ]
    assert helps(why)[-2:] == ["lift", "more"]


def test_a_missing_level_asks_for_one_more_deputy_of_that_level(make_candidate: Any, make_seats: Any) -> None:
    above = Wanted("level", frozenset({"county", "prefectural"}))
    problem = Problem((make_candidate(1, level="township"),), (make_seats(0, wanted=(above,)),))
    (why,) = why_unfilled(problem, solve(problem, 5))
    assert (why.unfilled.free, why.unfilled.wanted) == (0, (above,))
    lacking = why.reasons[0]
    assert (lacking.code, lacking.count) == ("lacking", 0)
    more = why.helps[-1]
    assert (more.code, more.facts) == ("more", {"of": "level", "anyof": ("county", "prefectural")})


def test_a_minimum_above_the_number_of_deputies_is_said_to_be_so(make_candidate: Any, make_seats: Any) -> None:
    problem = Problem((make_candidate(1), make_candidate(2)), (make_seats(0, places=5),))
    (why,) = why_unfilled(problem, solve(problem, 5))
    assert why.reasons[0].code == "minimum"
    assert why.reasons[0].facts == {"minimum": 5, "deputies": 2}
    assert helps(why) == ["more", "lower"]
    assert [each.count for each in why.helps] == [3, 0]


def test_a_station_without_deputies_has_nobody(make_seats: Any) -> None:
    problem = Problem((), (make_seats(0, places=2),))
    (why,) = why_unfilled(problem, solve(problem, 5))
    assert [each.code for each in why.reasons] == ["minimum", "nobody"] or why.reasons[0].code == "nobody"
    assert helps(why) == ["more"]


def test_a_move_is_proposed_where_another_can_take_the_duty_over(make_candidate: Any, make_seats: Any) -> None:
    """1 serves on the 20th, where 2 could; only 1 can serve on the 15th."""
    first = make_seats(0, month=0)
    second = make_seats(1, day=first.day.replace(day=20))
    people = (make_candidate(1), make_candidate(2, away={0: "leave"}))
    (why,) = explain(Problem(people, (first, second)), {0: (), 1: (1,)})
    move = next(each for each in why.helps if each.code == "move")
    assert move.facts == {"deputy": 1, "from": 1, "instead": 2}
