"""Forms of difficulties: telling of one, saying what became of it, answering for an organ."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import InputRequired

from core.api.web import DayField, Form, _l, choices_of, long_text_field, record_field
from plugins.enterprise_visits.difficulties.moving import Move
from plugins.enterprise_visits.difficulties.service import Told
from plugins.enterprise_visits.difficulties.words import KINDS
from plugins.enterprise_visits.models.difficulties import LONGEST_DIFFICULTY


class DifficultyForm(Form):
    """A difficulty on its own."""

    kind = SelectField(
        _l("Kind of difficulty"),
        [InputRequired(_l("Choose of which kind the difficulty is; if none fits, the last one."))],
        choices=choices_of([("", _l("Choose a kind")), *KINDS.items()]),
    )
    words = long_text_field(_l("What the difficulty is"), LONGEST_DIFFICULTY)
    office_only = BooleanField(
        _l("For the congress office only"),
        description=_l("Who runs the station then reads neither what was said nor who said it."),
    )
    day = DayField(_l("Told on"), [InputRequired(_l("Choose the day."))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The words are needed, and say so."""
        super().__init__(*args, **kwargs)
        self.words.flags.required = True

    def validate(self, *args: object, **kwargs: object) -> bool:
        """Words are needed."""
        valid = super().validate(*args, **kwargs)
        if not self.words.data and not self.words.errors:
            self.words.errors = [_l("Say in a sentence what the difficulty is.")]
        return valid and not self.words.errors

    @property
    def told(self) -> Told:
        """What was filled in."""
        return Told(kind=self.kind.data, words=self.words.data or "", office_only=bool(self.office_only.data))


class NewDifficultyForm(DifficultyForm):
    """One that is new: of which enterprise."""

    enterprise_id = record_field(_l("Enterprise"), needed=_l("Choose the enterprise."))


class MoveForm(Form):
    """What became of a difficulty."""

    state = RadioField(_l("What became of it"), [InputRequired(_l("Choose one."))])
    organ_id = record_field(_l("To which organ"))
    words = long_text_field(_l("In words"), LONGEST_DIFFICULTY)
    move_day = DayField(_l("On which day"), [InputRequired(_l("Choose the day."))])

    @property
    def move(self) -> Move:
        """What was filled in."""
        return Move(
            state=self.state.data,
            day=self.move_day.data or date.min,
            words=self.words.data or "",
            organ_id=self.organ_id.data,
        )


class AnswerForm(Form):
    """What an organ answers."""

    words = long_text_field(_l("Answer of the organ"), LONGEST_DIFFICULTY)
