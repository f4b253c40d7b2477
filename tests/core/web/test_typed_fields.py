"""What people type as a day, a time of day or a whole number is understood; what is none is answered with a sentence."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form

from core.api.web import CheckboxesField, DayField, TimeOfDayField, WholeNumberField, choices_of


class Asked(Form):  # type: ignore[misc]  # WTForms has no types
    """One of each."""

    day = DayField()
    at = TimeOfDayField()
    persons = WholeNumberField()
    months = CheckboxesField(coerce=int, choices=choices_of([(1, "January"), (2, "February")]))


def answered(name: str, *typed: str) -> tuple[Any, list[str]]:
    """What a field makes of it, and what it says."""
    form = Asked(MultiDict((name, one) for one in typed))
    form.validate()
    return form[name].data, [str(one) for one in form[name].errors]


@pytest.mark.parametrize(
    ("name", "typed", "meant"),
    [
        ("day", "2026-12-10", date(2026, 12, 10)),
        ("day", " ２０２６-12-10 ", date(2026, 12, 10)),
        ("day", "", None),
        ("at", "8:30", time(8, 30)),
        ("at", "08:30:00", time(8, 30)),
        ("at", "８：３０", time(8, 30)),
        ("persons", "1,200", 1200),
        ("persons", "-3", -3),
        ("persons", "-123456789", -123456789),
        ("persons", "", None),
    ],
)
def test_what_is_meant_is_understood(name: str, typed: str, meant: object) -> None:
    assert answered(name, typed) == (meant, [])


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("day", "10.12.2026", "Write a date like 2026-12-10."),
        ("day", "  ", "Write a date like 2026-12-10."),
        ("day", "0026-12-10", "Look at the year again: it lies too far away."),
        ("at", "25:00", "Write a time like 08:30."),
        ("at", "half past eight", "Write a time like 08:30."),
        ("persons", "a dozen", "Write a whole number."),
        ("persons", "1,2", "Write a whole number."),
        ("persons", "1.5", "Write a whole number."),
        ("persons", "12345678901", "Write a smaller number: at most 9 digits."),
        ("months", "3", "Choose among what is offered."),
    ],
)
def test_what_is_not_understood_is_answered_with_a_sentence(name: str, typed: str, said: str) -> None:
    assert answered(name, typed)[1] == [said]


def test_several_are_chosen() -> None:
    assert answered("months", "1", "2") == ([1, 2], [])
