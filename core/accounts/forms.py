"""Forms of the accounts."""

from __future__ import annotations

from wtforms import BooleanField, PasswordField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from core.access import Role
from core.accounts.service import LONGEST_NAME, LONGEST_USERNAME, USERNAME
from core.web import Form
from core.web.fields import choices_of
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


class AccountForm(Form):
    """An account's name and whether it may sign in."""

    name = StringField(_l("Name"), [InputRequired(_l("Enter the name of the person.")), Length(max=LONGEST_NAME)])
    is_active = BooleanField(_l("May sign in"), default=True)


class NewAccountForm(Form):
    """A new account with its first password."""

    username = StringField(
        _l("User name"),
        [
            InputRequired(_l("Enter a user name.")),
            Length(max=LONGEST_USERNAME),
            Regexp(USERNAME, message=_l("Use lower-case letters, digits, dot, dash and underscore only.")),
        ],
        description=_l("What the person types to sign in, such as a name in pinyin."),
        render_kw={"autocomplete": "off", "autocapitalize": "none"},
    )
    name = StringField(_l("Name"), [InputRequired(_l("Enter the name of the person.")), Length(max=LONGEST_NAME)])
    password = PasswordField(
        _l("First password"),
        [InputRequired(_l("Enter a first password.")), Length(max=200)],
        description=_l("At least 10 characters. The person should change it."),
        render_kw={"autocomplete": "new-password"},
    )


class PasswordForm(Form):
    """A new password for an account."""

    password = PasswordField(
        _l("New password"),
        [InputRequired(_l("Enter a new password.")), Length(max=200)],
        description=_l("At least 10 characters. All devices of this account are signed out."),
        render_kw={"autocomplete": "new-password"},
    )


class OwnPasswordForm(PasswordForm):
    """One's own new password, confirmed with the present one."""

    present = PasswordField(
        _l("Present password"),
        [InputRequired(_l("Enter your present password.")), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )


class GrantForm(Form):
    """One more role, within its scope."""

    role = SelectField(_l("Account role"), choices=choices_of((role.value, role.words) for role in Role))
    region_code = SelectField(
        _l("Region"),
        [Optional()],
        coerce=str.strip,
        description=_l("For offices and leaders: the region and all below it."),
    )
    station_id = SelectField(_l("Station"), [Optional()], coerce=str.strip, description=_l("For station managers."))
    organ = StringField(
        _l("Organ"), [Length(max=80)], description=_l("For state organs: the name as the rosters write it.")
    )
