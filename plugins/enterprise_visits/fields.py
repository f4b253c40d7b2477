"""Fields that forms of several rooms share: a date as browsers send it, and several of few."""

from __future__ import annotations

import unicodedata
from datetime import date

from wtforms import DateField

from core.api.web import _l


class Date(DateField):  # type: ignore[misc]  # WTForms has no types
    """A date; browsers send 2026-12-10. Years nobody means are refused."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        typed = unicodedata.normalize("NFKC", valuelist[0] if valuelist else "")
        self.data = None
        if typed:  # blanks, too: a date that is required must not pass as one that was given
            try:
                self.data = date.fromisoformat(typed.strip())
            except ValueError:
                raise ValueError(_l("Write a date like 2026-12-10.")) from None
            if not 1990 <= self.data.year <= 2100:
                raise ValueError(_l("Look at the year again: it lies too far away."))
