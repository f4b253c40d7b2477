"""A day somebody counts on stays, whatever becomes of the rule that made it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.work import now, today
from core.stations.models import Station
from core.testing import make_deputy, make_station
from plugins.duty_days import service
from plugins.duty_days.errors import PartBooked
from plugins.duty_days.models import DutyDay
from plugins.duty_days.receiving.bookings import Wish, book, times_at
from plugins.duty_days.rules.parts import Part
from plugins.duty_days.rules.planning import Plan
from plugins.duty_days.rules.rhythms import EveryDays, day_of_month
from plugins.duty_days.rules.service import add_rule, change_rule, delete_rule
from plugins.duty_days.testing import make_attendance, make_reception

HALVES = (
    Part("morning", "receives", time(9), time(11, 30), 0, 2),
    Part("afternoon", "visits", time(14), time(16, 30), 0, 2),
)


@pytest.fixture
def station(session: Session, on_both: str) -> Station:
    station = make_station(session)
    make_deputy(session, station=station)
    return station


def book_first(session: Session, station: Station) -> DutyDay:
    first = times_at(session, station, today(), now())[0]
    wish = Wish(key=first.key, name="A visitor", phone="19900000042", subject="A lamp")
    return book(session, station, wish, address="", today=today(), at=now())[0].sitting.duty_day


def came(session: Session, station: Station) -> None:
    make_attendance(session, station)


def was_received(session: Session, station: Station) -> None:
    make_reception(session, station)


def test_a_day_for_which_a_time_is_booked_outlives_its_rule(session: Session, station: Station) -> None:
    rule = add_rule(session, station, EveryDays(7, today() + timedelta(2)), today(), parts=HALVES)
    booked = book_first(session, station)
    assert delete_rule(session, rule, today()) == 1
    assert session.scalars(select(DutyDay).where(DutyDay.day >= today())).all() == [booked]


@pytest.mark.parametrize("happened", [came, was_received])
def test_today_outlives_its_rule_once_something_has_happened(
    session: Session, station: Station, happened: Callable[[Session, Station], None]
) -> None:
    rule = add_rule(session, station, EveryDays(7, today()), today())
    happened(session, station)
    assert delete_rule(session, rule, today()) == 1


def test_hours_people_have_booked_stay_when_the_rule_is_divided_anew(session: Session, station: Station) -> None:
    rule = add_rule(session, station, EveryDays(7, today() + timedelta(2)), today(), parts=HALVES)
    booked = book_first(session, station)
    changed = change_rule(session, rule, Plan(rule.rhythm), today(), parts=(Part(places=3),))
    assert changed.as_they_were == [booked]
    moved = change_rule(session, rule, Plan(day_of_month((today() - timedelta(3)).day)), today(), parts=HALVES)
    assert booked in moved.kept


def test_the_part_of_a_day_people_have_booked_does_not_go(session: Session, station: Station) -> None:
    add_rule(session, station, EveryDays(7, today() + timedelta(2)), today(), parts=HALVES)
    booked = book_first(session, station)
    with pytest.raises(PartBooked):
        service.change_day(session, booked, (Part(places=3),), service.About(), now())
