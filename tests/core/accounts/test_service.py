"""Accounts: passwords that are not guessed quickly, and limits counted from rows."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts import service
from core.accounts.models import LoginAttempt
from core.testing import make_account

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "password",
    ["", "short", "12345678", "aaaaaaaaaaaaaa", "ababababababab", "the-somebody-42", "SOMEBODY-in-the-orchard"],
)
def test_a_password_that_is_guessed_quickly_is_refused(password: str) -> None:
    with pytest.raises(service.PasswordTooWeak):
        service.check_strength("somebody", password)


def test_a_long_password_of_any_signs_will_do() -> None:
    service.check_strength("somebody", "\u679c\u56ed\u91cc\u7684\u706f\u7b3c\u4e00\u76cf\u4e24\u76cf\u4e09\u76cf")
    service.check_strength("somebody", "a lantern in the orchard")


def test_hashes_are_argon2_and_never_the_same() -> None:
    first, second = service.hashed("a lantern"), service.hashed("a lantern")
    assert first.startswith("$argon2id$")
    assert first != second


def test_nobody_signs_in_without_a_password(session: Session) -> None:
    account = make_account(session)
    account.password_hash = None
    assert not service.password_fits(account, "")
    assert not service.password_fits(None, "")


def fail(session: Session, times: int, username: str = "somebody", address: str = "here") -> None:
    for _time in range(times):
        service.count_failure(session, username, address, NOON)


def test_one_more_failure_than_allowed_locks_the_account(session: Session) -> None:
    fail(session, service.ATTEMPTS_PER_ACCOUNT - 1)
    service.check_not_locked_out(session, "somebody", "elsewhere", NOON)
    fail(session, 1)
    with pytest.raises(service.LockedOut):
        service.check_not_locked_out(session, "somebody", "elsewhere", NOON)
    service.check_not_locked_out(session, "another", "elsewhere", NOON)
    service.check_not_locked_out(session, "somebody", "elsewhere", NOON + service.WINDOW + timedelta(seconds=1))


def test_guessing_many_accounts_locks_the_address(session: Session) -> None:
    for number in range(service.ATTEMPTS_PER_ADDRESS):
        fail(session, 1, f"user{number}")
    with pytest.raises(service.LockedOut):
        service.check_not_locked_out(session, "a-new-one", "here", NOON)
    service.check_not_locked_out(session, "a-new-one", "there", NOON)


def test_a_success_clears_the_count(session: Session) -> None:
    fail(session, 3)
    service.forget_failures(session, "somebody")
    assert session.scalars(select(LoginAttempt)).all() == []


def test_an_address_is_kept_as_a_digest_only(session: Session) -> None:
    digest = service.address_digest("a-key-that-only-tests-know", "203.0.113.7")
    assert "203" not in digest
    assert digest != service.address_digest("another-key-of-other-tests", "203.0.113.7")
