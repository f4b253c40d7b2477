"""Build-up plans of regions: how many stations of which tier are to be opened in which year."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.access import Reach, Scope
from core.database import Base
from core.regions.models import Region

LONGEST_YEARS = 10


class BuildPlan(Base):
    """What a region means to build from one year to another."""

    __tablename__ = "build_plan"
    __table_args__ = (
        UniqueConstraint("region_code", "name"),
        CheckConstraint("first_year BETWEEN 1980 AND 2100", name="first_year_in_reason"),
        CheckConstraint("last_year >= first_year AND last_year <= first_year + 9", name="years_in_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code", ondelete="RESTRICT"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    first_year: Mapped[int]
    last_year: Mapped[int]
    note: Mapped[str] = mapped_column(Text, default="")

    region: Mapped[Region] = relationship()
    targets: Mapped[list[BuildTarget]] = relationship(
        back_populates="plan", cascade="all, delete-orphan", order_by="BuildTarget.year, BuildTarget.id"
    )

    @property
    def years(self) -> range:
        """Its years, the last included."""
        return range(self.first_year, self.last_year + 1)

    def scope(self) -> Scope:
        return Scope(region_code=self.region_code)

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        return reach.clause(region=cls.region_code.expression)


class BuildTarget(Base):
    """How many stations of a tier are to be opened in one year of a plan."""

    __tablename__ = "build_target"
    __table_args__ = (
        UniqueConstraint("build_plan_id", "tier", "year"),
        CheckConstraint("number BETWEEN 1 AND 9999", name="number_in_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    build_plan_id: Mapped[int] = mapped_column(ForeignKey("build_plan.id", ondelete="CASCADE"), index=True)
    tier: Mapped[str] = mapped_column(String(20))
    year: Mapped[int]
    number: Mapped[int]

    plan: Mapped[BuildPlan] = relationship(back_populates="targets")
