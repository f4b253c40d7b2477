"""Forms of what becomes of mandates."""

from __future__ import annotations

from wtforms import BooleanField, DateField, RadioField
from wtforms.validators import InputRequired, Optional

from core.deputies.forms import day_not_to_come
from core.deputies.models import REASON_LENGTH
from core.mandates.service import MAY_BECOME
from core.mandates.words import CHANGE_WORDS
from core.web import Form
from core.web.fields import choices_of, record_field, text_field
from core.words import lazy as _l


class StateForm(Form):
    """What a mandate became, on a day and for a reason."""

    state = RadioField(
        _l("What has happened"),
        [InputRequired(_l("Choose what has happened."))],
        choices=choices_of((state, CHANGE_WORDS[state]) for state in MAY_BECOME),
    )
    day = DateField(_l("On"), [InputRequired(_l("Enter the day.")), day_not_to_come])
    reason = text_field(_l("Reason"), REASON_LENGTH, hint=_l("For example the decision of the standing committee."))


class EventForm(Form):
    """A line of the history, corrected."""

    day = DateField(_l("On"), [InputRequired(_l("Enter the day.")), day_not_to_come])
    reason = text_field(_l("Reason"), REASON_LENGTH)


class NewMandateForm(Form):
    """A further mandate of a deputy."""

    term_id = record_field(_l("Congress and term"), needed=_l("Choose a congress and term."))
    is_by_election = BooleanField(_l("By-elected in the course of the term"))
    begins = DateField(
        _l("From"),
        [Optional(), day_not_to_come],
        description=_l("Of a by-election its day. Empty: from the term's beginning."),
    )
    constituency = text_field(_l("Electoral district or electing unit"), 120, list="known-constituencies")
    delegation = text_field(_l("Delegation"), 80, list="known-delegations")
    reason = text_field(_l("Note on the election"), REASON_LENGTH)
