"""Forms of minutes: drawing, deciding, circulating, commenting, signing, issuing, amending."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from core.api.web import (
    CheckboxesField,
    DayField,
    Form,
    _l,
    choices_of,
    long_text_field,
    name_field,
    record_field,
    text_field,
)
from plugins.alliances.models.circulation import LONGEST_COMMENT, LONGEST_SIGNER
from plugins.alliances.models.minutes import LONGEST_AMENDMENT, LONGEST_DECISION, LONGEST_WHY, MOST_NUMBER


class DrawForm(Form):
    """What is drawn from the record."""

    chosen = CheckboxesField(
        _l("What was agreed"),
        coerce=int,
        refusal=_l("Choose among what is offered; somebody else may have drawn from it meanwhile."),
    )


class DecisionForm(Form):
    """A decision."""

    words = long_text_field(_l("What was decided"), LONGEST_DECISION)
    owner = SelectField(
        _l("Who sees to it"), [Optional()], description=_l("A member, somebody who took part, or an organ.")
    )
    due = DayField(_l("To be done until"), [Optional()])

    def __init__(self, *args: Any, owners: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        """`owners` are offered."""
        super().__init__(*args, **kwargs)
        self.owner.choices = choices_of([("", _l("Choose who sees to it")), *owners])
        self.words.flags.required = self.owner.flags.required = True


class CirculateForm(Form):
    """Until when comments are asked for."""

    until = DayField(
        _l("Comments until"), [Optional()], description=_l("Later comments are read, too, until the issue.")
    )


class TakeBackForm(Form):
    """Why minutes are worked on again."""

    why = text_field(_l("Why they are taken back"), LONGEST_WHY)


class CommentForm(Form):
    """What somebody says of the minutes."""

    passage_id = record_field(_l("About which passage"))
    words = long_text_field(_l("What you have to say"), LONGEST_COMMENT)


class AnswerForm(Form):
    """What the writer answers to a comment."""

    answer = long_text_field(
        _l("Answer"), LONGEST_COMMENT, hint=_l("Empty: it is taken in as it was said. Who said it reads the answer.")
    )


class SignForm(Form):
    """Somebody signs off."""

    digest = HiddenField()
    """The digest of the text that was read."""
    name = name_field(_l("Name of who signs"), LONGEST_SIGNER)


class PaperForm(Form):
    """A signature on paper is noted."""

    name = name_field(_l("Name of who signed"), LONGEST_SIGNER)
    reason = text_field(
        _l("Why on paper, and where it is kept"), LONGEST_WHY, hint=_l("As: fax of 12 March, in folder 3.")
    )


class IssueForm(Form):
    """The issue."""

    number = IntegerField(
        _l("Number of the year"),
        [InputRequired(_l("Enter the number.")), NumberRange(1, MOST_NUMBER, _l("Enter a number from 1 to 9999."))],
    )
    issued_on = DayField(_l("Issued on"), [InputRequired(_l("Choose the day."))])
    issuer = name_field(_l("Who issued them"), LONGEST_SIGNER, needed=_l("Enter the name of who issues them."))


class AmendForm(Form):
    """An amendment."""

    words = long_text_field(_l("What is changed"), LONGEST_AMENDMENT, hint=_l("What it said, and what it says now."))
    reason = text_field(_l("Why it is changed"), LONGEST_WHY)
    day = DayField(_l("Day of the amendment"), [InputRequired(_l("Choose the day."))])
