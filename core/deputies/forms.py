"""Forms of the deputies."""

from __future__ import annotations

from wtforms import BooleanField, DateField, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired, Optional, Regexp

from core.clock import today
from core.congresses.models import LEVELS
from core.congresses.words import LEVEL_TITLES
from core.deputies.models import REASON_LENGTH
from core.people.models import NAME_LENGTH
from core.web import Form
from core.web.fields import choices_of, long_text_field, name_field, phone_field, plain, record_field, text_field
from core.words import lazy as _l

GENDERS = (("", ""), ("male", _l("Male")), ("female", _l("Female")))


def day_not_to_come(_form: Form, field: DateField) -> None:
    """A day on which something has happened."""
    if field.data and field.data > today():
        raise ValidationError(str(_l("This day is still to come. Record it when it has happened.")))


def _not_to_come(_form: Form, field: StringField) -> None:
    if field.data > f"{today():%Y-%m}":
        raise ValidationError(str(_l("This month is still to come. Write the year and month of birth.")))


class DeputyForm(Form):
    """A deputy's record."""

    name = name_field(_l("Full name"), NAME_LENGTH, needed=_l("Enter the full name."), autocomplete="off")
    phone = phone_field(_l("Telephone"))
    gender = SelectField(_l("Gender"), [Optional()], coerce=str.strip, choices=choices_of(GENDERS))
    ethnicity = text_field(_l("Ethnicity"), 40)
    birth = StringField(
        _l("Month of birth"),
        [
            Optional(),
            Regexp(r"^(19|20)\d\d-(0[1-9]|1[0-2])$", message=_l("Write year and month like this: 1980-11.")),
            _not_to_come,
        ],
        filters=[plain],
        description=_l("Year and month, for example 1980-11."),
    )
    party = text_field(_l("Political affiliation"), 40)
    education = text_field(_l("Education"), 40)
    employer_text = text_field(_l("Employer and post"), 200)
    speciality = text_field(_l("Speciality"), 80)
    note = long_text_field(_l("Note"), hint=_l("Seen by the office and the station manager only."))


class KnownDeputyForm(DeputyForm):
    """The record of a deputy who is in the list; the telephone number is kept unless another is typed."""

    forget_phone = BooleanField(_l("Remove the telephone number"))


class NewDeputyForm(DeputyForm):
    """A deputy who is not in the list yet, with the first mandate."""

    region_code = SelectField(
        _l("Region"), [InputRequired(_l("Choose the region."))], description=_l("Whose office looks after the record.")
    )
    level = SelectField(
        _l("Deputy at the level"),
        [InputRequired(_l("Choose the level."))],
        choices=choices_of((level, LEVEL_TITLES[level]) for level in LEVELS),
        default="county",
    )
    constituency = text_field(_l("Electoral district or electing unit"), 120)
    station_id = record_field(_l("Station"))


class MandateForm(Form):
    """A mandate: which term, which district, and whether it is exercised."""

    term_id = record_field(_l("Congress and term"))
    constituency = text_field(_l("Electoral district or electing unit"), 120, list="known-constituencies")
    delegation = text_field(_l("Delegation"), 80, list="known-delegations")


class PlacementForm(Form):
    """A further station for a deputy."""

    station_id = record_field(_l("Station"), needed=_l("Choose a station."))
    day = DateField(_l("From"), [Optional(), day_not_to_come], description=_l("Empty: from today."))
    reason = text_field(_l("Reason"), REASON_LENGTH)


class LeaveForm(Form):
    """A deputy leaves a station, for another or for none."""

    day = DateField(_l("On"), [Optional(), day_not_to_come], description=_l("Empty: today."))
    station_id = record_field(_l("Moves to"))
    reason = text_field(_l("Reason"), REASON_LENGTH)


class CompleteForm(Form):
    """One term for all ticked mandates."""

    term_id = record_field(_l("Congress and term"), needed=_l("Choose a congress and term."))
