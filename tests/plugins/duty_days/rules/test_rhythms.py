"""Which days a rhythm has, and which words are understood."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from plugins.duty_days.rules.rhythms import LAST, between, day_of_month, nth_weekday, upcoming


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
