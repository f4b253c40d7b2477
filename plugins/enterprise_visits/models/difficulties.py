"""Difficulties enterprises told of, and what became of each."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, Text, false, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.api.data import Deputy, Enterprise, Organ, Reach, Scope, Station
from plugins.enterprise_visits.models.base import NEVER_AGAIN, Base
from plugins.enterprise_visits.models.visits import Visit

KINDS: Final = (
    "financing",
    "recruiting",
    "land",
    "inspections",
    "logistics",
    "energy",
    "market",
    "technology",
    "environment",
    "taxes",
    "other",
)
STATES: Final = (
    "open",
    "answered",
    "mutual_help",
    "with_organ",
    "solved_by_organ",
    "planned",
    "suggestion",
)
SOLVED: Final = ("answered", "mutual_help", "solved_by_organ", "suggestion")
"""States in which nobody need do anything any more."""
AT_AN_ORGAN: Final = ("with_organ", "solved_by_organ")
LONGEST_DIFFICULTY: Final = 2000


def _one_of(column: str, keys: tuple[str, ...], name: str) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(map(repr, keys))})", name=name)


class Difficulty(Base):
    """Something an enterprise cannot get over alone.

    One that is `office_only` is read by the congress office, and by the deputy who entered it, alone: who runs a station
    reads neither what was said nor who said it (docs/decisions/0049). Figures count all by `counted_on`.
    """

    __tablename__ = "enterprise_visits__difficulty"
    __table_args__ = (
        _one_of("kind", KINDS, "kind_known"),
        _one_of("state", STATES, "state_known"),
        CheckConstraint("said_by IN ('deputy', 'contact', 'station')", name="said_by_known"),
        CheckConstraint("state NOT IN ('with_organ', 'solved_by_organ') OR organ_id IS NOT NULL", name="organ_named"),
        Index("ix_enterprise_visits__difficulty_station_id_state", "station_id", "state"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code", ondelete="RESTRICT"), index=True)
    """That of the station; where there is none, that of the enterprise."""
    station_id: Mapped[int | None] = mapped_column(ForeignKey("station.id", ondelete="RESTRICT"))
    """The station that looks after the enterprise; None where none does."""
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id", ondelete="RESTRICT"), index=True)
    visit_id: Mapped[int | None] = mapped_column(
        ForeignKey("enterprise_visits__visit.id", ondelete="SET NULL"), index=True
    )
    """The visit at which it was told."""
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("deputy.id", ondelete="RESTRICT"), index=True)
    """The deputy who entered it."""
    kind: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(Text)
    office_only: Mapped[bool] = mapped_column(default=False, server_default=false())
    said_by: Mapped[str] = mapped_column(String(10), default="deputy")
    """Who entered it: a ``deputy``, the enterprise's ``contact``, or the ``station``."""
    day: Mapped[date] = mapped_column(index=True)
    """When it was told."""
    counted_on: Mapped[date] = mapped_column(index=True)
    """The day by which it is counted: that of the month's first where it is office only, so that no count of a day tells who."""
    state: Mapped[str] = mapped_column(String(20), default="open", index=True)
    """The present one; how it came there stands in `events`."""
    organ_id: Mapped[int | None] = mapped_column(ForeignKey("organ.id", ondelete="RESTRICT"), index=True)
    """The organ it was brought to last."""
    answer: Mapped[str] = mapped_column(Text, default="")
    """What came of it, in the words of whoever settled it."""
    passed_key: Mapped[str] = mapped_column(String(80), default="")
    """The record of the plugin that made it a suggestion: ``matters:suggestion:12``."""
    passed_to: Mapped[str] = mapped_column(String(200), default="")
    """What people read of it there."""
    entered_at: Mapped[datetime]

    station: Mapped[Station | None] = relationship(Station)
    enterprise: Mapped[Enterprise] = relationship(Enterprise)
    visit: Mapped[Visit | None] = relationship(Visit)
    deputy: Mapped[Deputy | None] = relationship(Deputy)
    organ: Mapped[Organ | None] = relationship(Organ)
    events: Mapped[list[DifficultyEvent]] = relationship(
        back_populates="difficulty", cascade="all, delete-orphan", order_by="DifficultyEvent.id"
    )

    @property
    def is_solved(self) -> bool:
        """Whether nobody need do anything any more."""
        return self.state in SOLVED

    @property
    def awaits_a_plugin(self) -> bool:
        """Whether it is to become a suggestion, and nobody has taken it over yet."""
        return self.state == "planned" and not self.passed_key

    def scope(self) -> Scope:
        organ = self.organ.name if self.organ is not None and self.state in AT_AN_ORGAN else ""
        person = self.deputy.person_id if self.deputy is not None else None
        return Scope(region_code=self.region_code, station_id=self.station_id, person_id=person, organ=organ)

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Of the regions and stations within reach, entered by the viewer, or brought to an organ within reach."""
        found = [reach.clause(region=cls.region_code.expression, station=cls.station_id.expression)]
        if reach.person_id is not None:
            own = select(Deputy.id).where(Deputy.person_id == reach.person_id)
            found.append(cls.deputy_id.in_(own))
        if reach.organs:
            theirs = select(Organ.id).where(Organ.name.in_(sorted(reach.organs)))
            found.append(cls.state.in_(AT_AN_ORGAN) & cls.organ_id.in_(theirs))
        return or_(*found)


class DifficultyEvent(Base):
    """What became of a difficulty on a day, and who said so."""

    __tablename__ = "enterprise_visits__difficulty_event"
    __table_args__ = (_one_of("state", STATES, "state_known"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(primary_key=True)
    difficulty_id: Mapped[int] = mapped_column(
        ForeignKey("enterprise_visits__difficulty.id", ondelete="CASCADE"), index=True
    )
    day: Mapped[date]
    state: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(Text, default="")
    organ_id: Mapped[int | None] = mapped_column(ForeignKey("organ.id", ondelete="RESTRICT"), index=True)
    account_id: Mapped[int | None] = mapped_column(index=True)
    """The account of who did it; None for the enterprise's contact, and for the platform itself."""
    at: Mapped[datetime]

    difficulty: Mapped[Difficulty] = relationship(back_populates="events")
    organ: Mapped[Organ | None] = relationship(Organ)

    def scope(self) -> Scope:
        return self.difficulty.scope()
