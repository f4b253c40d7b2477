"""Who waits for a place, who is invited, who is away and what deputies would rather; and how a station lets people sign up."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    String,
    Text,
    UniqueConstraint,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.api.data import Deputy, Reach, Scope, Station
from plugins.duty_days.models.base import NEVER_AGAIN, Base
from plugins.duty_days.models.days import DutyDay, Sitting

REASON_LENGTH: Final = 200
LONGEST_OPENING: Final = 366
"""The most days before a sitting on which signing up can open."""
EARLIEST_CLOSING: Final = 24 * 60
"""The most hours before a sitting at which signing up can close."""


class SignUpChoice(Base):
    """How a station lets deputies sign up; one without a row lets them at any time, in any composition."""

    __tablename__ = "duty_days__sign_up_choice"
    __table_args__ = (
        CheckConstraint(f"opens_days BETWEEN 0 AND {LONGEST_OPENING}", name="opens_in_reason"),
        CheckConstraint(f"closes_hours BETWEEN 0 AND {EARLIEST_CLOSING}", name="closes_in_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id", ondelete="RESTRICT"), unique=True)
    opens_days: Mapped[int | None]
    """On which day before a sitting signing up opens; None: as soon as the day is there."""
    closes_hours: Mapped[int | None]
    """How many hours before a sitting begins it closes; None: when the day is over."""
    composition: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """What the station wants of those who serve: see signing_up/composition.py."""

    station: Mapped[Station] = relationship(Station, lazy="joined", innerjoin=True)

    def scope(self) -> Scope:
        return self.station.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether its station lies within reach."""
        return cls.station_id.in_(select(Station.id).where(Station.in_reach(reach)))


class Waiting(Base):
    """A deputy who waits for a place in a sitting; who came first moves up first."""

    __tablename__ = "duty_days__waiting"
    __table_args__ = (UniqueConstraint("sitting_id", "deputy_id"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(primary_key=True)
    """The order in which they queued up: whoever writes holds the sitting's places meanwhile."""
    sitting_id: Mapped[int] = mapped_column(ForeignKey("duty_days__sitting.id", ondelete="CASCADE"))
    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputy.id", ondelete="RESTRICT"), index=True)
    since: Mapped[datetime]

    sitting: Mapped[Sitting] = relationship(Sitting)
    deputy: Mapped[Deputy] = relationship(Deputy)

    def scope(self) -> Scope:
        return self.sitting.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether the sitting's station lies within reach."""
        days = select(DutyDay.id).where(DutyDay.in_reach(reach))
        return cls.sitting_id.in_(select(Sitting.id).where(Sitting.duty_day_id.in_(days)))


class Invitation(Base):
    """A deputy asked to serve in a sitting, and what they answered."""

    __tablename__ = "duty_days__invitation"
    __table_args__ = (
        UniqueConstraint("sitting_id", "deputy_id"),
        CheckConstraint("answer IN ('', 'yes', 'no')", name="answer_known"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("duty_days__sitting.id", ondelete="CASCADE"))
    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputy.id", ondelete="RESTRICT"), index=True)
    invited_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(String(10), default="")
    """Empty until they answer."""
    reason: Mapped[str] = mapped_column(String(REASON_LENGTH), default="")
    answered_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    reminders: Mapped[int] = mapped_column(default=0)

    sitting: Mapped[Sitting] = relationship(Sitting)
    deputy: Mapped[Deputy] = relationship(Deputy)

    @property
    def is_open(self) -> bool:
        """Whether it is not answered yet."""
        return not self.answer

    def scope(self) -> Scope:
        station = self.sitting.duty_day.station
        return Scope(station.region_code, station.id, person_id=self.deputy.person_id)

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether the sitting's station lies within reach."""
        days = select(DutyDay.id).where(DutyDay.in_reach(reach))
        return cls.sitting_id.in_(select(Sitting.id).where(Sitting.duty_day_id.in_(days)))


class Leave(Base):
    """Days on which a deputy cannot serve anywhere."""

    __tablename__ = "duty_days__leave"
    __table_args__ = (CheckConstraint("begins <= ends", name="in_order"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(primary_key=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputy.id", ondelete="RESTRICT"), index=True)
    begins: Mapped[date]
    ends: Mapped[date]
    reason: Mapped[str] = mapped_column(String(REASON_LENGTH), default="")
    made_at: Mapped[datetime]

    deputy: Mapped[Deputy] = relationship(Deputy)

    def covers(self, day: date) -> bool:
        """Whether the deputy is away on this day."""
        return self.begins <= day <= self.ends

    def scope(self) -> Scope:
        return self.deputy.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether the deputy lies within reach."""
        return cls.deputy_id.in_(select(Deputy.id).where(Deputy.in_reach(reach)))


class Preference(Base):
    """When a deputy would rather serve, and when not: wishes, not refusals."""

    __tablename__ = "duty_days__preference"
    __table_args__ = (CheckConstraint("part IN ('', 'morning', 'afternoon')", name="part_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputy.id", ondelete="RESTRICT"), unique=True)
    part: Mapped[str] = mapped_column(String(20), default="")
    """Only mornings, or only afternoons; empty: either."""
    not_weekdays: Mapped[list[int]] = mapped_column(JSON, default=list)
    """Weekdays to be avoided, Monday is 0."""
    not_months: Mapped[list[int]] = mapped_column(JSON, default=list)
    """Months to be avoided, January is 1."""
    note: Mapped[str] = mapped_column(Text, default="")

    deputy: Mapped[Deputy] = relationship(Deputy)

    def scope(self) -> Scope:
        return self.deputy.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether the deputy lies within reach."""
        return cls.deputy_id.in_(select(Deputy.id).where(Deputy.in_reach(reach)))
