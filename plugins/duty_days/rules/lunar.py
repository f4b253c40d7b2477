"""The lunar calendar as markets keep it: which day of its lunar month a date is. Pure.

The months come from lunar_python, which counts new moons; ``tests/plugins/duty_days/rules/test_lunar.py`` compares them with a
second library, day by day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

LONGEST_MONTH = 30


@dataclass(frozen=True, slots=True)
class LunarDay:
    """A day of the lunar calendar."""

    year: int
    month: int
    day: int
    is_leap: bool
    """Whether the month repeats the one before it."""


def lunar_day(day: date) -> LunarDay:
    """The lunar day of a date."""
    year = day.year if day >= _new_year(day.year) else day.year - 1
    for first, month in reversed(_months(year)):
        if first <= day:
            return LunarDay(year, abs(month), (day - first).days + 1, month < 0)
    raise ValueError(
        f"no lunar month of {year} holds {day}"
    )  # pragma: no cover - every year begins with its first month


def _new_year(year: int) -> date:
    return _months(year)[0][0]


@cache
def _months(year: int) -> tuple[tuple[date, int], ...]:
    """The first days of a lunar year's months, in order; the number of a leap month is negative."""
    from lunar_python import LunarYear, Solar  # late: most pages show days that are already made

    found = []
    for month in LunarYear.fromYear(year).getMonths():
        if month.getYear() == year:
            first = Solar.fromJulianDay(month.getFirstJulianDay())
            found.append((date(first.getYear(), first.getMonth(), first.getDay()), month.getMonth()))
    return tuple(found)


def days_ending_in(digits: tuple[int, ...], longest: int = LONGEST_MONTH) -> tuple[int, ...]:
    """The days of a month whose last digit is one of these: 3 gives 3, 13 and 23."""
    return tuple(day for day in range(1, longest + 1) if day % 10 in digits)
