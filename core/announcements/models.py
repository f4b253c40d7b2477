"""Reports to voters: the day and place, and the deputies who report."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.access import Reach, Scope
from core.database import Base
from core.deputies.models import Deputy
from core.stations.models import Station

STATES = ("proposed", "announced", "cancelled")
TITLE_LENGTH = 80
PLACE_LENGTH = 160


class Announcement(Base):
    """A report to voters: proposed by a deputy or announced by station or office; afterwards it keeps what came of it."""

    __tablename__ = "announcement"
    __table_args__ = (
        CheckConstraint("state IN ('proposed', 'announced', 'cancelled')", name="state_known"),
        CheckConstraint("ends IS NULL OR begins IS NOT NULL", name="ends_after_begins"),
        Index("ix_announcement_region_code_day", "region_code", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code", ondelete="RESTRICT"))
    station_id: Mapped[int | None] = mapped_column(ForeignKey("station.id", ondelete="RESTRICT"), index=True)
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    day: Mapped[date] = mapped_column(index=True)
    begins: Mapped[time | None]
    ends: Mapped[time | None]
    place: Mapped[str] = mapped_column(String(PLACE_LENGTH), default="")
    """Where, if it is not at the station."""
    words: Mapped[str] = mapped_column(Text, default="")
    outcome: Mapped[str] = mapped_column(Text, default="")
    """What came of it, written afterwards."""
    state: Mapped[str] = mapped_column(String(20), default="announced")
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("deputy.id", ondelete="RESTRICT"), index=True)
    created_at: Mapped[datetime]

    station: Mapped[Station | None] = relationship()
    proposed_by: Mapped[Deputy | None] = relationship()
    reporters: Mapped[list[Reporter]] = relationship(
        back_populates="announcement", cascade="all, delete-orphan", order_by="Reporter.id"
    )

    @property
    def is_public(self) -> bool:
        """Whether strangers see it: a proposal is between the deputy and the station."""
        return self.state != "proposed"

    def is_past(self, today: date) -> bool:
        """Whether the day is over."""
        return self.day < today

    def scope(self) -> Scope:
        return Scope(region_code=self.region_code, station_id=self.station_id)

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        if reach.everything:
            return true()
        own = reach.clause(region=cls.region_code.expression, station=cls.station_id.expression)
        if reach.person_id is None:
            return own
        mine = select(Deputy.id).where(Deputy.person_id == reach.person_id)
        reported = select(Reporter.announcement_id).where(Reporter.deputy_id.in_(mine))
        return or_(own, cls.proposed_by_id.in_(mine), cls.id.in_(reported))


class Reporter(Base):
    """A deputy who reports."""

    __tablename__ = "announcement_reporter"
    __table_args__ = (UniqueConstraint("announcement_id", "deputy_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    announcement_id: Mapped[int] = mapped_column(ForeignKey("announcement.id", ondelete="CASCADE"))
    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputy.id", ondelete="RESTRICT"), index=True)

    announcement: Mapped[Announcement] = relationship(back_populates="reporters")
    deputy: Mapped[Deputy] = relationship()

    def scope(self) -> Scope:
        return self.announcement.scope()
