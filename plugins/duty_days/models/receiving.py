"""The day itself: who was there, who was received, who asked for a time beforehand."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, Final

from sqlalchemy import JSON, CheckConstraint, ColumnElement, ForeignKey, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.api.data import Deputy, Reach, Scope, Station
from plugins.duty_days.models.base import NEVER_AGAIN, Base
from plugins.duty_days.models.days import DutyDay, Sitting

ATTENDED: Final = ("present", "late")
"""The states of who was there."""
USUAL_GRACE: Final = 15
USUAL_BOOKINGS: Final = 12
MOST_PERSONS: Final = 500
LONGEST_TEXT: Final = 2000


class ReceivingSettings(Base):
    """What a station decided about its days; a station without a row keeps to what is usual."""

    __tablename__ = "duty_days__receiving_settings"
    __table_args__ = (
        CheckConstraint("grace_minutes BETWEEN 0 AND 240", name="grace_in_reason"),
        CheckConstraint("most_bookings BETWEEN 0 AND 200", name="bookings_in_reason"),
    )

    station_id: Mapped[int] = mapped_column(ForeignKey("station.id", ondelete="RESTRICT"), primary_key=True)
    grace_minutes: Mapped[int] = mapped_column(default=USUAL_GRACE)
    """Who comes later than so many minutes after a sitting began is late."""
    most_bookings: Mapped[int] = mapped_column(default=USUAL_BOOKINGS)
    """How many may book a time in one sitting; 0: nobody books."""

    station: Mapped[Station] = relationship(Station)

    def scope(self) -> Scope:
        return self.station.scope()


class Attendance(Base):
    """Whether a deputy came to a sitting. One row for each deputy of a sitting about whom anything is known."""

    __tablename__ = "duty_days__attendance"
    __table_args__ = (
        UniqueConstraint("sitting_id", "deputy_id"),
        CheckConstraint("state IN ('present', 'late', 'absent', 'replaced')", name="state_known"),
        CheckConstraint("how IN ('code', 'by_hand', 'entered_later')", name="how_known"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("duty_days__sitting.id", ondelete="RESTRICT"))
    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputy.id", ondelete="RESTRICT"), index=True)
    state: Mapped[str] = mapped_column(String(20))
    """``present``, ``late``, ``absent``; ``replaced``: somebody else served in their place."""
    checked_in_at: Mapped[datetime | None]
    how: Mapped[str] = mapped_column(String(20))
    """``code``: scanned at the station; ``by_hand``: set by the station; ``entered_later``: from paper, after the day."""
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("deputy.id", ondelete="RESTRICT"), index=True)
    """The deputy in whose place this one serves."""
    revoked_at: Mapped[datetime | None]
    """A check-in that the station took back counts no more; it can be set by hand again."""
    revoked_reason: Mapped[str] = mapped_column(String(200), default="")

    sitting: Mapped[Sitting] = relationship(Sitting, lazy="joined", innerjoin=True)
    deputy: Mapped[Deputy] = relationship(Deputy, foreign_keys=[deputy_id])
    replaces: Mapped[Deputy | None] = relationship(Deputy, foreign_keys=[replaces_id])

    @property
    def is_revoked(self) -> bool:
        """Whether the station took it back."""
        return self.revoked_at is not None

    @property
    def was_there(self) -> bool:
        """Whether the deputy served, in time or late."""
        return self.state in ATTENDED and not self.is_revoked

    def scope(self) -> Scope:
        return self.sitting.scope()


class Visitor(Base):
    """Name and number of somebody who is received: kept apart, so that one row is all there is to forget."""

    __tablename__ = "duty_days__visitor"
    __table_args__ = (NEVER_AGAIN,)
    __audited__ = False  # The audit would keep what is forgotten here; who looks at a number is written down.

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60), default="")
    phone: Mapped[str] = mapped_column(String(20), default="", index=True)
    day: Mapped[date] = mapped_column(index=True)
    """The day they were, or are to be, received: how long they are kept counts from it."""


class Booking(Base):
    """A time somebody asked for beforehand, without an account; the ticket's link is known to them alone."""

    __tablename__ = "duty_days__booking"
    __table_args__ = (
        UniqueConstraint("sitting_id", "number"),
        CheckConstraint("state IN ('booked', 'cancelled', 'came', 'missed')", name="state_known"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("duty_days__sitting.id", ondelete="RESTRICT"))
    number: Mapped[int]
    """The ticket's number in its sitting."""
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    arrives: Mapped[time | None]
    """When they are expected; None where the sitting has no hours."""
    persons: Mapped[int] = mapped_column(default=1)
    subject: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(20), default="booked")
    booked_at: Mapped[datetime]
    address_digest: Mapped[str] = mapped_column(String(64), default="", index=True)
    """From where it was booked, as far as counting needs it; emptied after a day."""
    visitor_id: Mapped[int | None] = mapped_column(ForeignKey("duty_days__visitor.id", ondelete="SET NULL"), index=True)

    sitting: Mapped[Sitting] = relationship(Sitting, lazy="joined", innerjoin=True)
    visitor: Mapped[Visitor | None] = relationship(Visitor, lazy="joined")

    @property
    def is_open(self) -> bool:
        """Whether they are still expected."""
        return self.state == "booked"

    def scope(self) -> Scope:
        return self.sitting.scope()


