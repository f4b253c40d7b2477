"""Forms of the accounts."""

from __future__ import annotations

from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from core.web import Form
from core.words import lazy as _l


class LoginForm(Form):
    """Signing in with user name and password."""

    username = StringField(
        _l("User name"),
        [InputRequired(_l("Enter your user name.")), Length(max=80)],
        render_kw={"autocomplete": "username", "autocapitalize": "none"},
    )
    password = PasswordField(
        _l("Password"),
        [InputRequired(_l("Enter your password.")), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )
