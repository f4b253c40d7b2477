"""Forms of the rota: for which period it is made, moving a name, and how it is printed."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import InputRequired

from core.api.web import Form, _l, choices_of, month_words, offer, record_field
from plugins.duty_days.rota.periods import SPANS, Period, coming_months, period

AHEAD = 15
"""So many months can be chosen to begin with."""


class PeriodForm(Form):
    """A period: with which month it begins, and how long it is."""

    first = SelectField(_l("Beginning with"), [InputRequired(_l("Choose a month."))])
    span = RadioField(
        _l("For how long"), [InputRequired(_l("Choose how long."))], choices=choices_of(SPANS), default="quarter"
    )

    def __init__(self, *args: Any, today: date, before: int = 0, **kwargs: Any) -> None:
        """`before` months that have passed are offered too."""
        super().__init__(*args, **kwargs)
        earlier = (today.year * 12 + today.month - 1) - before
        start = date(earlier // 12, earlier % 12 + 1, 1)
        months = [day.isoformat()[:7] for day in coming_months(start, AHEAD + before)]
        offer(self.first, [(one, month_words(one)) for one in months])
        if not self.first.data:
            self.first.data = today.isoformat()[:7]

    @property
    def period(self) -> Period:
        """What was chosen."""
        return period(date.fromisoformat(f"{self.first.data}-01"), self.span.data)


class EverywhereForm(PeriodForm):
    """A period, and for which region."""

    region = SelectField(_l("Region"))


class PutForm(Form):
    """A name for a day of the draft."""

    deputy = record_field(_l("Deputy"), needed=_l("Choose a deputy."))
    sitting = record_field(_l("Day"), needed=_l("Choose a day."))


class WallForm(PeriodForm):
    """The rota as it hangs on the wall."""

    format = RadioField(
        _l("As"), choices=choices_of([("pdf", _l("PDF, to print on A4")), ("xlsx", _l("Excel"))]), default="pdf"
    )
    phones = BooleanField(
        _l("With telephone numbers"), description=_l("Not for the wall. It is written down who took them.")
    )


class ConsentForm(Form):
    """Whether a station agrees before places change hands."""

    needs_consent = BooleanField(_l("Ask us before a place changes hands"))
