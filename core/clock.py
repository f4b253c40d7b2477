"""The clock, read only at the edge: views, commands and jobs read it and pass on what they read; and days in words."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from core.words import LazyText
from core.words import lazy as _

STATION_ZONE = ZoneInfo("Asia/Shanghai")
"""The zone of every station: the whole of China keeps one time."""
MONTHS: Final = (
    _("Jan"),
    _("Feb"),
    _("Mar"),
    _("Apr"),
    _("May"),
    _("Jun"),
    _("Jul"),
    _("Aug"),
    _("Sep"),
    _("Oct"),
    _("Nov"),
    _("Dec"),
)


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The day at the stations."""
    return datetime.now(STATION_ZONE).date()


def day_in_words(day: date) -> LazyText:
    """A day with its year, as sentences and records say it: 10 Nov 2026."""
    return _("%(day)s %(month)s %(year)s", day=day.day, month=MONTHS[day.month - 1], year=day.year)
