"""The pages of visits: a phone's, and those of the desk."""

from __future__ import annotations

from core.api.declare import NavItem
from core.api.web import _l
from plugins.enterprise_visits.visiting.access import BROWSE, OWN, PERMISSIONS
from plugins.enterprise_visits.visiting.views import campaigns, logging, pages, planning, sheets

NAV = (
    NavItem(title=_l("My visits"), endpoint="enterprise_visits.my_visits", permission=OWN, order=41, icon="building"),
    NavItem(
        title=_l("All visits"),
        endpoint="enterprise_visits.visits_everywhere",
        permission=BROWSE,
        order=42,
        icon="building",
    ),
    NavItem(
        title=_l("Visits"),
        endpoint="enterprise_visits.visits",
        permission=BROWSE,
        place="station",
        order=42,
        icon="building",
    ),
)

__all__ = ["NAV", "PERMISSIONS", "campaigns", "logging", "pages", "planning", "sheets"]
