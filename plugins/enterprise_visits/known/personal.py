"""What is known about a deputy before they are paired."""

from __future__ import annotations

from typing import Final

from core.api.declare import PersonalData, _
from plugins.enterprise_visits.models import Interest, Wish

PERSONAL: Final = (
    PersonalData(
        model=Interest,
        title=_("Interests declared in enterprises"),
        shown={
            "enterprise.name": _("Enterprise"),
            "reason": _("What kind of interest"),
            "declared_on": _("Declared on"),
            "ended_on": _("Over since"),
        },
        rows_go=True,
    ),
    PersonalData(
        model=Wish,
        title=_("Wishes for pairings with enterprises"),
        shown={
            "enterprise.name": _("Enterprise"),
            "side": _("Who wishes"),
            "wanted": _("Would like to"),
            "note": _("Why"),
        },
        rows_go=True,
    ),
)
