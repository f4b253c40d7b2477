"""Forms of the duty days: a single day, and who is put in."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, time
from typing import Any

from wtforms import DateField, IntegerField, TimeField, ValidationError
from wtforms.validators import InputRequired, NumberRange, Optional

from core.api.web import Form, _l, text_field
from plugins.duty_days.models import MOST_PLACES
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


class DayForm(Hours):
    """A duty day: its theme, hours and places."""

    theme = text_field(
        _l("Theme"), 80, hint=_l("What this day is about, for everybody to read: wages, irrigation, recruiting …")
    )


class NewDayForm(DayForm):
    """An extra duty day."""

    day = Date(_l("Date"), [InputRequired(_l("Choose the date."))])
