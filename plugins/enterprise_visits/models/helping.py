"""Mutual help between enterprises of a chain, and leads on investment: what is offered and sought, and what became of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    String,
    Text,
    UniqueConstraint,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.api.data import Chain, Deputy, Enterprise, Reach, Scope, Segment, Station
from plugins.enterprise_visits.models.base import NEVER_AGAIN, Base

HELP_SIDES: Final = ("offer", "seek")
HELP_KINDS: Final = ("information", "materials", "brand", "people", "equipment")
OUTCOMES: Final = ("open", "talking", "agreed", "nothing")
STAGES: Final = ("lead", "contact", "negotiating", "signed", "project", "ended")
"""The way of a lead; whatever has not become a project may end."""
PROJECT: Final = "project"
ENDED: Final = "ended"
WORDS_LENGTH: Final = 1000
SHORT_LENGTH: Final = 120
LARGEST_AMOUNT: Final = 100_000_000
"""In 10,000 yuan: a million million yuan is a slip of the finger."""


def _one_of(column: str, values: tuple[str, ...], name: str) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(value) for value in values)})", name=name)


class MutualHelp(Base):
    """Something an enterprise offers to, or seeks from, the others of its chain."""

    __tablename__ = "enterprise_visits__mutual_help"
    __table_args__ = (
        _one_of("side", HELP_SIDES, "side_known"),
        _one_of("kind", HELP_KINDS, "kind_known"),
        CheckConstraint("ends IS NULL OR begins <= ends", name="days_in_order"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id", ondelete="RESTRICT"), index=True)
    """Where it was said."""
    chain_id: Mapped[int | None] = mapped_column(ForeignKey("chain.id", ondelete="RESTRICT"), index=True)
    """Within which chain others may answer; None: at this station only."""
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id", ondelete="RESTRICT"), index=True)
    side: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(Text)
    amount: Mapped[str] = mapped_column(String(SHORT_LENGTH), default="")
    """How much of it, as people say it."""
    begins: Mapped[date]
    ends: Mapped[date | None]
    """None: until somebody closes it."""
    closed_on: Mapped[date | None]
    """Since when it is not offered or sought any more."""

    station: Mapped[Station] = relationship(Station)
    chain: Mapped[Chain | None] = relationship(Chain)
    enterprise: Mapped[Enterprise] = relationship(Enterprise)

    @property
    def is_offer(self) -> bool:
        """Whether it is offered, and not sought."""
        return self.side == "offer"

    def is_open_on(self, day: date) -> bool:
        """Whether somebody may still answer it."""
        return self.closed_on is None and (self.ends is None or self.ends >= day)

    @classmethod
    def open_on(cls, day: date) -> ColumnElement[bool]:
        """The same in a query."""
        return cls.closed_on.is_(None) & (cls.ends.is_(None) | (cls.ends >= day))

    def scope(self) -> Scope:
        """Its station's, and of all that stand on the chain."""
        here = self.station.scope()
        also = frozenset(station.id for station in self.chain.stations) if self.chain else frozenset()
        return Scope(here.region_code, here.station_id, also_station_ids=also)

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Of the stations within reach, and of the chains on which one of one's own stations stands."""
        here = cls.station_id.in_(select(Station.id).where(Station.in_reach(reach)))
        if not reach.station_ids:
            return here
        return or_(here, cls.chain_id.in_(select(Station.chain_id).where(Station.id.in_(sorted(reach.station_ids)))))


class Introduction(Base):
    """Somebody brought two enterprises together: who offers with who seeks, and what came of it."""

    __tablename__ = "enterprise_visits__introduction"
    __table_args__ = (
        UniqueConstraint("offer_id", "seek_id"),
        _one_of("outcome", OUTCOMES, "outcome_known"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    offer_id: Mapped[int] = mapped_column(ForeignKey("enterprise_visits__mutual_help.id", ondelete="RESTRICT"))
    seek_id: Mapped[int] = mapped_column(
        ForeignKey("enterprise_visits__mutual_help.id", ondelete="RESTRICT"), index=True
    )
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("deputy.id", ondelete="RESTRICT"), index=True)
    """The deputy who did; None: the station itself."""
    day: Mapped[date]
    words: Mapped[str] = mapped_column(Text, default="")
    outcome: Mapped[str] = mapped_column(String(20), default="open")
    outcome_words: Mapped[str] = mapped_column(Text, default="")
    outcome_on: Mapped[date | None]

    offer: Mapped[MutualHelp] = relationship(MutualHelp, foreign_keys=offer_id)
    seek: Mapped[MutualHelp] = relationship(MutualHelp, foreign_keys=seek_id)
    deputy: Mapped[Deputy | None] = relationship(Deputy)

    def scope(self) -> Scope:
        """Of the station that seeks: it wants to know what came of it."""
        return self.seek.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether what is sought lies within reach."""
        return cls.seek_id.in_(select(MutualHelp.id).where(MutualHelp.in_reach(reach)))


class Lead(Base):
    """An investment somebody may make, known through a deputy's contacts."""

    __tablename__ = "enterprise_visits__lead"
    __table_args__ = (
        _one_of("stage", STAGES, "stage_known"),
        CheckConstraint(f"amount IS NULL OR amount BETWEEN 0 AND {LARGEST_AMOUNT}", name="amount_in_reason"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id", ondelete="RESTRICT"), index=True)
    chain_id: Mapped[int | None] = mapped_column(ForeignKey("chain.id", ondelete="RESTRICT"), index=True)
    segment_id: Mapped[int | None] = mapped_column(ForeignKey("segment.id", ondelete="RESTRICT"), index=True)
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("deputy.id", ondelete="RESTRICT"), index=True)
    """Through whose contacts it came."""
    title: Mapped[str] = mapped_column(String(SHORT_LENGTH))
    investor: Mapped[str] = mapped_column(String(SHORT_LENGTH), default="")
    words: Mapped[str] = mapped_column(Text, default="")
    amount: Mapped[int | None]
    """In 10,000 yuan."""
    confidential: Mapped[bool] = mapped_column(default=False)
    """Only those who keep the leads of the station read it."""
    stage: Mapped[str] = mapped_column(String(20), default="lead")
    """The present one; how it came there stands in `events`."""

    station: Mapped[Station] = relationship(Station)
    chain: Mapped[Chain | None] = relationship(Chain)
    segment: Mapped[Segment | None] = relationship(Segment)
    deputy: Mapped[Deputy | None] = relationship(Deputy)
    events: Mapped[list[LeadEvent]] = relationship(
        back_populates="lead", cascade="all, delete-orphan", order_by="LeadEvent.day, LeadEvent.id"
    )

    def scope(self) -> Scope:
        return self.station.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether its station lies within reach."""
        return cls.station_id.in_(select(Station.id).where(Station.in_reach(reach)))


class LeadEvent(Base):
    """What happened to a lead on a day, and at which stage it was from then on."""

    __tablename__ = "enterprise_visits__lead_event"
    __table_args__ = (_one_of("stage", STAGES, "stage_known"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("enterprise_visits__lead.id", ondelete="CASCADE"), index=True)
    day: Mapped[date] = mapped_column(index=True)
    stage: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(Text, default="")
    entered_at: Mapped[datetime]

    lead: Mapped[Lead] = relationship(back_populates="events")

    def scope(self) -> Scope:
        return self.lead.scope()
