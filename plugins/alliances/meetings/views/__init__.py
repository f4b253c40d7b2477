"""The pages of forums and meetings: those of the desk, and a deputy's own."""

from __future__ import annotations

from core.api.declare import NavItem
from core.api.web import _l
from plugins.alliances.meetings.views import agenda, attendance, forums, linked, meetings, mine, participants
from plugins.alliances.permissions import BROWSE, OWN

NAV = (
    NavItem(title=_l("My meetings"), endpoint="alliances.my_meetings", permission=OWN, order=47, icon="calendar"),
    NavItem(
        title=_l("Meetings"), endpoint="alliances.meetings_everywhere", permission=BROWSE, order=48, icon="calendar"
    ),
    NavItem(
        title=_l("Meetings"),
        endpoint="alliances.meetings",
        permission=BROWSE,
        place="station",
        order=48,
        icon="calendar",
    ),
)

__all__ = ["NAV", "agenda", "attendance", "forums", "linked", "meetings", "mine", "participants"]
