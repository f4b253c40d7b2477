"""Alliances: enterprises of a chain that act together, and who belongs to each from when to when."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, Text, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.api.data import Chain, Deputy, Enterprise, Reach, Scope, Station, StoredFile, UniqueWhere
from plugins.alliances.models.base import NEVER_AGAIN, Base, exactly_one, one_of

ROLES: Final = ("leading", "member", "expert", "deputy", "grower")
"""What a member is in its alliance, in the order in which they are named."""
LONGEST_NAME: Final = 80
LONGEST_PURPOSE: Final = 400
LONGEST_CHARTER: Final = 20000
LONGEST_REASON: Final = 200


class Alliance(Base):
    """Enterprises of a chain, with experts, deputies and growers, that act together; looked after by one station."""

    __tablename__ = "alliances__alliance"
    __table_args__ = (
        UniqueConstraint("station_id", "name"),
        CheckConstraint(
            "dissolved_on IS NULL OR (founded_on IS NOT NULL AND dissolved_on >= founded_on)", name="days_in_order"
        ),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id", ondelete="RESTRICT"))
    chain_id: Mapped[int | None] = mapped_column(ForeignKey("chain.id", ondelete="RESTRICT"), index=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    purpose: Mapped[str] = mapped_column(String(LONGEST_PURPOSE), default="")
    founded_on: Mapped[date | None]
    """None while it is being founded."""
    dissolved_on: Mapped[date | None]
    """From this day on it is no more; its memberships stay as they were that day."""
    dissolved_because: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    charter: Mapped[str] = mapped_column(Text, default="")
    """In Markdown."""
    charter_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id", ondelete="RESTRICT"), index=True)
    """The charter as a document, as it was signed."""

    station: Mapped[Station] = relationship(Station, lazy="joined", innerjoin=True)
    chain: Mapped[Chain | None] = relationship(Chain)
    charter_file: Mapped[StoredFile | None] = relationship(StoredFile)
    members: Mapped[list[Member]] = relationship(back_populates="alliance", order_by="Member.id")

    @property
    def is_dissolved(self) -> bool:
        """Whether it is no more."""
        return self.dissolved_on is not None

    def scope(self) -> Scope:
        return self.station.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether its station lies within reach, or the viewer is a member."""
        here = cls.station_id.in_(select(Station.id).where(Station.in_reach(reach)))
        if reach.person_id is None:
            return here
        theirs = select(Member.alliance_id).join(Deputy, Deputy.id == Member.deputy_id)
        return or_(here, cls.id.in_(theirs.where(Deputy.person_id == reach.person_id, Member.left.is_(None))))


class Member(Base):
    """An enterprise, a deputy or somebody named, as a member of an alliance from one day to another.

    Who comes back has a further membership; who gets another role has so, too.
    """

    __tablename__ = "alliances__member"
    __table_args__ = (
        one_of("role", ROLES, "role_known"),
        exactly_one("one_of_a_kind", "enterprise_id IS NOT NULL", "deputy_id IS NOT NULL", "name <> ''"),
        CheckConstraint("role <> 'deputy' OR deputy_id IS NOT NULL", name="deputy_named"),
        CheckConstraint('"left" IS NULL OR "left" >= joined', name="days_in_order"),
        UniqueWhere("uq_alliances__member_enterprise", "alliance_id", "enterprise_id", where='"left" IS NULL'),
        UniqueWhere("uq_alliances__member_deputy", "alliance_id", "deputy_id", where='"left" IS NULL'),
        Index("ix_alliances__member_alliance_id_joined", "alliance_id", "joined"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliances__alliance.id", ondelete="RESTRICT"))
    role: Mapped[str] = mapped_column(String(10))
    enterprise_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise.id", ondelete="RESTRICT"), index=True)
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("deputy.id", ondelete="RESTRICT"), index=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME), default="")
    """Of an expert or grower who is in no other list."""
    organisation: Mapped[str] = mapped_column(String(120), default="")
    """Where who is named works; for a member enterprise who speaks for it."""
    joined: Mapped[date]
    left: Mapped[date | None]
    """From this day on it is a member no more."""
    reason_left: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")

    alliance: Mapped[Alliance] = relationship(back_populates="members")
    enterprise: Mapped[Enterprise | None] = relationship(Enterprise)
    deputy: Mapped[Deputy | None] = relationship(Deputy)

    @property
    def title(self) -> str:
        """Who it is, as people say it."""
        if self.enterprise is not None:
            return self.enterprise.name
        if self.deputy is not None:
            return self.deputy.person.name
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether it has not left."""
        return self.left is None

    def scope(self) -> Scope:
        """Its alliance's; and of the deputy it is."""
        here = self.alliance.scope()
        person = self.deputy.person_id if self.deputy is not None else None
        return Scope(region_code=here.region_code, station_id=here.station_id, person_id=person)

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether its alliance lies within reach."""
        return cls.alliance_id.in_(select(Alliance.id).where(Alliance.in_reach(reach)))
