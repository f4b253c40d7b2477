"""Forms of the day: who came, who was received, a time to book, a day to enter later."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from core.api.web import (
    CheckboxesField,
    DayField,
    Form,
    TimeOfDayField,
    WholeNumberField,
    _l,
    choices_of,
    long_text_field,
    name_field,
    now,
    phone_field,
    record_field,
    text_field,
)
from core.api.work import STATION_ZONE
from plugins.duty_days.models.receiving import LONGEST_TEXT, MOST_PERSONS
from plugins.duty_days.receiving.receptions import Said
from plugins.duty_days.receiving.words import CATEGORIES, KINDS

MOST_SHEET_MB: Final = 4


class HowForm(Form):
    """What a station decides about its days."""

    grace_minutes = WholeNumberField(
        _l("Minutes of grace"),
        [
            InputRequired(_l("Say how many minutes; 0 for none.")),
            NumberRange(0, 240, message=_l("Between 0 and 240 minutes.")),
        ],
        description=_l("Who checks in later than this after the beginning is late."),
        render_kw={"inputmode": "numeric", "min": 0, "max": 240},
    )
    most_bookings = WholeNumberField(
        _l("Bookings of a sitting"),
        [
            InputRequired(_l("Say how many; 0 for none.")),
            NumberRange(0, 200, message=_l("Between 0 and 200 bookings.")),
        ],
        description=_l("How many people may book a time beforehand. 0: nobody books, everybody simply comes."),
        render_kw={"inputmode": "numeric", "min": 0, "max": 200},
    )


# Who came


class MarkForm(Form):
    """Somebody was there, late or not there; perhaps in another's place."""

    deputy = record_field(_l("Who came"), needed=_l("Choose a deputy."))
    replaces = record_field(_l("In place of"))
    state = RadioField(
        _l("State"),
        [InputRequired(_l("Choose one."))],
        choices=choices_of([("present", _l("There")), ("late", _l("Late")), ("absent", _l("Not there"))]),
        default="present",
    )


class RevokeForm(Form):
    """Why a check-in is taken back."""

    reason = text_field(
        _l("Reason"),
        200,
        needed=_l("Say why: the deputy reads it."),
        hint=_l("The deputy reads it, and cannot check in again."),
    )


# Receptions


class ReceptionForm(Form):
    """Who was received, what about, and what came of it."""

    kind = RadioField(
        _l("How they came"),
        [InputRequired(_l("Choose one."))],
        choices=choices_of((key, KINDS[key]) for key in ("walk_in", "visited")),
        default="walk_in",
    )
    subject = text_field(_l("What about"), 200, needed=_l("Say in a few words what it was about."), enterkeyhint="next")
    category = SelectField(_l("Category"), choices=choices_of(CATEGORIES.items()), default="other")
    persons = WholeNumberField(
        _l("How many people"),
        [
            InputRequired(_l("Say how many people came.")),
            NumberRange(1, MOST_PERSONS, message=_l("Between %(min)d and %(max)d people.")),
        ],
        default=1,
        render_kw={"inputmode": "numeric", "min": 1, "max": MOST_PERSONS},
    )
    further = BooleanField(
        _l("A further matter of people who are written down already"),
        description=_l("They are not counted again, neither as people nor as a party."),
    )
    at = TimeOfDayField(_l("At what time"), [Optional()])
    answer = long_text_field(_l("Answered on the spot"), LONGEST_TEXT)
    passed_on = long_text_field(
        _l("To be passed on"),
        LONGEST_TEXT,
        hint=_l("What could not be answered here. It stays open until somebody has settled it."),
    )
    name = name_field(_l("Name of who came"), 60, autocomplete="off")
    phone = phone_field(
        _l("Telephone"),
        hint=_l("Only if they want to be called back. Name and number are erased when they have served their time."),
    )
    deputies = CheckboxesField(
        _l("Received by"), coerce=int, validators=[Optional()], refusal=_l("Choose among the deputies of this station.")
    )
    noted_at = HiddenField()

    def said(self, day: date, sitting_id: int | None = None) -> Said:
        """What was filled in, for this day."""
        return Said(
            kind=self.kind.data,
            at=datetime.combine(day, self.at.data, STATION_ZONE) if self.at.data else None,
            persons=self.persons.data or 1,
            party=not self.further.data,
            name=self.name.data or "",
            phone=self.phone.data or "",
            subject=self.subject.data,
            category=self.category.data,
            answer=self.answer.data or "",
            passed_on=self.passed_on.data or "",
            deputies=tuple(self.deputies.data or ()),
            sitting_id=sitting_id,
            noted_at=_instant(self.noted_at.data),
        )


