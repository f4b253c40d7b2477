"""Of what, and of which time, figures and their records are shown: read from the address, never beyond the viewer's reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request
from sqlalchemy import func, select

from core.api.data import Region, Scope, Station
from core.api.declare import FigureScope
from core.api.web import asked_number, session, today, viewer
from plugins.duty_days.showing.days import PLACE_CODE


@dataclass(frozen=True, slots=True)
class Asked:
    """A scope within reach, and what else can be chosen."""

    scope: FigureScope
    places: Sequence[tuple[str, str]]
    stations: Sequence[tuple[int, str]]

    @property
    def arguments(self) -> dict[str, Any]:
        """The same in an address."""
        told: dict[str, Any] = {"place": self.scope.region_code or None, "station": self.scope.station_id}
        told |= {"from": self.scope.begins, "to": self.scope.ends}
        return {name: value for name, value in told.items() if value is not None}

    @property
    def begins(self) -> date:
        """The first day; this year's where none was asked for."""
        return self.scope.begins or today().replace(month=1, day=1)


def asked_scope(permission: str) -> Asked:
    """What the address asks for; without anything said, this year up to today of all the viewer looks after."""
    reach = viewer().reach(permission)
    code = func.substr(Station.region_code, 1, PLACE_CODE)
    query = select(code, Region.name).outerjoin(Region, Region.code == code).where(Station.in_reach(reach)).distinct()
    places = [(number, name or number) for number, name in session().execute(query.order_by(code))]
    wide = "" if reach.everything else min(reach.region_codes, key=len, default="")
    place = request.args.get("place", "")
    if not (place.isalnum() and viewer().may(permission, Scope(region_code=place))):
        place = wide or (places[0][0] if len(places) == 1 else "")
    here = select(Station.id, Station.name).where(Station.in_reach(reach), Station.region_code.startswith(place))
    stations = [
        (number, name) for number, name in session().execute(here.order_by(Station.sort_key, Station.id).limit(500))
    ]
    asked, station = asked_number("station"), None
    if asked in dict(stations):
        station = asked
    elif not reach.everything and not reach.region_codes:
        station = min(reach.station_ids, default=0)
    begins, ends = asked_day("from") or today().replace(month=1, day=1), asked_day("to") or today()
    return Asked(FigureScope(region_code=place, station_id=station, begins=begins, ends=ends), places, stations)


def asked_day(name: str) -> date | None:
    """A day from the address; None for anything else."""
    try:
        day = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None
