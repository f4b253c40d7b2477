"""Rules in the database: making days, moving, changing and refusing them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.calendar import service as calendars
from core.stations.models import Station
from core.testing import make_deputy, make_station
from plugins.duty_days import service as single
from plugins.duty_days.models import DutyDay
from plugins.duty_days.rules import service
from plugins.duty_days.rules.errors import (
    MinimumAboveDeputies,
    MinimumAbovePlaces,
    RuleEndsBeforeItBegins,
    RuleHasNoDay,
    RuleNeverOccurs,
    RuleTooFar,
    RuleTwice,
    SittingsOverlap,
)
from plugins.duty_days.rules.parts import Part
from plugins.duty_days.rules.planning import Plan
from plugins.duty_days.rules.rhythms import Dates, EveryDays, LunarDates, Weekdays, Weekly, day_of_month, nth_weekday
from plugins.duty_days.signing_up import service as signing_up
from tests.plugins.duty_days.conftest import AT, TODAY

HALVES = (
    Part("morning", "receives", time(9), time(11, 30), 1, 2),
    Part("afternoon", "visits", time(14), time(17), 1, 3),
)


def days_of(session: Session, station: Station) -> list[DutyDay]:
    return list(session.scalars(select(DutyDay).where(DutyDay.station_id == station.id).order_by(DutyDay.day)).unique())


def dates_of(session: Session, station: Station) -> list[date]:
    return [duty_day.day for duty_day in days_of(session, station)]


@pytest.mark.usefixtures("on_both")
def test_a_station_may_have_several_rules_of_every_kind(session: Session) -> None:
    station = make_station(session)
    for rhythm in (
        day_of_month(10),
        Weekdays((2,), (2,), (3, 6)),
        Weekly((4,), 2, TODAY),
        LunarDates((3, 8)),
        EveryDays(20, TODAY),
    ):
        service.add_rule(session, station, rhythm, TODAY)
    assert [rule.rhythm.kind for rule in service.rules_of(session, station)] == [
        "dates",
        "weekdays",
        "weekly",
        "lunar_dates",
        "every_days",
    ]
    made = dates_of(session, station)
    assert len(made) == len(set(made))
    assert date(2026, 12, 10) in made


def test_the_same_rule_said_in_another_way_is_refused(session: Session) -> None:
    station = make_station(session)
    service.add_rule(session, station, Weekly((4,), 2, date(2026, 11, 20)), TODAY)
    with pytest.raises(RuleTwice):
        service.add_rule(session, station, Weekly((4,), 2, date(2026, 12, 18)), TODAY)
    service.add_rule(session, station, Weekly((4,), 2, date(2026, 12, 11)), TODAY)


def test_a_day_divided_has_a_morning_that_receives_and_an_afternoon_that_visits(session: Session) -> None:
    station = make_station(session)
    service.add_rule(session, station, day_of_month(10), TODAY, parts=HALVES)
    sittings = days_of(session, station)[0].sittings
    assert [(each.part, each.purpose, each.begins, each.places, each.minimum) for each in sittings] == [
        ("morning", "receives", time(9), 2, 1),
        ("afternoon", "visits", time(14), 3, 1),
    ]


@pytest.mark.parametrize(
    ("plan", "problem"),
    [
        (Plan(Dates((31,), (2,))), RuleNeverOccurs),
        (Plan(Weekdays((5,), (0,), (2,))), RuleNeverOccurs),
        (Plan(day_of_month(1), valid_from=date(2040, 1, 1)), RuleTooFar),
        (Plan(day_of_month(1), valid_until=date(2026, 1, 1)), RuleEndsBeforeItBegins),
        (Plan(day_of_month(1), valid_from=date(2027, 5, 1), valid_until=date(2027, 4, 1)), RuleEndsBeforeItBegins),
    ],
)
def test_a_rule_that_never_occurs_is_refused_with_a_sentence(
    session: Session, plan: Plan, problem: type[Exception]
) -> None:
    station = make_station(session)
    with pytest.raises(problem) as refused:
        service.add_rule(session, station, plan, TODAY)
    assert len(str(refused.value)) > 40
    assert service.rules_of(session, station) == []


def test_a_rule_whose_validity_holds_none_of_its_days_is_refused_with_a_sentence(session: Session) -> None:
    station = make_station(session)
    between = Plan(day_of_month(10), valid_from=date(2026, 12, 11), valid_until=date(2027, 1, 9))
    with pytest.raises(RuleHasNoDay, match="9 Jan 2027"):
        service.check_rule(session, station, between, (Part("day"),), TODAY)
    service.check_rule(session, station, replace(between, valid_until=date(2027, 1, 11)), (Part("day"),), TODAY)


def test_days_with_a_theme_or_a_leader_stay_when_their_rule_changes_or_goes(session: Session) -> None:
    station = make_station(session)
    rule = service.add_rule(session, station, day_of_month(10), TODAY)
    themed, led, plain = days_of(session, station)
    themed.theme, led.leader = "Old age", "Somebody of the standing committee"
    session.flush()
    changed = service.change_rule(session, rule, Plan(day_of_month(20)), TODAY, parts=rule.sittings)
    assert {each.day for each in changed.kept} == {themed.day, led.day}
    assert plain.day not in dates_of(session, station)
    assert {themed.rule_id, led.rule_id} == {None}


def test_sittings_that_overlap_and_minimums_that_cannot_be_are_refused(session: Session) -> None:
    station = make_station(session, deputies=2)
    late = Part("morning", ends=time(14, 30), begins=time(9))
    for parts, problem in (
        ((late, HALVES[1]), SittingsOverlap),
        ((Part(minimum=4, places=3),), MinimumAbovePlaces),
        ((Part(minimum=3, places=3),), MinimumAboveDeputies),
    ):
        with pytest.raises(problem):
            service.add_rule(session, station, day_of_month(10), TODAY, parts=parts)
    service.add_rule(session, station, day_of_month(10), TODAY, parts=(Part(minimum=2, places=3),))


def test_a_day_remembers_the_date_it_was_moved_from_and_making_again_makes_none(session: Session) -> None:
    station = make_station(session)
    rule = service.add_rule(session, station, Plan(day_of_month(1), "next"), TODAY)
    moved = next(duty_day for duty_day in days_of(session, station) if duty_day.moved_from)
    assert (moved.moved_from, moved.day) == (date(2027, 1, 1), date(2027, 1, 4))
    assert service.make_days(session, [rule], TODAY, service.horizon(TODAY)) == 0


def test_days_follow_a_year_that_is_published_later_unless_somebody_is_signed_up(session: Session) -> None:
    here, there = make_station(session), make_station(session)
    rules = [service.add_rule(session, station, Plan(day_of_month(1), "next"), TODAY) for station in (here, there)]
    deputy = make_deputy(session, station=there)
    taken = next(duty_day for duty_day in days_of(session, there) if duty_day.moved_from)
    signing_up.put_in(session, taken.sittings[0].id, deputy.id, AT)
    calendars.enter(session, 2027, date(2027, 1, 1), date(2027, 1, 5), "holiday", "new_year")
    session.flush()
    assert service.make_days(session, rules, TODAY, service.horizon(TODAY)) == 0
    assert [each.day for each in days_of(session, here) if each.moved_from] == [date(2027, 1, 6)]
    assert [each.day for each in days_of(session, there) if each.moved_from] == [date(2027, 1, 4)]


def test_where_two_rules_fall_together_one_day_is_made_and_the_preview_says_so(session: Session) -> None:
    station = make_station(session)
    service.add_rule(session, station, day_of_month(7), TODAY)
    plan = Plan(nth_weekday(1, 0))
    foreseen = {one.planned.of: one.together for one in service.preview(session, station, plan, TODAY)}
    together = foreseen[date(2026, 12, 7)]
    assert str(together) == "Day 7 of every month"
    assert str(foreseen[date(2027, 6, 7)]) == "Day 7 of every month", "also where no day is made yet"
    assert foreseen[date(2027, 1, 4)] is None
    single.add_day(session, station, TODAY, day=date(2027, 2, 1))
    again = {one.planned.of: one.together for one in service.preview(session, station, plan, TODAY)}
    assert str(again[date(2027, 2, 1)]) == "an extra day"
    rule = service.add_rule(session, station, plan, TODAY)
    own = service.preview(session, station, plan, TODAY, rule=rule)
    assert [one.planned.of for one in own if one.together] == [one for one, told in again.items() if told]
    assert dates_of(session, station).count(date(2026, 12, 7)) == 1


def test_a_preview_shows_twelve_months_of_a_rule(session: Session) -> None:
    foreseen = service.preview(session, make_station(session), Plan(day_of_month(10)), TODAY)
    assert [one.planned.of for one in foreseen] == [
        date(2026, 12, 10),
        *(date(2027, month, 10) for month in range(1, 12)),
    ]


def test_a_year_of_days_is_made_where_a_rota_needs_it(session: Session) -> None:
    station = make_station(session)
    service.add_rule(session, station, day_of_month(10), TODAY)
    assert len(dates_of(session, station)) == 3
    assert service.make_days_until(session, station, TODAY, date(2027, 11, 20)) == 9
    assert service.make_days_until(session, station, TODAY, date(2099, 1, 1)) <= 4, "no farther than can be foreseen"


@pytest.mark.usefixtures("on_both")
def test_coming_days_follow_a_rule_that_is_changed_but_for_those_somebody_is_signed_up_for(session: Session) -> None:
    station = make_station(session)
    rule = service.add_rule(session, station, day_of_month(10), TODAY)
    deputy = make_deputy(session, station=station)
    taken = days_of(session, station)[1]
    signing_up.put_in(session, taken.sittings[0].id, deputy.id, AT)
    changed = service.change_rule(session, rule, Plan(day_of_month(20)), TODAY, parts=HALVES)
    assert [duty_day.day for duty_day in changed.kept] == [date(2027, 1, 10)]
    assert (changed.gone, taken.rule_id) == (2, None)
    after = {duty_day.day: duty_day for duty_day in days_of(session, station)}
    assert sorted(after) == [
        date(2026, 11, 20),
        date(2026, 12, 20),
        date(2027, 1, 10),
        date(2027, 1, 20),
        date(2027, 2, 20),
    ]
    assert len(after[date(2027, 1, 10)].sittings) == 1
    assert len(after[date(2027, 1, 20)].sittings) == 2


def test_hours_follow_too_and_days_with_deputies_keep_theirs(session: Session) -> None:
    station = make_station(session)
    rule = service.add_rule(session, station, day_of_month(10), TODAY)
    free, taken, *_rest = days_of(session, station)
    signing_up.put_in(session, taken.sittings[0].id, make_deputy(session, station=station).id, AT)
    changed = service.change_rule(session, rule, Plan(day_of_month(10)), TODAY, parts=HALVES)
    assert [duty_day.day for duty_day in changed.as_they_were] == [taken.day]
    assert ([each.part for each in free.sittings], [each.part for each in taken.sittings]) == (
        ["morning", "afternoon"],
        ["day"],
    )
    assert (changed.made, changed.gone) == (0, 0)


def test_a_cancelled_day_stays_cancelled_and_an_extra_day_stays(session: Session) -> None:
    station = make_station(session)
    rule = service.add_rule(session, station, day_of_month(10), TODAY)
    single.cancel(session, days_of(session, station)[0])
    extra = single.add_day(session, station, TODAY, day=TODAY + timedelta(days=3))
    service.change_rule(session, rule, Plan(day_of_month(10), "next"), TODAY, parts=(Part(places=5),))
    assert days_of(session, station)[1].is_cancelled
    assert extra in days_of(session, station)


def test_a_rule_may_be_changed_into_itself_but_not_into_another_of_the_station(session: Session) -> None:
    station = make_station(session)
    first = service.add_rule(session, station, day_of_month(10), TODAY)
    service.add_rule(session, station, day_of_month(20), TODAY)
    service.change_rule(session, first, Plan(day_of_month(10), "next"), TODAY, parts=HALVES)
    with pytest.raises(RuleTwice):
        service.change_rule(session, first, Plan(day_of_month(20)), TODAY, parts=HALVES)


def test_a_rule_of_a_plugin_that_is_gone_has_no_days_and_says_so(session: Session) -> None:
    station = make_station(session)
    rule = service.add_rule(session, station, day_of_month(10), TODAY)
    rule.kind, rule.facts = "looms.shift", '{"shift":"late"}'
    session.flush()
    before = dates_of(session, station)
    assert service.make_days(session, [rule], TODAY, service.horizon(TODAY)) == 0
    assert dates_of(session, station) == before
    assert "not active" in str(service.rhythm_of(session, rule).sentence)
