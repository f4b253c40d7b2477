"""Forms for a layman on a phone: one question each."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, SelectField
from wtforms.validators import InputRequired

from core.api.web import Form, _l, choices_of, long_text_field, text_field
from plugins.enterprise_visits.contacts.service import LONGEST_THANKS
from plugins.enterprise_visits.difficulties.service import Told
from plugins.enterprise_visits.difficulties.words import KINDS
from plugins.enterprise_visits.models.difficulties import LONGEST_DIFFICULTY
from plugins.enterprise_visits.models.known import SPECIALITY_LENGTH


class ConfirmForm(Form):
    """The visit took place."""

    thanks = long_text_field(_l("A word to the deputies"), LONGEST_THANKS)


class NotSoForm(Form):
    """It is not so."""

    not_so = long_text_field(
        _l("What is not so?"), LONGEST_THANKS, hint=_l("Another day, another person, no visit at all ...")
    )


class TellForm(Form):
    """A difficulty of the enterprise."""

    kind = SelectField(
        _l("What is it about?"),
        [InputRequired(_l("Choose what it is about; if nothing fits, the last one."))],
        choices=choices_of([("", _l("Choose here")), *KINDS.items()]),
    )
    words = long_text_field(_l("What is the difficulty?"), LONGEST_DIFFICULTY)
    office_only = BooleanField(
        _l("Only the congress office may read this"),
        description=_l(
            "The station stands in an enterprise, too. With the tick its staff sees neither what you write nor who wrote it."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The words are needed, and say so."""
        super().__init__(*args, **kwargs)
        self.words.flags.required = True

    def validate(self, *args: object, **kwargs: object) -> bool:
        """Words are needed."""
        valid = super().validate(*args, **kwargs)
        if not self.words.data and not self.words.errors:
            self.words.errors = [_l("Tell us in a sentence what the difficulty is.")]
        return valid and not self.words.errors

    @property
    def told(self) -> Told:
        """What was filled in."""
        return Told(kind=self.kind.data, words=self.words.data or "", office_only=bool(self.office_only.data))


class NeedForm(Form):
    """Whom the enterprise needs."""

    speciality = text_field(
        _l("With whom would you like to speak?"),
        SPECIALITY_LENGTH,
        hint=_l("A speciality: law, taxes, foreign trade, technology ... Deputies are chosen by it."),
    )
