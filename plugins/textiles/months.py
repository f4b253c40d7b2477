"""Months as addresses and forms write them: 2026-11; kept as their first day. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from core.api.declare import LazyText, _


def first_of(day: date) -> date:
    """The first day of the month a day lies in."""
    return day.replace(day=1)


def after(month: date, many: int) -> date:
    """The first day of the month so many later."""
    count = month.year * 12 + month.month - 1 + many
    return date(count // 12, count % 12 + 1, 1)


def last_of(month: date) -> date:
    """The last day of a month."""
    return after(month, 1) - timedelta(days=1)


def months_from(month: date, many: int) -> Sequence[date]:
    """So many months, this one first."""
    return [after(first_of(month), number) for number in range(many)]


def key(month: date) -> str:
    """A month as addresses write it."""
    return f"{month:%Y-%m}"


def in_words(month: date) -> LazyText:
    """A month as sentences say it."""
    return _("%(year)s-%(month)s", year=month.year, month=f"{month:%m}")


def read(text: str, among: Sequence[date]) -> date | None:
    """The month that is meant, if it is one of these."""
    return next((month for month in among if key(month) == text), None)
