"""Fields of what people type in more than one way: a day, a time of day, a whole number; also in full-width digits."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, time
from typing import Final

from wtforms import DateField, IntegerField, TimeField

from core.words import lazy as _

EARLIEST_YEAR, LATEST_YEAR = 1990, 2100
MOST_DIGITS: Final = 9
"""What a column of whole numbers holds for sure."""
_TIME: Final = re.compile(r"(\d{1,2}):(\d\d)(?::00)?", re.ASCII)
_WHOLE: Final = re.compile(r"-?(?:\d+|\d{1,3}(?:,\d{3})+)", re.ASCII)


class DayField(DateField):  # type: ignore[misc]  # WTForms has no types
    """A day, as browsers send it: 2026-12-10. Years nobody means are refused; left empty it is None."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read what was typed."""
        self.data = None
        typed = _typed(valuelist)
        if not typed:
            return
        try:
            self.data = date.fromisoformat(typed.strip())  # of blanks, too: they are no day, and not nothing either
        except ValueError:
            raise ValueError(_("Write a date like 2026-12-10.")) from None
        if not EARLIEST_YEAR <= self.data.year <= LATEST_YEAR:
            raise ValueError(_("Look at the year again: it lies too far away."))


class TimeOfDayField(TimeField):  # type: ignore[misc]  # WTForms has no types
    """A time of day; browsers send 08:30, people type 8:30. Left empty it is None."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read what was typed."""
        self.data = None
        typed = _typed(valuelist).strip()
        if not typed:
            return
        found = _TIME.fullmatch(typed)
        if not found:
            raise ValueError(_("Write a time like 08:30."))
        try:
            self.data = time(int(found[1]), int(found[2]))
        except ValueError:  # 25:00
            raise ValueError(_("Write a time like 08:30.")) from None


class WholeNumberField(IntegerField):  # type: ignore[misc]  # WTForms has no types
    """A whole number, also with commas between; left empty it is None."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read what was typed."""
        self.data = None
        typed = _typed(valuelist).strip()
        if not typed:
            return
        if not _WHOLE.fullmatch(typed):
            raise ValueError(_("Write a whole number."))
        digits = typed.replace(",", "")
        if len(digits.removeprefix("-")) > MOST_DIGITS:
            raise ValueError(_("Write a smaller number: at most %(most)s digits.", most=MOST_DIGITS))
        self.data = int(digits)


def _typed(values: Sequence[str]) -> str:
    return unicodedata.normalize("NFKC", values[0] if values else "")
