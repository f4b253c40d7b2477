"""Leave and wishes, and what a rota learns of them."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from sqlalchemy.orm import Session

from core.clock import today
from core.testing import make_deputy, make_station
from plugins.duty_days.errors import MandateEnded
from plugins.duty_days.signing_up import availability, leaves, service
from plugins.duty_days.signing_up.availability import Wishes
from plugins.duty_days.signing_up.errors import LeaveTooLong, LeaveTwice, OnLeave
from plugins.duty_days.testing import make_sitting
from tests.plugins.duty_days.signing_up.conftest import Place, at

SATURDAY, MONDAY = date(2026, 6, 6), date(2026, 6, 8)


def take(session: Session, place: Place, begins: int, ends: int, number: int = 0, **more: bool) -> object:
    return leaves.take_leave(
        session,
        place.deputies[number],
        begins=today() + timedelta(days=begins),
        ends=today() + timedelta(days=ends),
        reason="abroad",
        today=today(),
        at=at(),
        **more,
    )


@pytest.mark.parametrize(("begins", "ends"), [(3, 2), (-9, -1), (0, 400)])
def test_a_leave_that_cannot_be_is_a_sentence(session: Session, place: Place, begins: int, ends: int) -> None:
    with pytest.raises(LeaveTooLong):
        take(session, place, begins, ends)


@pytest.mark.parametrize(("begins", "ends"), [(5, 9), (1, 5), (6, 7), (1, 20)])
def test_two_leaves_of_one_deputy_do_not_meet(session: Session, place: Place, begins: int, ends: int) -> None:
    take(session, place, 5, 9)
    with pytest.raises(LeaveTwice):
        take(session, place, begins, ends)
    assert take(session, place, begins, ends, number=1), "somebody else's is no obstacle"


def test_on_leave_nobody_signs_up_or_is_put_in(session: Session, place: Place) -> None:
    take(session, place, 7, 7)
    with pytest.raises(OnLeave):
        service.sign_up(session, place.sitting.id, place.deputies[0].id, today(), at())
    with pytest.raises(OnLeave):
        service.put_in(session, place.sitting.id, place.deputies[0].id, at())
    assert service.sign_up(session, place.sitting.id, place.deputies[1].id, today(), at())


def test_a_place_on_a_day_of_leave_is_shown_until_it_is_given_back(session: Session, place: Place) -> None:
    service.sign_up(session, place.sitting.id, place.deputies[0].id, today(), at())
    take(session, place, 7, 7)
    mine = leaves.of_deputy(session, place.deputies[0].id, today())
    assert [slot.sitting_id for slot in leaves.held_in(session, mine, today())] == [place.sitting.id]
    assert leaves.give_back(session, mine[0], today(), at()) == 1
    assert leaves.held_in(session, mine, today()) == []


def test_wishes_are_kept_once_and_changed(session: Session, place: Place) -> None:
    me = place.deputies[0]
    leaves.wish(session, me, part="morning", not_weekdays=[5, 0, 5], not_months=[6])
    leaves.wish(session, me, part="", not_weekdays=[1], not_months=[])
    found = leaves.wishes_of(session, me.id)
    assert found is not None
    assert (found.part, found.not_weekdays, found.not_months) == ("", [1], [])


@pytest.mark.parametrize(
    ("wishes", "day", "part", "hours", "cost"),
    [
        (Wishes(), MONDAY, "day", (None, None), 0),
        (Wishes("morning"), MONDAY, "morning", (None, None), 0),
        (Wishes("morning"), MONDAY, "afternoon", (None, None), 3),
        (Wishes("morning"), MONDAY, "day", (time(9), time(11, 30)), 0),
        (Wishes("morning"), MONDAY, "day", (time(14), time(16)), 3),
        (Wishes("morning"), MONDAY, "day", (time(9), time(17)), 1),
        (Wishes("", [5, 6]), SATURDAY, "day", (None, None), 2),
        (Wishes("", [5, 6]), MONDAY, "day", (None, None), 0),
        (Wishes("", [], [6]), MONDAY, "day", (None, None), 3),
        (Wishes("afternoon", [0], [6]), MONDAY, "morning", (None, None), 3),
    ],
)
def test_what_goes_against_wishes_costs_from_one_to_three(
    wishes: Wishes, day: date, part: str, hours: tuple[time | None, time | None], cost: int
) -> None:
    assert wishes.cost(day, part, *hours) == cost


def test_a_rota_learns_who_may_serve_and_why_others_may_not(session: Session, place: Place) -> None:
    away, ending, kept, elsewhere = *place.deputies[:3], make_deputy(session, station=make_station(session))
    take(session, place, 7, 7)
    ending.mandates[0].ends = today() + timedelta(days=6)
    session.flush()
    later = make_sitting(session, place.station, today() + timedelta(days=5))
    may = availability.may_serve(session, [place.sitting, later])
    everybody = {deputy.id for deputy in place.deputies}
    assert may == {place.sitting.id: everybody - {away.id, ending.id}, later.id: everybody}
    why = availability.away(session, [place.sitting, later], everybody)
    assert why[place.sitting.id] == {away.id: "leave", ending.id: "mandate"}
    assert kept.id in may[place.sitting.id]
    assert elsewhere.id not in may[place.sitting.id]
    with pytest.raises(MandateEnded):
        service.sign_up(session, place.sitting.id, ending.id, today(), at())


def test_wishes_of_many_cost_one_statement(session: Session, place: Place) -> None:
    day = place.sitting.duty_day.day
    leaves.wish(session, place.deputies[0], part="", not_weekdays=[day.weekday()], not_months=[])
    numbers = [deputy.id for deputy in place.deputies]
    assert availability.wishes_of(session, [place.sitting], numbers) == {place.sitting.id: {place.deputies[0].id: 2}}
