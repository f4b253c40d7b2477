"""Forms of notices."""

from __future__ import annotations

from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import DataRequired, Length, Optional

from core.web import Form
from core.web.fields import CheckboxesField, name_field, plain
from core.words import lazy as _l


class MailForm(Form):
    """Where mails go."""

    mail = StringField(
        _l("E-mail address"),
        [DataRequired(_l("Enter your e-mail address.")), Length(max=254)],
        filters=[plain],
        render_kw={"type": "email", "inputmode": "email", "autocomplete": "email", "maxlength": 254},
    )


class CodeForm(Form):
    """The code from the mail."""

    code = StringField(
        _l("Code from the mail"),
        [DataRequired(_l("Enter the six digits from the mail.")), Length(max=20)],
        filters=[plain],
        render_kw={"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": 20},
    )


class WishForm(Form):
    """What is wanted as mail."""

    is_on = BooleanField(_l("Send me mails"))
    kinds = CheckboxesField(_l("What I want as mail"))


class RobotForm(Form):
    """The robot of a group."""

    name = name_field(_l("Name of the group chat"), 80, needed=_l("Enter the name of the group chat."))
    url = StringField(
        _l("Address of the robot"),
        [Optional(), Length(max=400)],
        filters=[plain],
        render_kw={"autocomplete": "off", "spellcheck": "false", "maxlength": 400},
    )
    sign = StringField(
        _l("Secret for signatures"),
        [Optional(), Length(max=200)],
        filters=[plain],
        description=_l("Where the robot of DingTalk or Feishu is set to ask for a signature."),
        render_kw={"autocomplete": "off", "spellcheck": "false", "maxlength": 200},
    )
    station = SelectField(_l("Station"), [Optional()])
    region = SelectField(
        _l("Region"),
        [Optional()],
        description=_l("Instead of a station: for all stations there that have no group of their own."),
    )
    is_on = BooleanField(_l("Send messages to this group"), default=True)
