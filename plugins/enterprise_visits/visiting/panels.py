"""What visits show on pages of the core."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Deputy, Enterprise, Viewer
from core.api.declare import Deed, Panel, _
from plugins.enterprise_visits.models import Visit, VisitDeputy
from plugins.enterprise_visits.visiting import choosing, lists
from plugins.enterprise_visits.visiting.access import OWN

MOST_DEEDS = 200


def visited_by(session: Session, deputy: Deputy, day: date) -> Iterator[Deed]:
    """The enterprises the deputy visited, newest first: their names and days, and nothing of what was said."""
    query = (
        select(Visit.day, Enterprise.name)
        .join(VisitDeputy, VisitDeputy.visit_id == Visit.id)
        .join(Enterprise, Enterprise.id == Visit.enterprise_id)
        .where(VisitDeputy.deputy_id == deputy.id, VisitDeputy.was_there, Visit.state == "held", Visit.day <= day)
        .order_by(Visit.day.desc(), Visit.id.desc())
        .limit(MOST_DEEDS)
    )
    for visited, name in session.execute(query):
        yield Deed(day=visited, kind=_("Visited enterprises"), text=_("Visited %(enterprise)s", enterprise=name))


def waiting_for(session: Session, viewer: Viewer, day: date) -> Iterator[Panel]:
    """A deputy's next visits, and the enterprise that waits longest."""
    if viewer.deputy_id is None or not viewer.may(OWN):
        return
    waiting = lists.waiting_for(session, viewer.deputy_id, day)
    mine = choosing.my_enterprises(session, viewer.deputy_id, day)
    if waiting or mine:
        yield Panel(
            title=_("My visits"),
            template="enterprise_visits/visiting/panel_mine.html",
            context={"waiting": waiting[:3], "longest": mine[0] if mine else None, "today": day},
            order=8,
        )
