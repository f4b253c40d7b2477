"""The lunar calendar, beside a second library that counts it another way."""

from __future__ import annotations

import warnings
from datetime import date, datetime, timedelta

import pytest

from plugins.duty_days.rules.lunar import lunar_day
from plugins.duty_days.rules.rhythms import LunarDates, between

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import cnlunar


def by_the_other(day: date) -> cnlunar.Lunar:
    return cnlunar.Lunar(datetime(day.year, day.month, day.day, 12))  # noqa: DTZ001 - it takes the time of China


@pytest.mark.parametrize("year", range(2024, 2031))
def test_every_day_of_these_years_is_the_lunar_day_a_second_library_says(year: int) -> None:
    day, compared = date(year, 1, 1), 0
    while day.year == year:
        theirs, ours = by_the_other(day), lunar_day(day)
        assert (theirs.lunarYear, theirs.lunarMonth, theirs.lunarDay, theirs.isLunarLeapMonth) == (
            ours.year,
            ours.month,
            ours.day,
            ours.is_leap,
        ), day
        day, compared = day + timedelta(days=1), compared + 1
    assert compared >= 365


@pytest.mark.parametrize("year", range(2024, 2031))
def test_market_days_by_the_moon_are_those_a_second_library_gives(year: int) -> None:
    days = [date(year, 1, 1) + timedelta(days=offset) for offset in range(365)]
    theirs = [day for day in days if by_the_other(day).lunarDay % 10 in (3, 8)]
    assert between(LunarDates((3, 8, 13, 18, 23, 28)), days[0], days[-1]) == theirs


def test_markets_go_on_in_a_leap_month() -> None:
    """2025 had a sixth month twice: from 25 July on the second one."""
    assert lunar_day(date(2025, 7, 25)).is_leap
    assert between(LunarDates((1, 15)), date(2025, 7, 1), date(2025, 8, 31)) == [
        date(2025, 7, 9),
        date(2025, 7, 25),
        date(2025, 8, 8),
        date(2025, 8, 23),
    ]


def test_a_lunar_month_of_29_days_has_no_thirtieth() -> None:
    thirtieths = between(LunarDates((30,)), date(2026, 1, 1), date(2026, 12, 31))
    assert 5 <= len(thirtieths) <= 7
    assert all(lunar_day(day + timedelta(days=1)).day == 1 for day in thirtieths)


@pytest.mark.parametrize(
    ("day", "new_year"),
    [(date(2024, 2, 10), 2024), (date(2025, 1, 29), 2025), (date(2026, 2, 17), 2026), (date(2027, 2, 6), 2027)],
)
def test_the_new_year_is_the_day_of_the_spring_festival(day: date, new_year: int) -> None:
    found = lunar_day(day)
    assert (found.year, found.month, found.day) == (new_year, 1, 1)
