"""Numbers are taken as people type them, and never guessed; shown again they are the same."""

from __future__ import annotations

import pytest

from plugins.agri_machinery.numbers import number, shown, whole


@pytest.mark.parametrize(
    ("typed", "found"), [("12.5", 12.5), ("１２．５", 12.5), ("1,234.5", 1234.5), ("-3", -3), (".5", 0.5), ("7.", 7)]
)
def test_what_people_type_is_a_number(typed: str, found: float) -> None:
    assert number(typed) == found


@pytest.mark.parametrize("typed", ["", "12,5", "1,23", "1_0", "1e2", "nan", "inf", "0x1", "--1", "1 2", "²½", "六"])
def test_what_is_none_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any sentence is the caller's
        number(typed)


def test_a_whole_number_has_no_decimals() -> None:
    assert whole("1,200.0") == 1200
    with pytest.raises(ValueError, match=r"20\.5"):
        whole("20.5")


@pytest.mark.parametrize("value", [0, 1234.567, 612.5, 10000, 0.001, -50])
def test_a_number_shown_is_the_number_kept(value: float) -> None:
    assert number(shown(value)) == value
