"""The clock, read only at the edge: views, commands and jobs read it and pass on what they read."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

STATION_ZONE = ZoneInfo("Asia/Shanghai")
"""The zone of every station: the whole of China keeps one time."""


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The day at the stations."""
    return datetime.now(STATION_ZONE).date()
