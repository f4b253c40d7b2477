"""The clock, read only at the edge: views, commands and jobs read it and pass on what they read; and days in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from core.words import LazyText
from core.words import lazy as _

STATION_ZONE = ZoneInfo("Asia/Shanghai")
"""The zone of every station: the whole of China keeps one time."""
source: Callable[[], datetime] = partial(datetime.now, UTC)
"""Where the time comes from, in UTC: always the machine's clock, but for the tests of what only happens on some day."""
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
    return source()


def today() -> date:
    """The day at the stations."""
    return source().astimezone(STATION_ZONE).date()


def day_in_words(day: date) -> LazyText:
    """A day with its year, as sentences and records say it: 10 Nov 2026."""
    return _("%(day)s %(month)s %(year)s", day=day.day, month=MONTHS[day.month - 1], year=day.year)
