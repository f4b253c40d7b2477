"""Fields that forms of several rooms share: an amount as people type it."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Any, Final

from wtforms import DecimalField

from core.api.web import _l

LONGEST_NUMBER: Final = 16
_AMOUNT: Final = re.compile(r"(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d*)?|\.\d+", re.ASCII)


def _typed(values: list[str]) -> str:
    return unicodedata.normalize("NFKC", values[0] if values else "").strip()


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
