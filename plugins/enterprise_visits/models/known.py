"""What is known of enterprises and deputies before anybody is paired: needs, competitors, interests, wishes."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, object_session, relationship

from core.api.data import (
    Deputy,
    Enterprise,
    EnterpriseSegment,
    Reach,
    Region,
    Scope,
    Segment,
    Station,
    UniqueWhere,
)
from plugins.enterprise_visits.models.base import NEVER_AGAIN, Base

SPECIALITY_LENGTH: Final = 80
NAME_LENGTH: Final = 80
NOTE_LENGTH: Final = 200
MOST_DEPUTIES: Final = 20
"""The most deputies one enterprise can be meant to have."""
SIDES: Final = ("deputy", "enterprise")


class Need(Base):
    """A speciality an enterprise asks for: pairing looks for deputies who have it."""

    __tablename__ = "enterprise_visits__need"
    __table_args__ = (UniqueConstraint("enterprise_id", "speciality"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(primary_key=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id", ondelete="RESTRICT"))
    speciality: Mapped[str] = mapped_column(String(SPECIALITY_LENGTH))

    enterprise: Mapped[Enterprise] = relationship(Enterprise)

    def scope(self) -> Scope:
        return self.enterprise.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether its enterprise lies within reach."""
        return cls.enterprise_id.in_(select(Enterprise.id).where(Enterprise.in_reach(reach)))


class Interest(Base):
    """A deputy declares to have an interest in an enterprise: they are never paired with it while it lasts."""

    __tablename__ = "enterprise_visits__interest"
    __table_args__ = (
        UniqueWhere("uq_enterprise_visits__interest_open", "deputy_id", "enterprise_id", where="ended_on IS NULL"),
        CheckConstraint("ended_on IS NULL OR ended_on >= declared_on", name="days_in_order"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputy.id", ondelete="RESTRICT"), index=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id", ondelete="RESTRICT"), index=True)
    reason: Mapped[str] = mapped_column(String(NOTE_LENGTH), default="")
    declared_on: Mapped[date]
    ended_on: Mapped[date | None]
    """The day from which there is no such interest any more; None while there is."""

    deputy: Mapped[Deputy] = relationship(Deputy)
    enterprise: Mapped[Enterprise] = relationship(Enterprise)

    @property
    def is_open(self) -> bool:
        """Whether it still keeps the two apart."""
        return self.ended_on is None

    def scope(self) -> Scope:
        return self.deputy.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether its deputy lies within reach."""
        return cls.deputy_id.in_(select(Deputy.id).where(Deputy.in_reach(reach)))


class Competitors(Base):
    """A group of direct competitors: a deputy is paired with at most one of them."""

    __tablename__ = "enterprise_visits__competitors"
    __table_args__ = (UniqueConstraint("region_code", "name"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code", ondelete="RESTRICT"))
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    bars_employers: Mapped[bool] = mapped_column(default=False)
    """Whether who works for one of them is not paired with the others either."""

    region: Mapped[Region] = relationship(Region)
    members: Mapped[list[Competitor]] = relationship(back_populates="competitors", cascade="all, delete-orphan")

    def scope(self) -> Scope:
        """Its region's, and of the stations on whose chains its enterprises are."""
        session = object_session(self)
        on_chain = select(Station.id).join(Segment, Segment.chain_id == Station.chain_id)
        here = on_chain.join(EnterpriseSegment, EnterpriseSegment.segment_id == Segment.id).join(
            Competitor, Competitor.enterprise_id == EnterpriseSegment.enterprise_id
        )
        query = here.where(Competitor.competitors_id == self.id).distinct()
        stations = frozenset(session.scalars(query)) if session and self.id else frozenset()
        return Scope(region_code=self.region_code, also_station_ids=stations)

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Of the regions within reach, and those an enterprise within reach belongs to."""
        own = reach.clause(region=cls.region_code.expression)
        within = select(Enterprise.id).where(Enterprise.in_reach(reach))
        return own | cls.members.any(Competitor.enterprise_id.in_(within))


class Competitor(Base):
    """An enterprise in its group of competitors; it is in one at most."""

    __tablename__ = "enterprise_visits__competitor"

    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id", ondelete="RESTRICT"), primary_key=True)
    competitors_id: Mapped[int] = mapped_column(
        ForeignKey("enterprise_visits__competitors.id", ondelete="CASCADE"), index=True
    )

    enterprise: Mapped[Enterprise] = relationship(Enterprise)
    competitors: Mapped[Competitors] = relationship(back_populates="members")

    def scope(self) -> Scope:
        return self.enterprise.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether the enterprise lies within reach."""
        return cls.enterprise_id.in_(select(Enterprise.id).where(Enterprise.in_reach(reach)))


class Wish(Base):
    """What a deputy says of an enterprise, or it of them: would like to, or would rather not. No refusal."""

    __tablename__ = "enterprise_visits__wish"
    __table_args__ = (
        UniqueConstraint("deputy_id", "enterprise_id", "side"),
        CheckConstraint("side IN ('deputy', 'enterprise')", name="side_known"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputy.id", ondelete="RESTRICT"))
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id", ondelete="RESTRICT"), index=True)
    side: Mapped[str] = mapped_column(String(20))
    """Who wishes: one of :data:`SIDES`."""
    wanted: Mapped[bool]
    """True: would like to. False: would rather not."""
    note: Mapped[str] = mapped_column(String(NOTE_LENGTH), default="")

    deputy: Mapped[Deputy] = relationship(Deputy)
    enterprise: Mapped[Enterprise] = relationship(Enterprise)

    def scope(self) -> Scope:
        return self.deputy.scope() if self.side == "deputy" else self.enterprise.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether the one who wishes lies within reach."""
        deputies = select(Deputy.id).where(Deputy.in_reach(reach))
        enterprises = select(Enterprise.id).where(Enterprise.in_reach(reach))
        return ((cls.side == "deputy") & cls.deputy_id.in_(deputies)) | (
            (cls.side == "enterprise") & cls.enterprise_id.in_(enterprises)
        )


class Wanted(Base):
    """How many deputies an enterprise should have; one without a row should have one."""

    __tablename__ = "enterprise_visits__wanted"
    __table_args__ = (CheckConstraint(f"deputies BETWEEN 1 AND {MOST_DEPUTIES}", name="deputies_in_reason"),)

    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id", ondelete="RESTRICT"), primary_key=True)
    deputies: Mapped[int] = mapped_column(default=1)

    enterprise: Mapped[Enterprise] = relationship(Enterprise)

    def scope(self) -> Scope:
        return self.enterprise.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether the enterprise lies within reach."""
        return cls.enterprise_id.in_(select(Enterprise.id).where(Enterprise.in_reach(reach)))
