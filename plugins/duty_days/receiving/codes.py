"""Check-in codes: what the station's screen shows proves that who scans it stands before it now.

A code names a station, a day and the second it was made, with a keyed digest of the three. Nothing is kept of it:
anybody with the key can check it, and it is worth nothing a few minutes later (docs/decisions/0033).
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from plugins.duty_days.receiving.errors import CodeFromTheFuture, CodeOfAnotherDay, CodeTooOld, NotACode

VALID: Final = timedelta(minutes=2)
"""How long a code is said to be valid."""
TOLERATED: Final = timedelta(seconds=30)
"""What is allowed beyond, for the way from the camera to the tap."""
RENEWED_EVERY_S: Final = 30
_AHEAD: Final = timedelta(seconds=5)
_LENGTH: Final = 32


@dataclass(frozen=True, slots=True)
class Code:
    """What a genuine code says."""

    station_id: int
    day: date
    made_at: datetime


def make(key: bytes, station_id: int, day: date, at: datetime) -> str:
    """The code for this moment: ``12-20261110-1762732800-digest``."""
    words = f"{station_id}-{day:%Y%m%d}-{int(at.timestamp())}"
    return f"{words}-{_digest(key, words)}"


def check(key: bytes, text: str, today: date, at: datetime) -> Code:
    """What the code says. Raises NotACode, CodeOfAnotherDay, CodeTooOld, CodeFromTheFuture."""
    code = _read(key, text)
    if code.day != today:
        raise CodeOfAnotherDay
    if code.made_at > at + _AHEAD:
        raise CodeFromTheFuture
    if at - code.made_at > VALID + TOLERATED:
        raise CodeTooOld(minutes=int(VALID.total_seconds() // 60))
    return code


def _read(key: bytes, text: str) -> Code:
    words, _dash, digest = text.rpartition("-")
    if not (text.isascii() and hmac.compare_digest(_digest(key, words), digest)):
        raise NotACode
    station, day, second = words.split("-")
    return Code(
        int(station), date.fromisoformat(f"{day[:4]}-{day[4:6]}-{day[6:]}"), datetime.fromtimestamp(int(second), UTC)
    )


def _digest(key: bytes, words: str) -> str:
    return hmac.new(key, words.encode(), "sha256").hexdigest()[:_LENGTH]
