"""Forms of the duty days: a rule, a single day, and who is put in."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, time
from typing import Any

from wtforms import DateField, HiddenField, IntegerField, RadioField, SelectField, TimeField, ValidationError
from wtforms.validators import InputRequired, NumberRange, Optional

from core.api.web import Form, _l, choices_of, record_field, text_field
from plugins.duty_days.models import MOST_PLACES
from plugins.duty_days.rules import LONGEST_MONTH, PLACE_WORDS, PLACES, WEEKDAY_WORDS, DayOfMonth, NthWeekday, Rhythm
from plugins.duty_days.service import USUAL_PLACES


class WholeNumber(IntegerField):  # type: ignore[misc]  # WTForms has no types
    """A whole number, also in full-width digits; left empty it is None."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        typed = unicodedata.normalize("NFKC", valuelist[0] if valuelist else "").strip()
        self.data = None
        if typed:
            if not typed.removeprefix("-").isdecimal() or len(typed) > 9:
                raise ValueError(_l("Write a whole number."))
            self.data = int(typed)


class Hour(TimeField):  # type: ignore[misc]  # WTForms has no types
    """A time of day; browsers send 08:30, people type 8:30."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        typed = unicodedata.normalize("NFKC", valuelist[0] if valuelist else "").strip()
        self.data = None
        if typed:
            try:
                self.data = datetime.strptime(typed, "%H:%M").time()  # noqa: DTZ007 - a time of day has no zone
            except ValueError:
                raise ValueError(_l("Write a time like 08:30.")) from None


class Date(DateField):  # type: ignore[misc]  # WTForms has no types
    """A date; browsers send 2026-12-10."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        typed = unicodedata.normalize("NFKC", valuelist[0] if valuelist else "")
        self.data = None
        if typed:  # blanks, too: a date that is required must not pass as one that was given
            try:
                self.data = date.fromisoformat(typed.strip())
            except ValueError:
                raise ValueError(_l("Write a date like 2026-12-10.")) from None


class Hours(Form):
    """From when to when, and for how many deputies."""

    places = WholeNumber(
        _l("Places for deputies"),
        [
            InputRequired(_l("Say how many deputies serve at most.")),
            NumberRange(1, MOST_PLACES, message=_l("Between %(min)d and %(max)d deputies can serve on one day.")),
        ],
        default=USUAL_PLACES,
        render_kw={"inputmode": "numeric", "min": 1, "max": MOST_PLACES},
    )
    begins = Hour(_l("From"), [Optional()])
    ends = Hour(_l("To"), [Optional()], description=_l("Leave both empty where people may come all day."))

    def validate_ends(self, field: Any) -> None:
        """Both or neither, and in order."""
        begins: time | None = self.begins.data
        if begins is not None and field.data is not None and field.data <= begins:
            raise ValidationError(_l("The end lies before the beginning. Check both times."))

    def validate(self, extra_validators: Any = None) -> bool:
        """The fields by themselves, then against each other."""
        valid: bool = super().validate(extra_validators)
        if not (self.begins.errors or self.ends.errors) and (self.begins.data is None) != (self.ends.data is None):
            missing = self.begins if self.begins.data is None else self.ends
            missing.errors = [_l("Give both times, or neither.")]
            return False
        return valid


class RuleForm(Hours):
    """A rule: the Nth of every month, or the nth weekday."""

    kind = RadioField(
        _l("How it repeats"),
        [InputRequired(_l("Choose one of the two."))],
        choices=choices_of([(DayOfMonth.kind, _l("On the same date")), (NthWeekday.kind, _l("On the same weekday"))]),
        default=DayOfMonth.kind,
    )
    day = WholeNumber(_l("Day of the month"), render_kw={"inputmode": "numeric", "min": 1, "max": LONGEST_MONTH})
    nth = SelectField(
        _l("Which one in the month"),
        coerce=int,
        choices=choices_of((nth, PLACE_WORDS[nth]) for nth in PLACES),
        default=1,
    )
    weekday = SelectField(_l("Weekday"), coerce=int, choices=choices_of(enumerate(WEEKDAY_WORDS)), default=0)
    valid_from = Date(_l("Valid from"), [Optional()], description=_l("Empty: from today."))
    previewed = HiddenField()

    def validate_day(self, field: Any) -> None:
        """A day that some month has, where the date is what repeats."""
        if self.kind.data == DayOfMonth.kind and not field.errors and not 1 <= (field.data or 0) <= LONGEST_MONTH:
            raise ValidationError(_l("A month has days from 1 to 31. Write the one that repeats."))

    @property
    def rhythm(self) -> Rhythm:
        """What was chosen."""
        if self.kind.data == DayOfMonth.kind:
            return DayOfMonth(self.day.data or 0)
        return NthWeekday(self.nth.data, self.weekday.data)

    @property
    def fingerprint(self) -> str:
        """What a preview is of: it must be shown again when the dates would be others."""
        return f"{self.rhythm} {self.valid_from.data}"

    def fill_in(self, rhythm: Rhythm) -> None:
        """Begin with this rhythm."""
        self.kind.data = rhythm.kind
        if isinstance(rhythm, DayOfMonth):
            self.day.data = rhythm.day
        else:
            self.nth.data, self.weekday.data = rhythm.nth, rhythm.weekday


class DayForm(Hours):
    """A duty day: its theme, hours and places."""

    theme = text_field(
        _l("Theme"), 80, hint=_l("What this day is about, for everybody to read: wages, irrigation, recruiting …")
    )


class NewDayForm(DayForm):
    """An extra duty day."""

    day = Date(_l("Date"), [InputRequired(_l("Choose the date."))])


class PutInForm(Form):
    """Who shall serve."""

    deputy = record_field(_l("Deputy"), needed=_l("Choose a deputy."))
