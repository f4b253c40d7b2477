"""What mutual help and leads keep about a person."""

from __future__ import annotations

from typing import Final

from core.api.declare import PersonalData, _
from plugins.enterprise_visits.models import Introduction, Lead

PERSONAL: Final = (
    PersonalData(
        model=Introduction,
        title=_("Enterprises brought together"),
        shown={
            "day": _("Day"),
            "offer.enterprise.name": _("Who offered"),
            "seek.enterprise.name": _("Who sought"),
            "words": _("How the introduction went"),
            "outcome": _("What came of the introduction"),
        },
        erased={"words": ""},
    ),
    PersonalData(
        model=Lead,
        title=_("Investment leads through own contacts"),
        shown={
            "title": _("What is to be built or bought"),
            "station.name": _("Station"),
            "stage": _("Where it stands"),
        },
        erased={"investor": "", "words": ""},
    ),
)
