"""What is proposed for a rota before it is published, and places that deputies pass on to each other."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import JSON, CheckConstraint, ColumnElement, ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.api.data import Deputy, Reach, Scope, Station, UniqueWhere
from plugins.duty_days.models.base import NEVER_AGAIN, Base
from plugins.duty_days.models.days import Sitting, Slot

DRAFTS: Final = ("waiting", "ready")
"""States in which a proposal is a draft: nobody but who makes it goes by it."""
PENDING: Final = ("open", "asked", "taken")
"""States in which it is not decided yet whether a place changes hands."""


class Round(Base):
    """Proposals for many stations, asked for together: deputies who serve at several are shared out once."""

    __tablename__ = "duty_days__round"
    __table_args__ = (NEVER_AGAIN,)

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(String(20))
    begins: Mapped[date]
    ends: Mapped[date]
    task_id: Mapped[int | None]
    account_id: Mapped[int | None]
    """Who asked for it."""
    made_at: Mapped[datetime]

    def scope(self) -> Scope:
        return Scope(region_code=self.region_code)

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether the region lies within reach."""
        return reach.clause(region=cls.region_code.expression)


class Proposal(Base):
    """A rota of a station as it could be: names in free places, moved about until it is published or dropped."""

    __tablename__ = "duty_days__proposal"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'ready', 'published', 'dropped')", name="state_known"),
        CheckConstraint("begins <= ends", name="in_order"),
        UniqueWhere("uq_duty_days__proposal_draft", "station_id", where="state IN ('waiting', 'ready')"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id", ondelete="RESTRICT"), index=True)
    round_id: Mapped[int | None] = mapped_column(ForeignKey("duty_days__round.id", ondelete="RESTRICT"), index=True)
    begins: Mapped[date]
    ends: Mapped[date]
    state: Mapped[str] = mapped_column(String(20), default="waiting")
    """``waiting`` for the exact solution, with the quick one in it meanwhile; ``ready``, ``published``, ``dropped``."""
    days: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """The sittings it was made for, as they were then: by it is known what changed meanwhile."""
    cost: Mapped[int | None]
    quick_cost: Mapped[int | None]
    bound: Mapped[int | None]
    proven: Mapped[bool] = mapped_column(default=False)
    changed: Mapped[bool] = mapped_column(default=False)
    """Whether somebody moved names in it by hand: what was proven is not said of it any longer."""
    task_id: Mapped[int | None]
    account_id: Mapped[int | None]
    """Who asked for it."""
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None]
    """Who published or dropped it."""

    station: Mapped[Station] = relationship(Station, lazy="joined", innerjoin=True)
    places: Mapped[list[ProposedPlace]] = relationship(
        back_populates="proposal", cascade="all, delete-orphan", passive_deletes=True, order_by="ProposedPlace.id"
    )

    @property
    def is_draft(self) -> bool:
        """Whether it can still be changed, published and dropped."""
        return self.state in DRAFTS

    def scope(self) -> Scope:
        return self.station.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether its station lies within reach."""
        return cls.station_id.in_(select(Station.id).where(Station.in_reach(reach)))


class ProposedPlace(Base):
    """A deputy proposed for a place in a sitting."""

    __tablename__ = "duty_days__proposed_place"
    __table_args__ = (UniqueConstraint("proposal_id", "sitting_id", "deputy_id"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("duty_days__proposal.id", ondelete="CASCADE"))
    sitting_id: Mapped[int] = mapped_column(ForeignKey("duty_days__sitting.id", ondelete="CASCADE"), index=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputy.id", ondelete="RESTRICT"), index=True)
    why: Mapped[str] = mapped_column(String(20), default="proposed")
    """``proposed`` by the computer, or ``by_hand``."""

    proposal: Mapped[Proposal] = relationship(back_populates="places")
    sitting: Mapped[Sitting] = relationship(Sitting)
    deputy: Mapped[Deputy] = relationship(Deputy)

    def scope(self) -> Scope:
        return self.proposal.scope()


class Offer(Base):
    """A deputy's place, offered to the others of the station, or to one in exchange for theirs."""

    __tablename__ = "duty_days__offer"
    __table_args__ = (
        CheckConstraint(
            "state IN ('open', 'asked', 'taken', 'done', 'withdrawn', 'refused', 'lapsed')", name="state_known"
        ),
        UniqueWhere("uq_duty_days__offer_pending", "slot_id", where="state IN ('open', 'asked', 'taken')"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id", ondelete="RESTRICT"), index=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("duty_days__slot.id", ondelete="CASCADE"), index=True)
    giver_id: Mapped[int] = mapped_column(ForeignKey("deputy.id", ondelete="RESTRICT"), index=True)
    day: Mapped[date]
    """The day of the place when it was offered; on another day it is asked again."""
    wanted_slot_id: Mapped[int | None] = mapped_column(ForeignKey("duty_days__slot.id", ondelete="CASCADE"), index=True)
    """The place of the other that is asked for in exchange."""
    wanted_day: Mapped[date | None]
    taker_id: Mapped[int | None] = mapped_column(ForeignKey("deputy.id", ondelete="RESTRICT"), index=True)
    """Who is asked, or takes it over."""
    state: Mapped[str] = mapped_column(String(20), default="open")
    """``open`` to all; ``asked`` of one; ``taken``: agreed, and waiting for who runs the station; and how it ended."""
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    station: Mapped[Station] = relationship(Station, lazy="joined", innerjoin=True)
    slot: Mapped[Slot] = relationship(Slot, foreign_keys=[slot_id])
    wanted_slot: Mapped[Slot | None] = relationship(Slot, foreign_keys=[wanted_slot_id])
    giver: Mapped[Deputy] = relationship(Deputy, foreign_keys=[giver_id])
    taker: Mapped[Deputy | None] = relationship(Deputy, foreign_keys=[taker_id])

    @property
    def is_pending(self) -> bool:
        """Whether it is not decided yet."""
        return self.state in PENDING

    @property
    def is_swap(self) -> bool:
        """Whether a place is asked for in exchange."""
        return self.wanted_slot_id is not None or self.wanted_day is not None

    def scope(self) -> Scope:
        return self.station.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether the station lies within reach."""
        return cls.station_id.in_(select(Station.id).where(Station.in_reach(reach)))


class RotaChoice(Base):
    """What a station chose about its rota; one without a row chose nothing."""

    __tablename__ = "duty_days__rota_choice"

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id", ondelete="RESTRICT"), unique=True)
    needs_consent: Mapped[bool] = mapped_column(default=False)
    """Whether who runs the station agrees before a place changes hands."""

    station: Mapped[Station] = relationship(Station, lazy="joined", innerjoin=True)

    def scope(self) -> Scope:
        return self.station.scope()
