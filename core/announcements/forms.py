"""Forms of the reports to voters."""

from __future__ import annotations

from wtforms import DateField, TimeField
from wtforms.validators import InputRequired, Optional

from core.announcements.models import PLACE_LENGTH, TITLE_LENGTH
from core.web import Form
from core.web.fields import CheckboxesField, long_text_field, record_field, text_field
from core.words import lazy as _l


class ProposalForm(Form):
    """When, where and what about."""

    title = text_field(
        _l("What it is called"),
        TITLE_LENGTH,
        needed=_l("Say what it is called."),
        hint=_l("For example: deputies report to the voters of District 3."),
    )
    day = DateField(_l("Day"), [InputRequired(_l("Choose the day."))])
    begins = TimeField(_l("From"), [Optional()])
    ends = TimeField(_l("Until"), [Optional()])
    place = text_field(_l("Place"), PLACE_LENGTH, hint=_l("If it is not at the station."))
    words = long_text_field(_l("What it is about"), hint=_l("Whom it is for, and what will be reported."))


class OwnProposalForm(ProposalForm):
    """The same, with the station: a deputy may serve at several."""

    station_id = record_field(_l("Station"), needed=_l("Choose a station."))


class AnnouncementForm(ProposalForm):
    """The same, with those who report."""

    reporters = CheckboxesField(_l("Who reports"), coerce=int, is_required=True)


class HeldForm(AnnouncementForm):
    """A report whose day has come."""

    outcome = long_text_field(
        _l("What came of it"),
        hint=_l("How many came, what was asked and answered. Strangers read it: no names of visitors."),
    )
