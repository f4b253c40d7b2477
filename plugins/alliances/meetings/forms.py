"""Forms of forums, meetings, their agenda, invitations and attendance."""

from __future__ import annotations

from typing import Any, Final

from wtforms import IntegerField, RadioField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from core.api.web import (
    CheckboxesField,
    DayField,
    Form,
    TimeOfDayField,
    _l,
    choices_of,
    long_text_field,
    name_field,
    record_field,
    text_field,
)
from plugins.alliances.meetings.fields import number_field
from plugins.alliances.meetings.planning import Plan
from plugins.alliances.meetings.words import ATTENDANCES, PARTS
from plugins.alliances.models.meetings import LONGEST_REASON, LONGEST_WORDS

MOST_BLANK_LINES: Final = 60


class ForumForm(Form):
    """A standing forum."""

    name = name_field(_l("Name of the forum"), 80, needed=_l("Give the forum a name."))
    words = long_text_field(_l("What it is for"), LONGEST_WORDS)
    alliance_id = record_field(
        _l("Alliance"), hint=_l("Where it is the forum of an alliance, all its sessions are meetings of that alliance.")
    )


class MeetingForm(Form):
    """A meeting to come, or one that was held before it was entered."""

    forum_id = record_field(_l("Forum"), hint=_l("Sessions of a forum are numbered."))
    number = number_field()
    alliance_id = record_field(_l("Alliance"))
    title = name_field(_l("What the meeting is called"), 120, hint=_l("Left empty, a session is called as its forum."))
    theme = text_field(_l("Theme"), 200)
    day = DayField(_l("Day"), [InputRequired(_l("Choose the day."))])
    begins = TimeOfDayField(_l("Begins at"), [Optional()])
    ends = TimeOfDayField(_l("Ends at"), [Optional()])
    place = text_field(_l("Place"), 120, hint=_l("Room and address, as those who come need it."))

    def validate(self, *args: object, **kwargs: object) -> bool:
        """It is called something, or is a session."""
        is_sound: bool = super().validate(*args, **kwargs)
        if not self.title.data and not ("forum_id" in self and self.forum_id.data):
            self.title.errors = [*self.title.errors, _l("Say what the meeting is called, or choose its forum.")]
            return False
        return is_sound

    def wish(self) -> Plan:
        """What was filled in."""
        return Plan(**self.values)


class MoveForm(Form):
    """Another day, hour or place."""

    day = DayField(_l("Day"), [InputRequired(_l("Choose the day."))])
    begins = TimeOfDayField(_l("Begins at"), [Optional()])
    ends = TimeOfDayField(_l("Ends at"), [Optional()])
    place = text_field(_l("Place"), 120)


class CancelForm(Form):
    """Why a meeting does not take place."""

    reason = text_field(
        _l("Why it does not take place"),
        LONGEST_REASON,
        needed=_l("Say in a few words why: everybody who was asked reads it."),
    )


class HoldForm(Form):
    """That it was held, and what it did not come to."""

    left_open = CheckboxesField(_l("Not dealt with"), coerce=int, validators=[Optional()])


class ItemForm(Form):
    """An item of the agenda."""

    title = name_field(_l("Item"), 200, needed=_l("Say in a few words what it is about."))
    speaker = name_field(_l("Opened by"), 80)
    words = long_text_field(_l("Notes on the item"), LONGEST_WORDS)


class ShiftForm(Form):
    """An item that changes places with its neighbour."""

    to = RadioField(choices=choices_of([("earlier", _l("Earlier")), ("later", _l("Later"))]), default="earlier")


class InviteForm(Form):
    """Whom a meeting asks, and in which part."""

    part = RadioField(
        _l("Part in the meeting"),
        [InputRequired(_l("Choose one."))],
        choices=choices_of(PARTS.items()),
        default="attends",
    )
    everybody = CheckboxesField(_l("All at once"), validators=[Optional()])
    members = CheckboxesField(_l("Members of the alliance"), coerce=int, validators=[Optional()])
    deputies = CheckboxesField(_l("Deputies of the station"), coerce=int, validators=[Optional()])
    accounts = CheckboxesField(_l("Staff"), coerce=int, validators=[Optional()])
    names = long_text_field(
        _l("Organs and guests"),
        LONGEST_WORDS,
        hint=_l(
            "One a line; after a comma where they come from. They are told by telephone or letter; with the link of their invitation they answer themselves."
        ),
    )


class ParticipantForm(Form):
    """One participant: part, who comes for them, and what they answered by telephone."""

    part = RadioField(_l("Part in the meeting"), [InputRequired(_l("Choose one."))], choices=choices_of(PARTS.items()))
    organisation = text_field(_l("Who comes for them"), 120)
    answer = RadioField(
        _l("Answer"),
        [InputRequired(_l("Choose one."))],
        choices=choices_of(
            [("asked", _l("No answer yet")), ("coming", _l("Comes")), ("declined", _l("Does not come"))]
        ),
    )
    reason = text_field(_l("Why not"), LONGEST_REASON)


class AnswerForm(Form):
    """Whether one comes."""

    answer = RadioField(
        _l("Do you come?"),
        [InputRequired(_l("Choose one."))],
        choices=choices_of([("coming", _l("I come to the meeting")), ("declined", _l("I do not come"))]),
        default="coming",
    )
    reason = text_field(_l("Why you do not come"), LONGEST_REASON, hint=_l("Who runs the meeting reads it."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The reason stands only where somebody declines, who has to give it."""
        super().__init__(*args, **kwargs)
        self.reason.flags.required = True


class MarkForm(Form):
    """Whether somebody came."""

    attendance = SelectField(
        _l("Attendance"), choices=choices_of([*ATTENDANCES.items(), ("", _l("Nothing known"))]), default="present"
    )
    reason = text_field(_l("Why excused"), LONGEST_REASON)


class SheetForm(Form):
    """An attendance sheet: how many blank lines it has for those who are not on the list."""

    blank = IntegerField(
        _l("Blank lines"),
        [
            Optional(),
            NumberRange(0, MOST_BLANK_LINES, message=_l("At most %(most)s blank lines.", most=MOST_BLANK_LINES)),
        ],
        default=6,
        render_kw={"inputmode": "numeric", "min": 0, "max": MOST_BLANK_LINES},
    )
    only_blank = SelectField(
        _l("What is printed"),
        choices=choices_of([("", _l("Everybody on the list, then blank lines")), ("yes", _l("Blank lines only"))]),
    )
