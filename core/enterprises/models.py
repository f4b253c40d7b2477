"""Enterprises and the segments they are members of."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, String, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, object_session, relationship

from core.access import Reach, Scope
from core.chains.models import Chain, Segment
from core.database import Base, Named
from core.regions.models import Region


class Enterprise(Named, Base):
    """An enterprise, known by its unified social credit code (GB 32100) where it has given one."""

    __tablename__ = "enterprise"
    __table_args__ = (
        UniqueConstraint("region_code", "name"),
        CheckConstraint("longitude IS NULL OR longitude BETWEEN -180 AND 180", name="longitude_on_earth"),
        CheckConstraint("latitude IS NULL OR latitude BETWEEN -90 AND 90", name="latitude_on_earth"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code", ondelete="RESTRICT"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    credit_code: Mapped[str | None] = mapped_column(String(18), unique=True)
    scale: Mapped[str] = mapped_column(String(40), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    longitude: Mapped[float | None]
    latitude: Mapped[float | None]
    contact_name: Mapped[str] = mapped_column(String(80), default="")
    contact_phone: Mapped[str] = mapped_column(String(20), default="")

    region: Mapped[Region] = relationship()
    memberships: Mapped[list[EnterpriseSegment]] = relationship(
        back_populates="enterprise", cascade="all, delete-orphan"
    )

    def scope(self) -> Scope:
        session = object_session(self)
        chains = select(Chain).join(Chain.segments).join(EnterpriseSegment).where(EnterpriseSegment.enterprise == self)
        found = session.scalars(chains.options(joinedload(Chain.stations))).unique() if session and self.id else ()
        stations = frozenset(station.id for chain in found for station in chain.stations)
        return Scope(region_code=self.region_code, also_station_ids=stations)

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Of the regions within reach, and of the chains on which a station within reach stands."""
        own = reach.clause(region=cls.region_code.expression)
        if not reach.station_ids:
            return own
        chains = select(Chain.id).where(Chain.in_reach(Reach(station_ids=reach.station_ids)))
        segments = select(Segment.id).where(Segment.chain_id.in_(chains))
        return or_(own, cls.memberships.any(EnterpriseSegment.segment_id.in_(segments)))


class EnterpriseSegment(Base):
    """An enterprise's membership of a segment."""

    __tablename__ = "enterprise_segment"

    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id", ondelete="CASCADE"), primary_key=True)
    segment_id: Mapped[int] = mapped_column(ForeignKey("segment.id", ondelete="RESTRICT"), primary_key=True, index=True)

    enterprise: Mapped[Enterprise] = relationship(back_populates="memberships")
    segment: Mapped[Segment] = relationship()
