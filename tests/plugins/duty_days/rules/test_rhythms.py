"""Which days a rhythm has, and which words are understood."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

import pytest

from plugins.duty_days.rules.rhythms import (
    LAST,
    Dates,
    EveryDays,
    Listed,
    LunarDates,
    Rhythm,
    Weekdays,
    Weekly,
    WeekOfMonth,
    between,
    day_of_month,
    kept,
    nth_weekday,
    read,
    upcoming,
)


def test_the_tenth_of_every_month_is_a_day_in_each_month() -> None:
    assert between(day_of_month(10), date(2026, 11, 10), date(2027, 1, 10)) == [
        date(2026, 11, 10),
        date(2026, 12, 10),
        date(2027, 1, 10),
    ]


def test_a_rhythm_begins_on_the_day_itself_or_after_it_never_before() -> None:
    assert upcoming(day_of_month(10), date(2026, 11, 11), 1) == [date(2026, 12, 10)]
    assert between(day_of_month(10), date(2026, 11, 11), date(2026, 12, 9)) == []


@pytest.mark.parametrize(("day", "left_out"), [(29, {2}), (30, {2}), (31, {2, 4, 6, 9, 11})])
def test_a_month_that_is_too_short_is_left_out(day: int, left_out: set[int]) -> None:
    days = between(day_of_month(day), date(2027, 1, 1), date(2027, 12, 31))
    assert {found.month for found in days} == set(range(1, 13)) - left_out
    assert {found.day for found in days} == {day}


def test_the_29th_of_february_comes_in_leap_years() -> None:
    assert date(2028, 2, 29) in between(day_of_month(29), date(2028, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize("weekday", range(7))
@pytest.mark.parametrize("nth", [1, 2, 3, 4, 5])
def test_the_nth_weekday_is_what_counting_by_hand_gives(nth: int, weekday: int) -> None:
    year = [date(2026, 1, 1) + timedelta(days=offset) for offset in range(365)]
    by_hand = [day for day in year if day.weekday() == weekday and (day.day - 1) // 7 + 1 == nth]
    assert between(nth_weekday(nth, weekday), date(2026, 1, 1), date(2026, 12, 31)) == by_hand


def test_a_month_without_a_fifth_monday_has_none() -> None:
    assert upcoming(nth_weekday(5, 0), date(2026, 11, 1), 2) == [date(2026, 11, 30), date(2027, 3, 29)]


def test_the_last_friday_is_in_every_month() -> None:
    days = upcoming(nth_weekday(LAST, 4), date(2026, 11, 1), 12)
    assert [(day.year, day.month) for day in days] == [
        (2026, 11),
        (2026, 12),
        *((2027, month) for month in range(1, 11)),
    ]
    assert all(day.weekday() == 4 and (day + timedelta(days=7)).month != day.month for day in days)


def test_the_next_twelve_dates_are_twelve_also_for_a_rare_rhythm() -> None:
    assert len(upcoming(day_of_month(31), date(2026, 11, 1), 12)) == 12
    assert len(upcoming(nth_weekday(5, 6), date(2026, 11, 1), 12)) == 12


YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def test_the_monday_of_the_first_week_is_not_always_the_first_monday() -> None:
    mondays, first = between(WeekOfMonth(1, 0), *YEAR), between(nth_weekday(1, 0), *YEAR)
    assert [day for day in mondays if day not in first] == [
        date(2026, 3, 30),  # 1 April is a Wednesday: most of that week lies in April
        date(2026, 6, 29),
        date(2026, 8, 31),
        date(2026, 9, 28),
        date(2026, 11, 30),
    ]


def test_every_week_belongs_to_one_month_the_one_that_has_most_of_its_days() -> None:
    counted = sorted(day for week in (1, 2, 3, 4, 5) for day in between(WeekOfMonth(week, 2), *YEAR))
    assert counted == between(Weekly((2,)), *YEAR)


def test_the_last_week_is_the_fourth_or_the_fifth() -> None:
    last = between(WeekOfMonth(LAST, 4), *YEAR)
    assert len(last) == 11, "the last week of December has its Friday in January"
    assert set(last) <= set(between(WeekOfMonth(4, 4), *YEAR)) | set(between(WeekOfMonth(5, 4), *YEAR))


def test_every_second_week_counts_from_the_week_of_its_anchor_also_backwards() -> None:
    rhythm = Weekly((2,), 2, date(2026, 11, 6))
    assert between(rhythm, date(2026, 10, 15), date(2026, 12, 5)) == [
        date(2026, 10, 21),
        date(2026, 11, 4),
        date(2026, 11, 18),
        date(2026, 12, 2),
    ]


def test_quarterly_is_a_date_or_a_weekday_of_some_months() -> None:
    assert between(Dates((10,), (3, 6, 9, 12)), *YEAR) == [date(2026, month, 10) for month in (3, 6, 9, 12)]
    assert between(Weekdays((2,), (2,), (3, 9)), *YEAR) == [date(2026, 3, 11), date(2026, 9, 9)]


def test_an_activity_month_has_all_its_working_weekdays() -> None:
    days = between(Weekly((0, 1, 2, 3, 4), months=(5,)), *YEAR)
    assert len(days) == 21
    assert {day.month for day in days} == {5}


def test_market_days_by_their_last_digit() -> None:
    days = between(Dates((3, 8, 13, 18, 23, 28)), date(2026, 11, 1), date(2026, 11, 30))
    assert [day.day for day in days] == [3, 8, 13, 18, 23, 28]


def test_every_five_days_counts_on_over_months_and_years() -> None:
    days = between(EveryDays(5, date(2026, 11, 4)), date(2026, 12, 25), date(2027, 1, 10))
    assert {(later - earlier).days for earlier, later in pairwise(days)} == {5}
    assert (days[0] - date(2026, 11, 4)).days % 5 == 0


def test_days_named_one_by_one_are_these() -> None:
    days = (date(2026, 12, 24), date(2026, 3, 5), date(2026, 3, 5))
    assert between(Listed(days), *YEAR) == [date(2026, 3, 5), date(2026, 12, 24)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Dates((8, 3)), Dates((3, 8, 3))),
        (Dates((10,), tuple(range(1, 13))), Dates((10,))),
        (Weekly((2,), 2, date(2026, 11, 4)), Weekly((2,), 2, date(2026, 11, 20))),
        (Weekly((2,), 1, date(2026, 11, 4)), Weekly((2,))),
        (EveryDays(5, date(2026, 11, 4)), EveryDays(5, date(2026, 11, 9))),
    ],
)
def test_the_same_rhythm_said_in_two_ways_is_kept_in_one(one: Rhythm, other: Rhythm) -> None:
    assert one == other
    assert kept(one.facts) == kept(other.facts)


@pytest.mark.parametrize(
    "rhythm",
    [
        Dates((10, LAST), (5,)),
        Weekdays((1, LAST), (0, 4), (3, 9)),
        WeekOfMonth(1, 0),
        Weekly((1, 3), 3, date(2026, 11, 4), (5,)),
        LunarDates((1, 15)),
        EveryDays(5, date(2026, 11, 4)),
        Listed((date(2026, 3, 5),)),
    ],
)
def test_a_rhythm_that_was_kept_is_read_again(rhythm: Rhythm) -> None:
    again = read(rhythm.kind, kept(rhythm.facts))
    assert again == rhythm
    assert str(again.sentence)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Dates(()),
        lambda: Dates((0,)),
        lambda: Dates((32,)),
        lambda: Dates((1,), (13,)),
        lambda: Weekdays((6,), (0,)),
        lambda: Weekdays((1,), (7,)),
        lambda: WeekOfMonth(0, 0),
        lambda: Weekly(()),
        lambda: Weekly((0,), 0),
        lambda: LunarDates((31,)),
        lambda: EveryDays(0, date(2026, 1, 1)),
        lambda: Listed(()),
    ],
)
def test_what_no_calendar_has_is_no_rhythm(make: Callable[[], Rhythm]) -> None:
    with pytest.raises(ValueError, match=r"rhythm|listed"):
        make()


@pytest.mark.parametrize("rhythm", [Dates((30,), (2,)), Dates((31,), (4, 6)), Listed((date(2020, 1, 1),))])
def test_a_rhythm_that_never_occurs_has_no_next_day(rhythm: Rhythm) -> None:
    assert upcoming(rhythm, date(2026, 11, 21), 1) == []


def test_the_29th_of_february_does_occur() -> None:
    assert upcoming(Dates((29,), (2,)), date(2026, 11, 21), 2) == [date(2028, 2, 29), date(2032, 2, 29)]
