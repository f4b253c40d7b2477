"""Duty days made from rules, by import and by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.stations.models import Station
from core.testing import make_deputy, make_station
from plugins.duty_days import duty_words, service
from plugins.duty_days.errors import DayTaken, DayTooFar, PlacesTaken
from plugins.duty_days.jobs import make_coming_days
from plugins.duty_days.models import DutyDay, Rule, Slot
from plugins.duty_days.rules import service as rules
from plugins.duty_days.rules.errors import RuleTwice
from plugins.duty_days.rules.parts import USUAL_PLACES, Part
from plugins.duty_days.rules.planning import Plan
from plugins.duty_days.rules.rhythms import day_of_month, nth_weekday
from plugins.duty_days.signing_up import service as signing_up
from plugins.duty_days.testing import make_duty_day, make_rule, make_sitting
from tests.plugins.duty_days.conftest import AT, TODAY


def days_of(session: Session, station: Station) -> list[date]:
    return list(session.scalars(select(DutyDay.day).where(DutyDay.station_id == station.id).order_by(DutyDay.day)))


def test_a_rule_makes_the_days_of_the_next_three_months(session: Session) -> None:
    station = make_station(session)
    rules.add_rule(
        session, station, day_of_month(20), TODAY, parts=(Part(begins=time(9), ends=time(11, 30), places=2),)
    )
    assert days_of(session, station) == [date(2026, 11, 20), date(2026, 12, 20), date(2027, 1, 20), date(2027, 2, 20)]
    day = session.scalars(select(DutyDay)).first()
    assert day is not None
    assert (day.free, day.sittings[0].begins, day.sittings[0].ends) == (2, time(9), time(11, 30))


def test_a_rule_that_begins_later_makes_no_day_before(session: Session) -> None:
    station = make_station(session)
    rules.add_rule(session, station, Plan(day_of_month(10), valid_from=date(2027, 1, 1)), TODAY)
    assert days_of(session, station) == [date(2027, 1, 10), date(2027, 2, 10)]


def test_making_the_days_again_makes_none(session: Session) -> None:
    station = make_station(session)
    rule = make_rule(session, station, on=TODAY)
    before = days_of(session, station)
    assert rules.make_days(session, [rule], TODAY, rules.horizon(TODAY)) == 0
    assert days_of(session, station) == before


def test_a_cancelled_day_is_not_made_again(session: Session) -> None:
    station = make_station(session)
    rule = make_rule(session, station, on=TODAY)
    day = session.scalars(select(DutyDay).where(DutyDay.day == date(2026, 12, 10))).one()
    service.cancel(session, day)
    rules.make_days(session, [rule], TODAY, rules.horizon(TODAY))
    assert day.is_cancelled
    service.restore(session, day)
    assert not day.is_cancelled


def test_where_two_rules_meet_one_day_is_made(session: Session) -> None:
    station = make_station(session)
    rules.add_rule(session, station, day_of_month(7), TODAY)
    rules.add_rule(session, station, nth_weekday(1, 0), TODAY)
    assert days_of(session, station) == [
        date(2026, 12, 7),  # a seventh and a first Monday
        date(2027, 1, 4),
        date(2027, 1, 7),
        date(2027, 2, 1),
        date(2027, 2, 7),
    ]


def test_the_same_rule_twice_is_refused_with_its_name(session: Session) -> None:
    station = make_station(session)
    make_rule(session, station, on=TODAY)
    with pytest.raises(RuleTwice) as refused:
        rules.add_rule(session, station, day_of_month(10), TODAY)
    assert "10" in str(refused.value)
    assert make_rule(session, make_station(session), on=TODAY)


def test_deleting_a_rule_takes_its_empty_coming_days_and_leaves_the_rest(session: Session) -> None:
    station = make_station(session)
    rule = rules.add_rule(session, station, day_of_month(10), TODAY - timedelta(days=60))
    rules.make_days(session, [rule], TODAY, rules.horizon(TODAY))
    held = session.scalars(select(DutyDay).where(DutyDay.day == date(2027, 1, 10))).one()
    signing_up.sign_up(session, held.sittings[0].id, make_deputy(session, station=station).id, TODAY, AT)
    assert rules.delete_rule(session, rule, TODAY) == 1
    assert days_of(session, station) == [date(2026, 10, 10), date(2026, 11, 10), date(2027, 1, 10)]
    session.refresh(held)
    assert held.rule_id is None


def test_the_nightly_job_keeps_three_months_made_and_changes_nothing_the_second_time(session: Session) -> None:
    station, closed = make_station(session), make_station(session)
    make_rule(session, station, on=TODAY)
    make_rule(session, closed, on=TODAY)
    closed.state = "closed"
    session.flush()
    before = days_of(session, closed)
    month_later = datetime(2026, 12, 20, 19, 10, tzinfo=UTC)
    make_coming_days(session, month_later)
    assert days_of(session, station) == [date(2026, 12, 10), date(2027, 1, 10), date(2027, 2, 10), date(2027, 3, 10)]
    make_coming_days(session, month_later)
    assert len(days_of(session, station)) == 4
    assert days_of(session, closed) == before


def test_the_job_counts_the_day_of_the_stations_not_of_the_server(session: Session) -> None:
    station = make_station(session)
    rule = Rule(station_id=station.id, parts=[Part().kept])
    rule.rhythm = day_of_month(31)
    session.add(rule)
    session.flush()
    make_coming_days(session, datetime(2026, 12, 31, 17, 0, tzinfo=UTC))  # already the first of January at the stations
    assert days_of(session, station) == [date(2027, 1, 31), date(2027, 3, 31)]


def test_an_import_that_is_understood_makes_rule_and_days_once(session: Session) -> None:
    station = make_station(session, duty_words="每月第二个星期三")
    rule = rules.understand_words(session, station, TODAY)
    assert rule is not None
    assert rule.rhythm == nth_weekday(2, 2)
    assert days_of(session, station)[0] == date(2026, 12, 9)
    station.duty_words = "每月10日"
    assert rules.understand_words(session, station, TODAY) is None
    assert len(rules.rules_of(session, station)) == 1


@pytest.mark.parametrize("words", ["逢3逢8", "逢集日", ""])
def test_an_import_that_is_not_understood_makes_nothing_and_keeps_the_words(session: Session, words: str) -> None:
    station = make_station(session, duty_words=words)
    assert rules.understand_words(session, station, TODAY) is None
    assert (days_of(session, station), station.duty_words) == ([], words)
    assert duty_words(words) is None


def test_the_preview_of_an_import_says_what_was_understood() -> None:
    understood = duty_words("每月15日")
    assert understood is not None
    assert "15" in str(understood.sentence)


def test_an_extra_day_stands_beside_those_of_the_rule(session: Session) -> None:
    station = make_station(session)
    make_rule(session, station, on=TODAY)
    extra = service.add_day(session, station, TODAY, day=date(2026, 12, 11), theme="Wages")
    assert (extra.rule_id, extra.theme, extra.free) == (None, "Wages", USUAL_PLACES)
    with pytest.raises(DayTaken):
        service.add_day(session, station, TODAY, day=date(2026, 12, 10))


@pytest.mark.parametrize("day", [date(2026, 11, 19), date(2028, 11, 21), date(9999, 1, 1), date(1, 1, 1)])
def test_an_extra_day_lies_neither_in_the_past_nor_years_ahead(session: Session, day: date) -> None:
    with pytest.raises(DayTooFar):
        service.add_day(session, make_station(session), TODAY, day=day)


def test_places_grow_and_shrink_but_never_below_who_holds_one(session: Session) -> None:
    station = make_station(session)
    duty_day = make_duty_day(session, station, places=5)
    sitting = duty_day.sittings[0]
    first, second = (make_deputy(session, station=station) for _one in range(2))
    for deputy in (first, second):
        signing_up.put_in(session, sitting.id, deputy.id, AT)
    signing_up.take_out(session, sitting.slots[0], AT)

    def change(places: int) -> list[tuple[int, int | None]]:
        service.change_day(session, duty_day, (Part(places=places),), service.About(), AT)
        session.expire(sitting)
        return [(slot.place, slot.deputy_id) for slot in sitting.slots]

    assert change(7) == [(1, None), (2, second.id), *((place, None) for place in range(3, 8))]
    assert change(1) == [(1, second.id)]
    service_places = change(3)
    assert service_places == [(1, second.id), (2, None), (3, None)]
    signing_up.put_in(session, sitting.id, first.id, AT)
    with pytest.raises(PlacesTaken) as refused:
        change(1)
    assert refused.value.facts == {"taken": 2}


@pytest.mark.parametrize("places", [0, 51])
def test_the_database_keeps_places_within_reason(session: Session, places: int) -> None:
    sitting = make_sitting(session, make_station(session))
    session.add(Slot(sitting_id=sitting.id, place=places))
    with pytest.raises(IntegrityError):
        session.flush()
    with pytest.raises(ValueError, match="places"):
        Part(places=places)
