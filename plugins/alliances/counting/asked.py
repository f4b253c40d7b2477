"""Of what, and of which time, figures are shown: read from the address, never beyond the viewer's reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import request
from sqlalchemy import select

from core.api.data import Scope, Station
from core.api.declare import FigureScope
from core.api.web import asked_day, asked_number, session, today, viewer

MOST_STATIONS: Final = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """A scope within reach, and the stations that can be chosen instead."""

    scope: FigureScope
    stations: Sequence[tuple[int, str]]

    @property
    def arguments(self) -> dict[str, Any]:
        """The same in an address."""
        told: dict[str, Any] = {"place": self.scope.region_code or None, "station": self.scope.station_id}
        told |= {"from": self.scope.begins, "to": self.scope.ends}
        return {name: value for name, value in told.items() if value is not None}


def asked_scope(permission: str) -> Asked:
    """What the address asks for; without anything said, this year up to today of all the viewer looks after."""
    reach = viewer().reach(permission)
    place = request.args.get("place", "")
    if not (place.isalnum() and viewer().may(permission, Scope(region_code=place))):
        place = "" if reach.everything else min(reach.region_codes, key=len, default="")
    here = select(Station.id, Station.name).where(Station.in_reach(reach), Station.region_code.startswith(place))
    rows = session().execute(here.order_by(Station.sort_key, Station.id).limit(MOST_STATIONS))
    stations = [(number, name) for number, name in rows]
    station = asked_number("station")
    if station not in dict(stations):
        station = None
    if station is None and not reach.everything and not reach.region_codes:
        station = stations[0][0] if stations else 0
    begins = asked_day("from") or today().replace(month=1, day=1)
    scope = FigureScope(region_code=place, station_id=station, begins=begins, ends=asked_day("to") or today())
    return Asked(scope, stations)
