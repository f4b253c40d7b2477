"""Forms of the personal data."""

from __future__ import annotations

from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from core.personal_data.models import LONGEST
from core.web import Form
from core.web.fields import plain
from core.words import lazy as _l


class CorrectionForm(Form):
    """Ask the office to put something right."""

    words = TextAreaField(
        _l("What is wrong, and what would be right?"),
        [InputRequired(_l("Say what is wrong, and what would be right.")), Length(max=LONGEST)],
        filters=[plain],
        render_kw={"rows": 4, "maxlength": LONGEST},
    )


class AnswerForm(Form):
    """Say what became of a request."""

    answer = TextAreaField(
        _l("Answer"),
        [InputRequired(_l("Say what was put right, or why not.")), Length(max=LONGEST)],
        filters=[plain],
        description=_l("The person reads it."),
        render_kw={"rows": 3, "maxlength": LONGEST},
    )


class ErasureForm(Form):
    """Erase a person: confirmed with the name, and with a reason that is kept."""

    reason = StringField(
        _l("Reason"),
        [InputRequired(_l("Say why: it is kept in the audit.")), Length(max=200)],
        filters=[plain],
        description=_l("Kept in the audit: do not name the person here."),
        render_kw={"maxlength": 200},
    )
    name = StringField(
        _l("Type the name to confirm"),
        [InputRequired(_l("Type the name of the person to be erased."))],
        filters=[plain],
        render_kw={"autocomplete": "off", "maxlength": 80},
    )
