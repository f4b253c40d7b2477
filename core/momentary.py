"""Momentary codes: what a screen shows proves that who scans it stands before it now.

A code says a few words (which station, which meeting) and the second it was made, with a keyed digest of both. Nothing
is kept of it: anybody with the key can check it, and it is worth nothing a few minutes later (docs/decisions/0033).
"""

from __future__ import annotations

import hmac
from datetime import UTC, datetime, timedelta
from typing import Final

from core.errors import DomainError
from core.words import lazy as _

CODE_VALID: Final = timedelta(minutes=2)
"""How long a code is said to be valid."""
TOLERATED: Final = timedelta(seconds=30)
"""What is allowed beyond, for the way from the camera to the tap."""
RENEWED_EVERY_S: Final = 30
_AHEAD: Final = timedelta(seconds=5)
_LENGTH: Final = 32


class NotACode(DomainError):
    """Not a code of this platform, or one that was cut off or altered."""

    code = "check_in_code_unknown"
    message = _("This is no check-in code, or not all of it. Scan the code on the screen again.")


class CodeTooOld(DomainError):
    """The code was made more than a few minutes ago."""

    code = "check_in_code_too_old"
    status = 409
    message = _(
        "This code is more than %(minutes)s minutes old; it shows that somebody is here now. Scan the code that is on the screen at this moment."
    )


class CodeFromTheFuture(DomainError):
    """The clocks of two processes differ, or somebody plays with them."""

    code = "check_in_code_from_the_future"
    status = 409
    message = _("This code is not valid yet. Wait a moment and scan it again.")


def make_code(key: bytes, words: str, at: datetime) -> str:
    """The code that says these words at this moment: ``12-20261110-1762732800-digest``."""
    said = f"{words}-{int(at.timestamp())}"
    return f"{said}-{_digest(key, said)}"


def half_minute(at: datetime) -> datetime:
    """When the half minute began: for a code that stays the same as long as it lasts."""
    return at - timedelta(seconds=int(at.timestamp()) % RENEWED_EVERY_S)


def said_by_code(key: bytes, text: str, at: datetime) -> str:
    """The words of a genuine code that is valid now. Raises NotACode, CodeTooOld, CodeFromTheFuture."""
    words, made_at = read_code(key, text)
    check_moment(made_at, at)
    return words


def read_code(key: bytes, text: str) -> tuple[str, datetime]:
    """The words of a genuine code and when it was made, however long ago. Raises NotACode."""
    said, _dash, digest = text.rpartition("-")
    if not (text.isascii() and hmac.compare_digest(_digest(key, said), digest)):
        raise NotACode
    words, _dash, second = said.rpartition("-")
    return words, datetime.fromtimestamp(int(second), UTC)


def check_moment(made_at: datetime, at: datetime) -> None:
    """Raise CodeTooOld or CodeFromTheFuture where a code made then is not valid now."""
    if made_at > at + _AHEAD:
        raise CodeFromTheFuture
    if at - made_at > CODE_VALID + TOLERATED:
        raise CodeTooOld(minutes=int(CODE_VALID.total_seconds() // 60))


def _digest(key: bytes, words: str) -> str:
    return hmac.new(key, words.encode(), "sha256").hexdigest()[:_LENGTH]
