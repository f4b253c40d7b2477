"""Stations: lists of them, their records, and the people who run them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased, selectinload

from core.access import Reach
from core.chains.models import Chain, Segment
from core.enterprises.models import Enterprise
from core.errors import DomainError
from core.people.models import Person
from core.people.service import initials_of
from core.regions.models import Region
from core.stations.models import Staff, Station
from core.words import lazy as _


class StationNameTaken(DomainError):
    """The region has a station of this name."""

    code = "station_name_taken"
    field = "name"
    message = _(
        "There is already a station named %(name)s in this region. Choose another name, or correct the existing one."
    )


class ParentBelow(DomainError):
    """A station cannot stand under itself or under a station that stands under it."""

    code = "parent_below"
    field = "parent_id"
    message = _("%(name)s cannot stand under itself or under one of its own rooms. Choose another station above it.")


class AlreadyStaff(DomainError):
    """The person has this role at the station already."""

    code = "already_staff"
    field = "name"
    message = _("%(name)s already has this role here.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a list of stations is narrowed."""

    words: str = ""
    tier: str = ""
    state: str = ""
    chain: int | None = None


_LISTED = (
    select(
        Station.id,
        Station.name,
        Station.tier,
        Station.state,
        Station.duty_words,
        Chain.name.label("chain"),
        func.coalesce(Enterprise.name, Station.host_text).label("host"),
    )
    .outerjoin(Station.chain)
    .outerjoin(Station.host)
)


def in_list(reach: Reach, wanted: Wanted) -> Select[Any]:
    """The stations within reach that are wanted, as rows of what a list shows."""
    query: Select[Any] = _LISTED.where(Station.in_reach(reach))  # type: ignore[assignment]  # columns by name, not by type
    if wanted.words:
        like = [
            column.contains(wanted.words, autoescape=True)
            for column in (Station.name, Station.address, Station.host_text)
        ]
        query = query.where(or_(*like))
    if wanted.tier:
        query = query.where(Station.tier == wanted.tier)
    if wanted.state:
        query = query.where(Station.state == wanted.state)
    if wanted.chain:
        query = query.where(Station.chain_id == wanted.chain)
    return query


def names(session: Session, reach: Reach) -> list[Row[int, str]]:
    """Number and name of every station within reach, for choices."""
    return list(
        session.execute(
            select(Station.id, Station.name).where(Station.in_reach(reach)).order_by(Station.name, Station.id)
        )
    )


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a station's page says of other records: where it stands, its rooms, and those who run it."""

    region: str
    parent_id: int | None
    parent: str | None
    host: str
    chain: str | None
    segments: Sequence[str]
    """The names of the chain's segments, in their order."""
    rooms: Sequence[Row[int, str]]
    """Number and name of the rooms and points under it."""
    staff: Sequence[Row[str, str]]
    """Role and name of those who run it."""


_Parent = aliased(Station)
_WHERE = (
    select(
        Region.name,
        _Parent.id,
        _Parent.name,
        func.coalesce(Enterprise.name, Station.host_text),
        Chain.name,
    )
    .join(Station.region)
    .outerjoin(Station.parent.of_type(_Parent))
    .outerjoin(Station.host)
    .outerjoin(Station.chain)
    .where(Station.id == bindparam("station"))
)
_SEGMENTS = select(Segment.name).where(Segment.chain_id == bindparam("chain")).order_by(Segment.position)
_ROOMS = (
    select(Station.id, Station.name)
    .where(Station.parent_id == bindparam("station"), Station.state != "closed")
    .order_by(Station.name)
)
_STAFF = (
    select(Staff.role, Person.name)
    .join(Staff.person)
    .where(Staff.station_id == bindparam("station"))
    .order_by(Staff.id)
)


def surroundings(session: Session, station: Station) -> Surroundings:
    """What the station's page says of other records."""
    this = {"station": station.id}
    return Surroundings(
        *session.execute(_WHERE, this).one(),
        segments=session.scalars(_SEGMENTS, {"chain": station.chain_id}).all() if station.chain_id else (),
        rooms=session.execute(_ROOMS, this).all(),
        staff=session.execute(_STAFF, this).all(),
    )


def with_staff(session: Session, station: Station) -> Station:
    """The same station with those who run it loaded."""
    query = (
        select(Station).where(Station.id == station.id).options(selectinload(Station.staff).joinedload(Staff.person))
    )
    return session.scalars(query).one()


def save(session: Session, station: Station, **facts: Any) -> Station:
    """Keep a station's record, new or changed; the host is linked where its name is an enterprise's."""
    for fact, value in facts.items():
        setattr(station, fact, value)
    with session.no_autoflush:
        _check_name(session, station)
        _check_parent(session, station)
        station.host_id = _host(session, station)
    session.add(station)
    session.flush()
    return station


def add_staff(session: Session, station: Station, *, name: str, phone: str, role: str) -> Staff:
    """Somebody runs the station from now on; the same number and name are one person."""
    person = (
        session.scalars(select(Person).where(Person.name == name, Person.phone == (phone or None))).first()
        if phone
        else None
    )
    if any(
        one.role == role and (one.person is person or (not phone and one.person.name == name)) for one in station.staff
    ):
        raise AlreadyStaff(name=name)
    member = Staff(person=person or Person(name=name, initials=initials_of(name), phone=phone or None), role=role)
    station.staff.append(member)
    session.flush()
    return member


def _check_name(session: Session, station: Station) -> None:
    taken = select(Station.id).where(
        Station.region_code == station.region_code, Station.name == station.name, Station.id != (station.id or 0)
    )
    if session.scalar(taken):
        raise StationNameTaken(name=station.name)


def _check_parent(session: Session, station: Station) -> None:
    """Raise :class:`ParentBelow` where the station would stand under itself."""
    above, seen = station.parent_id, {station.id}
    while above is not None:
        if above in seen:
            raise ParentBelow(name=station.name)
        seen.add(above)
        above = session.scalar(select(Station.parent_id).where(Station.id == above))


def _host(session: Session, station: Station) -> int | None:
    if not station.host_text:
        return None
    named = select(Enterprise.id).where(
        Enterprise.name == station.host_text, Enterprise.region_code == station.region_code
    )
    return session.scalar(named)
