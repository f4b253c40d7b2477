"""Fields of the forms of mutual help and of leads: words that must be there."""

from __future__ import annotations

from typing import Any

from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from core.api.declare import LazyText
from core.api.web import _l, plain


def words_field(label: LazyText, length: int, *, needed: LazyText, hint: LazyText | str = "") -> Any:
    """Several lines that have to be there."""
    return TextAreaField(
        label,
        [DataRequired(needed), Length(max=length, message=_l("Use at most %(max)d characters."))],
        filters=[plain],
        description=hint,
        render_kw={"rows": 3, "maxlength": length},
    )
