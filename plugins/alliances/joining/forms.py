"""Forms of alliances: founding one, its charter, who joins, who leaves, dissolving it."""

from __future__ import annotations

from wtforms import SelectField
from wtforms.validators import InputRequired, Optional

from core.api.web import (
    DayField,
    DocumentField,
    Form,
    _l,
    choices_of,
    long_text_field,
    name_field,
    record_field,
    text_field,
)
from plugins.alliances.joining.words import ROLES
from plugins.alliances.models.alliances import LONGEST_CHARTER, LONGEST_NAME, LONGEST_PURPOSE, LONGEST_REASON


class AllianceForm(Form):
    """What is known of an alliance."""

    name = name_field(_l("Name of the alliance"), LONGEST_NAME, needed=_l("Enter the name of the alliance."))
    purpose = text_field(
        _l("What it is for"), LONGEST_PURPOSE, hint=_l("A sentence; everybody reads it on the pages of its members.")
    )
    chain_id = record_field(_l("Industrial chain"))
    founded_on = DayField(
        _l("Founded on"), [Optional()], description=_l("Leave this empty as long as the alliance is being founded.")
    )


class CharterForm(Form):
    """The charter: in words, as a document, or both."""

    charter = long_text_field(
        _l("Charter in words"),
        LONGEST_CHARTER,
        hint=_l(
            "A line that begins with # is a heading, one with - or 1. an item of a list; **bold** stands between stars."
        ),
    )
    document = DocumentField(_l("The charter as it was signed"))


class JoinForm(Form):
    """Who joins an alliance."""

    enterprise = text_field(
        _l("Enterprise"), 120, hint=_l("Begin to type and choose."), list="enterprises", autocomplete="off"
    )
    deputy = text_field(_l("Deputy"), 80, hint=_l("Or a deputy of the roster."), list="deputies", autocomplete="off")
    name = name_field(
        _l("Somebody else"), LONGEST_NAME, hint=_l("Or an expert or a grower who stands in no list: the name.")
    )
    organisation = text_field(
        _l("Works for, or is represented by"),
        120,
        hint=_l("Where an expert works, or who speaks for the enterprise."),
    )
    role = SelectField(_l("Role in the alliance"), choices=choices_of(ROLES.items()), default="member")
    joined = DayField(_l("Joined on"), [InputRequired(_l("Choose the day."))])


class MemberForm(Form):
    """What was entered of a member."""

    role = SelectField(_l("Role in the alliance"), choices=choices_of(ROLES.items()))
    organisation = text_field(_l("Works for, or is represented by"), 120)
    joined = DayField(_l("Joined on"), [InputRequired(_l("Choose the day."))])


class LeaveForm(Form):
    """When a member left, and why."""

    left = DayField(_l("Left on"), [InputRequired(_l("Choose the day."))])
    reason = text_field(_l("Reason for leaving"), LONGEST_REASON)


class DissolveForm(Form):
    """When an alliance was dissolved, and why."""

    day = DayField(_l("Dissolved on"), [InputRequired(_l("Choose the day."))])
    reason = text_field(
        _l("Why it was dissolved"), LONGEST_REASON, needed=_l("Say in a sentence why the alliance was dissolved.")
    )
