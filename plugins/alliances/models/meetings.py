"""Forums and their numbered sessions, meetings with agenda, and who takes part in them."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, Final

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    false,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.api.data import Account, Deputy, Reach, Scope, Station, UniqueWhere
from plugins.alliances.models.alliances import Alliance, Member
from plugins.alliances.models.base import NEVER_AGAIN, Base, exactly_one, one_of

PARTS: Final = ("chairs", "attends", "sits_in", "records")
STATES: Final = ("planned", "held", "cancelled")
ANSWERS: Final = ("asked", "coming", "declined")
ATTENDANCES: Final = ("present", "excused", "absent")
HIGHEST_NUMBER: Final = 9999
LONGEST_REASON: Final = 200
LONGEST_WORDS: Final = 4000


class Forum(Base):
    """A standing forum of a station or of an alliance; its sessions are numbered meetings."""

    __tablename__ = "alliances__forum"
    __table_args__ = (UniqueConstraint("station_id", "name"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id", ondelete="RESTRICT"))
    alliance_id: Mapped[int | None] = mapped_column(
        ForeignKey("alliances__alliance.id", ondelete="RESTRICT"), index=True
    )
    name: Mapped[str] = mapped_column(String(80))
    words: Mapped[str] = mapped_column(Text, default="")
    """What it is for."""
    closed_on: Mapped[date | None]

    station: Mapped[Station] = relationship(Station, lazy="joined", innerjoin=True)
    alliance: Mapped[Alliance | None] = relationship(Alliance, lazy="joined")

    @property
    def is_open(self) -> bool:
        """Whether further sessions may be planned."""
        return self.closed_on is None

    def scope(self) -> Scope:
        return self.station.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether its station lies within reach."""
        return cls.station_id.in_(select(Station.id).where(Station.in_reach(reach)))


