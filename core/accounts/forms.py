"""Forms of the accounts."""

from __future__ import annotations

from wtforms import BooleanField, PasswordField, SelectField, StringField
from wtforms.validators import DataRequired, EqualTo, InputRequired, Length, Optional, Regexp

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

    name = StringField(_l("Name"), [DataRequired(_l("Enter the name of the person.")), Length(max=LONGEST_NAME)])
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
    name = StringField(_l("Name"), [DataRequired(_l("Enter the name of the person.")), Length(max=LONGEST_NAME)])
    password = PasswordField(
        _l("First password"),
        [Optional(), Length(max=200)],
        description=_l(
            "Best left empty: you then hand over a link by which the person chooses one. At least 10 characters if you type one."
        ),
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


class PresentPasswordForm(Form):
    """One's present password, to confirm who is asking."""

    present = PasswordField(
        _l("Present password"),
        [InputRequired(_l("Enter your present password.")), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )


class OwnPasswordForm(PasswordForm, PresentPasswordForm):
    """One's own new password, confirmed with the present one."""


class SecondStepForm(Form):
    """The second factor after the password: the authenticator's code, or one of those on paper."""

    code = StringField(
        _l("Sign-in code"),
        [InputRequired(_l("Enter the code.")), Length(max=40)],
        description=_l("The six digits your authenticator shows now. Without the phone: one of your recovery codes."),
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "none", "inputmode": "text"},
    )


class SetUpForm(Form):
    """The first code of a new authenticator, which proves that it was set up right."""

    code = StringField(
        _l("Sign-in code"),
        [InputRequired(_l("Enter the code.")), Length(max=40)],
        description=_l("The six digits the authenticator shows for this account."),
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )


class OwnFactorForm(PresentPasswordForm, SetUpForm):
    """An authenticator for oneself, confirmed with the password."""


class ConfirmForm(Form):
    """Whose slip it is, confirmed."""

    digits = StringField(
        _l("Last four digits of your telephone number"),
        [
            InputRequired(_l("Enter the last four digits.")),
            Regexp(r"^\s*[0-9]{4}\s*$", message=_l("Enter four digits.")),
        ],
        description=_l("Of the number the office has on the roll. It confirms that the slip is yours."),
        render_kw={"inputmode": "numeric", "autocomplete": "off", "maxlength": 12},
    )


class ActivateForm(ConfirmForm):
    """The number of a slip typed by hand, or the code shown on the first phone."""

    code = StringField(
        _l("Number of the slip, or code"),
        [
            InputRequired(_l("Enter the number printed on the slip, or the code shown on your first phone.")),
            Length(max=80),
        ],
        description=_l(
            "It stands below the QR code of the slip. A code has eight digits: 'My account' on your first phone shows it."
        ),
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )


class ChoosePasswordForm(Form):
    """One's own password, chosen by a link that was handed over."""

    password = PasswordField(
        _l("New password"),
        [InputRequired(_l("Enter a new password.")), Length(max=200)],
        description=_l("At least 10 characters; three or four words that nobody connects with you are best."),
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _l("The same once more"),
        [EqualTo("password", message=_l("This is not the same as above. Type both once more."))],
        render_kw={"autocomplete": "new-password"},
    )


class SlipsForm(Form):
    """For whom slips are printed."""

    who = SelectField(_l("For whom"), description=_l("Only deputies who are not signed in on a phone yet."))


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
