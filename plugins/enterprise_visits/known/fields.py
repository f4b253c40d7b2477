"""Fields of what is known: a number as people type it."""

from __future__ import annotations

import unicodedata

from wtforms import IntegerField

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
