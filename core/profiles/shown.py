"""What strangers see of a deputy, said in one place: pages, cards, sheets and previews are all made from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any, Final

from sqlalchemy import Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from core.congresses.models import Congress, Term
from core.deputies.models import ELECTED, SERVING, Deputy, Mandate, Placement
from core.files.models import StoredFile
from core.people.models import Person
from core.profiles.models import OwnDeed, Profile, RegionDuties
from core.stations.models import Station
from core.words import LazyText
from core.words import lazy as _

OF_EVERYBODY: Final = (
    _("Attends the meetings of the congress, deliberates and votes on reports, decisions and elections."),
    _("Keeps in close touch with the people: receives them at the station, visits them, listens and passes on."),
    _("Puts forward bills, suggestions, criticisms and opinions, and follows what becomes of them."),
    _("Takes part in inspections, research and law enforcement checks of the standing committee."),
    _("Reports to the voters or the electing unit, answers their questions and is supervised by them."),
)
"""What every deputy does, where neither the deputy nor the region says it in words of its own."""
PHONE_BEGINS: Final = 3


@dataclass(frozen=True, slots=True)
class Seat:
    """A mandate as strangers read it."""

    level: str
    congress: str | None
    """What its congress is named after; None where the roster did not say."""
    term: int | None
    constituency: str
    delegation: str
    is_serving: bool


@dataclass(frozen=True, slots=True)
class Serves:
    """A station the deputy serves at."""

    id: int
    name: str
    address: str
    duty_words: str
    since: date | None


@dataclass(frozen=True, slots=True)
class Told:
    """Something done, as the deputy tells it."""

    day: date
    text: str
    link: str


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything strangers may know of a deputy, and nothing else."""

    id: int
    name: str
    is_public: bool
    """Whether strangers find anything at all: not without consent, nor before the first term begins."""
    levels: Sequence[str]
    speciality: str
    seats: Sequence[Seat]
    stations: Sequence[Serves]
    duties: Sequence[LazyText | str]
    """In the deputy's words, else in the region's, else what every deputy does."""
    phone: str = ""
    phone_begins: str = ""
    """The first digits of a number that is not shown."""
    email: str = ""
    wechat: str = ""
    hours: str = ""
    photo: StoredFile | None = None
    words: str = ""
    deeds: Sequence[Told] = ()
    is_listed: bool = True
    """Whether search engines may list the page: of those who serve, and do not mind."""

    @property
    def districts(self) -> Sequence[str]:
        """The electoral districts and units the deputy stands for, each once."""
        return list(dict.fromkeys(seat.constituency for seat in self.seats if seat.constituency and seat.is_serving))


def strangers_see(session: Session, deputy_id: int) -> Shown:
    """What strangers see of a deputy who is there.

    Contact data are for the people represented: whose mandates have ended shows none.
    """
    return next(_shown(session, session.execute(_OF_DEPUTY, {"deputy": deputy_id}).all()))


def seen_at_station(session: Session, station_id: int) -> Sequence[Shown]:
    """The same of all who serve at a station or a room under it and agreed to be shown, in the order of their initials."""
    return list(_shown(session, session.execute(_AT_STATION, {"station": station_id}).all()))


def _facts() -> Select[Any]:
    """A row for each mandate and station of a deputy: nobody has so many that it grows long."""
    of_region = (
        select(RegionDuties.text)
        .where(Deputy.region_code.startswith(RegionDuties.region_code))
        .order_by(func.length(RegionDuties.region_code).desc())
        .limit(1)
        .correlate(Deputy)
        .scalar_subquery()
    )
    present = and_(Placement.deputy_id == Deputy.id, Placement.ends.is_(None))
    query: Any = (
        select(
            Deputy.id,
            Deputy.is_shown,
            Deputy.speciality,
            Deputy.phone_public,
            Person.name,
            Person.phone,
            Profile.id.label("profile_id"),
            Profile.photo_id,
            Profile.photo_public,
            Profile.email,
            Profile.email_public,
            Profile.wechat,
            Profile.wechat_public,
            Profile.hours,
            Profile.words,
            Profile.duties,
            of_region.label("region_duties"),
            Profile.is_listed,
            Mandate.id.label("mandate_id"),
            func.coalesce(Congress.level, Mandate.level).label("level"),
            Mandate.state,
            Mandate.constituency,
            Mandate.delegation,
            Congress.name.label("congress"),
            Term.number.label("term"),
            Placement.id.label("placement_id"),
            Placement.begins,
            Station.id.label("station_id"),
            Station.name.label("station"),
            Station.address,
            Station.duty_words,
        )
        .join(Deputy.person)
        .outerjoin(Profile, Profile.deputy_id == Deputy.id)
        .outerjoin(Mandate, Mandate.deputy_id == Deputy.id)
        .outerjoin(Mandate.congress)
        .outerjoin(Mandate.term)
        .outerjoin(Placement, present)
        .outerjoin(Placement.station)
    )
    return query  # type: ignore[no-any-return]


