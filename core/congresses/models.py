"""Congresses of a region at a level, and their terms."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, String, UniqueConstraint, false, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.access import Reach, Scope
from core.database import Base
from core.regions.models import Region

LEVELS = ("national", "provincial", "prefectural", "county", "township")


class Congress(Base):
    """The people's congress of a region. The national one has no region."""

    __tablename__ = "congress"
    __table_args__ = (UniqueConstraint("region_code", "level"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code", ondelete="RESTRICT"), index=True)
    level: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(120))

    region: Mapped[Region | None] = relationship()
    terms: Mapped[list[Term]] = relationship(back_populates="congress", order_by="Term.number.desc()")

    def scope(self) -> Scope:
        return Scope(region_code=self.region_code or "")

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        return reach.clause(region=cls.region_code.expression)


class Term(Base):
    """A term of a congress: its number, and its days as far as they are known."""

    __tablename__ = "term"
    __table_args__ = (
        UniqueConstraint("congress_id", "number"),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("ends IS NULL OR begins IS NULL OR ends > begins", name="days_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id", ondelete="RESTRICT"), index=True)
    number: Mapped[int]
    begins: Mapped[date | None]
    ends: Mapped[date | None]
    is_coming: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether it only begins when its term change is carried out: its deputies are elected and do not serve yet."""

    congress: Mapped[Congress] = relationship(back_populates="terms")

    def scope(self) -> Scope:
        return self.congress.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        return cls.congress_id.in_(select(Congress.id).where(Congress.in_reach(reach)))
