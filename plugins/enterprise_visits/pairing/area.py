"""What pairs are proposed for together: a station, a chain or a region, with its deputies and its enterprises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from core.api.data import (
    Chain,
    Deputy,
    Enterprise,
    EnterpriseSegment,
    Person,
    Placement,
    Region,
    Segment,
    Station,
    employer_unsettled,
    serving_deputies,
)
from plugins.enterprise_visits.models import Pairing, Proposal

STATION: Final = "station"
CHAIN: Final = "chain"
REGION: Final = "region"
_FEW: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A station, a chain or a region. Its deputies serve; what belongs to it is said as conditions for queries."""

    kind: str
    name: str
    region_code: str
    """The region; of a station or a chain the one it lies in."""
    station_id: int | None = None
    chain_id: int | None = None
    """The chain of a chain, or the one a station stands on."""

    @property
    def key(self) -> str:
        """Which one it is, in one word: ``station:12``."""
        return f"{self.kind}:{_number(self)}"

    def stations(self) -> Select[int]:
        """The numbers of its stations, with the rooms under them."""
        own = select(Station.id).where(self._stations())
        return select(Station.id).where(or_(self._stations(), Station.parent_id.in_(own)))

    def deputies(self) -> Select[int]:
        """The numbers of the deputies who serve and are placed in it; of a region also of those of its roster."""
        placed = select(Placement.deputy_id).where(Placement.ends.is_(None), Placement.station_id.in_(self.stations()))
        within: ColumnElement[bool] = Deputy.id.in_(placed)
        if self.kind == REGION:
            within = or_(within, Deputy.region_code.startswith(self.region_code, autoescape=True))
        return select(Deputy.id).where(within, Deputy.id.in_(serving_deputies()))

    def enterprises(self) -> Select[int]:
        """The numbers of its enterprises: of the chain's segments, or of the region where there is no chain."""
        if self.chain_id is not None:
            links = select(EnterpriseSegment.enterprise_id).join(Segment, Segment.id == EnterpriseSegment.segment_id)
            return links.where(Segment.chain_id == self.chain_id)
        return select(Enterprise.id).where(Enterprise.region_code.startswith(self.region_code, autoescape=True))

    def pairings(self) -> ColumnElement[bool]:
        """Which pairings a version of this area decides: those of its enterprises with its deputies or stations."""
        stations = and_(Pairing.station_id.is_not(None), Pairing.station_id.in_(self.stations()))
        ours = or_(Pairing.deputy_id.in_(self.deputies()), stations)
        return and_(Pairing.enterprise_id.in_(self.enterprises()), ours)

    def _stations(self) -> ColumnElement[bool]:
        if self.kind == STATION:
            return Station.id == self.station_id
        if self.kind == CHAIN:
            return Station.chain_id == self.chain_id
        return Station.region_code.startswith(self.region_code, autoescape=True)


def _number(area: Area) -> str:
    numbers = {STATION: area.station_id, CHAIN: area.chain_id, REGION: area.region_code}
    return str(numbers[area.kind])


def of_station(station: Station) -> Area:
    """A station: the enterprises of its chain, or of its region where it stands on none."""
    return Area(
        kind=STATION,
        name=station.name,
        region_code=station.region_code,
        station_id=station.id,
        chain_id=station.chain_id,
    )


def of_chain(chain: Chain) -> Area:
    """A chain: the deputies of its stations, the enterprises of its segments."""
    return Area(kind=CHAIN, name=chain.name, region_code=chain.region_code, chain_id=chain.id)


def of_region(region: Region) -> Area:
    """A region with all below it."""
    return Area(kind=REGION, name=region.name, region_code=region.code)


def of_proposal(session: Session, proposal: Proposal) -> Area:
    """What the proposal is for, as it is today."""
    if proposal.station is not None:
        return of_station(proposal.station)
    if proposal.chain is not None:
        return of_chain(proposal.chain)
    return of_region(session.get_one(Region, proposal.region_code))


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A deputy whose employer is known in words only: whether it is one of the enterprises, nobody has said."""

    deputy_id: int
    name: str
    employer: str


def unresolved(session: Session, area: Area) -> Sequence[Unresolved]:
    """The deputies of the area whose employer is not resolved: to be settled before anybody is paired."""
    query = (
        select(Deputy.id, Person.name, Person.employer_text)
        .join(Person, Person.id == Deputy.person_id)
        .where(Deputy.id.in_(area.deputies()), employer_unsettled())
        .order_by(Deputy.sort_key, Deputy.id)
    )
    return [Unresolved(*row) for row in session.execute(query)]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large an area is."""

    deputies: int
    enterprises: int
    paired: int
    """How many pairs there are on the day."""


def sizes(session: Session, area: Area, day: date) -> Sizes:
    """How many deputies and enterprises the area has, and how many pairs."""
    counts = (
        select(func.count()).select_from(area.deputies().subquery()).scalar_subquery(),
        select(func.count()).select_from(area.enterprises().distinct().subquery()).scalar_subquery(),
        select(func.count()).where(area.pairings(), Pairing.open_on(day)).scalar_subquery(),
    )
    return Sizes(*session.execute(select(*counts)).one())


def stations_of(session: Session, area: Area | None, deputies: set[int]) -> Mapping[int, int]:
    """The station to which a pair of each deputy belongs: the one of the area, or else where they were placed first."""
    here = set(session.scalars(area.stations())) if area is not None else set()
    columns: tuple[Any, ...] = (Placement.deputy_id, Placement.station_id)
    query = select(*columns).join(Station, Station.id == Placement.station_id)
    query = query.where(Placement.ends.is_(None), Station.state == "open").order_by(Placement.id)
    if len(deputies) <= _FEW:
        query = query.where(Placement.deputy_id.in_(sorted(deputies)))
    found: dict[int, int] = {}
    for deputy_id, station_id in session.execute(query):
        if deputy_id in deputies and (deputy_id not in found or (found[deputy_id] not in here and station_id in here)):
            found[deputy_id] = station_id
    return found
