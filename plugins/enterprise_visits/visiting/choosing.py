"""Who visits whom from where: a deputy's own enterprises, those of a station, its deputies, the station of a visit."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from core.api.data import Deputy, Enterprise, Person, Placement, Reach, Station, on_at, serving_deputies
from plugins.enterprise_visits.models import Pairing, Visit, VisitDeputy
from plugins.enterprise_visits.visiting.errors import EnterpriseUnknown, VisitWithoutStation

PLUGIN: Final = "enterprise_visits"
MOST_OFFERED: Final = 500
"""So many names are offered while one types; any other of the station can be typed as well."""


@dataclass(frozen=True, slots=True)
class Mine:
    """An enterprise a deputy looks after."""

    id: int
    name: str
    address: str
    visited: date | None
    """When this deputy was there last."""


def my_enterprises(session: Session, deputy_id: int, day: date) -> list[Mine]:
    """The enterprises paired with the deputy, the one longest unvisited first; one statement."""
    last = (
        select(func.max(Visit.day))
        .join(VisitDeputy, VisitDeputy.visit_id == Visit.id)
        .where(Visit.enterprise_id == Enterprise.id, Visit.state == "held")
        .where(VisitDeputy.deputy_id == deputy_id, VisitDeputy.was_there)
        .correlate(Enterprise)
        .scalar_subquery()
    )
    query = (
        select(Enterprise.id, Enterprise.name, Enterprise.address, last)
        .join(Pairing, Pairing.enterprise_id == Enterprise.id)
        .where(Pairing.deputy_id == deputy_id, Pairing.open_on(day))
        .order_by(last.is_not(None), last, Enterprise.name)
    )
    return [Mine(*row) for row in session.execute(query)]


def deputies_of(session: Session, station: Station, day: date) -> Sequence[tuple[int, str]]:
    """The deputies who serve and are placed at the station or its rooms, in the order of their initials."""
    query = (
        select(Deputy.id, Person.name)
        .join(Deputy.person)
        .where(Deputy.id.in_(_placed_at([station.id], day)), Deputy.id.in_(serving_deputies(day)))
        .order_by(Person.initials, Person.name, Deputy.id)
    )
    return [(number, name) for number, name in session.execute(query)]


def companions(session: Session, deputy_id: int, day: date) -> Sequence[tuple[int, str]]:
    """The deputies placed at the same stations as this one, without this one; one statement."""
    here = select(Placement.station_id).where(Placement.deputy_id == deputy_id, Placement.ends.is_(None))
    placed = select(Placement.deputy_id).where(Placement.station_id.in_(here), Placement.ends.is_(None))
    query = (
        select(Deputy.id, Person.name)
        .join(Deputy.person)
        .where(Deputy.id.in_(placed), Deputy.id.in_(serving_deputies(day)), Deputy.id != deputy_id)
        .order_by(Person.initials, Person.name, Deputy.id)
    )
    return [(number, name) for number, name in session.execute(query)]


def enterprises_near(session: Session, stations: Collection[int], day: date) -> Sequence[tuple[int, str]]:
    """The enterprises that can be visited from these stations: number and name, by name."""
    query = _visitable(stations, day).order_by(Enterprise.name, Enterprise.id).limit(MOST_OFFERED)
    return [(number, name) for number, name in session.execute(query)]


def enterprise_called(session: Session, stations: Collection[int], name: str, day: date) -> int:
    """The enterprise of this name that can be visited from one of these stations. Raises EnterpriseUnknown."""
    found = session.execute(_visitable(stations, day).where(Enterprise.name == name).limit(1)).first()
    if found is None:
        raise EnterpriseUnknown(name=name)
    return int(found.id)


def may_visit(session: Session, stations: Collection[int], enterprise_id: int, day: date) -> bool:
    """Whether the enterprise can be visited from one of these stations."""
    return session.execute(_visitable(stations, day).where(Enterprise.id == enterprise_id)).first() is not None


def station_for(session: Session, deputy_id: int, enterprise_id: int, day: date) -> Station:
    """The station a deputy's visit belongs to: that of the pairing, else the first one the deputy is placed at.

    Raises VisitWithoutStation.
    """
    paired = select(Pairing.station_id).where(
        Pairing.deputy_id == deputy_id, Pairing.enterprise_id == enterprise_id, Pairing.open_on(day)
    )
    placed = select(Placement.station_id).where(Placement.deputy_id == deputy_id, Placement.ends.is_(None))
    query = (
        select(Station)
        .where(or_(Station.id.in_(paired), Station.id.in_(placed)), on_at(session, PLUGIN, Station.id.expression))
        .order_by(Station.id.in_(paired).desc(), Station.id)
        .limit(1)
    )
    if (found := session.scalars(query).first()) is None:
        raise VisitWithoutStation
    return found


def _visitable(stations: Collection[int], day: date) -> Select[int, str]:
    """Enterprises of the chains of these stations, those that host them, and those paired there."""
    return select(Enterprise.id, Enterprise.name).where(_belongs(stations, day))


def _belongs(stations: Collection[int], day: date) -> ColumnElement[bool]:
    here = sorted(stations)
    paired = select(Pairing.enterprise_id).where(Pairing.station_id.in_(here), Pairing.open_on(day))
    hosts = select(Station.host_id).where(Station.id.in_(here), Station.host_id.is_not(None))
    within = Enterprise.in_reach(Reach(station_ids=frozenset(here)))
    return or_(within, Enterprise.id.in_(paired), Enterprise.id.in_(hosts))


def _placed_at(stations: Collection[int], day: date) -> Select[int]:
    here = select(Station.id).where(or_(Station.id.in_(stations), Station.parent_id.in_(stations)))
    return select(Placement.deputy_id).where(
        Placement.station_id.in_(here), or_(Placement.ends.is_(None), Placement.ends > day)
    )
