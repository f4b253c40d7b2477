"""Of what, and of which time, figures and pictures are shown: read from the address, never beyond the viewer's reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask import request
from sqlalchemy import func, select

from core.api.data import Region, Scope, Station
from core.api.declare import FigureScope
from core.api.web import asked_day, asked_number, session, today, viewer

PLACE_CODE: Final = 6
"""Places to choose from are counties: the first six digits of a code."""
MOST_STATIONS: Final = 500


@dataclass(frozen=True, slots=True)
class Period:
    """From one day to another, both included."""

    begins: date
    ends: date


@dataclass(frozen=True, slots=True)
class Asked:
    """A scope within reach, and what else can be chosen."""

    scope: FigureScope
    begins: date
    ends: date
    places: Sequence[tuple[str, str]]
    stations: Sequence[tuple[int, str]]

    @property
    def arguments(self) -> dict[str, Any]:
        """The same in an address."""
        told: dict[str, Any] = {"place": self.scope.region_code or None, "station": self.scope.station_id}
        told |= {"from": self.begins, "to": self.ends}
        return {name: value for name, value in told.items() if value is not None}


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
    rows = session().execute(here.order_by(Station.sort_key, Station.id).limit(MOST_STATIONS))
    stations = [(number, name) for number, name in rows]
    asked, station = asked_number("station"), None
    if asked in dict(stations):
        station = asked
    elif not reach.everything and not reach.region_codes:
        station = min(reach.station_ids, default=0)
    period = asked_period()
    scope = FigureScope(region_code=place, station_id=station, begins=period.begins, ends=period.ends)
    return Asked(scope, period.begins, period.ends, places, stations)


def asked_period() -> Period:
    """The period the address asks for; without one, this year up to today."""
    return Period(asked_day("from") or today().replace(month=1, day=1), asked_day("to") or today())
