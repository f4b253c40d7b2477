"""Policy measures: what applies from when to when, and which of them were explained at a visit."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, String, Text, UniqueConstraint, and_, or_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.api.data import Reach, Region, Scope, StoredFile
from plugins.enterprise_visits.models.base import NEVER_AGAIN, Base
from plugins.enterprise_visits.models.visits import Visit

LONGEST_NAME: Final = 120
LONGEST_NUMBER: Final = 80
LONGEST_ORGAN: Final = 80
LONGEST_LINK: Final = 300
LONGEST_SUMMARY: Final = 4000


class Measure(Base):
    """A policy measure of a region, which holds for all that lies below it."""

    __tablename__ = "enterprise_visits__measure"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from", name="days_in_order"),
        UniqueConstraint("region_code", "name", "number"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code", ondelete="RESTRICT"), index=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    number: Mapped[str] = mapped_column(String(LONGEST_NUMBER), default="")
    """The number of the document."""
    organ_text: Mapped[str] = mapped_column(String(LONGEST_ORGAN), default="")
    """Who issued it."""
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    """The last day on which it holds; None while no end is known."""
    words: Mapped[str] = mapped_column(Text, default="")
    """What it gives to whom, in a few sentences."""
    link: Mapped[str] = mapped_column(String(LONGEST_LINK), default="")
    document_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id", ondelete="RESTRICT"), index=True)

    region: Mapped[Region] = relationship(Region)
    document: Mapped[StoredFile | None] = relationship(StoredFile)

    @classmethod
    def valid_on(cls, day: date) -> ColumnElement[bool]:
        """Whether it holds on the day, as a condition."""
        return and_(
            or_(cls.valid_from.is_(None), cls.valid_from <= day), or_(cls.valid_to.is_(None), cls.valid_to >= day)
        )

    def scope(self) -> Scope:
        return Scope(region_code=self.region_code)

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether its region lies within reach."""
        return reach.clause(region=cls.region_code.expression)


class VisitMeasure(Base):
    """A measure that was explained at a visit."""

    __tablename__ = "enterprise_visits__visit_measure"

    visit_id: Mapped[int] = mapped_column(
        ForeignKey("enterprise_visits__visit.id", ondelete="CASCADE"), primary_key=True
    )
    measure_id: Mapped[int] = mapped_column(
        ForeignKey("enterprise_visits__measure.id", ondelete="RESTRICT"), primary_key=True, index=True
    )

    visit: Mapped[Visit] = relationship(Visit)
    measure: Mapped[Measure] = relationship(Measure)

    def scope(self) -> Scope:
        return self.visit.scope()