_OF_DEPUTY = _facts().where(Deputy.id == bindparam("deputy")).order_by(Mandate.id, Placement.id)
_AT_STATION = (
    _facts()
    .where(
        Deputy.is_shown,
        Deputy.mandates.any(Mandate.state.in_(SERVING)),
        Deputy.id.in_(
            select(Placement.deputy_id)
            .join(Placement.station)
            .where(
                Placement.ends.is_(None),
                or_(Station.id == bindparam("station"), Station.parent_id == bindparam("station")),
            )
        ),
    )
    .order_by(Person.initials, Deputy.id, Mandate.id, Placement.id)
)


def _shown(session: Session, rows: Sequence[Any]) -> Iterator[Shown]:
    photos = _photos(session, {row.photo_id for row in rows if row.photo_public and row.photo_id})
    deeds = _deeds(session, {row.id for row in rows if row.profile_id})
    for number, facts in groupby(rows, attrgetter("id")):
        yield _of_rows(list(facts), photos, deeds.get(number, ()))


def _of_rows(rows: Sequence[Any], photos: dict[int, StoredFile], deeds: Sequence[Told]) -> Shown:
    one = rows[0]
    mandates = list({row.mandate_id: row for row in rows if row.mandate_id}.values())
    places = {row.placement_id: row for row in rows if row.placement_id}.values()
    levels = [row.level for row in mandates if row.state in SERVING]
    serves, phone = bool(levels), one.phone or ""
    return Shown(
        id=one.id,
        name=one.name,
        is_public=one.is_shown and (not mandates or any(row.state != ELECTED for row in mandates)),
        levels=levels,
        speciality=one.speciality,
        seats=[_seat(row) for row in mandates if row.state != ELECTED],
        stations=[Serves(row.station_id, row.station, row.address, row.duty_words, row.begins) for row in places],
        duties=_lines_of(one.duties) or _lines_of(one.region_duties) or OF_EVERYBODY,
        phone=phone if one.phone_public and serves else "",
        phone_begins=phone[:PHONE_BEGINS] if serves and not one.phone_public else "",
        email=one.email if one.email_public and serves else "",
        wechat=one.wechat if one.wechat_public and serves else "",
        hours=(one.hours or "") if serves else "",
        photo=photos.get(one.photo_id) if one.photo_public else None,
        words=one.words or "",
        deeds=deeds,
        is_listed=one.is_listed is not False and serves,
    )


def _seat(row: Any) -> Seat:
    return Seat(row.level, row.congress, row.term, row.constituency, row.delegation, row.state in SERVING)


def _lines_of(text: str | None) -> Sequence[str]:
    return [line for each in (text or "").splitlines() if (line := each.strip(" -·•"))]


def _photos(session: Session, wanted: set[int]) -> dict[int, StoredFile]:
    if not wanted:
        return {}
    return {photo.id: photo for photo in session.scalars(select(StoredFile).where(StoredFile.id.in_(wanted)))}


def _deeds(session: Session, wanted: set[int]) -> dict[int, list[Told]]:
    """What these deputies tell of, the latest first; who has no profile has told nothing."""
    if not wanted:
        return {}
    query = (
        select(OwnDeed.deputy_id, OwnDeed.day, OwnDeed.text, OwnDeed.link)
        .where(OwnDeed.deputy_id.in_(wanted))
        .order_by(OwnDeed.day.desc(), OwnDeed.id.desc())
    )
    told: dict[int, list[Told]] = {}
    for row in session.execute(query):
        told.setdefault(row.deputy_id, []).append(Told(row.day, row.text, row.link))
    return told


def tinted(name: str, tints: int = 6) -> int:
    """Which tint the seal of somebody without a photo has: the same name, the same tint."""
    return sum(map(ord, name)) % tints


def lines(parts: Iterable[str]) -> str:
    """What there is of these parts, between dots."""
    return " · ".join(part for part in parts if part)
