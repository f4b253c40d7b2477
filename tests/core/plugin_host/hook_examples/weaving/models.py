"""Turns at the loom: which deputy weaves at which station on which day."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, ForeignKey, String, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from core.api.data import Deputy, Reach, Scope, Station, plugin_registry


class Base(DeclarativeBase):
    """Base of the tables of this plugin."""

    registry = plugin_registry()


class Turn(Base):
    """A deputy's turn at the loom of a station."""

    __tablename__ = "weaving__turn"

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id", ondelete="RESTRICT"), index=True)
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("deputy.id", ondelete="RESTRICT"), index=True)
    day: Mapped[date]
    words: Mapped[str] = mapped_column(String(200), default="")

    station: Mapped[Station] = relationship(Station)
    deputy: Mapped[Deputy | None] = relationship(Deputy)

    def scope(self) -> Scope:
        """The turn concerns its station."""
        return self.station.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[bool]:
        """The turns of the stations within reach."""
        return cls.station_id.in_(select(Station.id).where(Station.in_reach(reach)))
