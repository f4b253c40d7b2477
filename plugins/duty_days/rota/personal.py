"""What rotas keep about a person."""

from __future__ import annotations

from typing import Final

from core.api.declare import PersonalData, _
from plugins.duty_days.models import Offer, ProposedPlace

PERSONAL: Final = (
    PersonalData(
        model=ProposedPlace,
        title=_("Proposed duty days"),
        shown={"sitting.duty_day.day": _("Day"), "sitting.duty_day.station.name": _("Station")},
        rows_go=True,
    ),
    PersonalData(
        model=Offer,
        title=_("Duty days offered and swapped"),
        shown={
            "day": _("Day"),
            "wanted_day": _("In exchange for"),
            "station.name": _("Station"),
            "made_at": _("Asked on"),
            "state": _("State"),
        },
    ),
)
