"""Industrial chains and their ordered segments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, ForeignKey, String, UniqueConstraint, or_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.access import Reach, Scope
from core.database import Base
from core.regions.models import Region

if TYPE_CHECKING:
    from core.stations.models import Station


class Chain(Base):
    """An industrial chain of a region."""

    __tablename__ = "chain"
    __table_args__ = (UniqueConstraint("region_code", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code", ondelete="RESTRICT"), index=True)
    name: Mapped[str] = mapped_column(String(80))

    region: Mapped[Region] = relationship()
    segments: Mapped[list[Segment]] = relationship(
        back_populates="chain", order_by="Segment.position", cascade="all, delete-orphan"
    )

    stations: Mapped[list[Station]] = relationship(viewonly=True, order_by="Station.id")
    """The stations that stand on the chain: those who run them see the chain and the enterprises on it."""

    def scope(self) -> Scope:
        return Scope(region_code=self.region_code, also_station_ids=frozenset(station.id for station in self.stations))

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        own = reach.clause(region=cls.region_code.expression)
        return or_(own, cls.stations.any(_is_one_of(reach))) if reach.station_ids else own


def _is_one_of(reach: Reach) -> ColumnElement[bool]:
    from core.stations.models import Station  # stations stand on chains, and import them

    return Station.id.in_(sorted(reach.station_ids))


class Segment(Base):
    """A link of a chain; `position` orders them from raw material to product."""

    __tablename__ = "segment"
    __table_args__ = (UniqueConstraint("chain_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    chain_id: Mapped[int] = mapped_column(ForeignKey("chain.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    position: Mapped[int]

    chain: Mapped[Chain] = relationship(back_populates="segments")

    def scope(self) -> Scope:
        return self.chain.scope()
