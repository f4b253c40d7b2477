"""Forms of the term changes."""

from __future__ import annotations

from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from core.congresses.forms import LATEST_TERM
from core.platform import Platform
from core.regions.models import Region
from core.web import Form
from core.web.fields import text_field
from core.words import lazy as _l

_FROM_TO = _l("From 1 to 99.")


class StartForm(Form):
    """A term change: of whose congress, to which term, from which day on."""

    region_code = SelectField(
        _l("Region"), [InputRequired(_l("Choose the region."))], description=_l("Whose congress has a new term.")
    )
    number = IntegerField(
        _l("Number of the new term"),
        [InputRequired(_l("Enter the number of the term.")), NumberRange(2, LATEST_TERM, _l("From 2 to 99."))],
        render_kw={"inputmode": "numeric"},
    )
    day = DateField(
        _l("First session of the new term"),
        [InputRequired(_l("Enter the day of the first session."))],
        description=_l("On this day the old mandates end and the new ones begin. Until then nothing changes."),
    )
    township_number = IntegerField(
        _l("New term of the townships below"),
        [Optional(), NumberRange(2, LATEST_TERM, _l("From 2 to 99."))],
        description=_l("Only where the congresses of townships and towns are elected together with it."),
        render_kw={"inputmode": "numeric"},
    )

    def numbers(self, region: Region) -> dict[str, int]:
        """Level -> number of the new term."""
        found = {region.level: int(self.number.data)}
        if self.township_number.data and region.level != "township":
            found["township"] = int(self.township_number.data)
        return found


class RosterForm(Form):
    """The roster of those elected."""

    file = FileField(
        _l("Roster of the new term"),
        [FileRequired(_l("Choose the file."))],
        description=_l(
            "Excel (.xlsx) or text (.csv), as you have it, with everybody who is elected. At most %(size)s MB.",
            size=Platform.max_roster_mb,
        ),
        render_kw={
            "accept": ".xlsx,.xlsm,.xls,.csv,.txt",
            "required": True,
            "data-most-bytes": Platform.max_roster_mb * 2**20,
            "data-too-large": _l(
                "This file is larger than %(size)s MB. Choose a smaller one, or split the list.",
                size=Platform.max_roster_mb,
            ),
        },
    )
    sheet = text_field(_l("Sheet"), 80, hint=_l("Only where several sheets of the file hold a roster: its name."))


class PlainForm(Form):
    """A button that needs no further word."""
