"""Check-in codes of duty days: a momentary code that names a station and a day (docs/decisions/0033)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from core.api.data import check_moment, make_code, read_code
from plugins.duty_days.receiving.errors import CodeOfAnotherDay


@dataclass(frozen=True, slots=True)
class Code:
    """What a genuine code says."""

    station_id: int
    day: date
    made_at: datetime


def make(key: bytes, station_id: int, day: date, at: datetime) -> str:
    """The code for this moment: ``12-20261110-1762732800-digest``."""
    return make_code(key, f"{station_id}-{day:%Y%m%d}", at)


def check(key: bytes, text: str, today: date, at: datetime) -> Code:
    """What the code says. Raises NotACode, CodeOfAnotherDay, CodeTooOld, CodeFromTheFuture."""
    words, made_at = read_code(key, text)
    station, day = words.split("-")
    code = Code(int(station), date.fromisoformat(f"{day[:4]}-{day[4:6]}-{day[6:]}"), made_at)
    if code.day != today:
        raise CodeOfAnotherDay
    check_moment(made_at, at)
    return code
