"""Forms of the employers to be settled."""

from __future__ import annotations

from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length, Optional

from core.web import Form
from core.words import lazy as _l


class SettleForm(Form):
    """Which enterprise a text means."""

    text = HiddenField(validators=[InputRequired()])
    name = StringField(_l("Enterprise"), [Optional(), Length(max=120)])


class PlainForm(Form):
    """A button that needs no further word."""
