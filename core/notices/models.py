"""What people are told, by which ways, and what became of it.

A :class:`Notice` is read in the platform. A :class:`Delivery` leaves the house: one mail to one account, or one message
to one group's robot. Both are written in the transaction of what they tell of.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ColumnElement, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.access import Reach, Scope
from core.accounts.models import Account
from core.database import Base
from core.stations.models import Station

STATES = ("waiting", "sending", "sent", "uncertain", "failed", "given_up")
TROUBLED = ("uncertain", "failed", "given_up")
"""What somebody may want to look at: nobody knows whether it arrived, it was refused, it was tried for too long."""
SERVICES = ("wecom", "dingtalk", "feishu")
NEVER_AGAIN = {"sqlite_autoincrement": True}
"""Numbers of rows that were deleted are not given again: a button on an old page must not reach another row."""


class Notice(Base):
    """Something a person, or an account that is nobody's in particular, is told once; `key` says what.

    `title` and `body` are words as :func:`core.words.packed` keeps them: shown in the reader's language.
    """

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("person_id", "key"),
        UniqueConstraint("account_id", "key"),
        CheckConstraint("(person_id IS NULL) <> (account_id IS NULL)", name="told_to_one"),
        Index("ix_notice_unread_of_person", "person_id", "read_at"),
        Index("ix_notice_unread_of_account", "account_id", "read_at"),
        NEVER_AGAIN,
    )
    __audited__ = False  # It says what happened; what happened is audited itself.

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(160))
    """``<plugin>.<kind>:<what it is about>``; told twice under one key is told once."""
    title: Mapped[Any] = mapped_column(JSON)
    body: Mapped[Any] = mapped_column(JSON)
    link: Mapped[str] = mapped_column(String(300), default="")
    """Where it leads: a path of ours."""
    at: Mapped[datetime] = mapped_column(index=True)
    read_at: Mapped[datetime | None]

    @property
    def is_read(self) -> bool:
        """Whether its reader has seen it."""
        return self.read_at is not None


class Robot(Base):
    """The robot of a group chat that hears of a station, or of a region where it is none's."""

    __tablename__ = "notice_robot"
    __table_args__ = (
        CheckConstraint("service IN ('wecom', 'dingtalk', 'feishu')", name="service_known"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int | None] = mapped_column(ForeignKey("station.id", ondelete="CASCADE"), index=True)
    region_code: Mapped[str] = mapped_column(String(20), default="", index=True)
    """All stations of this region that have no robot of their own speak through it."""
    name: Mapped[str] = mapped_column(String(80))
    service: Mapped[str] = mapped_column(String(20))
    secret_url: Mapped[str] = mapped_column(String(400))
    """Whoever knows it can speak in the group: shown masked, never logged."""
    secret_sign: Mapped[str] = mapped_column(String(200), default="")
    """What messages are signed with, where the group asks for it."""
    is_on: Mapped[bool] = mapped_column(default=True)
    rests_until: Mapped[datetime | None]
    """After a message that could not be handed over, nothing is tried before."""

    station: Mapped[Station | None] = relationship()

    def scope(self) -> Scope:
        return Scope(region_code=self.region_code, station_id=self.station_id)

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        return reach.clause(region=cls.region_code.expression, station=cls.station_id.expression)


class Wish(Base):
    """How the holder of an account wants to be told, beside the notices in the platform."""

    __tablename__ = "notice_wish"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    mail: Mapped[str] = mapped_column(String(254), default="")
    mail_asked_at: Mapped[datetime | None]
    """When the address was given: the code sent to it is good for a while."""
    mail_confirmed_at: Mapped[datetime | None]
    """When the code from the mail was typed in; nothing but that code is sent to the address before."""
    tries: Mapped[int] = mapped_column(default=0)
    """Wrong codes since the address was given."""
    is_on: Mapped[bool] = mapped_column(default=True)
    """Whether mails are wanted at all."""
    without: Mapped[list[str]] = mapped_column(JSON, default=list)
    """What is not wanted as mail: plugins, or kinds of what they tell, as keys begin with them."""

    account: Mapped[Account] = relationship()

    def wants(self, kind: str) -> bool:
        """Whether notices of this kind are wanted as mail."""
        refused = {kind, kind.partition(".")[0]} & set(self.without)
        return bool(self.mail) and self.mail_confirmed_at is not None and self.is_on and not refused


class Delivery(Base):
    """One message to one recipient outside: ``mail`` to an account's address, or ``robot`` to a group.

    What is told and how far it got stand here, so that a process may die at any moment: the next one goes on.
    """

    __tablename__ = "notice_delivery"
    __table_args__ = (
        UniqueConstraint("account_id", "key"),
        UniqueConstraint("robot_id", "key"),
        CheckConstraint("(account_id IS NULL) <> (robot_id IS NULL)", name="sent_to_one"),
        CheckConstraint(
            "state IN ('waiting', 'sending', 'sent', 'uncertain', 'failed', 'given_up')", name="state_known"
        ),
        Index("ix_notice_delivery_due", "state", "next_at"),
        NEVER_AGAIN,
    )
    __audited__ = False  # A copy of a notice on its way; who sends one again is audited as an event.

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    robot_id: Mapped[int | None] = mapped_column(ForeignKey("notice_robot.id", ondelete="CASCADE"))
    station_id: Mapped[int | None] = mapped_column(ForeignKey("station.id", ondelete="SET NULL"), index=True)
    region_code: Mapped[str] = mapped_column(String(20), default="")
    key: Mapped[str] = mapped_column(String(160))
    title: Mapped[Any] = mapped_column(JSON)
    body: Mapped[Any] = mapped_column(JSON)
    link: Mapped[str] = mapped_column(String(300), default="")
    at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(String(20), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime]
    """Not tried before."""
    good_until: Mapped[datetime | None]
    """After this it would only confuse: a reminder of what is over."""
    holder: Mapped[str] = mapped_column(String(120), default="")
    """The process in whose hands it is."""
    began_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    message_id: Mapped[str] = mapped_column(String(200), default="")
    """The Message-ID of the mail, the same for every attempt: written before the first."""
    error: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    """Why it did not go, in words as :func:`core.words.packed` keeps them."""

    account: Mapped[Account | None] = relationship()
    robot: Mapped[Robot | None] = relationship()
    station: Mapped[Station | None] = relationship()

    @property
    def channel(self) -> str:
        """By which way it goes: ``mail`` or ``robot``."""
        return "mail" if self.robot_id is None else "robot"

    def scope(self) -> Scope:
        return Scope(region_code=self.region_code, station_id=self.station_id)

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        return reach.clause(region=cls.region_code.expression, station=cls.station_id.expression)
