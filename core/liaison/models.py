"""Organs, and who looks after a station: leaders, committees and stationed organs."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.access import Reach, Scope
from core.database import Base, Named, UniqueWhere
from core.regions.models import Region
from core.stations.models import Station

KINDS = ("leader", "committee", "organ")


class Organ(Named, Base):
    """A state organ or department of a region. Its name is what the role ``organ`` of an account names."""

    __tablename__ = "organ"
    __table_args__ = (UniqueConstraint("region_code", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code", ondelete="RESTRICT"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    duties: Mapped[str] = mapped_column(Text, default="")
    """What it is competent for, in words."""

    region: Mapped[Region] = relationship()

    def scope(self) -> Scope:
        return Scope(region_code=self.region_code)

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        return reach.clause(region=cls.region_code.expression)


class Liaison(Base):
    """Somebody who looks after a station from one day to another: a leader, a committee, or an organ stationed there."""

    __tablename__ = "liaison"
    __table_args__ = (
        CheckConstraint("kind IN ('leader', 'committee', 'organ')", name="kind_known"),
        CheckConstraint("ends IS NULL OR begins IS NULL OR ends >= begins", name="days_in_order"),
        UniqueWhere("uq_liaison_current", "station_id", "kind", "name", where="ends IS NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(80))
    post: Mapped[str] = mapped_column(String(80), default="")
    """The office a leader holds, or who comes for a committee or organ."""
    organ_id: Mapped[int | None] = mapped_column(ForeignKey("organ.id", ondelete="RESTRICT"), index=True)
    duties: Mapped[str] = mapped_column(Text, default="")
    begins: Mapped[date | None]
    ends: Mapped[date | None]

    station: Mapped[Station] = relationship()
    organ: Mapped[Organ | None] = relationship()

    def scope(self) -> Scope:
        return self.station.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        return cls.station_id.in_(select(Station.id).where(Station.in_reach(reach)))
