"""Deputy groups and their members, with history."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.access import Reach, Scope
from core.database import Base, Named, UniqueWhere
from core.deputies.models import Deputy
from core.regions.models import Region

KINDS = ("area", "trade")


class DeputyGroup(Named, Base):
    """Deputies of an area or a trade who act together."""

    __tablename__ = "deputy_group"
    __table_args__ = (UniqueConstraint("region_code", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code", ondelete="RESTRICT"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(20), default="area")
    begins: Mapped[date | None]
    ends: Mapped[date | None]
    """The day it was given up; what it did stays readable."""
    note: Mapped[str] = mapped_column(Text, default="")

    region: Mapped[Region] = relationship()
    members: Mapped[list[GroupMember]] = relationship(
        back_populates="group", order_by="GroupMember.id", cascade="all, delete-orphan"
    )

    def scope(self) -> Scope:
        return Scope(region_code=self.region_code)

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        return reach.clause(region=cls.region_code.expression)


class GroupMember(Base):
    """A deputy's membership of a group, from one day to another; a convener's is a row of its own."""

    __tablename__ = "group_member"
    __table_args__ = (
        CheckConstraint("ends IS NULL OR begins IS NULL OR ends >= begins", name="days_in_order"),
        UniqueWhere("uq_group_member_open", "group_id", "deputy_id", where="ends IS NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("deputy_group.id", ondelete="CASCADE"), index=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputy.id", ondelete="RESTRICT"), index=True)
    is_convener: Mapped[bool] = mapped_column(default=False)
    begins: Mapped[date | None]
    ends: Mapped[date | None]

    group: Mapped[DeputyGroup] = relationship(back_populates="members")
    deputy: Mapped[Deputy] = relationship(back_populates="memberships")

    def scope(self) -> Scope:
        return self.group.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        return cls.group_id.in_(select(DeputyGroup.id).where(DeputyGroup.in_reach(reach)))
