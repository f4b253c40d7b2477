"""One look at the calendar: who is to be told what at this moment."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from core.api.data import STATION_ZONE, Station
from plugins.duty_days.models import Tells
from plugins.duty_days.telling.changes import forget, tell_changes
from plugins.duty_days.telling.reminders import remind_holders, tell_gaps, tell_groups


def look(session: Session, at: datetime) -> None:
    """Tell all there is to be told. Run twice, it tells nothing twice."""
    tell_holders(session, at)
    tell_those_who_run(session, at)
    tell_chats(session, at)


def tell_holders(session: Session, at: datetime) -> None:
    """What changed, and reminders: for who holds a place."""
    today = at.astimezone(STATION_ZONE).date()
    tell_changes(session, today, at)
    remind_holders(session, today, at)
    forget(session, today)


def tell_those_who_run(session: Session, at: datetime) -> None:
    """Where too few serve: for who runs a station."""
    tell_gaps(session, at.astimezone(STATION_ZONE).date(), at)


def tell_chats(session: Session, at: datetime) -> None:
    """Who serves tomorrow: for the groups of stations."""
    tell_groups(session, at.astimezone(STATION_ZONE).date(), at)


def tells_of(session: Session, station: Station) -> Tells:
    """What a station wants to be told; of one that chose nothing, all of it, not kept yet."""
    return session.get(Tells, station.id) or Tells(station_id=station.id, reminders=True, lists=True, gaps=True)


def choose(session: Session, station: Station, *, reminders: bool, lists: bool, gaps: bool) -> Tells:
    """Decide what a station is told by itself."""
    tells = tells_of(session, station)
    tells.reminders, tells.lists, tells.gaps = reminders, lists, gaps
    session.add(tells)
    session.flush()
    return tells
