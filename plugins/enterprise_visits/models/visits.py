"""Visits: deputies at an enterprise, planned, held or cancelled; what belongs together, and in which order a day goes."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, Final

from sqlalchemy import JSON, CheckConstraint, ColumnElement, ForeignKey, Index, String, Text, false, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.api.data import Deputy, Enterprise, Reach, Scope, Station, StoredFile
from plugins.enterprise_visits.models.base import NEVER_AGAIN, Base

LONGEST_PURPOSE: Final = 200
LONGEST_MET: Final = 200
LONGEST_WORDS: Final = 4000
LONGEST_REASON: Final = 200


class Campaign(Base):
    """Visits of a station that belong together, as those of a research month."""

    __tablename__ = "enterprise_visits__campaign"
    __table_args__ = (CheckConstraint("begins <= ends", name="in_order"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id", ondelete="RESTRICT"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    begins: Mapped[date]
    ends: Mapped[date]
    purpose: Mapped[str] = mapped_column(String(LONGEST_PURPOSE), default="")
    """What all its visits ask about."""

    station: Mapped[Station] = relationship(Station, lazy="joined", innerjoin=True)

    def scope(self) -> Scope:
        return self.station.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether its station lies within reach."""
        return cls.station_id.in_(select(Station.id).where(Station.in_reach(reach)))


