"""When somebody drops out, as few names as possible are moved."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.duty_days.rota.solving.problem import Problem, Wanted
from plugins.duty_days.rota.solving.repair import changes, repair, repair_at_once

BOTH = pytest.mark.parametrize("mend", [repair, repair_at_once])


@BOTH
def test_who_serves_least_takes_the_lost_place_and_nobody_else_moves(
    mend: Any, make_candidate: Any, make_seats: Any
) -> None:
    people = (make_candidate(1), make_candidate(2), make_candidate(3, served=4), make_candidate(4, served=2))
    problem = Problem(people, (make_seats(0), make_seats(3)))
    rota = mend(problem, {0: (1,), 3: (2,)}, {(0, 1)})
    assert rota.holders in ({0: (2,), 3: (2,)}, {0: (4,), 3: (2,)})
    assert [each.seats for each in changes({0: (1,), 3: (2,)}, rota)] == [0]


@BOTH
def test_a_chain_of_two_moves_fills_what_nobody_can_fill_directly(
    mend: Any, make_candidate: Any, make_seats: Any
) -> None:
    """Only 2 can stand in for 1 in the first sitting, and only 3 for 2 in the second of that month."""
    first = make_seats(0, month=0)
    second = make_seats(1, day=first.day.replace(day=20))
    people = (make_candidate(1), make_candidate(2), make_candidate(3, away={0: "leave"}))
    rota = mend(Problem(people, (first, second)), {0: (1,), 1: (2,)}, {(0, 1)})
    assert rota.holders in ({0: (2,), 1: (3,)}, {0: (2,), 1: (1,)})
    assert rota.unfilled == ()


@BOTH
def test_a_lock_is_not_moved_even_where_a_place_stays_free(mend: Any, make_candidate: Any, make_seats: Any) -> None:
    first = make_seats(0, month=0)
    second = make_seats(1, day=first.day.replace(day=20), held=(2,))
    people = (make_candidate(1, away={1: "leave"}), make_candidate(2), make_candidate(3, away={0: "leave"}))
    rota = mend(Problem(people, (first, second)), {0: (1,), 1: (2,)}, {(0, 1)})
    assert rota.holders == {0: (), 1: (2,)}


@BOTH
def test_composition_is_worth_a_second_change(mend: Any, make_candidate: Any, make_seats: Any) -> None:
    """Deputy 1 was the one from the county; 3 is too, but a colleague of 2, who serves there."""
    above = Wanted("level", frozenset({"county"}))
    people = (
        make_candidate(1, level="county"),
        make_candidate(2, enterprise=7),
        make_candidate(3, level="county", enterprise=7),
        make_candidate(4),
    )
    rota = mend(Problem(people, (make_seats(0, places=2, wanted=(above,)),)), {0: (1, 2)}, {(0, 1)})
    assert rota.holders == {0: (3, 4)}


@BOTH
def test_who_dropped_out_of_a_locked_seat_is_out(mend: Any, make_candidate: Any, make_seats: Any) -> None:
    problem = Problem((make_candidate(1), make_candidate(2)), (make_seats(0, held=(1,)),))
    assert mend(problem, {0: (1,)}, {(0, 1)}).holders == {0: (2,)}


@BOTH
def test_published_names_that_can_serve_no_longer_are_lost_too(mend: Any, make_candidate: Any, make_seats: Any) -> None:
    """1 drops out; 2 was published next month, and their mandate has ended since; 9 is not known any more."""
    people = (make_candidate(1), make_candidate(2, away={3: "mandate"}), make_candidate(3), make_candidate(4))
    problem = Problem(people, (make_seats(0), make_seats(3, places=2)))
    rota = mend(problem, {0: (1,), 3: (2, 9)}, {(0, 1)})
    assert rota.unfilled == ()
    assert not {2, 9} & set(rota.holders[3])


@BOTH
def test_a_name_that_was_put_against_a_rule_on_purpose_stays(mend: Any, make_candidate: Any, make_seats: Any) -> None:
    people = (make_candidate(1, enterprise=7), make_candidate(2, enterprise=7), make_candidate(3), make_candidate(4))
    problem = Problem(people, (make_seats(0, places=3),))
    assert mend(problem, {0: (1, 2, 3)}, {(0, 3)}).holders == {0: (1, 2, 4)}
