"""Forms of leads: what is known of one, and the steps it takes."""

from __future__ import annotations

from wtforms import BooleanField, RadioField
from wtforms.validators import InputRequired, NumberRange, Optional

from core.api.web import DayField, Form, WholeNumberField, _l, choices_of, long_text_field, record_field, text_field
from plugins.enterprise_visits.leads.words import STAGES
from plugins.enterprise_visits.models.helping import LARGEST_AMOUNT, SHORT_LENGTH, WORDS_LENGTH


class LeadForm(Form):
    """What is known of a lead."""

    title = text_field(
        _l("What is to be built or bought"), SHORT_LENGTH, needed=_l("Say in a few words what it is about.")
    )
    investor = text_field(_l("Who might invest"), SHORT_LENGTH)
    segment = record_field(_l("Segment of the chain"))
    amount = WholeNumberField(
        _l("Amount in 10,000 yuan"),
        [Optional(), NumberRange(0, LARGEST_AMOUNT, message=_l("Between %(min)d and %(max)d, or nothing."))],
        render_kw={"inputmode": "numeric"},
    )
    deputy = record_field(_l("Through which deputy's contacts"))
    words = long_text_field(_l("What is known of it"), WORDS_LENGTH)
    confidential = BooleanField(
        _l("Confidential"),
        description=_l(
            "Only the congress office and those who run this station read it; it counts in figures all the same."
        ),
    )


class NewLeadForm(LeadForm):
    """The same of one that is new."""

    day = DayField(_l("Heard of on"), [InputRequired(_l("Choose the day."))])


class StepForm(Form):
    """What happened, and where the lead stands now."""

    stage = RadioField(
        _l("Where it stands now"), [InputRequired(_l("Choose one."))], choices=choices_of(STAGES.items())
    )
    day = DayField(_l("Day"), [InputRequired(_l("Choose the day."))])
    words = long_text_field(_l("What happened"), WORDS_LENGTH)
