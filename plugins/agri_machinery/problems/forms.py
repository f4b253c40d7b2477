"""The forms of a technology problem, of a step towards its solution, and of a cooperation."""

from __future__ import annotations

from typing import Any

from wtforms import SelectField
from wtforms.validators import InputRequired, Optional

from core.api.web import DayField, Form, _l, choices_of, long_text_field, name_field, record_field, today
from plugins.agri_machinery.models.problems import LONGEST_PARTNER, LONGEST_SUBJECT, LONGEST_TITLE, LONGEST_WORDS
from plugins.agri_machinery.problems.words import STATES


class ProblemForm(Form):
    """What a problem is, and who raised it."""

    title = name_field(_l("The problem in one line"), LONGEST_TITLE, needed=_l("Enter what the problem is."))
    words = long_text_field(_l("What happens, where and when"), LONGEST_WORDS)
    enterprise_id = record_field(_l("Raised by"))
    raised_on = DayField(_l("Raised on"), [InputRequired(_l("Enter the day."))])
    meeting_id = record_field(_l("At the meeting"))

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """It was raised already."""
        valid = super().validate(*args, **kwargs)
        if self.raised_on.data and self.raised_on.data > today():
            self.raised_on.errors = [_l("This day lies in the future.")]
            return False
        return valid


class StepForm(Form):
    """What was done about a problem."""

    state = SelectField(_l("From then on"), [InputRequired()], choices=choices_of(STATES.items()))
    day = DayField(_l("Day"), [InputRequired(_l("Enter the day."))])
    words = long_text_field(_l("What was done"), LONGEST_WORDS)
    cooperation_id = record_field(_l("With the help of"))
    solution = long_text_field(
        _l("Solution"), LONGEST_WORDS, hint=_l("How it was solved, so that others can do the same.")
    )


class CooperationForm(Form):
    """A cooperation with an institute."""

    partner = name_field(_l("University or institute"), LONGEST_PARTNER, needed=_l("Enter the research partner."))
    subject = name_field(_l("What it is about"), LONGEST_SUBJECT, needed=_l("Enter what you work on together."))
    enterprise_id = record_field(_l("With the enterprise"))
    begins = DayField(_l("First day"), [InputRequired(_l("Enter the first day."))])
    ends = DayField(_l("Last day"), [Optional()], description=_l("Empty while it goes on."))
