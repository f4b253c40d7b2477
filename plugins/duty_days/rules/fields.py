"""Fields of the form of a rule: several numbers, several dates, several boxes."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Any

from wtforms import StringField, TextAreaField

from core.api.web import _l
from plugins.duty_days.rules.reading import shown_days

_BETWEEN = re.compile(r"[\s,;/\u3001\u3002\uff0c]+")
_DATE = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})\D?")
_LONGEST = 4000


class NumbersField(StringField):  # type: ignore[misc]  # WTForms has no types
    """Several whole numbers, with commas or blanks between them, also full-width: 1, 15."""

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else shown_days(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        typed = [word for word in _BETWEEN.split(_plain(valuelist)) if word]
        self.data: tuple[int, ...] = ()
        if not all(word.isdecimal() and len(word) <= 4 for word in typed):
            raise ValueError(_l("Write whole numbers with commas between them, such as 10 or 1, 15."))
        self.data = tuple(map(int, typed))


class DatesField(TextAreaField):  # type: ignore[misc]  # WTForms has no types
    """Several dates, one a line or with commas between them."""

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else shown_days(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        self.data: tuple[date, ...] = ()
        typed = [word for word in re.split(r"[\s,;\u3001\uff0c]+", _plain(valuelist)) if word]
        self.data = tuple(_date(word) for word in typed)


def _plain(valuelist: list[Any]) -> str:
    return unicodedata.normalize("NFKC", str(valuelist[0])[:_LONGEST] if valuelist else "").strip()


def _date(word: str) -> date:
    found = _DATE.fullmatch(word)
    try:
        if found:
            day = date(*map(int, found.groups()))
            if 2000 <= day.year <= 2100:
                return day
    except ValueError:
        pass
    raise ValueError(_l("%(word)s is no date. Write dates like 2026-12-10, one a line.") % {"word": word[:20]})
