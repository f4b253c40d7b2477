"""Periods of a register: a month, a quarter, a year or some days, and the ones beside them."""

from datetime import date

import pytest

from core.registers.periods import period


@pytest.mark.parametrize(
    ("kind", "day", "begins", "ends"),
    [
        ("month", date(2028, 2, 29), date(2028, 2, 1), date(2028, 2, 29)),
        ("month", date(2026, 12, 5), date(2026, 12, 1), date(2026, 12, 31)),
        ("quarter", date(2026, 5, 31), date(2026, 4, 1), date(2026, 6, 30)),
        ("quarter", date(2026, 12, 31), date(2026, 10, 1), date(2026, 12, 31)),
        ("year", date(2026, 7, 1), date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_one_day_says_which_month_quarter_or_year_is_meant(kind: str, day: date, begins: date, ends: date) -> None:
    found = period(kind, day, date(2030, 1, 1))
    assert (found.begins, found.ends) == (begins, ends)


@pytest.mark.parametrize("kind", ["month", "quarter", "year"])
def test_the_next_period_begins_where_this_one_ends(kind: str) -> None:
    found = period(kind, date(2026, 11, 21))
    assert found.after is not None
    assert (found.after.begins - found.ends).days == 1
    assert found.after.before == found


def test_days_may_be_named_in_either_order_and_have_no_neighbours() -> None:
    found = period("days", date(2026, 3, 9), date(2026, 3, 2))
    assert (found.begins, found.ends, found.before, found.after) == (date(2026, 3, 2), date(2026, 3, 9), None, None)
