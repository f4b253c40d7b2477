"""Fields of the forms of mutual help and of leads: numbers as people type them, and words that must be there."""

from __future__ import annotations

import unicodedata
from typing import Any

from wtforms import IntegerField, TextAreaField
from wtforms.validators import DataRequired, Length

from core.api.declare import LazyText
from core.api.web import _l, plain


class WholeNumberField(IntegerField):  # type: ignore[misc]  # WTForms has no types
    """A whole number, also in full-width digits and with commas between; left empty it is None."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        typed = unicodedata.normalize("NFKC", valuelist[0] if valuelist else "").strip().replace(",", "")
        self.data = None
        if typed:
            if not typed.removeprefix("-").isdecimal() or len(typed) > 12:
                raise ValueError(_l("Write a whole number."))
            self.data = int(typed)


def words_field(label: LazyText, length: int, *, needed: LazyText, hint: LazyText | str = "") -> Any:
    """Several lines that have to be there."""
    return TextAreaField(
        label,
        [DataRequired(needed), Length(max=length, message=_l("Use at most %(max)d characters."))],
        filters=[plain],
        description=hint,
        render_kw={"rows": 3, "maxlength": length},
    )
