"""Forms of a profile: what strangers see, the photo, the deeds."""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import urlsplit

from wtforms import BooleanField, DateField, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired, Optional, Regexp

from core.files.fields import PhotoField
from core.profiles.models import DEED_LENGTH, DUTIES_LENGTH, WORDS_LENGTH
from core.web import Form
from core.web.fields import long_text_field, text_field
from core.words import lazy as _l

_EMAIL: Final = r"^[^@\s<>\"']+@[^@\s<>\"']+\.[^@\s<>\"'.]{2,}$"
_WECHAT: Final = r"^[A-Za-z][A-Za-z0-9_-]{5,19}$"
_TOLD_ON: Final = _l("What strangers see is the deputy's decision. Needed as soon as more is shown than before.")


class ProfileForm(Form):
    """What strangers see of a deputy: the deputy decides."""

    is_shown = BooleanField(
        _l("Appears on public pages"),
        description=_l("Without it strangers find neither the name nor the page."),
    )
    photo_public = BooleanField(_l("Photo"), description=_l("Without it the family name stands in its place."))
    phone_public = BooleanField(
        _l("Strangers may see the telephone number"),
        description=_l("Without this consent the public page shows only its first three digits."),
    )
    email_public = BooleanField(_l("Strangers may see the e-mail address"))
    email = text_field(
        _l("E-mail address"),
        120,
        also=[Optional(), Regexp(_EMAIL, message=_l("Write an address such as name@example.cn."))],
        type="email",
        inputmode="email",
        autocomplete="email",
    )
    wechat_public = BooleanField(_l("Strangers may see the WeChat ID"))
    wechat = text_field(
        _l("WeChat ID"),
        40,
        also=[
            Optional(),
            Regexp(_WECHAT, message=_l("6 to 20 letters, digits, dashes and underscores, a letter first.")),
        ],
        autocomplete="off",
    )
    hours = text_field(
        _l("When to find me at the station"),
        120,
        hint=_l("For example: every Wednesday afternoon. Shown if filled in."),
    )
    words = long_text_field(
        _l("A few words to the people"), WORDS_LENGTH, hint=_l("Shown on top of the page, in your own words.")
    )
    duties = long_text_field(
        _l("What I look after"),
        DUTIES_LENGTH,
        hint=_l("One duty a line. Empty: what is said of every deputy of the region."),
    )
    is_listed = BooleanField(
        _l("Search engines may list the page"), description=_l("Without it only who has the address finds it.")
    )


class ProfileOnBehalfForm(ProfileForm):
    """The same, filled in by the office with what the deputy has said."""

    told_on = DateField(_l("The deputy agreed on"), [Optional()], description=_TOLD_ON)


class PhotoForm(Form):
    """The photo of a deputy."""

    photo = PhotoField(_l("Photo"), needed=_l("Choose a photo first."))
    is_public = BooleanField(_l("Strangers may see it"), default=True)


class PhotoOnBehalfForm(PhotoForm):
    """The same, given by the office."""

    is_public = BooleanField(_l("Strangers may see it"))
    told_on = DateField(_l("The deputy agreed on"), [Optional()], description=_TOLD_ON)


def _on_the_web(_form: Any, field: StringField) -> None:
    try:
        parts = urlsplit(field.data or "")
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not re.fullmatch(r"[^\s@]+\.[^\s@]+", parts.netloc):
        raise ValidationError(str(_l("Write the whole address of the page: https://…")))


class DeedForm(Form):
    """Something done."""

    day = DateField(_l("Day"), [InputRequired(_l("Choose the day."))])
    text = text_field(
        _l("What was done"),
        DEED_LENGTH,
        needed=_l("Write in a sentence what was done."),
        hint=_l("In a sentence or two. Strangers read it: no names of people you received."),
    )
    link = text_field(
        _l("Where more is told"),
        300,
        also=[_on_the_web],
        hint=_l("The address of a public article."),
        type="url",
        inputmode="url",
        autocomplete="off",
    )


class RegionDutiesForm(Form):
    """What a region says of the duties of its deputies."""

    region_code = SelectField(_l("Region"), [InputRequired(_l("Choose the region."))])
    text = long_text_field(
        _l("Duties of a deputy"), DUTIES_LENGTH, hint=_l("One duty a line. Empty: what is said of every deputy.")
    )
