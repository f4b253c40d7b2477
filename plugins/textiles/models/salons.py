"""Series of salons. Their forum and its meetings are records of alliances, known here by their numbers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.api.data import Reach, Scope, Station
from plugins.textiles.models.base import NEVER_AGAIN, Base


class Salon(Base):
    """A standing series of salons of a station: a forum of alliances, with what the trade adds to it."""

    __tablename__ = "textiles__salon"
    __table_args__ = (NEVER_AGAIN,)

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id", ondelete="RESTRICT"), index=True)
    forum: Mapped[int] = mapped_column(unique=True)
    """The number of the forum of alliances; no foreign key, because textiles do without alliances."""

    station: Mapped[Station] = relationship(Station)
    sessions: Mapped[list[SalonSession]] = relationship(
        back_populates="salon", cascade="all, delete-orphan", order_by="SalonSession.meeting"
    )

    def scope(self) -> Scope:
        return self.station.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether its station lies within reach."""
        return cls.station_id.in_(select(Station.id).where(Station.in_reach(reach)))


class SalonSession(Base):
    """A session of a series: a meeting of its forum, and the part of the trade it is about."""

    __tablename__ = "textiles__salon_session"

    meeting: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """The number of the meeting of alliances."""
    salon_id: Mapped[int] = mapped_column(ForeignKey("textiles__salon.id", ondelete="CASCADE"), index=True)
    part: Mapped[str] = mapped_column(String(20), default="")
    """The part of the trade; empty: all of it."""

    salon: Mapped[Salon] = relationship(back_populates="sessions")

    def scope(self) -> Scope:
        return self.salon.scope()
