"""Stations: lists of them, their records, and the people who run them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, bindparam, func, literal, or_, select, union_all
from sqlalchemy.orm import Session, aliased, joinedload

from core.access import Reach
from core.chains.models import Chain, Segment
from core.database import prepared
from core.enterprises.models import Enterprise
from core.errors import DomainError
from core.files.models import StoredFile
from core.liaison.models import Liaison
from core.people.models import Person
from core.people.names import initials_of
from core.regions.models import Region
from core.standards.composition import lacks_staff
from core.standards.models import SelfCheck
from core.stations.models import Staff, Station, StationBrand, StationEvent
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


SHORT: Final = "short"
"""Beside the states, for lists: open, and somebody is missing whom a standard asks for."""


MOST_OFFERED: Final = 200
"""So many stations are offered in a filter; where there are more, their names are typed."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a list of stations is narrowed."""

    words: str = ""
    tier: str = ""
    state: str = ""
    """A state, or :data:`SHORT`."""
    chain: int | None = None
    day: date | None = None
    """The day on which staff is looked for where it is missing."""


def stars_of(station: ColumnElement[int]) -> ScalarSelect[int | None]:
    """The stars of the last rating of the station in this column that was reviewed."""
    query = (
        select(SelfCheck.stars)
        .where(SelfCheck.station_id == station, SelfCheck.state == "reviewed", SelfCheck.stars.is_not(None))
        .order_by(SelfCheck.year.desc(), SelfCheck.id.desc())
        .limit(1)
    )
    return query.scalar_subquery()


