"""Forms of the working-day calendar."""

from __future__ import annotations

from wtforms import DateField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from core.web import Form
from core.web.fields import choices_of, plain, text_field
from core.words import lazy as _l

LONGEST_NOTICE = 8000


class SpanForm(Form):
    """Days of one kind, from the first to the last."""

    kind = SelectField(
        _l("These days are"),
        choices=choices_of(
            (
                ("holiday", _l("holidays")),
                ("worked", _l("worked, to make up for a holiday")),
                ("ordinary", _l("as their weekday says")),
            )
        ),
    )
    first = DateField(_l("First day"), [InputRequired(_l("Enter the first day."))])
    last = DateField(_l("Last day"), [InputRequired(_l("Enter the last day; for a single day, the same."))])
    name = text_field(_l("Festival"), 40, hint=_l("Shown in the calendar."), list="festivals", autocomplete="off")


class NoticeForm(Form):
    """The State Council's notice, pasted."""

    text = TextAreaField(
        _l("Text of the notice"),
        [InputRequired(_l("Paste the text of the notice.")), Length(max=LONGEST_NOTICE)],
        filters=[plain],
        description=_l(
            "Copy the list of the festivals from the State Council's notice and paste it here. What was understood is shown before it counts."
        ),
        render_kw={"rows": 8, "maxlength": LONGEST_NOTICE},
    )
