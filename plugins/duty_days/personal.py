"""What duty days keep about a person."""

from __future__ import annotations

from typing import Final

from core.api.declare import PersonalData, _
from plugins.duty_days.models import Feed, Slot

SERVED: Final = PersonalData(
    model=Slot,
    title=_("Duty days"),
    shown={
        "sitting.duty_day.day": _("Day"),
        "sitting.duty_day.station.name": _("Station"),
        "taken_at": _("Signed up on"),
    },
)
FEEDS: Final = PersonalData(
    model=Feed,
    title=_("Calendar subscriptions"),
    shown={"made_at": _("Made on"), "revoked_at": _("Revoked on")},
    rows_go=True,
)
