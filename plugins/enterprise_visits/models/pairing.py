"""Which deputy is paired with which enterprise, what is proposed before it holds, and what was ruled by hand."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    String,
    UniqueConstraint,
    and_,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.api.data import Chain, Deputy, Enterprise, Reach, Scope, Station, UniqueWhere
from plugins.enterprise_visits.models.base import NEVER_AGAIN, Base

REASON_LENGTH: Final = 200
AREAS: Final = ("station", "chain", "region")
"""What pairs are proposed for, together."""
DRAFTS: Final = ("waiting", "ready")
"""States in which a proposal is a draft: nobody but who makes it goes by it."""
ENDS: Final = ("hand", "version", "left")
"""By what a pairing ends: by hand, by a version it is not in, or because the deputy left."""
VERSIONS: Final = ("published", "replaced")
"""States in which a proposal is a version: it holds, or it held."""


class Pairing(Base):
    """A deputy who looks after an enterprise, from one day to another."""

    __tablename__ = "enterprise_visits__pairing"
    __table_args__ = (
        CheckConstraint("ends IS NULL OR ends >= begins", name="days_in_order"),
        UniqueWhere("uq_enterprise_visits__pairing_open", "deputy_id", "enterprise_id", where="ends IS NULL"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputy.id", ondelete="RESTRICT"), index=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id", ondelete="RESTRICT"), index=True)
    station_id: Mapped[int | None] = mapped_column(ForeignKey("station.id", ondelete="RESTRICT"), index=True)
    """The station it belongs to: one at which the deputy is placed. None where the deputy is placed nowhere."""
    begins: Mapped[date]
    ends: Mapped[date | None]
    """The first day on which it does not hold any longer; None while no end is known."""
    reason: Mapped[str] = mapped_column(String(REASON_LENGTH), default="")
    """Why it was made by hand."""
    end_reason: Mapped[str] = mapped_column(String(REASON_LENGTH), default="")
    """Why it was ended by hand."""
    how_ended: Mapped[str] = mapped_column(String(20), default="")
    """By what it ended: one of :data:`ENDS`; empty while no end is known."""
    version_id: Mapped[int | None] = mapped_column(
        ForeignKey("enterprise_visits__proposal.id", ondelete="RESTRICT"), index=True
    )
    """The version that made it; None where it was made by hand."""
    score: Mapped[int | None]
    parts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    """What each part of fit gave, by its key."""

    deputy: Mapped[Deputy] = relationship(Deputy)
    enterprise: Mapped[Enterprise] = relationship(Enterprise)
    station: Mapped[Station | None] = relationship(Station)
    version: Mapped[Proposal | None] = relationship()

    @classmethod
    def open_on(cls, day: date) -> ColumnElement[bool]:
        """Whether it holds on the day, as a condition."""
        return and_(cls.begins <= day, or_(cls.ends.is_(None), cls.ends > day))

    def is_open_on(self, day: date) -> bool:
        """Whether it holds on the day."""
        return self.begins <= day and (self.ends is None or self.ends > day)

    def scope(self) -> Scope:
        person = self.deputy.person_id
        if self.station is None:
            return Scope(region_code=self.enterprise.region_code, person_id=person)
        return Scope(region_code=self.station.region_code, station_id=self.station_id, person_id=person)

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Of the stations within reach, or of its own deputy; where it has no station, of the enterprise's region."""
        region = select(Enterprise.id).where(reach.clause(region=Enterprise.region_code.expression))
        person = select(Deputy.id).where(reach.clause(person=Deputy.person_id.expression))
        return or_(
            cls.station_id.in_(select(Station.id).where(Station.in_reach(reach))),
            and_(cls.station_id.is_(None), cls.enterprise_id.in_(region)),
            cls.deputy_id.in_(person),
        )