_LISTED = (
    select(
        Station.id,
        Station.name,
        Station.region_code,
        Station.tier,
        Station.state,
        Station.duty_words,
        Chain.name.label("chain"),
        func.coalesce(Enterprise.name, Station.host_text).label("host"),
        StationBrand.name.label("brand"),
        stars_of(Station.id.expression).label("stars"),
    )
    .outerjoin(Station.chain)
    .outerjoin(Station.host)
    .outerjoin(StationBrand, StationBrand.station_id == Station.id)
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
    if wanted.state == SHORT and wanted.day:
        query = query.where(Station.state == "open", lacks_staff(wanted.day))
    elif wanted.state:
        query = query.where(Station.state == wanted.state)
    if wanted.chain:
        query = query.where(Station.chain_id == wanted.chain)
    return query


def names(session: Session, reach: Reach) -> list[Row[int, str]]:
    """Number and name of every station within reach, for choices."""
    query = select(Station.id, Station.name).where(Station.in_reach(reach))
    return list(session.execute(query.order_by(Station.sort_key, Station.id)))


def offered(session: Session, reach: Reach, chosen: int | None) -> tuple[list[Row[int, str]], bool]:
    """The same for a filter, and whether they are all: of more than people read through only the one that is chosen."""
    found = session.execute(_offered(reach), {"most": MOST_OFFERED + 1}).all()
    if len(found) > MOST_OFFERED:
        named = select(Station.id, Station.name).where(Station.id == chosen, Station.in_reach(reach))
        return list(session.execute(named)) if chosen else [], False
    return list(found), True


@prepared
def _offered(reach: Reach) -> Select[int, str]:
    query = select(Station.id, Station.name).where(Station.in_reach(reach))
    return query.order_by(Station.sort_key, Station.id).limit(bindparam("most"))


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
    into: str | None
    """The name of the station it was merged into."""
    stars: int | None
    """What the last review gave it."""
    brand: StationBrand | None
    photo: StoredFile | None
    """The sign of the brand."""
    rooms: Sequence[Row[Any, Any, Any]]
    """Number and name of the rooms and points under it that are open."""
    people: Sequence[Row[str, str, str]]
    """Role, name and post of those who run it and of those who look after it."""

    def of(self, role: str) -> list[str]:
        """Who has this role, with the post where one is written down."""
        return [f"{name} ({post})" if post else name for kind, name, post in self.people if kind == role]


_Parent = aliased(Station)
_Into = aliased(Station)
_WHERE = (
    select(
        Region.name,
        _Parent.id,
        _Parent.name,
        func.coalesce(Enterprise.name, Station.host_text),
        Chain.name,
        _Into.name,
        stars_of(Station.id.expression),
        StationBrand,
        StoredFile,
    )
    .join(Station.region)
    .outerjoin(Station.parent.of_type(_Parent))
    .outerjoin(Station.host)
    .outerjoin(Station.chain)
    .outerjoin(Station.merged_into.of_type(_Into))
    .outerjoin(StationBrand, StationBrand.station_id == Station.id)
    .outerjoin(StoredFile, StoredFile.id == StationBrand.photo_id)
    .where(Station.id == bindparam("station"))
)
_SEGMENTS = select(
    literal("segment").label("kind"),
    Segment.id.label("id"),
    Segment.name.label("name"),
    Segment.position.label("place"),
    Segment.name.label("sorted_by"),
).where(Segment.chain_id == bindparam("chain"))
_ROOMS = select(literal("room"), Station.id, Station.name, literal(0), Station.sort_key).where(
    Station.parent_id == bindparam("station"), Station.state == "open"
)
_LINKS = union_all(_SEGMENTS, _ROOMS).subquery()
_ALONG = select(_LINKS.c.kind, _LINKS.c.id, _LINKS.c.name).order_by(_LINKS.c.place, _LINKS.c.sorted_by)
_STAFF = (
    select(Staff.role.label("role"), Person.name.label("name"), literal("").label("post"), Staff.id.label("number"))
    .join(Staff.person)
    .where(Staff.station_id == bindparam("station"), Staff.ends.is_(None))
)
_LIAISONS = select(Liaison.kind, Liaison.name, Liaison.post, Liaison.id).where(
    Liaison.station_id == bindparam("station"), Liaison.ends.is_(None)
)
_BOTH = union_all(_STAFF, _LIAISONS).subquery()
_PEOPLE = select(_BOTH.c.role, _BOTH.c.name, _BOTH.c.post).order_by(_BOTH.c.number)


def surroundings(session: Session, station: Station) -> Surroundings:
    """What the station's page says of other records."""
    this = {"station": station.id}
    region, parent_id, parent, host, chain, into, stars, brand, photo = session.execute(_WHERE, this).one()
    along = session.execute(_ALONG, {"chain": station.chain_id, **this}).all()
    return Surroundings(
        region,
        parent_id,
        parent,
        host,
        chain,
        [one.name for one in along if one.kind == "segment"],
        into,
        stars,
        brand,
        photo,
        [one for one in along if one.kind == "room"],
        session.execute(_PEOPLE, this).all(),
    )


def staff_ever(session: Session, station: Station) -> Sequence[Staff]:
    """Those who run the station, and those who did: the present ones first, then the latest to leave."""
    query = select(Staff).where(Staff.station_id == station.id).options(joinedload(Staff.person))
    return session.scalars(query.order_by(Staff.ends.is_not(None), Staff.ends.desc(), Staff.id)).all()


def save(session: Session, station: Station, today: date, **facts: Any) -> Station:
    """Keep a station's record, new or changed; the host is linked where its name is an enterprise's.

    Its history learns of a plan, of another name, and of a corrected day of opening.
    """
    is_new, name_before = station.id is None, station.name
    for fact, value in facts.items():
        setattr(station, fact, value)
    with session.no_autoflush:
        _check_name(session, station)
        _check_parent(session, station)
        station.host_id = _host(session, station)
    session.add(station)
    session.flush()
    if is_new and station.state == "planned":
        session.add(StationEvent(station=station, kind="planned", day=today))
    if not is_new and station.name != name_before:
        session.add(StationEvent(station=station, kind="renamed", day=today, before=name_before, after=station.name))
    if not is_new and station.opened_on:
        opened = select(StationEvent).where(StationEvent.station_id == station.id, StationEvent.kind == "opened")
        for event in session.scalars(opened):
            event.day = station.opened_on
    session.flush()
    return station


def save_brand(
    session: Session, station: Station, *, name: str, slogan: str, since: str, story: str, photo: StoredFile | None
) -> StationBrand:
    """Keep what the station is known for."""
    brand = session.get(StationBrand, station.id) or StationBrand(station=station)
    brand.name, brand.slogan, brand.since, brand.story, brand.photo = name, slogan, since, story, photo
    session.add(brand)
    session.flush()
    return brand


def add_staff(
    session: Session, station: Station, *, name: str, phone: str, role: str, begins: date | None = None
) -> Staff:
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
    person = person or Person(name=name, initials=initials_of(name), phone=phone or None)
    member = Staff(person=person, role=role, begins=begins)
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
