"""Forms of the duty days: a single day, and who is put in."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime

from wtforms import DateField, IntegerField, TimeField

from core.api.web import _l


class WholeNumber(IntegerField):  # type: ignore[misc]  # WTForms has no types
    """A whole number, also in full-width digits; left empty it is None."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        typed = unicodedata.normalize("NFKC", valuelist[0] if valuelist else "").strip()
        self.data = None
        if typed:
            if not typed.removeprefix("-").isdecimal() or len(typed) > 9:
                raise ValueError(_l("Write a whole number."))
            self.data = int(typed)


class Hour(TimeField):  # type: ignore[misc]  # WTForms has no types
    """A time of day; browsers send 08:30, people type 8:30."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        typed = unicodedata.normalize("NFKC", valuelist[0] if valuelist else "").strip()
        self.data = None
        if typed:
            try:
                self.data = datetime.strptime(typed, "%H:%M").time()  # noqa: DTZ007 - a time of day has no zone
            except ValueError:
                raise ValueError(_l("Write a time like 08:30.")) from None


class Date(DateField):  # type: ignore[misc]  # WTForms has no types
    """A date; browsers send 2026-12-10."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        typed = unicodedata.normalize("NFKC", valuelist[0] if valuelist else "")
        self.data = None
        if typed:  # blanks, too: a date that is required must not pass as one that was given
            try:
                self.data = date.fromisoformat(typed.strip())
            except ValueError:
                raise ValueError(_l("Write a date like 2026-12-10.")) from None
