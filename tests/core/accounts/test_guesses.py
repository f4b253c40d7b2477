"""Guesses: limits counted from rows."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts import guesses, slips
from core.accounts.guesses import PASSWORD, SLIP
from core.accounts.models import LoginAttempt
from core.testing import make_account

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def fail(session: Session, times: int, username: str = "somebody", address: str = "here") -> None:
    for _time in range(times):
        guesses.count(session, PASSWORD, username, address, NOON)


def test_one_more_failure_than_allowed_locks_the_account(session: Session) -> None:
    fail(session, PASSWORD.on_account - 1)
    guesses.check(session, PASSWORD, "somebody", "elsewhere", NOON)
    fail(session, 1)
    with pytest.raises(guesses.LockedOut):
        guesses.check(session, PASSWORD, "somebody", "elsewhere", NOON)
    guesses.check(session, PASSWORD, "another", "elsewhere", NOON)
    guesses.check(session, PASSWORD, "somebody", "elsewhere", NOON + guesses.WINDOW + timedelta(seconds=1))


def test_guessing_many_accounts_locks_the_address(session: Session) -> None:
    for number in range(PASSWORD.from_address):
        fail(session, 1, f"user{number}")
    with pytest.raises(guesses.LockedOut):
        guesses.check(session, PASSWORD, "a-new-one", "here", NOON)
    guesses.check(session, PASSWORD, "a-new-one", "there", NOON)


def test_kinds_are_counted_apart(session: Session) -> None:
    """Typing the number of a slip as a user name locks nobody's slip."""
    fail(session, PASSWORD.on_account, "7")
    guesses.check(session, SLIP, "7", "elsewhere", NOON)
    assert guesses.counted(session, SLIP, "7") == 0


def test_a_success_clears_the_count(session: Session) -> None:
    fail(session, 3)
    guesses.forget(session, PASSWORD, "somebody")
    assert session.scalars(select(LoginAttempt)).all() == []


def test_an_address_is_kept_as_a_digest_only(session: Session) -> None:
    digest = guesses.address_digest("a-key-that-only-tests-know", "203.0.113.7")
    assert "203" not in digest
    assert digest != guesses.address_digest("another-key-of-other-tests", "203.0.113.7")


def test_what_was_counted_against_an_account_and_its_slips_goes_with_it(session: Session) -> None:
    account, other = make_account(session, "keeper"), make_account(session, "other")
    slip = slips.hand_over_link(session, account, "a token", NOON)
    for limit, whose in ((PASSWORD, "keeper"), (SLIP, str(slip.id)), (PASSWORD, "other"), (PASSWORD, str(slip.id))):
        guesses.count(session, limit, whose, "here", NOON)
    guesses.forget_account(session, account.id, account.username)
    left = session.execute(select(LoginAttempt.kind, LoginAttempt.username)).all()
    assert sorted(map(tuple, left)) == [("password", str(slip.id)), ("password", other.username)]
