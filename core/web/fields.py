"""Fields that several forms share: text as people mean it, and choices of records."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any, Final

from wtforms import BooleanField, SelectField, SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms import Form as AnyForm
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from core.people.names import has_markup
from core.web.filters import masked_phone
from core.words import LazyText
from core.words import lazy as _

PHONE: Final = r"^(1\d{10}|0\d{9,11}|\d{7,8})$"
_LIKE_A_DATE: Final = re.compile(r"\s*\d{4}\s*[-\N{EN DASH} ]\s*\d{1,2}\s*[-\N{EN DASH} ]\s*\d{1,2}\s*")


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
    label: LazyText,
    length: int,
    *,
    needed: LazyText | None = None,
    hint: LazyText | str = "",
    also: Iterable[Any] = (),
    **attributes: Any,
) -> StringField:
    """One line of text. `needed` is the sentence shown when it is missing or blank; without it it is optional.

    `also` are further validators.
    """
    return StringField(
        label,
        [
            DataRequired(needed) if needed else Optional(),
            Length(max=length, message=_("Use at most %(max)d characters.")),
            *also,
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


def name_field(label: LazyText, length: int, *, needed: LazyText | None = None, **attributes: Any) -> StringField:
    """The name of somebody or something: one line of text without markup."""
    return text_field(label, length, needed=needed, also=(_no_markup,), **attributes)


def _no_markup(_form: AnyForm, field: StringField) -> None:
    if has_markup(field.data or ""):
        raise ValidationError(str(_("The name contains markup such as <b>. Type the plain name.")))


class AsTypedField(StringField):  # type: ignore[misc]  # WTForms has no types
    """Text that is kept otherwise than it is typed; a form that comes back shows what was typed."""

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else str(self.data or "")


def phone_field(label: LazyText, *, hint: LazyText | str = "") -> StringField:
    """A telephone number: a mobile one, or one with or without its area code."""
    return AsTypedField(
        label,
        [Optional(), _no_date, Regexp(PHONE, message=_NO_PHONE)],
        filters=[digits],
        description=hint,
        render_kw={"inputmode": "tel", "autocomplete": "off", "maxlength": 24},
    )


_NO_PHONE: Final = _("This is no telephone number. Write 11 digits for a mobile phone, or area code and number.")


def _no_date(_form: AnyForm, field: StringField) -> None:
    if field.raw_data and _LIKE_A_DATE.fullmatch(str(field.raw_data[0])):
        raise ValidationError(str(_NO_PHONE))


def position_field(label: LazyText) -> StringField:
    """A place on the map, as maps write it when one copies it: latitude, longitude."""
    return AsTypedField(
        label,
        [Optional(), _on_the_map],
        filters=[_position],
        description=_(
            "Latitude and longitude, as a map gives them: 34.36934, 118.35489. Visitors find the nearest station by it."
        ),
        render_kw={"maxlength": 60, "inputmode": "text", "autocomplete": "off"},
    )


def _position(text: str | None) -> str:
    """The two numbers between a comma, whatever stands between and around them."""
    found = re.findall(r"[-+]?\d+(?:\.\d+)?", unicodedata.normalize("NFKC", text or ""))
    return ", ".join(found) if len(found) == 2 else plain(text)


def _on_the_map(_form: AnyForm, field: StringField) -> None:
    parts = field.data.split(", ")
    try:
        latitude, longitude = map(float, parts)
        is_there = abs(latitude) <= 90 and abs(longitude) <= 180
    except ValueError:
        is_there = False
    if not is_there:
        raise ValidationError(str(_("Write latitude and longitude with a comma between: 34.36934, 118.35489.")))


def hide_number(field: StringField, forget: BooleanField, known: str | None) -> None:
    """Let a form correct a telephone number without showing it: the field stays empty, its hint has the masked one.

    To see the number is a matter of its own, which is audited.
    """
    field.hides = True
    if not field.raw_data:
        field.data = ""
    if known:
        field.description = _("Now %(masked)s. Leave this empty to keep it.", masked=masked_phone(known))
        forget.description = _("Only if nothing is typed above.")


def number_meant(field: StringField, forget: BooleanField, known: str | None) -> str:
    """The number after a form with a hidden one: the typed one, else the known one unless it is to be removed."""
    return field.data or ("" if forget.data else known or "")


def record_field(label: LazyText, *, needed: LazyText | None = None, hint: LazyText | str = "") -> SelectField:
    """A choice of one record by its number; nothing is None. Give it its choices with :func:`offer`."""
    return SelectField(
        label,
        [InputRequired(needed) if needed else Optional()],
        coerce=lambda value: int(value) if value not in ("", None, "None") else None,
        description=hint,
        validate_choice=True,
    )


class CheckboxesField(SelectMultipleField):  # type: ignore[misc]  # WTForms has no types
    """Several of few: a box each. What is not offered is answered with the sentence `refusal`, if one is given.

    With `is_required` nothing at the label says that it may be left out.
    """

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(
        self,
        *args: Any,
        refusal: LazyText | None = None,
        is_required: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._refusal = refusal or _("Choose among what is offered.")
        self.flags.required = self.flags.required or is_required

    def pre_validate(self, form: AnyForm) -> None:  # noqa: ARG002 - WTForms' signature
        """Only what is offered."""
        offered = {value for value, *_words in self.iter_choices()}
        if not offered.issuperset(self.data or ()):
            raise ValidationError(str(self._refusal))


def offer(field: SelectField, choices: Iterable[tuple[Any, str]], nothing: LazyText | str | None = None) -> None:
    """Offer these choices, after `nothing` where the field may stay empty."""
    first = [] if nothing is None else [("", str(nothing))]
    field.choices = choices_of([*first, *choices])


def choices_of(pairs: Iterable[tuple[Any, LazyText | str]]) -> list[SelectChoice]:
    """What a field offers: pairs of a value and its words."""
    return [SelectChoice(value, words) for value, words in pairs]
