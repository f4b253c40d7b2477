"""Fields that forms of several rooms share: a date, a time of day, an amount and a whole number as people type them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from wtforms import DateField, DecimalField, IntegerField, TimeField

from core.api.web import _l

LONGEST_NUMBER: Final = 16
_AMOUNT: Final = re.compile(r"(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d*)?|\.\d+", re.ASCII)
_WHOLE: Final = re.compile(r"-?(?:\d+|\d{1,3}(?:,\d{3})+)", re.ASCII)


def _typed(values: list[str]) -> str:
    return unicodedata.normalize("NFKC", values[0] if values else "").strip()


class Date(DateField):  # type: ignore[misc]  # WTForms has no types
    """A date; browsers send 2026-12-10. Years nobody means are refused."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        self.data = None
        if typed := _typed(valuelist):
            try:
                self.data = date.fromisoformat(typed)
            except ValueError:
                raise ValueError(_l("Write a date like 2026-12-10.")) from None
            if not 1990 <= self.data.year <= 2100:
                raise ValueError(_l("Look at the year again: it lies too far away."))


class Hour(TimeField):  # type: ignore[misc]
    """A time of day; browsers send 08:30, people type 8:30."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        self.data = None
        if typed := _typed(valuelist):
            try:
                self.data = datetime.strptime(typed[:5], "%H:%M").time()  # noqa: DTZ007 - a time of day has no zone
            except ValueError:
                raise ValueError(_l("Write a time like 08:30.")) from None


class AmountField(DecimalField):  # type: ignore[misc]
    """An amount above nothing, or nothing where it may be: also in full-width digits and with commas between."""

    def __init__(self, *args: Any, lowest: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, places=None, **kwargs)
        self.lowest = lowest

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        self.data = None
        if typed := _typed(valuelist):
            self.data = amount(typed)
            if self.data is None or (self.data <= 0 if self.lowest is None else self.data < self.lowest):
                self.data = None
                raise ValueError(_l("Write an amount in digits, such as 20 or 1.5."))


def amount(typed: str) -> Decimal | None:
    """What was typed as an amount; None for anything that is none, as 1,5: that is neither 15 nor surely 1.5."""
    text = _typed([typed])
    if not _AMOUNT.fullmatch(text) or len(text.replace(",", "")) > LONGEST_NUMBER:
        return None
    return Decimal(text.replace(",", ""))


class WholeNumberField(IntegerField):  # type: ignore[misc]
    """A whole number, also in full-width digits and with commas between; left empty it is None."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        self.data = None
        if typed := _typed(valuelist):
            if not _WHOLE.fullmatch(typed) or len(typed) > 12:
                raise ValueError(_l("Write a whole number."))
            self.data = int(typed.replace(",", ""))