class Reception(Base):
    """People met at a station, or visited from it: one subject of one party. What is only booked is no reception yet."""

    __tablename__ = "duty_days__reception"
    __table_args__ = (
        CheckConstraint("kind IN ('booked', 'walk_in', 'visited')", name="kind_known"),
        CheckConstraint(f"persons BETWEEN 0 AND {MOST_PERSONS}", name="persons_in_reason"),
        CheckConstraint("persons > 0 OR NOT party", name="a_party_has_persons"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    duty_day_id: Mapped[int] = mapped_column(ForeignKey("duty_days__duty_day.id", ondelete="RESTRICT"), index=True)
    sitting_id: Mapped[int | None] = mapped_column(ForeignKey("duty_days__sitting.id", ondelete="SET NULL"), index=True)
    booking_id: Mapped[int | None] = mapped_column(
        ForeignKey("duty_days__booking.id", ondelete="SET NULL"), unique=True
    )
    kind: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime | None]
    """None where a paper register tells no hour."""
    persons: Mapped[int] = mapped_column(default=1)
    party: Mapped[bool] = mapped_column(default=True)
    """Whether it counts as a party; a further subject of people already counted has no persons and is no party."""
    subject: Mapped[str] = mapped_column(String(200))
    category: Mapped[str] = mapped_column(String(20), default="other")
    answer: Mapped[str] = mapped_column(Text, default="")
    """What was answered on the spot."""
    passed_on: Mapped[str] = mapped_column(Text, default="")
    """What could not be answered on the spot and is passed on; empty: nothing."""
    passed_to: Mapped[str] = mapped_column(String(200), default="")
    """Who took it over, in words; empty: nobody has yet."""
    passed_key: Mapped[str] = mapped_column(String(80), default="", index=True)
    """The record of the plugin that took it over: ``matters:matter:12``."""
    settled_on: Mapped[date | None]
    """When the station itself settled what nobody took over."""
    outcome: Mapped[str] = mapped_column(Text, default="")
    entered_later: Mapped[bool] = mapped_column(default=False)
    entered_at: Mapped[datetime]
    visitor_id: Mapped[int | None] = mapped_column(ForeignKey("duty_days__visitor.id", ondelete="SET NULL"), index=True)

    duty_day: Mapped[DutyDay] = relationship(DutyDay, lazy="joined", innerjoin=True)
    sitting: Mapped[Sitting | None] = relationship(Sitting)
    booking: Mapped[Booking | None] = relationship(Booking)
    visitor: Mapped[Visitor | None] = relationship(Visitor, lazy="joined")
    received_by: Mapped[list[ReceivedBy]] = relationship(
        back_populates="reception", cascade="all, delete-orphan", order_by="ReceivedBy.deputy_id"
    )

    @property
    def is_open(self) -> bool:
        """Whether something was passed on that nobody has taken over or settled."""
        return bool(self.passed_on) and not self.passed_key and self.settled_on is None

    def scope(self) -> Scope:
        return self.duty_day.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether the station of its day lies within reach."""
        return cls.duty_day_id.in_(select(DutyDay.id).where(DutyDay.in_reach(reach)))


class ReceivedBy(Base):
    """A deputy who received them."""

    __tablename__ = "duty_days__received_by"

    reception_id: Mapped[int] = mapped_column(
        ForeignKey("duty_days__reception.id", ondelete="CASCADE"), primary_key=True
    )
    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputy.id", ondelete="RESTRICT"), primary_key=True, index=True)

    reception: Mapped[Reception] = relationship(back_populates="received_by")
    deputy: Mapped[Deputy] = relationship(Deputy)


class PaperSheet(Base):
    """A spreadsheet of past days that was read and waits to be written; it goes by itself."""

    __tablename__ = "duty_days__paper_sheet"
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
