"""What textiles show on pages of the core: on a station's page, and on an enterprise's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from core.api.data import Enterprise, Station, Viewer
from core.api.declare import Panel, _
from plugins.textiles import months
from plugins.textiles.capacity import lists
from plugins.textiles.capacity.service import stale_before
from plugins.textiles.models import Capability, LabourNeed
from plugins.textiles.trade.units import in_words
from plugins.textiles.trade.words import PROCESSES

BROWSE: Final = "textiles.browse"
MOST_SHOWN: Final = 8


def of_station(session: Session, viewer: Viewer, station: Station, day: date) -> Iterator[Panel]:
    """How much of the directory there is at the station, what is to be confirmed, and how many persons are wanted."""
    if not viewer.may(BROWSE, station.scope()):
        return
    stale = stale_before(session, station.region_code, day)
    counted = select(func.count(), func.sum(case((Capability.updated_on < stale, 1), else_=0))).where(
        Capability.station_id == station.id, Capability.withdrawn_on.is_(None)
    )
    first = months.first_of(day)
    wanted = select(func.sum(LabourNeed.persons)).where(
        LabourNeed.station_id == station.id, LabourNeed.month.between(first, months.after(first, 2))
    )
    told: Any = counted.add_columns(wanted.scalar_subquery())
    offered, to_confirm, persons = session.execute(told).one()
    context = {"station": station, "offered": offered, "to_confirm": to_confirm or 0, "persons": persons or 0}
    yield Panel(title=_("Textile capacities"), template="textiles/panel_station.html", context=context, order=60)


def of_enterprise(session: Session, viewer: Viewer, enterprise: Enterprise, day: date) -> Iterator[Panel]:
    """What the enterprise can do; strangers see nothing of it."""
    if viewer.is_stranger or not viewer.may(BROWSE):
        return
    here = lists.within(session, Capability, viewer.reach(BROWSE)) & (Capability.enterprise_id == enterprise.id)
    query = lists.directory(here, lists.Wanted(), months.first_of(day), day)
    rows = session.execute(query.order_by(Capability.process, Capability.id).limit(MOST_SHOWN)).all()
    if rows:
        context = {"rows": rows, "titles": {key: one.title for key, one in PROCESSES.items()}, "in_words": in_words}
        yield Panel(title=_("What it can do"), template="textiles/panel_enterprise.html", context=context, order=60)
