"""Periods for which a rota is made and printed: a month, a quarter, a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from core.api.data import day_in_words
from core.api.declare import LazyText, _

MONTHS: Final = {"month": 1, "quarter": 3, "year": 12}
SPANS: Final = (("month", _("A month")), ("quarter", _("Three months")), ("year", _("A year")))


@dataclass(frozen=True, slots=True)
class Period:
    """From the first of a month to the last day of the same or a later one."""

    begins: date
    ends: date

    @property
    def words(self) -> LazyText:
        """As people say it."""
        return _("%(begins)s to %(ends)s", begins=day_in_words(self.begins), ends=day_in_words(self.ends))


def period(first: date, span: str) -> Period:
    """The span that begins with the month of this day."""
    begins = first.replace(day=1)
    return Period(begins, _months_after(begins, MONTHS[span]) - timedelta(days=1))


def coming_months(today: date, number: int) -> list[date]:
    """The first days of this month and those after it."""
    first = today.replace(day=1)
    return [_months_after(first, months) for months in range(number)]


def _months_after(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)