def _instant(typed: str | None) -> datetime | None:
    """The moment a browser wrote down, if it is one that can have been: ``2026-11-10T08:30:00.000Z``."""
    try:
        at = datetime.fromisoformat(typed or "")
    except ValueError:
        return None
    return at if at.tzinfo and now() - timedelta(days=8) < at < now() + timedelta(minutes=5) else None


class SettleForm(Form):
    """What came of something that was passed on."""

    outcome = long_text_field(_l("What came of it"), LONGEST_TEXT)


# Booking a time


class BookForm(Form):
    """A time at a station, for somebody without an account."""

    when = SelectField(_l("When"), [InputRequired(_l("Choose a time."))])
    name = name_field(_l("Your name"), 60, needed=_l("Tell us your name."), autocomplete="name")
    phone = phone_field(
        _l("Your telephone number"), hint=_l("The station calls you if the day is cancelled. Nobody else sees it.")
    )
    persons = WholeNumberField(
        _l("How many of you come"),
        [
            InputRequired(_l("Say how many people come.")),
            NumberRange(1, 50, message=_l("Between %(min)d and %(max)d people.")),
        ],
        default=1,
        render_kw={"inputmode": "numeric", "min": 1, "max": 50},
    )
    subject = text_field(
        _l("What about"),
        200,
        needed=_l("Say in a few words what it is about."),
        hint=_l("A few words, so that the right deputy is there."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The field says that it is needed."""
        super().__init__(*args, **kwargs)
        self.phone.flags.required = True

    def validate(self, extra_validators: Any = None) -> bool:
        """A number is needed, too: the day may be cancelled."""
        valid: bool = super().validate(extra_validators)
        if self.phone.data or self.phone.errors:
            return valid
        self.phone.errors = [_l("Tell us a telephone number, in case the day is cancelled.")]
        return False


# Entering past days


class SheetForm(Form):
    """A filled-in template."""

    file = FileField(
        _l("The filled-in template"),
        [FileRequired(_l("Choose the file."))],
        description=_l("Excel (.xlsx) or text (.csv), at most %(size)s MB.", size=MOST_SHEET_MB),
        render_kw={
            "accept": ".xlsx,.csv",
            "required": True,
            "data-most-bytes": MOST_SHEET_MB * 2**20,
            "data-too-large": _l("This file is larger than %(size)s MB. Choose a smaller one.", size=MOST_SHEET_MB),
        },
    )


class WriteForm(Form):
    """Writing what was looked at."""


class PastDayForm(Form):
    """A past day of which the platform knows nothing."""

    day = DayField(_l("Date"), [InputRequired(_l("Choose the date."))])
    begins = TimeOfDayField(_l("From"), [Optional()])
    ends = TimeOfDayField(_l("Ends at"), [Optional()])

    def validate(self, extra_validators: Any = None) -> bool:
        """Both times or neither, and in order."""
        if not super().validate(extra_validators):
            return False
        begins, ends = self.begins.data, self.ends.data
        if (begins is None) != (ends is None):
            self.ends.errors = [_l("Give both times, or neither.")]
        elif begins is not None and ends is not None and ends <= begins:
            self.ends.errors = [_l("The end lies before the beginning. Check both times.")]
        return not self.ends.errors


class RegisterForm(Form):
    """Of which period a register is printed."""

    begins = DayField(_l("First day"), [InputRequired(_l("Choose the first day."))])
    ends = DayField(_l("Last day"), [InputRequired(_l("Choose the last day."))])
    whole = BooleanField(
        _l("With whole telephone numbers"),
        description=_l("It is written down who printed them. Without the tick they are masked."),
    )
