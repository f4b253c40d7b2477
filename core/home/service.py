"""What the home page shows: every place with stations, its chains as threads and its stations as knots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.orm import Session, joinedload, load_only

from core.access import Viewer
from core.chains.models import Chain
from core.deputies.models import Deputy, Mandate, Placement
from core.deputies.service import is_waiting, placed_deputies
from core.enterprises.models import Enterprise
from core.regions.models import Region
from core.stations.models import Station
from core.stations.words import tier_title
from core.words import LazyText
from core.words import lazy as _

PLACE_CODE: Final = 6
"""The length of a county's code: a home page shows one county, district or county-level city."""
MOST_KNOTS: Final = 60


@dataclass(frozen=True, slots=True)
class Thread:
    """A chain with its stations; or, where there are no chains, the stations of one tier."""

    name: str
    stations: list[Station] = field(default_factory=list)
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
    stations: Sequence[Station]
    deputies: int

    @property
    def chains(self) -> int:
        """How many chains have a station."""
        return sum(1 for thread in self.threads if thread.segments)


def places(session: Session) -> list[Place]:
    """Every county that has a station open, in the order of the official codes."""
    code = func.substr(Station.region_code, 1, PLACE_CODE)
    rows = session.execute(
        select(code, Region.name, func.count(Station.id))
        .outerjoin(Region, Region.code == code)
        .where(Station.state != "closed")
        .group_by(code, Region.name)
        .order_by(code)
    )
    return [Place(place, name or place, count) for place, name, count in rows]


def picture(session: Session, place: Place) -> Picture:
    """The picture of one place."""
    stations = session.scalars(
        select(Station)
        .where(Station.region_code.startswith(place.code, autoescape=True), Station.state != "closed")
        .options(
            load_only(
                Station.name, Station.tier, Station.duty_words, Station.address, Station.parent_id, Station.chain_id
            ),
            joinedload(Station.chain).selectinload(Chain.segments),
        )
        .order_by(Station.id)
    ).all()
    deputies = session.scalar(
        select(func.count(func.distinct(Placement.deputy_id)))
        .join(Station)
        .where(Station.region_code.startswith(place.code, autoescape=True), Placement.ends.is_(None))
    )
    return Picture(place, list(_threads(stations)), stations, deputies or 0)


def _threads(stations: Sequence[Station]) -> Iterator[Thread]:
    """Chains first, in the order of their oldest station; then what stands in no chain, by tier."""
    threads: dict[tuple[bool, str], Thread] = {}
    drawn = [station for station in stations if station.parent_id is None][:MOST_KNOTS]
    for station in sorted(drawn, key=lambda one: one.chain_id is None):
        chain = station.chain
        key = (chain is None, chain.name if chain else station.tier)
        if key not in threads:
            segments = [segment.name for segment in chain.segments] if chain else []
            threads[key] = Thread(chain.name if chain else tier_title(station.tier), [], segments)
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
