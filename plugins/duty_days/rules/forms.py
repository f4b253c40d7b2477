"""The form of a rule."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, RadioField, SelectField, ValidationError
from wtforms.validators import InputRequired, Optional

from core.api.web import _l, choices_of
from plugins.duty_days.forms import Date, Hours, WholeNumber
from plugins.duty_days.rules.rhythms import LONGEST_MONTH, PLACES, Dates, Rhythm, Weekdays, day_of_month, nth_weekday
from plugins.duty_days.rules.said import PLACE_WORDS, WEEKDAY_WORDS


class RuleForm(Hours):
    """A rule: the Nth of every month, or the nth weekday."""

    kind = RadioField(
        _l("How it repeats"),
        [InputRequired(_l("Choose one of the two."))],
        choices=choices_of([(Dates.kind, _l("On the same date")), (Weekdays.kind, _l("On the same weekday"))]),
        default=Dates.kind,
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
        if self.kind.data == Dates.kind and not field.errors and not 1 <= (field.data or 0) <= LONGEST_MONTH:
            raise ValidationError(_l("A month has days from 1 to 31. Write the one that repeats."))

    @property
    def rhythm(self) -> Rhythm:
        """What was chosen."""
        if self.kind.data == Dates.kind:
            return day_of_month(self.day.data or 0)
        return nth_weekday(self.nth.data, self.weekday.data)

    @property
    def fingerprint(self) -> str:
        """What a preview is of: it must be shown again when the dates would be others."""
        return f"{self.rhythm} {self.valid_from.data}"

    def fill_in(self, rhythm: Rhythm) -> None:
        """Begin with this rhythm."""
        self.kind.data = rhythm.kind
        if isinstance(rhythm, Dates):
            self.day.data = rhythm.days[0]
        elif isinstance(rhythm, Weekdays):
            self.nth.data, self.weekday.data = rhythm.nths[0], rhythm.weekdays[0]
