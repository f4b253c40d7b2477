"""What becomes of a rule's dates: holidays, days worked instead, seasons, exceptions; against the published calendars."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.api.data import Calendar
from core.words import lazy
from plugins.duty_days.rules.planning import Plan, Planned, planned
from plugins.duty_days.rules.restrictions import Restriction
from plugins.duty_days.rules.rhythms import Dates, Weekly, day_of_month

CALENDAR = Calendar({})
YEAR_2026 = (date(2026, 1, 1), date(2026, 12, 31))
# Days off, and weekend days that are worked instead, as the State Council's notices of these years have them.
PUBLISHED = {
    2023: (
        "01-01 01-02 01-21..01-27 04-05 04-29..05-03 06-22..06-24 09-29..10-06",
        "01-28 01-29 04-23 05-06 06-25 10-07 10-08",
    ),
    2024: (
        "01-01 02-10..02-17 04-04..04-06 05-01..05-05 06-10 09-15..09-17 10-01..10-07",
        "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12",
    ),
    2025: (
        "01-01 01-28..02-04 04-04..04-06 05-01..05-05 05-31..06-02 10-01..10-08",
        "01-26 02-08 04-27 09-28 10-11",
    ),
    2026: (
        "01-01..01-03 02-15..02-23 04-04..04-06 05-01..05-05 06-19..06-21 09-25..09-27 10-01..10-07",
        "01-04 02-14 02-28 05-09 09-20 10-10",
    ),
}


def days(year: int, spans: str) -> set[date]:
    found = set()
    for span in spans.split():
        first, _dots, last = span.partition("..")
        day, end = (date.fromisoformat(f"{year}-{one}") for one in (first, last or first))
        while day <= end:
            found.add(day)
            day += timedelta(days=1)
    return found


def by_date(plan: Plan, begins: date, ends: date, restrictions: tuple[Restriction, ...] = ()) -> dict[date, Planned]:
    return {one.of: one for one in planned(plan, CALENDAR, restrictions, begins, ends)}


@pytest.mark.parametrize("year", PUBLISHED)
def test_working_days_are_those_of_the_published_calendars(year: int) -> None:
    off, worked = (days(year, spans) for spans in PUBLISHED[year])
    every = [date(year, 1, 1) + timedelta(days=offset) for offset in range(366)]
    for day in (day for day in every if day.year == year):
        expected = day in worked or (day not in off and day.weekday() < 5)
        assert CALENDAR.on(day).working is expected, day
        assert not CALENDAR.on(day).provisional


@pytest.mark.parametrize("year", PUBLISHED)
@pytest.mark.parametrize("policy", ["next", "previous"])
def test_a_day_off_goes_to_the_nearest_working_day_of_the_published_calendar(year: int, policy: str) -> None:
    off, worked = (days(year, spans) for spans in PUBLISHED[year])
    step = timedelta(days=1 if policy == "next" else -1)
    every_day = Plan(Weekly(tuple(range(7))), policy, "days_off")  # type: ignore[arg-type]
    for one in planned(every_day, CALENDAR, (), date(year, 2, 1), date(year, 11, 30)):
        expected = one.of
        while not (expected in worked or (expected not in off and expected.weekday() < 5)):
            expected += step
        assert one.day == expected, one.of


def test_a_weekend_that_is_worked_instead_is_no_day_off() -> None:
    """10 October 2026 is a Saturday that is worked for National Day."""
    found = by_date(Plan(day_of_month(10), "next", "days_off"), *YEAR_2026)
    assert found[date(2026, 10, 10)].day == date(2026, 10, 10)
    assert found[date(2026, 5, 10)].day == date(2026, 5, 11)


def test_holidays_only_leaves_ordinary_weekends_alone() -> None:
    found = by_date(Plan(Dates((1, 10)), "next", "holidays"), *YEAR_2026)
    assert found[date(2026, 5, 10)].day == date(2026, 5, 10)
    assert found[date(2026, 5, 1)].day == date(2026, 5, 6)
    assert found[date(2026, 10, 1)].day == date(2026, 10, 8)
    assert found[date(2026, 10, 1)].holiday == "national"
    assert found[date(2026, 10, 1)].is_moved


def test_kept_days_stay_and_left_out_days_are_named_with_their_festival() -> None:
    assert by_date(Plan(day_of_month(1)), *YEAR_2026)[date(2026, 10, 1)].day == date(2026, 10, 1)
    left_out = by_date(Plan(day_of_month(1), "leave_out"), *YEAR_2026)[date(2026, 10, 1)]
    assert (left_out.day, left_out.holiday, left_out.provisional) == (None, "national", False)


def test_a_year_that_is_not_published_says_so() -> None:
    found = by_date(Plan(day_of_month(1), "next"), date(2027, 9, 1), date(2027, 11, 30))
    assert found[date(2027, 10, 1)].provisional
    assert not by_date(Plan(day_of_month(1)), date(2027, 9, 1), date(2027, 11, 30))[date(2027, 10, 1)].provisional


def test_a_moved_day_counts_where_it_moved_to_also_over_the_edge_of_the_span() -> None:
    plan = Plan(day_of_month(1), "next")
    assert [one.of for one in planned(plan, CALENDAR, (), date(2026, 10, 6), date(2026, 10, 20))] == [date(2026, 10, 1)]
    assert planned(plan, CALENDAR, (), date(2026, 9, 20), date(2026, 10, 6)) == []


def test_extra_and_left_out_dates_of_a_rule() -> None:
    plan = Plan(day_of_month(10), "next", added=(date(2026, 10, 2),), left_out=(date(2026, 11, 10),))
    found = by_date(plan, date(2026, 10, 1), date(2026, 12, 31))
    assert found[date(2026, 10, 2)].day == date(2026, 10, 2), "a day somebody named is meant as it is"
    assert found[date(2026, 10, 2)].is_added
    assert found[date(2026, 11, 10)].day is None
    assert found[date(2026, 11, 10)].is_left_out
    assert found[date(2026, 12, 10)].day == date(2026, 12, 10)


def test_a_rule_has_days_from_its_first_to_its_last() -> None:
    plan = Plan(day_of_month(10), valid_from=date(2026, 3, 1), valid_until=date(2026, 5, 10))
    assert [one.of.month for one in planned(plan, CALENDAR, (), *YEAR_2026)] == [3, 4, 5]


def test_a_season_forbids_a_day_or_speaks_against_it() -> None:
    harvest = Restriction(begins=date(2026, 6, 1), ends=date(2026, 6, 20), reason=lazy("Harvest"), kind="closed")
    peak = Restriction(begins=date(2026, 9, 1), ends=date(2026, 9, 30), reason=lazy("Peak"))
    found = by_date(Plan(day_of_month(10)), *YEAR_2026, (harvest, peak))
    assert found[date(2026, 6, 10)].day is None
    assert found[date(2026, 6, 10)].is_closed
    assert found[date(2026, 9, 10)].day == date(2026, 9, 10)
    assert found[date(2026, 9, 10)].restrictions == (peak,)
    assert found[date(2026, 7, 10)].restrictions == ()


def test_a_season_counts_on_the_day_one_moved_to() -> None:
    closed = Restriction(begins=date(2026, 10, 8), ends=date(2026, 10, 8), reason=lazy("Repairs"), kind="closed")
    found = by_date(Plan(day_of_month(1), "next"), date(2026, 9, 15), date(2026, 10, 20), (closed,))
    assert found[date(2026, 10, 1)].is_closed


@pytest.mark.parametrize(
    "wrong",
    [
        {"begins": date(2026, 6, 2), "ends": date(2026, 6, 1)},
        {"kind": "fewer"},
        {"kind": "fewer", "most": 0},
        {"kind": "avoid", "most": 2},
    ],
)
def test_a_restriction_that_makes_no_sense_is_refused_where_it_is_written(wrong: dict[str, object]) -> None:
    sound = {"begins": date(2026, 6, 1), "ends": date(2026, 6, 2), "reason": lazy("Harvest")}
    with pytest.raises(ValueError, match=r"restriction|places"):
        Restriction(**(sound | wrong))  # type: ignore[arg-type]


def test_days_named_of_years_nobody_knows_harm_nothing() -> None:
    plan = Plan(day_of_month(10), "next", added=(date(2000, 1, 1), date(2100, 12, 31), date(2026, 5, 5)))
    assert date(2026, 5, 5) in by_date(plan, *YEAR_2026)
    assert len(planned(plan, CALENDAR, (), *YEAR_2026)) == 13
