"""The form of a segment: which part of the trade it is."""

from __future__ import annotations

from typing import Final

from wtforms import SelectField
from wtforms.validators import Optional

from core.api.web import Form, _l, choices_of
from plugins.textiles.trade.words import PARTS

BY_NAME: Final = "by_name"
NONE: Final = "none"


class PartForm(Form):
    """Which part of the trade a segment is."""

    part = SelectField(
        _l("Part of the trade"),
        [Optional()],
        choices=choices_of(
            [(BY_NAME, _l("as its name says")), (NONE, _l("none of the textile trade")), *PARTS.items()]
        ),
        description=_l("The fit of deputies and enterprises counts with it: who is next to whom in the trade."),
    )