class Meeting(Base):
    """A meeting of an alliance, of a forum, or of a station alone: planned, held or cancelled."""

    __tablename__ = "alliances__meeting"
    __table_args__ = (
        one_of("state", STATES, "state_known"),
        CheckConstraint("number IS NULL OR forum_id IS NOT NULL", name="number_of_a_forum"),
        CheckConstraint(f"number BETWEEN 1 AND {HIGHEST_NUMBER}", name="number_in_reason"),
        CheckConstraint("ends > begins", name="in_order"),
        # The number of a session that did not take place is free for the one that does.
        UniqueWhere("uq_alliances__meeting_number", "forum_id", "number", where="state <> 'cancelled'"),
        Index("ix_alliances__meeting_station_id_day", "station_id", "day"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id", ondelete="RESTRICT"))
    alliance_id: Mapped[int | None] = mapped_column(
        ForeignKey("alliances__alliance.id", ondelete="RESTRICT"), index=True
    )
    forum_id: Mapped[int | None] = mapped_column(ForeignKey("alliances__forum.id", ondelete="RESTRICT"), index=True)
    number: Mapped[int | None]
    """Which session of its forum it is; none where nobody counts."""
    title: Mapped[str] = mapped_column(String(120))
    theme: Mapped[str] = mapped_column(String(200), default="")
    day: Mapped[date] = mapped_column(index=True)
    begins: Mapped[time | None]
    ends: Mapped[time | None]
    place: Mapped[str] = mapped_column(String(120), default="")
    state: Mapped[str] = mapped_column(String(20), default="planned")
    cancel_reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    planned_by: Mapped[int | None]
    """The account that planned it."""
    issued_on: Mapped[date | None]
    """When its minutes were issued: what they say of it is final from then on."""
    sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    """How often what calendars show of it was changed."""
    changed_at: Mapped[datetime]

    station: Mapped[Station] = relationship(Station, lazy="joined", innerjoin=True)
    alliance: Mapped[Alliance | None] = relationship(Alliance, lazy="joined")
    forum: Mapped[Forum | None] = relationship(Forum, lazy="joined")
    agenda: Mapped[list[AgendaItem]] = relationship(
        back_populates="meeting", cascade="all, delete-orphan", order_by="AgendaItem.position, AgendaItem.id"
    )

    @property
    def is_planned(self) -> bool:
        """Whether it is still to come."""
        return self.state == "planned"

    @property
    def is_held(self) -> bool:
        """Whether it took place."""
        return self.state == "held"

    @property
    def is_final(self) -> bool:
        """Whether its minutes were issued."""
        return self.issued_on is not None

    def scope(self) -> Scope:
        return self.station.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether its station lies within reach; who is asked from elsewhere has their own page of the invitation."""
        return cls.station_id.in_(select(Station.id).where(Station.in_reach(reach)))


class AgendaItem(Base):
    """One thing a meeting speaks of, in its turn."""

    __tablename__ = "alliances__agenda_item"
    __table_args__ = (Index("ix_alliances__agenda_item_meeting_id_position", "meeting_id", "position"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("alliances__meeting.id", ondelete="CASCADE"))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    speaker: Mapped[str] = mapped_column(String(80), default="")
    """Who opens it."""
    words: Mapped[str] = mapped_column(Text, default="")
    left_open: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether the meeting did not come to it: the next one begins with it."""
    from_item_id: Mapped[int | None] = mapped_column(
        ForeignKey("alliances__agenda_item.id", ondelete="SET NULL"), index=True
    )
    """The item of an earlier meeting that it takes up again."""

    meeting: Mapped[Meeting] = relationship(back_populates="agenda")

    def scope(self) -> Scope:
        return self.meeting.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether its meeting lies within reach."""
        return cls.meeting_id.in_(select(Meeting.id).where(Meeting.in_reach(reach)))


class Participant(Base):
    """Somebody asked to a meeting: in which part, what they answered, and whether they came."""

    __tablename__ = "alliances__participant"
    __table_args__ = (
        one_of("part", PARTS, "part_known"),
        one_of("answer", ANSWERS, "answer_known"),
        one_of("attendance", ATTENDANCES, "attendance_known"),
        exactly_one(
            "one_of_a_kind", "member_id IS NOT NULL", "deputy_id IS NOT NULL", "account_id IS NOT NULL", "name <> ''"
        ),
        UniqueWhere("uq_alliances__participant_member", "meeting_id", "member_id", where="member_id IS NOT NULL"),
        UniqueWhere("uq_alliances__participant_deputy", "meeting_id", "deputy_id", where="deputy_id IS NOT NULL"),
        UniqueWhere("uq_alliances__participant_account", "meeting_id", "account_id", where="account_id IS NOT NULL"),
        UniqueWhere("uq_alliances__participant_name", "meeting_id", "name", "organisation", where="name <> ''"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("alliances__meeting.id", ondelete="CASCADE"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("alliances__member.id", ondelete="RESTRICT"), index=True)
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("deputy.id", ondelete="RESTRICT"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"), index=True)
    name: Mapped[str] = mapped_column(String(80), default="")
    """Of an organ or a guest who is none of these."""
    organisation: Mapped[str] = mapped_column(String(120), default="")
    """Whom a guest comes from; or who comes for the enterprise that is a member."""
    part: Mapped[str] = mapped_column(String(20), default="attends")
    answer: Mapped[str] = mapped_column(String(10), default="asked")
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    """Why they do not come, or why they are excused."""
    reminded_at: Mapped[datetime | None]
    reminders: Mapped[int] = mapped_column(default=0, server_default="0")
    attendance: Mapped[str | None] = mapped_column(String(10))
    """None as long as nobody took it."""
    checked_in_at: Mapped[datetime | None]
    """When they checked in themselves; None where it was put down by hand."""
    link: Mapped[str | None] = mapped_column(String(16), unique=True)
    """What finds their secret address, which is computed with the installation's key; None: they were given none."""

    meeting: Mapped[Meeting] = relationship(lazy="joined", innerjoin=True)
    member: Mapped[Member | None] = relationship(Member)
    deputy: Mapped[Deputy | None] = relationship(Deputy)
    account: Mapped[Account | None] = relationship(Account)

    @property
    def title(self) -> str:
        """Who it is, in words."""
        if self.member is not None:
            return self.member.title
        if self.deputy is not None:
            return self.deputy.person.name
        if self.account is not None:
            return self.account.name
        return self.name

    def is_theirs(self, deputy_id: int | None, account_id: int | None) -> bool:
        """Whether this deputy or this account is meant."""
        deputies = {self.deputy_id, self.member.deputy_id if self.member else None} - {None}
        return deputy_id in deputies or (account_id is not None and self.account_id == account_id)

    @classmethod
    def is_one_of(cls, deputies: Any) -> ColumnElement[bool]:
        """The condition that one of these deputies is meant, invited as deputy or as member."""
        members = select(Member.id).where(Member.deputy_id.in_(deputies))
        return or_(cls.deputy_id.in_(deputies), cls.member_id.in_(members))

    def scope(self) -> Scope:
        """The station's, and the deputy's own: who is asked from elsewhere reads and answers it too."""
        here = self.meeting.scope()
        deputy = self.deputy or (self.member.deputy if self.member else None)
        return Scope(
            region_code=here.region_code,
            station_id=here.station_id,
            person_id=deputy.person_id if deputy else None,
        )

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether its meeting's station lies within reach, or it is the viewer's own."""
        stations = select(Station.id).where(Station.in_reach(reach))
        here = cls.meeting_id.in_(select(Meeting.id).where(Meeting.station_id.in_(stations)))
        if reach.person_id is None:
            return here
        return or_(here, cls.is_one_of(select(Deputy.id).where(Deputy.person_id == reach.person_id)))
