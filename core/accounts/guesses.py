"""Guesses: failed attempts, counted from rows, so that limits outlive a restart and hold over processes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import String, cast, delete, func, or_, select
from sqlalchemy.orm import Session

from core.accounts.models import LoginAttempt, Slip
from core.errors import DomainError
from core.words import lazy as _

WINDOW: Final = timedelta(minutes=15)
KEPT: Final = timedelta(days=1)
KEPT_OF_SLIPS: Final = timedelta(days=400)
"""Longer than any slip is valid: whoever tries a few digits a day gets no further than one who tries them at once."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How many failures of a kind are taken within :data:`WINDOW`: on one account, and from one address."""

    kind: str
    on_account: int
    from_address: int


PASSWORD: Final = Limit("password", 8, 60)
SECOND: Final = Limit("second", 8, 60)
SLIP: Final = Limit("slip", 5, 30)
CODE: Final = Limit("code", 15, 15)
"""A code of eight digits that somebody types from another phone: strangers guess at it without knowing whose it is."""


class LockedOut(DomainError):
    """Too many failed attempts; guessing must not pay."""

    code = "locked_out"
    status = 429
    message = _(
        "Too many failed attempts. Wait %(minutes)s minutes, then try again, or ask your station or the congress office to help you in."
    )


def address_digest(secret_key: str, address: str) -> str:
    """What is kept of a network address: enough to count attempts, not to tell where."""
    return hashlib.blake2s(address.encode(), key=secret_key.encode()[:32]).hexdigest()


def check(session: Session, limit: Limit, whose: str, address: str, at: datetime) -> None:
    """Raise :class:`LockedOut` after too many failures on this account or from this address."""
    recent = select(func.count()).where(LoginAttempt.kind == limit.kind, LoginAttempt.at > at - WINDOW)
    on_account = session.scalar(recent.where(LoginAttempt.username == whose[:80])) or 0
    from_address = session.scalar(recent.where(LoginAttempt.address == address)) or 0
    if on_account >= limit.on_account or from_address >= limit.from_address:
        raise LockedOut(minutes=int(WINDOW.total_seconds() // 60))


def check_address(session: Session, limit: Limit, address: str, at: datetime) -> None:
    """Raise :class:`LockedOut` after too many failures from this address alone."""
    recent = select(func.count()).where(LoginAttempt.kind == limit.kind, LoginAttempt.at > at - WINDOW)
    if (session.scalar(recent.where(LoginAttempt.address == address)) or 0) >= limit.from_address:
        raise LockedOut(minutes=int(WINDOW.total_seconds() // 60))


def count(session: Session, limit: Limit, whose: str, address: str, at: datetime) -> None:
    """Count a failed attempt."""
    session.add(LoginAttempt(kind=limit.kind, username=whose[:80], address=address, at=at))
    session.flush()


def counted(session: Session, limit: Limit, whose: str) -> int:
    """How many failures there are, however long ago."""
    query = select(func.count()).where(LoginAttempt.kind == limit.kind, LoginAttempt.username == whose[:80])
    return session.scalar(query) or 0


def tidy(session: Session, at: datetime) -> None:
    """Remove what limits nobody any more."""
    of_slips = LoginAttempt.kind == SLIP.kind
    session.execute(
        delete(LoginAttempt).where(or_(LoginAttempt.at < at - KEPT_OF_SLIPS, (LoginAttempt.at < at - KEPT) & ~of_slips))
    )


def forget(session: Session, limit: Limit, whose: str) -> None:
    """A success clears the account's count."""
    session.execute(delete(LoginAttempt).where(LoginAttempt.kind == limit.kind, LoginAttempt.username == whose[:80]))


def forget_account(session: Session, account_id: int, username: str) -> None:
    """Remove all that was counted against an account and its slips."""
    slips = select(cast(Slip.id, String)).where(Slip.account_id == account_id)
    of_slips = (LoginAttempt.kind == SLIP.kind) & LoginAttempt.username.in_(slips)
    of_name = (LoginAttempt.kind != SLIP.kind) & (LoginAttempt.username == username)
    session.execute(delete(LoginAttempt).where(or_(of_slips, of_name)))
