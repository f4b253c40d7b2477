"""The form of a labour need."""

from __future__ import annotations

from typing import Any

from wtforms import SelectField
from wtforms.validators import InputRequired, NumberRange

from core.api.web import Form, WholeNumberField, _l, choices_of, long_text_field, record_field, today
from plugins.textiles import months
from plugins.textiles.labour.service import MONTHS_BACK, Said
from plugins.textiles.models.labour import LONGEST_NOTE, MOST_PERSONS
from plugins.textiles.trade.words import TRADES

MONTHS_AHEAD = 12


class LabourForm(Form):
    """Whom an enterprise looks for."""

    enterprise = record_field(_l("Enterprise"), needed=_l("Choose an enterprise."))
    trade = SelectField(
        _l("Trade wanted"),
        [InputRequired(_l("Choose a trade."))],
        choices=choices_of([("", _l("Choose ...")), *TRADES.items()]),
    )
    month = SelectField(_l("Wanted in"), [InputRequired(_l("Choose a month."))])
    persons = WholeNumberField(
        _l("Persons wanted"),
        [
            InputRequired(_l("Write how many persons are wanted.")),
            NumberRange(1, MOST_PERSONS, message=_l("Write a number of persons from 1 to 100000.")),
        ],
    )
    note = long_text_field(
        _l("What is offered and asked for"), LONGEST_NOTE, hint=_l("Pay, shifts, lodging, experience. No names.")
    )

    @property
    def said(self) -> Said:
        """What was filled in."""
        filled: dict[str, Any] = self.values
        offered = months.months_from(months.after(today(), -MONTHS_BACK), MONTHS_BACK + MONTHS_AHEAD + 1)
        month = months.read(filled["month"], offered) or today()
        return Said(trade=filled["trade"], month=month, persons=filled["persons"], note=filled["note"] or "")
