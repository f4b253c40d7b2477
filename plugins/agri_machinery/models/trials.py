"""Field trials: a question, factors with levels, their combinations, plots in blocks, and what was measured on each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import JSON, CheckConstraint, ColumnElement, ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.api.data import Enterprise, Instant, Reach, Scope
from plugins.agri_machinery.models.base import NEVER_AGAIN, Base, OfStation

STATES: Final = ("proposed", "agreed", "finished", "dropped")
LONGEST_TITLE: Final = 80
LONGEST_QUESTION: Final = 500
LONGEST_PLACE: Final = 120
LONGEST_LEVEL: Final = 60
LONGEST_TREATMENT: Final = 240
LONGEST_REMARK: Final = 300
HIGHEST_NUMBER: Final = 9999
HIGHEST_BLOCK: Final = 20
MOST_PLOTS: Final = 400


@dataclass(frozen=True, slots=True)
class Limits:
    """Between which a measurement lies; what lies outside is a slip of the pen."""

    lowest: int
    highest: int


MEASURES: Final[Mapping[str, Limits]] = {
    "emergence": Limits(0, 100),
    "fertiliser": Limits(0, 300),
    "yield_kg": Limits(0, 2000),
    "cost": Limits(0, 10000),
}
"""Emergence in per cent; fertiliser and yield in kilograms a mu; cost in yuan a mu."""


class Trial(OfStation, Base):
    """A field trial of a station's trade."""

    __tablename__ = "agri_machinery__trial"
    __table_args__ = (
        CheckConstraint("state IN ('proposed', 'agreed', 'finished', 'dropped')", name="state_known"),
        CheckConstraint("goal BETWEEN -50 AND 200", name="goal_possible"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    question: Mapped[str] = mapped_column(String(LONGEST_QUESTION))
    grower_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise.id", ondelete="RESTRICT"), index=True)
    """On whose land it is, where that is an enterprise known here."""
    place: Mapped[str] = mapped_column(String(LONGEST_PLACE), default="")
    """Where it is, in words: a village, a field, a grower."""
    sown_on: Mapped[date | None]
    goal: Mapped[int] = mapped_column(default=20)
    """By how many per cent the yield is to be above the usual practice."""
    state: Mapped[str] = mapped_column(String(10), default="proposed")
    """One of STATES."""

    grower: Mapped[Enterprise | None] = relationship(Enterprise)
    factors: Mapped[list[Factor]] = relationship(
        back_populates="trial", order_by="Factor.position", cascade="all, delete-orphan"
    )
    treatments: Mapped[list[Treatment]] = relationship(
        back_populates="trial", order_by="Treatment.position", cascade="all, delete-orphan"
    )
    plots: Mapped[list[Plot]] = relationship(
        back_populates="trial", order_by="Plot.number", cascade="all, delete-orphan"
    )


class _OfTrial:
    """A part of a trial: it concerns whom the trial concerns."""

    trial: Any
    trial_id: Any

    def scope(self) -> Scope:
        """Whom it concerns."""
        found: Scope = self.trial.scope()
        return found

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether its trial lies within reach."""
        here: ColumnElement[Any] = cls.trial_id.in_(select(Trial.id).where(Trial.in_reach(reach)))
        return here


class Factor(_OfTrial, Base):
    """What is varied: the variety, the fertiliser, the machine."""

    __tablename__ = "agri_machinery__factor"
    __table_args__ = (UniqueConstraint("trial_id", "position"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(primary_key=True)
    trial_id: Mapped[int] = mapped_column(ForeignKey("agri_machinery__trial.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(LONGEST_LEVEL))

    trial: Mapped[Trial] = relationship(Trial, back_populates="factors")
    levels: Mapped[list[Level]] = relationship(
        back_populates="factor", order_by="Level.position", cascade="all, delete-orphan"
    )


class Level(Base):
    """One of what a factor can be. The first of each is the usual practice."""

    __tablename__ = "agri_machinery__level"
    __table_args__ = (UniqueConstraint("factor_id", "position"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(primary_key=True)
    factor_id: Mapped[int] = mapped_column(ForeignKey("agri_machinery__factor.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(LONGEST_LEVEL))
    product_id: Mapped[int | None] = mapped_column(
        ForeignKey("agri_machinery__product.id", ondelete="RESTRICT"), index=True
    )
    """Its entry in the catalogue."""

    factor: Mapped[Factor] = relationship(Factor, back_populates="levels")

    def scope(self) -> Scope:
        """Whom it concerns."""
        return self.factor.scope()


class Treatment(_OfTrial, Base):
    """A combination: one level of each factor."""

    __tablename__ = "agri_machinery__treatment"
    __table_args__ = (UniqueConstraint("trial_id", "position"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(primary_key=True)
    trial_id: Mapped[int] = mapped_column(ForeignKey("agri_machinery__trial.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(LONGEST_TREATMENT))
    """Its levels, as people say them."""
    is_control: Mapped[bool] = mapped_column(default=False)
    """Whether it is the usual practice, against which the others are compared."""

    trial: Mapped[Trial] = relationship(Trial, back_populates="treatments")

    @property
    def code(self) -> str:
        """How it is written on the plan: ``T1``, and ``CK`` for the usual practice."""
        return "CK" if self.is_control else f"T{self.position}"


class Plot(_OfTrial, Base):
    """A plot in the field, with its number on a stake, and what was measured on it."""

    __tablename__ = "agri_machinery__plot"
    __table_args__ = (
        UniqueConstraint("trial_id", "number"),
        CheckConstraint("number BETWEEN 1 AND 9999 AND block BETWEEN 1 AND 20", name="place_possible"),
        *(
            CheckConstraint(f"{name} BETWEEN {limits.lowest} AND {limits.highest}", name=f"{name}_possible")
            for name, limits in MEASURES.items()
        ),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    trial_id: Mapped[int] = mapped_column(ForeignKey("agri_machinery__trial.id", ondelete="CASCADE"), index=True)
    treatment_id: Mapped[int] = mapped_column(
        ForeignKey("agri_machinery__treatment.id", ondelete="RESTRICT"), index=True
    )
    number: Mapped[int]
    block: Mapped[int]
    emergence: Mapped[float | None]
    fertiliser: Mapped[float | None]
    yield_kg: Mapped[float | None]
    cost: Mapped[float | None]
    remark: Mapped[str] = mapped_column(String(LONGEST_REMARK), default="")

    trial: Mapped[Trial] = relationship(Trial, back_populates="plots")
    treatment: Mapped[Treatment] = relationship(Treatment)

    @property
    def is_measured(self) -> bool:
        """Whether anything was measured on it."""
        return any(getattr(self, name) is not None for name in MEASURES)


class PlotSheet(_OfTrial, Base):
    """A spreadsheet of measurements that was read and waits to be written; it goes by itself."""

    __tablename__ = "agri_machinery__plot_sheet"
    __table_args__ = (NEVER_AGAIN,)
    __audited__ = False  # It only waits; what is written from it is audited.

    id: Mapped[int] = mapped_column(primary_key=True)
    trial_id: Mapped[int] = mapped_column(ForeignKey("agri_machinery__trial.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    rows: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Instant, index=True)

    trial: Mapped[Trial] = relationship(Trial)
