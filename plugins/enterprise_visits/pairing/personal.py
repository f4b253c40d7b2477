"""What pairing keeps about a person."""

from __future__ import annotations

from typing import Final

from core.api.declare import PersonalData, _
from plugins.enterprise_visits.models import Pairing, ProposedPair, Ruling

PERSONAL: Final = (
    PersonalData(
        model=Pairing,
        title=_("Pairings with enterprises"),
        shown={
            "enterprise.name": _("Enterprise"),
            "begins": _("From"),
            "ends": _("Until"),
            "reason": _("Reason"),
            "end_reason": _("Why it ended"),
        },
        erased={"reason": "", "end_reason": ""},
    ),
    PersonalData(
        model=ProposedPair,
        title=_("Proposed pairings with enterprises"),
        shown={"enterprise.name": _("Enterprise"), "proposal.made_at": _("Proposed on")},
        rows_go=True,
    ),
    PersonalData(
        model=Ruling,
        title=_("Pairings locked or forbidden by hand"),
        shown={"enterprise.name": _("Enterprise"), "kind": _("What was ruled"), "reason": _("Reason")},
        rows_go=True,
    ),
)
