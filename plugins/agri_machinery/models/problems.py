"""Technology problems from forum to solution, and the research partners who help."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.api.data import Enterprise, Reach, Scope
from plugins.agri_machinery.models.base import NEVER_AGAIN, Base, OfStation

STATES: Final = ("raised", "studied", "tried", "settled", "dropped")
LONGEST_TITLE: Final = 120
LONGEST_WORDS: Final = 2000
LONGEST_PARTNER: Final = 80
LONGEST_SUBJECT: Final = 200


class Cooperation(OfStation, Base):
    """An institute works with the station's trade, from a day to a day."""

    __tablename__ = "agri_machinery__cooperation"
    __table_args__ = (CheckConstraint("ends IS NULL OR ends >= begins", name="days_in_order"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(primary_key=True)
    partner: Mapped[str] = mapped_column(String(LONGEST_PARTNER))
    """The university or institute."""
    subject: Mapped[str] = mapped_column(String(LONGEST_SUBJECT))
    """What it is about."""
    enterprise_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise.id", ondelete="RESTRICT"), index=True)
    """With which enterprise, where it is with one."""
    begins: Mapped[date] = mapped_column(index=True)
    ends: Mapped[date | None]
    """The last day; None while it goes on."""

    enterprise: Mapped[Enterprise | None] = relationship(Enterprise)


class Problem(OfStation, Base):
    """A technology problem of the trade."""

    __tablename__ = "agri_machinery__problem"
    __table_args__ = (
        CheckConstraint("state IN ('raised', 'studied', 'tried', 'settled', 'dropped')", name="state_known"),
        CheckConstraint("(state = 'settled') = (settled_on IS NOT NULL)", name="settled_has_a_day"),
        CheckConstraint("settled_on IS NULL OR settled_on >= raised_on", name="days_in_order"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    words: Mapped[str] = mapped_column(Text, default="")
    enterprise_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise.id", ondelete="RESTRICT"), index=True)
    """Who raised it."""
    raised_on: Mapped[date]
    meeting_id: Mapped[int | None] = mapped_column(index=True)
    """The meeting of an alliance at which it was raised; no foreign key, as there may be no alliances."""
    cooperation_id: Mapped[int | None] = mapped_column(
        ForeignKey("agri_machinery__cooperation.id", ondelete="RESTRICT"), index=True
    )
    """With whose help it is being solved."""
    state: Mapped[str] = mapped_column(String(10), default="raised")
    """One of STATES."""
    solution: Mapped[str] = mapped_column(Text, default="")
    settled_on: Mapped[date | None] = mapped_column(index=True)

    enterprise: Mapped[Enterprise | None] = relationship(Enterprise)
    cooperation: Mapped[Cooperation | None] = relationship(Cooperation)
    steps: Mapped[list[ProblemStep]] = relationship(
        back_populates="problem", order_by="ProblemStep.id", cascade="all, delete-orphan"
    )


class ProblemStep(Base):
    """What was done about a problem on a day."""

    __tablename__ = "agri_machinery__problem_step"
    __table_args__ = (NEVER_AGAIN,)

    id: Mapped[int] = mapped_column(primary_key=True)
    problem_id: Mapped[int] = mapped_column(ForeignKey("agri_machinery__problem.id", ondelete="CASCADE"), index=True)
    day: Mapped[date]
    state: Mapped[str] = mapped_column(String(10))
    """In which the problem was from then on."""
    words: Mapped[str] = mapped_column(Text, default="")

    problem: Mapped[Problem] = relationship(Problem, back_populates="steps")

    def scope(self) -> Scope:
        """Whom it concerns."""
        return self.problem.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether its problem lies within reach."""
        return cls.problem_id.in_(select(Problem.id).where(Problem.in_reach(reach)))
