"""The form of an export: in which file, and whether with whole telephone numbers."""

from __future__ import annotations

from wtforms import BooleanField, RadioField
from wtforms.validators import InputRequired

from core.web import Form
from core.web.fields import choices_of
from core.words import lazy as _l

FORMATS = {
    "xlsx": _l("Excel workbook (.xlsx), to read, print and correct"),
    "csv": _l("Text table (.csv), for other programs"),
}


class ExportForm(Form):
    """What is taken out, and how."""

    format = RadioField(_l("File"), [InputRequired()], choices=choices_of(FORMATS.items()), default="xlsx")
    whole_numbers = BooleanField(
        _l("With whole telephone numbers"),
        description=_l("It is written down who took them out, when and how many. Without the tick they are masked."),
    )
