"""What the holders of places know, and what a station wants to be told."""

from __future__ import annotations

from datetime import date, time

from sqlalchemy import ForeignKey, String, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.api.data import Scope, Station
from plugins.duty_days.models.base import Base


class Known(Base):
    """What the holder of a place in a sitting knows of it: what differs from the calendar is what they are to be told.

    It outlives the sitting, of which it keeps the number only: who held a place in one that is gone is told so.
    """

    __tablename__ = "duty_days__known"
    __table_args__ = (UniqueConstraint("sitting_id", "deputy_id"),)
    __audited__ = False  # A memory of what was told; what changed is audited itself.

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int]
    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputy.id", ondelete="RESTRICT"), index=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id", ondelete="RESTRICT"), index=True)
    day: Mapped[date] = mapped_column(index=True)
    begins: Mapped[time | None]
    ends: Mapped[time | None]
    state: Mapped[str] = mapped_column(String(20))
    reminded: Mapped[str] = mapped_column(String(10), default="")
    """The last reminder that was sent, or that need not be any more: ``week``, ``day`` or ``hours``."""
    changes: Mapped[int] = mapped_column(default=0)
    """How often something of it was changed and told."""


class Tells(Base):
    """What a station wants to be told by itself; one without a row wants it all."""

    __tablename__ = "duty_days__tells"

    station_id: Mapped[int] = mapped_column(ForeignKey("station.id", ondelete="RESTRICT"), primary_key=True)
    reminders: Mapped[bool] = mapped_column(default=True, server_default=true())
    """Who holds a place is reminded a week, a day and two hours before."""
    lists: Mapped[bool] = mapped_column(default=True, server_default=true())
    """The station's group gets the list of a day the evening before."""
    gaps: Mapped[bool] = mapped_column(default=True, server_default=true())
    """Who runs the station is told a week before where too few serve."""

    station: Mapped[Station] = relationship(Station, lazy="joined", innerjoin=True)

    def scope(self) -> Scope:
        return self.station.scope()
