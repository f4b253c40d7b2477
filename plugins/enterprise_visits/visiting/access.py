"""Who may do what about visits: the permissions, and what the door cannot ask."""

from __future__ import annotations

from typing import Final

from core.api.data import Session, Viewer
from core.api.declare import Permission, Role, _
from plugins.enterprise_visits.models import Visit
from plugins.enterprise_visits.visiting.errors import NotYourVisit

KEEPERS: Final = frozenset({Role.ADMINISTRATOR, Role.OFFICE, Role.MANAGER})
OWN: Final = "enterprise_visits.visit"
LOG: Final = "enterprise_visits.log_visits"
PLAN: Final = "enterprise_visits.plan_visits"
READ: Final = "enterprise_visits.read_visits"
BROWSE: Final = "enterprise_visits.browse_visits"
PERMISSIONS: Final = (
    Permission(OWN, _("Plan and log one's own visits to enterprises"), frozenset({Role.DEPUTY})),
    Permission(LOG, _("Write visits to enterprises down, and correct them"), KEEPERS | {Role.DEPUTY}),
    Permission(PLAN, _("Plan visits for deputies: campaigns, routes, past visits"), KEEPERS),
    Permission(READ, _("Open visits to enterprises"), KEEPERS | {Role.LEADER, Role.DEPUTY}),
    Permission(BROWSE, _("See all visits to enterprises"), KEEPERS | {Role.LEADER}),
)


def check_may_read(viewer: Viewer, visit: Visit) -> None:
    """Raise NotYourVisit for a deputy who was not there and is not asked."""
    if not (viewer.may(BROWSE, visit.scope()) or visit.is_theirs(viewer.deputy_id)):
        raise NotYourVisit


def may_change(viewer: Viewer, visit: Visit) -> bool:
    """Whether the viewer writes this visit down or corrects it: the station, and the deputies who come or were there."""
    comes = {one.deputy_id for one in visit.deputies if one.answer != "declined"}
    return viewer.may(PLAN, visit.scope()) or (viewer.may(OWN) and viewer.deputy_id in comes)


def check_may_change(viewer: Viewer, visit: Visit) -> None:
    """Raise NotYourVisit where the viewer may not."""
    if not may_change(viewer, visit):
        raise NotYourVisit


def again(session: Session, visit: Visit) -> Visit:
    """The same visit in the write transaction, after what was read before it."""
    return session.get_one(Visit, visit.id, populate_existing=True)
