"""What alliances and action items keep about a person; what meetings and minutes keep, they say themselves."""

from __future__ import annotations

from typing import Final

from core.api.declare import PersonalData, _
from plugins.alliances.models import Action, Member

PERSONAL: Final = (
    PersonalData(
        model=Member,
        title=_("Memberships of alliances"),
        shown={
            "alliance.name": _("Alliance"),
            "role": _("Role"),
            "joined": _("Joined on"),
            "left": _("Left on"),
            "reason_left": _("Reason"),
        },
        erased={"reason_left": ""},
    ),
    PersonalData(
        model=Action,
        title=_("Action items"),
        shown={
            "words": _("Action item"),
            "due": _("Due on"),
            "state": _("State"),
            "closed_on": _("Closed on"),
            "outcome": _("What came of the action item"),
        },
    ),
)
