"""Standards and their criteria, and a station's yearly self-check with what the office made of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ColumnElement, ForeignKey, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.access import Reach, Scope
from core.database import Base
from core.files.models import StoredFile
from core.regions.models import Region
from core.stations.models import Station

KINDS = ("checklist", "rating", "staff")
CHECK_STATES = ("draft", "submitted", "returned", "reviewed")
VERDICTS = ("accepted", "changed", "returned")
MOST_STARS = 5


class Standard(Base):
    """One version of what a region expects of its stations: a checklist, a rating in stars, or a composition of staff.

    A version that a self-check was made by is never changed: a new one is made of it.
    """

    __tablename__ = "standard"
    __table_args__ = (
        UniqueConstraint("region_code", "name", "version"),
        CheckConstraint("kind IN ('checklist', 'rating', 'staff')", name="kind_known"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="days_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code", ondelete="RESTRICT"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(20))
    version: Mapped[int] = mapped_column(default=1)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("standard.id", ondelete="RESTRICT"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    tiers: Mapped[list[str]] = mapped_column(JSON, default=list)
    """The kinds of station it is for; empty for all."""
    stars: Mapped[list[int]] = mapped_column(JSON, default=list)
    """Of a rating: from how many points on one star is given, two stars, and so on."""
    note: Mapped[str] = mapped_column(Text, default="")

    region: Mapped[Region] = relationship()
    criteria: Mapped[list[Criterion]] = relationship(
        back_populates="standard", cascade="all, delete-orphan", order_by="Criterion.position, Criterion.id"
    )

    @property
    def most(self) -> int:
        """The points a station can get; of a checklist, the number of its criteria."""
        return sum(criterion.points or 1 for criterion in self.criteria)

    def stars_for(self, points: int) -> int:
        """The stars so many points are worth."""
        return sum(1 for least in self.stars if points >= least) if self.kind == "rating" else 0

    def is_for(self, tier: str) -> bool:
        """Whether stations of this tier are held to it."""
        return not self.tiers or tier in self.tiers

    def is_valid_on(self, day: date) -> bool:
        """Whether it is in force on this day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def holds_in(self, year: int) -> bool:
        """Whether it is in force at some time of a year."""
        return self.valid_from.year <= year and (self.valid_to is None or year <= self.valid_to.year)

    def scope(self) -> Scope:
        return Scope(region_code=self.region_code)

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        return reach.clause(region=cls.region_code.expression)


class Criterion(Base):
    """One thing a standard asks for: yes or no, or so many points; of a staff composition, so many people of a role."""

    __tablename__ = "criterion"
    __table_args__ = (
        CheckConstraint("points BETWEEN 0 AND 1000", name="points_in_reason"),
        CheckConstraint("least BETWEEN 0 AND 99", name="least_in_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    standard_id: Mapped[int] = mapped_column(ForeignKey("standard.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(80))
    words: Mapped[str] = mapped_column(Text, default="")
    """What fulfils it, and what is to be shown."""
    points: Mapped[int] = mapped_column(default=0)
    """The most points it gives; 0 where it is fulfilled or not."""
    wants_evidence: Mapped[bool] = mapped_column(default=False)
    role: Mapped[str] = mapped_column(String(20), default="")
    least: Mapped[int] = mapped_column(default=0)
    """Of a staff composition: how many people of the role there are at least."""

    standard: Mapped[Standard] = relationship(back_populates="criteria")

    def scope(self) -> Scope:
        return self.standard.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        return cls.standard_id.in_(select(Standard.id).where(Standard.in_reach(reach)))


class SelfCheck(Base):
    """A station's look at itself for one year, and the office's review of it."""

    __tablename__ = "self_check"
    __table_args__ = (
        UniqueConstraint("station_id", "standard_id", "year"),
        CheckConstraint("state IN ('draft', 'submitted', 'returned', 'reviewed')", name="state_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id", ondelete="RESTRICT"), index=True)
    standard_id: Mapped[int] = mapped_column(ForeignKey("standard.id", ondelete="RESTRICT"), index=True)
    year: Mapped[int]
    state: Mapped[str] = mapped_column(String(20), default="draft")
    begun_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    submitted_by: Mapped[str] = mapped_column(String(80), default="")
    reviewed_at: Mapped[datetime | None]
    reviewed_by: Mapped[str] = mapped_column(String(80), default="")
    words: Mapped[str] = mapped_column(Text, default="")
    """What the office says about the whole."""
    points: Mapped[int | None]
    stars: Mapped[int | None]

    station: Mapped[Station] = relationship()
    standard: Mapped[Standard] = relationship()
    answers: Mapped[list[Answer]] = relationship(back_populates="self_check", cascade="all, delete-orphan")

    @property
    def is_open(self) -> bool:
        """Whether the station may still write in it."""
        return self.state in ("draft", "returned")

    def scope(self) -> Scope:
        return self.station.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        return cls.station_id.in_(select(Station.id).where(Station.in_reach(reach)))


class Answer(Base):
    """What a station says about one criterion, and what the office gives for it."""

    __tablename__ = "self_check_answer"
    __table_args__ = (UniqueConstraint("self_check_id", "criterion_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    self_check_id: Mapped[int] = mapped_column(ForeignKey("self_check.id", ondelete="CASCADE"), index=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id", ondelete="RESTRICT"), index=True)
    claimed: Mapped[int | None]
    """The points the station gives itself; 1 or 0 where the criterion is fulfilled or not."""
    words: Mapped[str] = mapped_column(Text, default="")
    given: Mapped[int | None]
    """The points the office gives."""
    verdict: Mapped[str] = mapped_column(String(20), default="")
    """``accepted``, ``changed`` (with a reason), ``returned`` to be done again; empty until it is looked at."""
    reason: Mapped[str] = mapped_column(Text, default="")

    self_check: Mapped[SelfCheck] = relationship(back_populates="answers")
    criterion: Mapped[Criterion] = relationship()
    photos: Mapped[list[AnswerPhoto]] = relationship(
        back_populates="answer", cascade="all, delete-orphan", order_by="AnswerPhoto.id"
    )

    def scope(self) -> Scope:
        return self.self_check.scope()


class AnswerPhoto(Base):
    """A photo that shows what an answer says."""

    __tablename__ = "self_check_photo"

    id: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("self_check_answer.id", ondelete="CASCADE"), index=True)
    photo_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id", ondelete="RESTRICT"), index=True)

    answer: Mapped[Answer] = relationship(back_populates="photos")
    photo: Mapped[StoredFile] = relationship()

    def scope(self) -> Scope:
        return self.answer.scope()
