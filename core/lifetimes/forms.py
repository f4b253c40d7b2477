"""Forms of what happens to stations."""

from __future__ import annotations

from wtforms import DateField, RadioField
from wtforms.validators import InputRequired

from core.web import Form
from core.web.fields import choices_of, record_field, text_field
from core.words import LazyText
from core.words import lazy as _l

ROOMS_STAY, ROOMS_TOO = "stay", "too"


def _day_field(label: LazyText) -> DateField:
    return DateField(label, [InputRequired(_l("Enter the day."))])


class OpenForm(Form):
    """A station opens."""

    day = _day_field(_l("Open since"))
    reason = text_field(_l("Words for the timeline"), 400, hint=_l("Everybody can read them."))


class MoveForm(Form):
    """A station has moved."""

    address = text_field(_l("New address"), 200, needed=_l("Enter the new address."), autocomplete="off")
    day = _day_field(_l("There since"))
    reason = text_field(_l("Words for the timeline"), 400, hint=_l("Everybody can read them."))


class CloseForm(Form):
    """A station closes."""

    day = _day_field(_l("Closed since"))
    reason = text_field(
        _l("Why"), 400, needed=_l("Say why it closes: people will ask."), hint=_l("Everybody can read it.")
    )
    rooms = RadioField(
        _l("Its rooms and points"),
        choices=choices_of([(ROOMS_STAY, _l("Stay open and stand for themselves")), (ROOMS_TOO, _l("Close with it"))]),
        default=ROOMS_STAY,
    )


class MergeForm(Form):
    """A station is merged into another."""

    into_id = record_field(_l("Merge it into"), needed=_l("Choose the station it is merged into."))
    day = _day_field(_l("Merged on"))
    reason = text_field(_l("Words for the timeline"), 400, hint=_l("Everybody can read them."))
    rooms = RadioField(
        _l("Its rooms and points"),
        choices=choices_of(
            [(ROOMS_STAY, _l("Go under the other station")), (ROOMS_TOO, _l("Are merged into it as well"))]
        ),
        default=ROOMS_STAY,
    )
