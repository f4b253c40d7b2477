"""Check-in codes: genuine, of this station, of today, of the last two minutes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from core.errors import DomainError
from core.momentary import CodeFromTheFuture, CodeTooOld, NotACode
from plugins.duty_days.receiving import codes
from plugins.duty_days.receiving.errors import CodeOfAnotherDay

KEY = b"a key"
DAY = date(2026, 11, 10)
AT = datetime(2026, 11, 10, 1, 0, tzinfo=UTC)


def refusal(text: str, seconds: float = 0, day: date = DAY, key: bytes = KEY) -> type[DomainError] | None:
    try:
        codes.check(key, text, day, AT + timedelta(seconds=seconds))
    except DomainError as problem:
        return type(problem)
    return None


@pytest.mark.parametrize("seconds", [0, 30, 119, 120])
def test_a_code_is_valid_for_two_minutes(seconds: int) -> None:
    assert refusal(codes.make(KEY, 12, DAY, AT), seconds) is None


@pytest.mark.parametrize("seconds", [180, 181, 3600, 86_000])
def test_a_code_is_refused_at_three_minutes_and_ever_after(seconds: int) -> None:
    assert refusal(codes.make(KEY, 12, DAY, AT), seconds) is CodeTooOld


def test_a_code_of_yesterday_says_so() -> None:
    assert refusal(codes.make(KEY, 12, DAY - timedelta(days=1), AT)) is CodeOfAnotherDay


def test_a_code_made_ahead_of_time_is_not_valid_yet() -> None:
    assert refusal(codes.make(KEY, 12, DAY, AT + timedelta(minutes=10))) is CodeFromTheFuture


def test_a_code_names_its_station() -> None:
    assert codes.check(KEY, codes.make(KEY, 12, DAY, AT), DAY, AT).station_id == 12


@pytest.mark.parametrize(
    "altered",
    [
        "",
        "-",
        "---",
        "12-20261110-1762732800",
        "12-20261110-1762732800-" + "0" * 32,
        "\u4e2d\u6587-1-2-3",
        "1" * 5000,
        "12-20261110-1762732800-\u00e9",
    ],
)
def test_what_nobody_signed_is_no_code(altered: str) -> None:
    assert refusal(altered) is NotACode


def test_every_sign_of_a_code_counts() -> None:
    genuine = codes.make(KEY, 12, DAY, AT)
    for place in range(len(genuine)):
        other = "7" if genuine[place] != "7" else "8"
        assert refusal(genuine[:place] + other + genuine[place + 1 :]) is NotACode


def test_another_platform_signs_other_codes() -> None:
    assert refusal(codes.make(b"another key", 12, DAY, AT)) is NotACode
