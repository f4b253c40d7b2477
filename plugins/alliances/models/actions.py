"""Action items: what was agreed to be done, who does it until when, and what became of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import JSON, CheckConstraint, ColumnElement, ForeignKey, Index, String, Text, or_, select
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship

from core.api.data import Account, Deputy, Organ, Reach, Scope, Station
from plugins.alliances.models.alliances import Alliance, Member
from plugins.alliances.models.base import NEVER_AGAIN, Base, exactly_one, one_of
from plugins.alliances.models.meetings import Meeting

STATES: Final = ("open", "doing", "done", "dropped")
OPEN: Final = ("open", "doing")
"""States in which somebody still has to do something."""
LONGEST_ACTION: Final = 500
LONGEST_NOTE: Final = 2000
USUAL: Final = "action"
"""The kind that is always there; plugins add others."""


class Action(Base):
    """Something agreed to be done: its owner is a member, a deputy, an account, or an organ that must act."""

    __tablename__ = "alliances__action"
    __table_args__ = (
        one_of("state", STATES, "state_known"),
        exactly_one(
            "one_owner",
            "member_id IS NOT NULL",
            "deputy_id IS NOT NULL",
            "account_id IS NOT NULL",
            "organ_id IS NOT NULL",
        ),
        CheckConstraint("(closed_on IS NULL) = (state IN ('open', 'doing'))", name="closed_with_a_day"),
        Index("ix_alliances__action_station_id_state", "station_id", "state"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id", ondelete="RESTRICT"))
    alliance_id: Mapped[int | None] = mapped_column(
        ForeignKey("alliances__alliance.id", ondelete="RESTRICT"), index=True
    )
    """None for what a meeting of a station agreed on that belongs to no alliance."""
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("alliances__meeting.id", ondelete="RESTRICT"), index=True)
    """The meeting at which it was agreed on."""
    kind: Mapped[str] = mapped_column(String(40), default=USUAL)
    """``action``, or what a plugin added: ``agri_machinery.trial``."""
    words: Mapped[str] = mapped_column(String(LONGEST_ACTION))
    details: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """What its kind asks for besides, by the keys of its fields."""
    member_id: Mapped[int | None] = mapped_column(ForeignKey("alliances__member.id", ondelete="RESTRICT"), index=True)
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("deputy.id", ondelete="RESTRICT"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"), index=True)
    organ_id: Mapped[int | None] = mapped_column(ForeignKey("organ.id", ondelete="RESTRICT"), index=True)
    """The organ that must act: the action is to become a matter."""
    due: Mapped[date | None] = mapped_column(index=True)
    """The last day on which it is in time; None where no day was agreed on."""
    state: Mapped[str] = mapped_column(String(10), default="open")
    reference: Mapped[str] = mapped_column(String(80), default="")
    """The record of the plugin that took it over: ``matters:matter:12``."""
    reference_title: Mapped[str] = mapped_column(String(200), default="")
    """What people read of it there."""
    closed_on: Mapped[date | None]
    outcome: Mapped[str] = mapped_column(Text, default="")
    """What came of it, or why it was dropped."""
    entered_at: Mapped[datetime]
    entered_by: Mapped[int | None]
    """The account that entered it."""

    station: Mapped[Station] = relationship(Station, lazy="joined", innerjoin=True)
    alliance: Mapped[Alliance | None] = relationship(Alliance)
    meeting: Mapped[Meeting | None] = relationship(Meeting, foreign_keys=[meeting_id])
    member: Mapped[Member | None] = relationship(Member)
    deputy: Mapped[Deputy | None] = relationship(Deputy)
    account: Mapped[Account | None] = relationship(Account)
    organ: Mapped[Organ | None] = relationship(Organ)
    notes: Mapped[list[ActionNote]] = relationship(
        back_populates="action", cascade="all, delete-orphan", order_by="ActionNote.id"
    )

    @property
    def owner(self) -> str:
        """Who has to do it, as people say it."""
        if self.member is not None:
            return self.member.title
        if self.deputy is not None:
            return self.deputy.person.name
        if self.account is not None:
            return self.account.name
        return self.organ.name if self.organ is not None else ""

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.state in OPEN

    @property
    def awaits_a_plugin(self) -> bool:
        """Whether an organ must act, and nobody has taken it over as a matter yet."""
        return self.is_open and self.organ_id is not None and not self.reference

    def is_overdue(self, today: date) -> bool:
        """Whether it should have been done before today."""
        return self.is_open and self.due is not None and self.due < today

    def is_of(self, deputy_id: int | None) -> bool:
        """Whether this deputy has to do it."""
        if deputy_id is None:
            return False
        return deputy_id in (self.deputy_id, self.member.deputy_id if self.member is not None else None)

    def scope(self) -> Scope:
        """Its station's; and of the deputy who has to do it."""
        here = self.station.scope()
        theirs = self.deputy or (self.member.deputy if self.member is not None else None)
        return Scope(
            region_code=here.region_code,
            station_id=self.station_id,
            person_id=theirs.person_id if theirs is not None else None,
        )

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether its station lies within reach, or the viewer has to do it."""
        here = cls.station_id.in_(select(Station.id).where(Station.in_reach(reach)))
        if reach.person_id is None:
            return here
        return or_(here, cls.of_deputies(select(Deputy.id).where(Deputy.person_id == reach.person_id)))

    @classmethod
    def of_deputies(cls, deputies: Any) -> ColumnElement[Any]:
        """Whether one of these deputies has to do it, by name or as a member; a list of numbers, or a query of them."""
        member = aliased(Member)
        return or_(
            cls.deputy_id.in_(deputies), cls.member_id.in_(select(member.id).where(member.deputy_id.in_(deputies)))
        )


class ActionNote(Base):
    """What was said about an action item, and the state it brought it into."""

    __tablename__ = "alliances__action_note"
    __table_args__ = (
        CheckConstraint("state IN ('', 'open', 'doing', 'done', 'dropped')", name="state_known"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("alliances__action.id", ondelete="CASCADE"), index=True)
    words: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(10), default="")
    """The state from then on; empty where it stayed as it was."""
    account_id: Mapped[int | None] = mapped_column(index=True)
    """The account of who said it; None for the platform itself."""
    at: Mapped[datetime]

    action: Mapped[Action] = relationship(back_populates="notes")

    def scope(self) -> Scope:
        return self.action.scope()


class OnAgenda(Base):
    """An item of an agenda that speaks of what an earlier meeting left open."""

    __tablename__ = "alliances__on_agenda"

    agenda_item_id: Mapped[int] = mapped_column(
        ForeignKey("alliances__agenda_item.id", ondelete="CASCADE"), primary_key=True
    )
    action_id: Mapped[int] = mapped_column(ForeignKey("alliances__action.id", ondelete="RESTRICT"), index=True)

    action: Mapped[Action] = relationship(Action)

    def scope(self) -> Scope:
        return self.action.scope()
