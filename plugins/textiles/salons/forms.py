"""Forms of salons: a series, and a session of it."""

from __future__ import annotations

from typing import Any

from wtforms import SelectField
from wtforms.validators import InputRequired, Optional

from core.api.web import (
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
from plugins.textiles.salons.wish import Wish
from plugins.textiles.trade.words import PARTS


class SalonForm(Form):
    """A series of salons."""

    name = name_field(_l("Name of the series"), 80, needed=_l("Enter what the series is called."))
    words = long_text_field(_l("What the series is about"), 2000)
    alliance = record_field(_l("Alliance"), hint=_l("Left empty, it is a series of the station alone."))


class SalonSessionForm(Form):
    """The next session of a series."""

    theme = text_field(_l("Theme"), 200, needed=_l("Say what the session is about."))
    part = SelectField(
        _l("Part of the trade"), [Optional()], choices=choices_of([("", _l("all of the trade")), *PARTS.items()])
    )
    day = DayField(_l("Day"), [InputRequired(_l("Choose the day."))])
    begins = TimeOfDayField(_l("Begins at"), [Optional()])
    ends = TimeOfDayField(_l("Ends at"), [Optional()])
    place = text_field(_l("Place"), 120)

    @property
    def wish(self) -> Wish:
        """What was filled in."""
        filled: dict[str, Any] = self.values
        return Wish(**{**filled, "part": filled["part"] or "", "place": filled["place"] or ""})