class Route(Base):
    """The way of a day: visits of one day of a station, one after the other."""

    __tablename__ = "enterprise_visits__route"
    __table_args__ = (Index("ix_enterprise_visits__route_station_id_day", "station_id", "day"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id", ondelete="RESTRICT"))
    day: Mapped[date]
    name: Mapped[str] = mapped_column(String(80), default="")

    station: Mapped[Station] = relationship(Station, lazy="joined", innerjoin=True)
    visits: Mapped[list[Visit]] = relationship(back_populates="route", order_by="Visit.position, Visit.id")

    def scope(self) -> Scope:
        return self.station.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether its station lies within reach."""
        return cls.station_id.in_(select(Station.id).where(Station.in_reach(reach)))


class Visit(Base):
    """Deputies at an enterprise on a day; it counts once it was held."""

    __tablename__ = "enterprise_visits__visit"
    __table_args__ = (
        CheckConstraint("state IN ('planned', 'held', 'cancelled')", name="state_known"),
        Index("ix_enterprise_visits__visit_station_id_day", "station_id", "day"),
        Index("ix_enterprise_visits__visit_enterprise_id_day", "enterprise_id", "day"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id", ondelete="RESTRICT"))
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id", ondelete="RESTRICT"))
    day: Mapped[date] = mapped_column(index=True)
    begins: Mapped[time | None]
    state: Mapped[str] = mapped_column(String(20), default="planned")
    campaign_id: Mapped[int | None] = mapped_column(
        ForeignKey("enterprise_visits__campaign.id", ondelete="SET NULL"), index=True
    )
    route_id: Mapped[int | None] = mapped_column(
        ForeignKey("enterprise_visits__route.id", ondelete="SET NULL"), index=True
    )
    position: Mapped[int | None]
    """Its turn in the route."""
    purpose: Mapped[str] = mapped_column(String(LONGEST_PURPOSE), default="")
    met: Mapped[str] = mapped_column(String(LONGEST_MET), default="")
    """Who was met at the enterprise."""
    words: Mapped[str] = mapped_column(Text, default="")
    """What was seen and said."""
    entered_later: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether it was written down on a later day than it was held."""
    planned_by: Mapped[int | None]
    """The account that planned it; None where it was held without a plan."""
    logged_at: Mapped[datetime | None]
    logged_by: Mapped[int | None]
    """The account that wrote it down."""
    cancel_reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    confirmed_at: Mapped[datetime | None]
    """When the enterprise's contact confirmed it."""
    thanks: Mapped[str] = mapped_column(Text, default="")
    """What the contact said in thanks."""

    station: Mapped[Station] = relationship(Station, lazy="joined", innerjoin=True)
    enterprise: Mapped[Enterprise] = relationship(Enterprise, lazy="joined", innerjoin=True)
    campaign: Mapped[Campaign | None] = relationship(Campaign)
    route: Mapped[Route | None] = relationship(Route, back_populates="visits")
    deputies: Mapped[list[VisitDeputy]] = relationship(
        back_populates="visit", cascade="all, delete-orphan", order_by="VisitDeputy.deputy_id"
    )
    photos: Mapped[list[VisitPhoto]] = relationship(
        back_populates="visit", cascade="all, delete-orphan", order_by="VisitPhoto.id"
    )

    @property
    def is_planned(self) -> bool:
        """Whether it is still to come."""
        return self.state == "planned"

    @property
    def is_held(self) -> bool:
        """Whether it counts."""
        return self.state == "held"

    def is_theirs(self, deputy_id: int | None) -> bool:
        """Whether this deputy was there, or is asked to come."""
        return deputy_id is not None and any(one.deputy_id == deputy_id for one in self.deputies)

    def scope(self) -> Scope:
        """Its station's; and of the first of its deputies, who may have moved to another station since."""
        here = self.station.scope()
        person = self.deputies[0].deputy.person_id if self.deputies else None
        return Scope(region_code=here.region_code, station_id=self.station_id, person_id=person)

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether its station lies within reach, or the viewer was there."""
        here = cls.station_id.in_(select(Station.id).where(Station.in_reach(reach)))
        if reach.person_id is None:
            return here
        own = select(VisitDeputy.visit_id).join(VisitDeputy.deputy).where(Deputy.person_id == reach.person_id)
        return or_(here, cls.id.in_(own))


class VisitDeputy(Base):
    """A deputy of a visit: asked to come, what they answered, and whether they were there."""

    __tablename__ = "enterprise_visits__visit_deputy"
    __table_args__ = (CheckConstraint("answer IN ('asked', 'coming', 'declined')", name="answer_known"),)

    visit_id: Mapped[int] = mapped_column(
        ForeignKey("enterprise_visits__visit.id", ondelete="CASCADE"), primary_key=True
    )
    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputy.id", ondelete="RESTRICT"), primary_key=True, index=True)
    answer: Mapped[str] = mapped_column(String(10), default="asked")
    asked_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    """Why they do not come."""
    reminded_at: Mapped[datetime | None]
    reminders: Mapped[int] = mapped_column(default=0)
    was_there: Mapped[bool] = mapped_column(default=False, server_default=false())

    visit: Mapped[Visit] = relationship(back_populates="deputies")
    deputy: Mapped[Deputy] = relationship(Deputy)

    def scope(self) -> Scope:
        return self.visit.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether its visit lies within reach."""
        return cls.visit_id.in_(select(Visit.id).where(Visit.in_reach(reach)))


class VisitPhoto(Base):
    """A photo taken at a visit. Seen by who sees the visit."""

    __tablename__ = "enterprise_visits__visit_photo"
    __table_args__ = (NEVER_AGAIN,)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("enterprise_visits__visit.id", ondelete="CASCADE"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id", ondelete="RESTRICT"), index=True)

    visit: Mapped[Visit] = relationship(back_populates="photos")
    file: Mapped[StoredFile] = relationship(StoredFile, lazy="joined", innerjoin=True)

    def scope(self) -> Scope:
        return self.visit.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether its visit lies within reach."""
        return cls.visit_id.in_(select(Visit.id).where(Visit.in_reach(reach)))


class VisitSheet(Base):
    """A spreadsheet of past visits that was read and waits to be written; it goes by itself."""

    __tablename__ = "enterprise_visits__visit_sheet"
    __table_args__ = (NEVER_AGAIN,)
    __audited__ = False  # It only waits; what is written from it is audited.

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id", ondelete="RESTRICT"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    rows: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(index=True)

    station: Mapped[Station] = relationship(Station, lazy="joined", innerjoin=True)

    def scope(self) -> Scope:
        return self.station.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether its station lies within reach."""
        return cls.station_id.in_(select(Station.id).where(Station.in_reach(reach)))
