"""Forms of mutual help: what is offered or sought, who is introduced, what came of it."""

from __future__ import annotations

from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired, Optional

from core.api.web import DayField, Form, _l, choices_of, long_text_field, record_field, text_field
from plugins.enterprise_visits.helping.fields import words_field
from plugins.enterprise_visits.helping.words import KINDS, OUTCOMES
from plugins.enterprise_visits.models.helping import SHORT_LENGTH, WORDS_LENGTH


class HelpForm(Form):
    """What an enterprise offers or seeks."""

    side = RadioField(
        _l("Offered or sought?"),
        [InputRequired(_l("Say whether it is offered or sought."))],
        choices=choices_of([("offer", _l("The enterprise offers it")), ("seek", _l("The enterprise seeks it"))]),
    )
    enterprise = record_field(_l("Enterprise"), needed=_l("Choose an enterprise."))
    kind = SelectField(
        _l("Kind of help"),
        [InputRequired(_l("Choose the kind of help."))],
        choices=choices_of([("", _l("Choose ...")), *KINDS.items()]),
    )
    words = words_field(
        _l("What it is"),
        WORDS_LENGTH,
        needed=_l("Say in a few words what it is."),
        hint=_l("Name the thing itself: a machine, a material, a trade. Others are found by these words."),
    )
    amount = text_field(_l("How much"), SHORT_LENGTH, hint=_l("As people say it: two shifts a week, 30 tons a month."))
    begins = DayField(_l("From which day"), [InputRequired(_l("Choose the first day."))])
    ends = DayField(
        _l("Until which day"), [Optional()], description=_l("Left empty it stands until somebody closes it.")
    )


class IntroduceForm(Form):
    """Who is brought together, and by whom."""

    counterpart = record_field(_l("With whom"), needed=_l("Choose with whom."))
    deputy = record_field(_l("Deputy who introduced them"), hint=_l("Left empty it was the station itself."))
    day = DayField(_l("Day"), [InputRequired(_l("Choose the day."))])
    words = long_text_field(_l("How the introduction went"), WORDS_LENGTH)


class OutcomeForm(Form):
    """What came of an introduction."""

    outcome = RadioField(
        _l("What came of the introduction"),
        [InputRequired(_l("Choose one."))],
        choices=choices_of(OUTCOMES.items()),
    )
    on = DayField(_l("Known since"), [InputRequired(_l("Choose the day."))])
    words = long_text_field(_l("In a few words"), WORDS_LENGTH)
