"""Fields that several forms share: text as people mean it, and choices of records."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, Regexp

from core.words import LazyText
from core.words import lazy as _

PHONE: Final = r"^(1\d{10}|0\d{9,11}|\d{7,8})$"


def plain(text: str | None) -> str:
    """Text without control characters and blanks around it; line breaks stay."""
    return "".join(sign for sign in text or "" if sign.isprintable() or sign == "\n").strip()


def digits(text: str | None) -> str:
    """A telephone number without the blanks, dashes and brackets people group it with."""
    return "".join(
        sign
        for sign in plain(text)
        if sign not in " -()\N{EN DASH}\N{FULLWIDTH LEFT PARENTHESIS}\N{FULLWIDTH RIGHT PARENTHESIS}\u3000"
    )


def text_field(
    label: LazyText, length: int, *, needed: LazyText | None = None, hint: LazyText | str = "", **attributes: Any
) -> StringField:
    """One line of text. `needed` is the sentence shown when it is missing; without it the field is optional."""
    return StringField(
        label,
        [
            InputRequired(needed) if needed else Optional(),
            Length(max=length, message=_("Use at most %(max)d characters.")),
        ],
        filters=[plain],
        description=hint,
        render_kw={"maxlength": length, **attributes},
    )


def long_text_field(label: LazyText, length: int = 2000, *, hint: LazyText | str = "") -> TextAreaField:
    """Several lines of text."""
    return TextAreaField(
        label,
        [Optional(), Length(max=length, message=_("Use at most %(max)d characters."))],
        filters=[plain],
        description=hint,
        render_kw={"rows": 4, "maxlength": length},
    )


def phone_field(label: LazyText, *, hint: LazyText | str = "") -> StringField:
    """A telephone number: a mobile one, or one with or without its area code."""
    message = _("This is no telephone number. Write 11 digits for a mobile phone, or area code and number.")
    return StringField(
        label,
        [Optional(), Regexp(PHONE, message=message)],
        filters=[digits],
        description=hint,
        render_kw={"inputmode": "tel", "autocomplete": "off", "maxlength": 24},
    )


def record_field(label: LazyText, *, needed: LazyText | None = None, hint: LazyText | str = "") -> SelectField:
    """A choice of one record by its number; nothing is None. Give it its choices with :func:`offer`."""
    return SelectField(
        label,
        [InputRequired(needed) if needed else Optional()],
        coerce=lambda value: int(value) if value not in ("", None, "None") else None,
        description=hint,
        validate_choice=True,
    )


def offer(field: SelectField, choices: Iterable[tuple[Any, str]], nothing: LazyText | str | None = None) -> None:
    """Offer these choices, after `nothing` where the field may stay empty."""
    first = [] if nothing is None else [("", str(nothing))]
    field.choices = choices_of([*first, *choices])


def choices_of(pairs: Iterable[tuple[Any, LazyText | str]]) -> list[SelectChoice]:
    """What a field offers: pairs of a value and its words."""
    return [SelectChoice(value, words) for value, words in pairs]
