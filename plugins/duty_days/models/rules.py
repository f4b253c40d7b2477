"""The rules that make duty days."""

from __future__ import annotations

from datetime import date, time

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.api.data import Scope, Station
from plugins.duty_days.models.base import MOST_PLACES, Base
from plugins.duty_days.rules.rhythms import DayOfMonth, NthWeekday, Rhythm


class Rule(Base):
    """When a station receives people, month after month, and how many deputies then serve."""

    __tablename__ = "duty_days__rule"
    __table_args__ = (
        UniqueConstraint("station_id", "kind", "day", "nth", "weekday"),
        CheckConstraint("day BETWEEN 0 AND 31", name="day_of_a_month"),
        CheckConstraint("nth BETWEEN -1 AND 5", name="nth_of_a_month"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_of_a_week"),
        CheckConstraint(f"places BETWEEN 1 AND {MOST_PLACES}", name="places_in_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id", ondelete="RESTRICT"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    """``day_of_month`` (with `day`) or ``nth_weekday`` (with `nth` and `weekday`); what the kind does not need is 0."""
    day: Mapped[int] = mapped_column(default=0)
    nth: Mapped[int] = mapped_column(default=0)
    weekday: Mapped[int] = mapped_column(default=0)
    places: Mapped[int]
    begins: Mapped[time | None]
    ends: Mapped[time | None]
    valid_from: Mapped[date | None]
    """None: it has always been so, as far as anybody knows."""

    station: Mapped[Station] = relationship(Station, lazy="joined", innerjoin=True)

    @property
    def rhythm(self) -> Rhythm:
        """What the rule says, apart from the station."""
        return DayOfMonth(self.day) if self.kind == DayOfMonth.kind else NthWeekday(self.nth, self.weekday)

    def scope(self) -> Scope:
        return self.station.scope()
