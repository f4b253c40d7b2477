"""Xinyi: the salons of high-end textiles, three that were held and the next one. Loaded only where alliances are active."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from core.api.declare import DemoScenario
from core.api.work import STATION_ZONE
from plugins.alliances.api import hold_meeting
from plugins.textiles.demo import xinyi
from plugins.textiles.models import Salon
from plugins.textiles.salons import service
from plugins.textiles.salons.wish import Wish


def load(session: Session, today: date) -> None:
    """A series with its sessions. Twice is once."""
    station = next(iter(xinyi.stations(session)), None)
    if station is None or session.scalar(select(exists().where(Salon.station_id == station.id))):
        return
    words = xinyi.told()["salons"]
    alliance = next(iter(service.alliances_of(session, station)), (None, ""))[0]
    salon = service.found(session, station, name=words["name"], words=words["words"], alliance=alliance)
    for one in words["sessions"]:
        day = today + timedelta(days=one["days"])
        wish = Wish(theme=one["theme"], part=one["part"], day=day, begins=time(14, 30), place=words["place"])
        at = datetime.combine(min(day, today) - timedelta(days=7), time(9), STATION_ZONE)
        meeting = service.plan(session, salon, wish, account_id=None, at=at)
        if day <= today:
            hold_meeting(session, meeting, today=today)


SCENARIOS: Final = (DemoScenario(place="xinyi", load=load, shown_at=xinyi.stations, order=130),)
