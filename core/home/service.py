"""What the home page shows: every place with stations, its chains as threads and its stations as knots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final

from sqlalchemy import ColumnElement, ScalarSelect, bindparam, func, select
from sqlalchemy.orm import Session, load_only

from core.access import Viewer
from core.chains.models import Chain, Segment
from core.deputies.lists import is_waiting, placed_deputies
from core.deputies.models import Deputy, Mandate, Placement
from core.employers import service as employers
from core.enterprises.models import Enterprise
from core.regions.models import Region
from core.stations.models import Station
from core.stations.words import tier_title
from core.words import LazyText
from core.words import lazy as _

PLACE_CODE: Final = 6
"""The length of a county's code: a home page shows one county, district or county-level city."""
MOST_KNOTS: Final = 60
MOST_NEARBY: Final = 1000


@dataclass(frozen=True, slots=True)
class Thread:
    """A chain with its stations; or, where there are no chains, the stations of one tier."""

    name: str
    stations: list[Any] = field(default_factory=list)
    """Rows of a station's id, name, tier, duty_words and address."""
    segments: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A county with stations."""

    code: str
    name: str
    stations: int


@dataclass(frozen=True, slots=True)
class Picture:
    """The chain picture of a place, and the numbers under its title."""

    place: Place
    threads: Sequence[Thread]
    stations: Sequence[Any]
    deputies: int

    @property
    def chains(self) -> int:
        """How many chains have a station."""
        return sum(1 for thread in self.threads if thread.segments)


_code = func.substr(Station.region_code, 1, PLACE_CODE)
_PLACES = (
    select(_code, Region.name, func.count(Station.id))
    .outerjoin(Region, Region.code == _code)
    .where(Station.state == "open")
    .group_by(_code, Region.name)
    .order_by(_code)
)
_here = Station.region_code.startswith(bindparam("place"))
_STATIONS = (
    select(
        Station.id,
        Station.name,
        Station.tier,
        Station.duty_words,
        Station.address,
        Station.parent_id,
        Station.chain_id,
        Chain.name.label("chain"),
    )
    .outerjoin(Station.chain)
    .where(_here, Station.state == "open")
    .order_by(Station.id)
)
_SEGMENTS = (
    select(Segment.chain_id, Segment.name)
    .where(Segment.chain_id.in_(select(Station.chain_id).where(_here)))
    .order_by(Segment.position)
)
_DEPUTIES = (
    select(func.count(func.distinct(Placement.deputy_id)))
    .join(Placement.station)
    .where(_here, Placement.ends.is_(None))
)


def places(session: Session) -> list[Place]:
    """Every county that has a station open, in the order of the official codes."""
    return [Place(code, name or code, stations) for code, name, stations in session.execute(_PLACES)]


def picture(session: Session, place: Place) -> Picture:
    """The picture of one place."""
    here = {"place": place.code}
    stations = session.execute(_STATIONS, here).all()
    segments: dict[int, list[str]] = {}
    for chain_id, name in session.execute(_SEGMENTS, here):
        segments.setdefault(chain_id, []).append(name)
    return Picture(place, list(_threads(stations, segments)), stations, session.scalar(_DEPUTIES, here) or 0)


_NEARBY = (
    select(
        Station.id,
        Station.name,
        Station.tier,
        Station.address,
        Station.duty_words,
        Station.latitude,
        Station.longitude,
        Station.region_code,
        Region.name.label("region"),
    )
    .join(Station.region)
    .where(_here, Station.state == "open")
    .order_by(Station.region_code, Station.sort_key, Station.id)
    .limit(MOST_NEARBY)
)


@dataclass(frozen=True, slots=True)
class Township:
    """Stations that lie in one township, or in the county where the roster does not say which."""

    code: str
    name: str
    stations: Sequence[Any]
    """Rows of a station's id, name, tier, address, duty_words, latitude and longitude."""


def townships(session: Session, place: Place) -> list[Township]:
    """The open stations of a place by township."""
    rows = session.execute(_NEARBY, {"place": place.code}).all()
    return [
        Township(code, name, list(stations))
        for (code, name), stations in groupby(rows, key=lambda station: (station.region_code, station.region))
    ]


def _threads(stations: Sequence[Any], segments: Mapping[int, Sequence[str]]) -> Iterator[Thread]:
    """Chains first, in the order of their oldest station; then what stands in no chain, by tier."""
    threads: dict[tuple[bool, str], Thread] = {}
    drawn = [station for station in stations if station.parent_id is None][:MOST_KNOTS]
    for station in sorted(drawn, key=lambda one: one.chain_id is None):
        key = (station.chain_id is None, station.chain or station.tier)
        if key not in threads:
            threads[key] = Thread(station.chain or tier_title(station.tier), [], segments.get(station.chain_id, ()))
        threads[key].stations.append(station)
    yield from threads.values()


@dataclass(frozen=True, slots=True)
class Count:
    """A number on the start page: how many records, and the list behind it."""

    words: LazyText
    endpoint: str
    arguments: Mapping[str, str]
    number: int


def numbers(session: Session, viewer: Viewer) -> list[Count]:
    """The numbers a viewer starts from, in one statement; none for those who keep no lists."""
    asked: list[tuple[LazyText, str, Mapping[str, str], ScalarSelect[int]]] = []
    if viewer.may("stations.browse"):
        seen = Station.in_reach(viewer.reach("stations.browse"))
        asked.append((_("Stations"), "stations.index", {}, _count(Station, seen)))
    if viewer.may("deputies.browse"):
        seen = Deputy.in_reach(viewer.reach("deputies.browse"))
        asked.append((_("Deputies"), "deputies.index", {}, _count(Deputy, seen)))
        adrift = _count(Deputy, seen, Deputy.id.not_in(placed_deputies()))
        asked.append((_("Deputies without a station"), "deputies.index", {"station": "none"}, adrift))
    if viewer.may("mandates.complete"):
        seen = Mandate.in_reach(viewer.reach("mandates.complete"))
        waiting = _count(Mandate, seen, is_waiting())
        asked.append((_("Mandates to complete"), "deputies.mandates", {}, waiting))
    if viewer.may("employers.settle"):
        texts = employers.how_many(viewer.reach("employers.settle")).scalar_subquery()
        asked.append((_("Employers to settle"), "employers.index", {}, texts))
    if viewer.may("enterprises.browse"):
        seen = Enterprise.in_reach(viewer.reach("enterprises.browse"))
        asked.append((_("Enterprises"), "enterprises.index", {}, _count(Enterprise, seen)))
    if not asked:
        return []
    found = session.execute(select(*(query for *_words, query in asked))).one()
    return [
        Count(words, endpoint, arguments, number)
        for (words, endpoint, arguments, _query), number in zip(asked, found, strict=True)
    ]


def own_stations(session: Session, viewer: Viewer) -> Sequence[Station]:
    """The stations the viewer runs, or serves at as a deputy."""
    own = {held.station_id for held in viewer.held if held.station_id is not None} | viewer.placed_at
    if not own:
        return []
    shown = load_only(Station.name, Station.duty_words)
    return session.scalars(select(Station).where(Station.id.in_(sorted(own))).options(shown).order_by(Station.id)).all()


def _count(model: type[Any], *conditions: ColumnElement[Any]) -> ScalarSelect[int]:
    return select(func.count()).select_from(model).where(*conditions).scalar_subquery()