class Proposal(Base):
    """Pairs as they could be, for a station, a chain or a region; published it is a version of them."""

    __tablename__ = "enterprise_visits__proposal"
    __table_args__ = (
        CheckConstraint("kind IN ('station', 'chain', 'region')", name="kind_known"),
        CheckConstraint("state IN ('waiting', 'ready', 'published', 'dropped', 'replaced')", name="state_known"),
        CheckConstraint("at_least >= 0 AND at_least <= at_most", name="numbers_in_order"),
        UniqueConstraint("area", "number"),
        UniqueWhere("uq_enterprise_visits__proposal_draft", "area", where="state IN ('waiting', 'ready')"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    """What it is for: ``station``, ``chain`` or ``region``."""
    area: Mapped[str] = mapped_column(String(40))
    """Which one, in one word: ``station:12``. Versions are numbered within it, and it has one draft at a time."""
    station_id: Mapped[int | None] = mapped_column(ForeignKey("station.id", ondelete="RESTRICT"), index=True)
    chain_id: Mapped[int | None] = mapped_column(ForeignKey("chain.id", ondelete="RESTRICT"), index=True)
    region_code: Mapped[str] = mapped_column(String(20))
    """The region; of a station or a chain the one it lies in."""
    at_least: Mapped[int] = mapped_column(default=3)
    """How many enterprises each deputy should have."""
    at_most: Mapped[int] = mapped_column(default=4)
    weights: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    """How much each part of fit counts, in per cent, by its key; one that is not there counts in full."""
    state: Mapped[str] = mapped_column(String(20), default="waiting")
    """``waiting`` to be solved, ``ready``, ``published``, ``dropped``, or ``replaced`` by a later version."""
    number: Mapped[int | None]
    """Which version of its area it is, once it is published."""
    begins: Mapped[date | None]
    """From which day it holds, once it is published."""
    brings_back: Mapped[int | None]
    """The number of the former version whose pairs these are, where it rolls back to one."""
    task_id: Mapped[int | None]
    account_id: Mapped[int | None]
    """Who asked for it."""
    made_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    published_by: Mapped[int | None]
    result: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """What was found: the total, who falls short and why, what stays uncovered, what changes."""
    accepted: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Who accepted that deputies fall short, and when; empty while nobody has."""

    station: Mapped[Station | None] = relationship(Station)
    chain: Mapped[Chain | None] = relationship(Chain)
    pairs: Mapped[list[ProposedPair]] = relationship(
        back_populates="proposal", cascade="all, delete-orphan", passive_deletes=True, order_by="ProposedPair.id"
    )

    @property
    def is_draft(self) -> bool:
        """Whether it can still be published and dropped."""
        return self.state in DRAFTS

    @property
    def is_version(self) -> bool:
        """Whether it was published."""
        return self.state in VERSIONS

    def scope(self) -> Scope:
        if self.station is not None:
            return self.station.scope()
        return self.chain.scope() if self.chain is not None else Scope(region_code=self.region_code)

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether its station, chain or region lies within reach."""
        return or_(
            cls.station_id.in_(select(Station.id).where(Station.in_reach(reach))),
            cls.chain_id.in_(select(Chain.id).where(Chain.in_reach(reach))),
            reach.clause(region=cls.region_code.expression),
        )


class ProposedPair(Base):
    """A deputy proposed for an enterprise."""

    __tablename__ = "enterprise_visits__proposed_pair"
    __table_args__ = (UniqueConstraint("proposal_id", "deputy_id", "enterprise_id"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("enterprise_visits__proposal.id", ondelete="CASCADE"))
    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputy.id", ondelete="RESTRICT"), index=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id", ondelete="RESTRICT"), index=True)
    score: Mapped[int] = mapped_column(default=0)
    parts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    """What each part of fit gave, by its key."""
    kept: Mapped[bool] = mapped_column(default=False)
    """Whether the two were paired before."""

    proposal: Mapped[Proposal] = relationship(back_populates="pairs")
    deputy: Mapped[Deputy] = relationship(Deputy)
    enterprise: Mapped[Enterprise] = relationship(Enterprise)

    def scope(self) -> Scope:
        return self.proposal.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether its proposal lies within reach."""
        return cls.proposal_id.in_(select(Proposal.id).where(Proposal.in_reach(reach)))


class Ruling(Base):
    """What somebody ruled by hand about a deputy and an enterprise: paired in any case, or never."""

    __tablename__ = "enterprise_visits__ruling"
    __table_args__ = (
        CheckConstraint("kind IN ('locked', 'forbidden')", name="kind_known"),
        UniqueConstraint("deputy_id", "enterprise_id"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputy.id", ondelete="RESTRICT"))
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id", ondelete="RESTRICT"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    """``locked`` or ``forbidden``."""
    reason: Mapped[str] = mapped_column(String(REASON_LENGTH), default="")

    deputy: Mapped[Deputy] = relationship(Deputy)
    enterprise: Mapped[Enterprise] = relationship(Enterprise)

    def scope(self) -> Scope:
        return self.deputy.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether its deputy lies within reach."""
        return cls.deputy_id.in_(select(Deputy.id).where(Deputy.in_reach(reach)))
