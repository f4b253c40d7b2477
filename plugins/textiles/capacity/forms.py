"""Forms of the directory: a capability, what is free of it, a certificate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from wtforms import SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from core.api.web import (
    DayField,
    Form,
    WholeNumberField,
    _l,
    choices_of,
    long_text_field,
    month_words,
    name_field,
    record_field,
    text_field,
)
from plugins.textiles import months
from plugins.textiles.capacity.service import Said
from plugins.textiles.fields import AmountField
from plugins.textiles.models.capacity import LONGEST_LEAD, LONGEST_NAME, LONGEST_NUMBER, LONGEST_WORDS
from plugins.textiles.trade.units import PERIODS, UNITS
from plugins.textiles.trade.words import PROCESSES

_DAYS = NumberRange(0, LONGEST_LEAD, message=_l("Write a number of days from 0 to 730."))


class CapabilityForm(Form):
    """What an enterprise can do."""

    enterprise = record_field(_l("Enterprise"), needed=_l("Choose an enterprise."))
    technique = SelectField(
        _l("Process"),
        [InputRequired(_l("Choose a process."))],
        choices=choices_of([("", _l("Choose ...")), *((key, one.title) for key, one in PROCESSES.items())]),
    )
    amount = AmountField(_l("Capacity"), [InputRequired(_l("Write how much it can do."))])
    unit = SelectField(
        _l("Unit"),
        [InputRequired(_l("Choose a unit."))],
        choices=choices_of((key, unit.title) for key, unit in UNITS.items()),
        description=_l("Minimum order and free capacity are in the same unit."),
    )
    period = SelectField(
        _l("For which time"),
        [Optional()],
        choices=choices_of(PERIODS.items()),
        description=_l("A month counts as 30 days. Machines and spindles are counted as they stand."),
    )
    lead_days = WholeNumberField(
        _l("Lead time in days"),
        [InputRequired(_l("Write a number of days from 0 to 730.")), _DAYS],
        description=_l("From the order to the first delivery."),
    )
    minimum = AmountField(_l("Minimum order"), [Optional()], description=_l("Left empty, any order is taken."))
    words = long_text_field(
        _l("Machines and details"), LONGEST_WORDS, hint=_l("Types of machines, widths, counts, materials.")
    )

    @property
    def said(self) -> Said:
        """What was filled in."""
        filled: dict[str, Any] = self.values
        return Said(
            process=filled["technique"],
            unit=filled["unit"],
            capacity=filled["amount"],
            period=filled["period"] or "month",
            lead_days=filled["lead_days"],
            minimum=filled["minimum"],
            words=filled["words"] or "",
        )


class FreeForm(Form):
    """How much is free in each of the next months. Made by :func:`free_form`, a field a month."""

    @property
    def free(self) -> Mapping[date, Decimal | None]:
        """What was filled in, by month."""
        return {month: self[_name(month)].data for month in self.months}

    @property
    def in_months(self) -> Sequence[Any]:
        """The fields, in the order of the months."""
        return [self[_name(month)] for month in self.months]

    months: Sequence[date] = ()


def free_form(asked: Sequence[date], known: Mapping[date, Decimal], record: Any) -> FreeForm:
    """The form for these months, with what is known of them."""
    fields = {
        _name(month): AmountField(month_words(months.key(month)), [Optional()], lowest=0, default=known.get(month))
        for month in asked
    }
    made: FreeForm = type("FreeForm", (FreeForm,), {**fields, "months": tuple(asked)})(also=[record])
    return made


def _name(month: date) -> str:
    return f"free_{month:%Y_%m}"


class CertificateForm(Form):
    """A certificate of an enterprise."""

    name = name_field(_l("Name of the certificate"), LONGEST_NAME, needed=_l("Enter what the certificate is called."))
    number = text_field(_l("Certificate number"), LONGEST_NUMBER)
    issuer = text_field(_l("Certified by"), LONGEST_NAME)
    valid_to = DayField(
        _l("Valid until"), [Optional()], description=_l("The last day. From the next day on it is shown as expired.")
    )
