"""What visits keep about a person."""

from __future__ import annotations

from typing import Final

from core.api.declare import PersonalData, _
from plugins.enterprise_visits.models import VisitDeputy

PERSONAL: Final = (
    PersonalData(
        model=VisitDeputy,
        title=_("Enterprise visits"),
        shown={
            "visit.day": _("Day"),
            "visit.enterprise.name": _("Enterprise"),
            "visit.station.name": _("Station"),
            "answer": _("Answer"),
            "reason": _("Reason"),
            "answered_at": _("Answered on"),
            "was_there": _("Was there"),
        },
        erased={"reason": ""},
    ),
)
