"""The way of a day: which visits, and in which order, so that nobody drives to and fro."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import asin, cos, radians, sin, sqrt

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from core.api.data import Deputy, Station
from plugins.enterprise_visits.models import Route, Visit, VisitDeputy
from plugins.enterprise_visits.visiting.errors import RouteEmpty

Place = tuple[float, float]
"""Latitude and longitude, in degrees."""
EARTH_KM = 6371.0


@dataclass(frozen=True, slots=True)
class Stop:
    """A visit on the way, and how far it is from the one before."""

    visit: Visit
    km: float | None
    """As the crow flies; None where one of the two places is not known."""


def begin_route(session: Session, station: Station, day: date, name: str, visits: Sequence[int]) -> Route:
    """A route through these planned visits of the station on this day, in the order that is short. Raises RouteEmpty."""
    found = [one for one in free_on(session, station, day) if one.id in visits]
    if not found:
        raise RouteEmpty
    route = Route(station_id=station.id, day=day, name=name)
    session.add(route)
    session.flush()
    for position, visit in enumerate(nearest_first(found, place_of(station)), start=1):
        visit.route_id, visit.position = route.id, position
    session.flush()
    return route


def free_on(session: Session, station: Station, day: date) -> Sequence[Visit]:
    """The planned visits of the station on this day that are in no route yet."""
    query = select(Visit).where(Visit.station_id == station.id, Visit.day == day, Visit.state == "planned")
    return session.scalars(query.where(Visit.route_id.is_(None)).order_by(Visit.begins, Visit.id)).all()


def stops(session: Session, route: Route) -> list[Stop]:
    """The visits of the route in their order, with who goes and how far it is; two statements."""
    query = (
        select(Visit)
        .where(Visit.route_id == route.id)
        .options(selectinload(Visit.deputies).joinedload(VisitDeputy.deputy).joinedload(Deputy.person))
        .order_by(Visit.position, Visit.id)
    )
    before, found = place_of(route.station), []
    for visit in session.scalars(query):
        here = place_of(visit.enterprise)
        found.append(Stop(visit, distance(before, here) if before and here else None))
        before = here or before
    return found


def shift(session: Session, route: Route, visit_id: int, *, later: bool) -> None:
    """Let a visit change places with its neighbour; the first cannot come earlier, nor the last later."""
    visits = session.scalars(select(Visit).where(Visit.route_id == route.id).order_by(Visit.position, Visit.id)).all()
    place = next((n for n, one in enumerate(visits) if one.id == visit_id), None)
    other = None if place is None else place + (1 if later else -1)
    order = list(visits)
    if place is not None and other is not None and 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
    _number(order)
    session.flush()


def suggest(session: Session, route: Route) -> None:
    """Put its visits into the order that is short again."""
    visits = session.scalars(select(Visit).where(Visit.route_id == route.id).order_by(Visit.position, Visit.id)).all()
    _number(nearest_first(visits, place_of(route.station)))
    session.flush()


def dissolve(session: Session, route: Route) -> None:
    """The route goes; its visits stay planned."""
    for visit in session.scalars(select(Visit).where(Visit.route_id == route.id)):
        visit.route_id, visit.position = None, None
    session.flush()
    session.delete(route)
    session.flush()


def nearest_first(visits: Sequence[Visit], start: Place | None) -> list[Visit]:
    """From the start always to the nearest that is left; an hour that was agreed goes before, unknown places come last."""
    timed = sorted((one for one in visits if one.begins is not None), key=lambda one: (one.begins, one.id))
    left = [one for one in visits if one.begins is None and place_of(one.enterprise) is not None]
    unknown = [one for one in visits if one.begins is None and place_of(one.enterprise) is None]
    order, here = list(timed), (place_of(timed[-1].enterprise) if timed else None) or start
    while left:
        following = min(left, key=lambda one: (_from(here, one), one.id))
        left.remove(following)
        order.append(following)
        here = place_of(following.enterprise)
    return order + unknown


def place_of(one: object) -> Place | None:
    """Where a station or enterprise lies, where that is known."""
    latitude, longitude = getattr(one, "latitude", None), getattr(one, "longitude", None)
    return None if latitude is None or longitude is None else (latitude, longitude)


def distance(one: Place, other: Place) -> float:
    """In kilometres, as the crow flies."""
    (north, east), (north_too, east_too) = ((radians(a), radians(b)) for a, b in (one, other))
    half = sin((north_too - north) / 2) ** 2 + cos(north) * cos(north_too) * sin((east_too - east) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def _from(here: Place | None, visit: Visit) -> float:
    there = place_of(visit.enterprise)
    return distance(here, there) if here and there else 0.0


def _number(visits: Sequence[Visit]) -> None:
    for position, visit in enumerate(visits, start=1):
        visit.position = position
