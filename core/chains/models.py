"""Industrial chains and their ordered segments."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.access import Reach, Scope
from core.database import Base
from core.regions.models import Region


class Chain(Base):
    """An industrial chain of a region."""

    __tablename__ = "chain"
    __table_args__ = (UniqueConstraint("region_code", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code", ondelete="RESTRICT"), index=True)
    name: Mapped[str] = mapped_column(String(80))

    region: Mapped[Region] = relationship()
    segments: Mapped[list[Segment]] = relationship(
        back_populates="chain", order_by="Segment.position", cascade="all, delete-orphan"
    )

    def scope(self) -> Scope:
        return Scope(region_code=self.region_code)

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        return reach.clause(region=cls.region_code.expression)


class Segment(Base):
    """A link of a chain; `position` orders them from raw material to product."""

    __tablename__ = "segment"
    __table_args__ = (UniqueConstraint("chain_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    chain_id: Mapped[int] = mapped_column(ForeignKey("chain.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    position: Mapped[int]

    chain: Mapped[Chain] = relationship(back_populates="segments")

    def scope(self) -> Scope:
        return self.chain.scope()
