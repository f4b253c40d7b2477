"""Duty days, their sittings, and the slots deputies hold.

One place in a sitting is one row of :class:`Slot`: a sitting cannot have more deputies than places, whoever writes.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ColumnElement, ForeignKey, String, UniqueConstraint, false, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.api.data import Deputy, Organ, Reach, Scope, Station
from plugins.duty_days.models.base import MOST_PLACES, NEVER_AGAIN, Base


class DutyDay(Base):
    """A day on which a station receives people; a station has one a date."""

    __tablename__ = "duty_days__duty_day"
    __table_args__ = (
        UniqueConstraint("station_id", "day"),
        CheckConstraint("state IN ('open', 'cancelled')", name="state_known"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id", ondelete="RESTRICT"))
    day: Mapped[date] = mapped_column(index=True)
    rule_id: Mapped[int | None] = mapped_column(ForeignKey("duty_days__rule.id", ondelete="SET NULL"), index=True)
    """The rule that made it; None for an extra day, and where the rule is gone."""
    moved_from: Mapped[date | None]
    """The date of its rule, where the calendar moved the day to another."""
    state: Mapped[str] = mapped_column(String(20), default="open")
    theme: Mapped[str] = mapped_column(String(80), default="")
    sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    """How often it was changed since it was made, for calendar programs: counted by models/feeds.py."""
    changed_at: Mapped[datetime | None] = mapped_column(default=lambda: datetime.now(UTC))

    leader: Mapped[str] = mapped_column(String(80), default="", server_default="")
    """The official who leads the day, as they were called then; empty where nobody does."""
    leader_post: Mapped[str] = mapped_column(String(80), default="", server_default="")
    opens_days: Mapped[int | None]
    """On which day before it signing up opens; None: as the station chose."""
    closes_hours: Mapped[int | None]
    composition: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    """What is wanted of those who serve on this day; None: what the station always wants."""

    station: Mapped[Station] = relationship(Station, lazy="joined", innerjoin=True)
    stationed: Mapped[list[StationedOrgan]] = relationship(
        back_populates="duty_day", cascade="all, delete-orphan", order_by="StationedOrgan.id"
    )
    sittings: Mapped[list[Sitting]] = relationship(
        back_populates="duty_day", cascade="all, delete-orphan", order_by="Sitting.id"
    )

    @property
    def is_cancelled(self) -> bool:
        """Whether nobody is received on this day."""
        return self.state == "cancelled"

    @property
    def free(self) -> int:
        """How many places are free in all its sittings."""
        return sum(sitting.free for sitting in self.sittings)

    @property
    def on_duty(self) -> list[Deputy]:
        """Who serves on this day, in the order of the places."""
        return list(dict.fromkeys(deputy for sitting in self.sittings for deputy in sitting.on_duty))

    def scope(self) -> Scope:
        return self.station.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether the day's station lies within reach."""
        return cls.station_id.in_(select(Station.id).where(Station.in_reach(reach)))


class StationedOrgan(Base):
    """An organ that sits with the deputies on a day."""

    __tablename__ = "duty_days__stationed_organ"
    __table_args__ = (UniqueConstraint("duty_day_id", "organ_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    duty_day_id: Mapped[int] = mapped_column(ForeignKey("duty_days__duty_day.id", ondelete="CASCADE"))
    organ_id: Mapped[int] = mapped_column(ForeignKey("organ.id", ondelete="RESTRICT"), index=True)

    duty_day: Mapped[DutyDay] = relationship(back_populates="stationed")
    organ: Mapped[Organ] = relationship(Organ, lazy="joined", innerjoin=True)

    def scope(self) -> Scope:
        return self.duty_day.scope()


class Sitting(Base):
    """A part of a duty day: ``day`` for all of it; ``morning`` and ``afternoon`` where it is divided."""

    __tablename__ = "duty_days__sitting"
    __table_args__ = (UniqueConstraint("duty_day_id", "part"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(primary_key=True)
    duty_day_id: Mapped[int] = mapped_column(ForeignKey("duty_days__duty_day.id", ondelete="CASCADE"))
    part: Mapped[str] = mapped_column(String(20), default="day")
    begins: Mapped[time | None]
    ends: Mapped[time | None]
    minimum: Mapped[int] = mapped_column(default=1, server_default="1")
    """With fewer deputies than this the sitting is not fit to be held."""
    purpose: Mapped[str] = mapped_column(String(20), default="receives", server_default="receives")
    """``receives`` people at the station, or ``visits`` them."""

    duty_day: Mapped[DutyDay] = relationship(back_populates="sittings", lazy="joined", innerjoin=True)
    slots: Mapped[list[Slot]] = relationship(
        back_populates="sitting", cascade="all, delete-orphan", order_by="Slot.place"
    )

    @property
    def places(self) -> int:
        """How many deputies serve at most."""
        return len(self.slots)

    @property
    def free(self) -> int:
        """How many places nobody holds."""
        return sum(1 for slot in self.slots if slot.is_free)

    @property
    def on_duty(self) -> list[Deputy]:
        """Who holds its slots."""
        return [slot.deputy for slot in self.slots if slot.deputy is not None]

    def slot_of(self, deputy_id: int | None) -> Slot | None:
        """The slot this deputy holds, if they hold one."""
        return next((slot for slot in self.slots if deputy_id is not None and slot.deputy_id == deputy_id), None)

    def scope(self) -> Scope:
        return self.duty_day.scope()


class Slot(Base):
    """One place in a sitting, held by one deputy or free. A deputy holds at most one of a sitting."""

    __tablename__ = "duty_days__slot"
    __table_args__ = (
        UniqueConstraint("sitting_id", "place"),
        UniqueConstraint("sitting_id", "deputy_id"),
        CheckConstraint(f"place BETWEEN 1 AND {MOST_PLACES}", name="place_in_reason"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("duty_days__sitting.id", ondelete="CASCADE"))
    place: Mapped[int]
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("deputy.id", ondelete="RESTRICT"), index=True)
    taken_at: Mapped[datetime | None]
    how: Mapped[str] = mapped_column(String(20), default="", server_default="")
    """How its holder came by it: ``signed_up``, ``put_in``, ``moved_up`` from the waiting list, by the ``rota``, or
    ``swapped``; empty while it is free, and where nobody knows any more."""
    locked: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether a proposal leaves it as it is, held or free: nobody is proposed for it."""
    proposal_id: Mapped[int | None]
    """The proposal it was published from, where its holder came from one."""

    sitting: Mapped[Sitting] = relationship(back_populates="slots")
    deputy: Mapped[Deputy | None] = relationship(Deputy)

    @property
    def is_free(self) -> bool:
        """Whether nobody holds it."""
        return self.deputy_id is None

    def scope(self) -> Scope:
        return self.sitting.scope()
