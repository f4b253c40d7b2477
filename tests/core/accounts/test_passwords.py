"""Passwords: those that are guessed quickly are refused, and the sentence says why."""

import pytest
from sqlalchemy.orm import Session

from core.accounts import service
from core.accounts.passwords import PasswordTooWeak, check_strength
from core.testing import make_account

ABOUT = ("zhang.san", "\u5f20\u4e09\u4e30\u5149", "19912345678")


@pytest.mark.parametrize(
    "password",
    [
        "",
        "short",
        "12345678",
        "aaaaaaaaaaaaaa",
        "ababababababab",
        "the-zhang.san-42",
        "ZhangSan-in-the-orchard",
        "\u5f20\u4e09\u4e30\u5149\u5728\u679c\u56ed\u91cc\u70b9\u706f\u7b3c",
        "orchard19912345678",
        "19900101199001",
        "woaini1314520",
        "Passw0rd!2026",
        "password-2026",
        "Qwertyuiop123",
        "1qaz2wsx3edc",
        "0987654321aa",
        "zhongguo20261001",
        "\uff50\uff41\uff53\uff53\uff57\uff4f\uff52\uff44\uff11\uff12\uff13",
        "a1234567890",
        "2026-11-10",
        "139 0000 0001",
    ],
)
def test_a_password_that_is_guessed_quickly_is_refused(password: str) -> None:
    with pytest.raises(PasswordTooWeak, match="10"):
        check_strength(password, ABOUT)


@pytest.mark.parametrize(
    "password",
    [
        "\u679c\u56ed\u91cc\u7684\u706f\u7b3c\u4e00\u76cf\u4e24\u76cf\u4e09\u76cf",
        "a lantern in the orchard",
        "xk7-fpq-2vn-9",
        "correct horse battery",
    ],
)
def test_a_long_password_of_any_signs_will_do(password: str) -> None:
    check_strength(password, ABOUT)


def test_what_is_not_known_of_a_person_forbids_nothing() -> None:
    check_strength("a lantern in the orchard", ["", None, "a"])


def test_hashes_are_argon2_and_never_the_same() -> None:
    first, second = service.hashed("a lantern"), service.hashed("a lantern")
    assert first.startswith("$argon2id$")
    assert first != second


def test_nobody_signs_in_without_a_password(session: Session) -> None:
    account = make_account(session)
    account.password_hash = None
    assert not service.password_fits(account, "")
    assert not service.password_fits(None, "")
