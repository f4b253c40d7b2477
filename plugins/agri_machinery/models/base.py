"""What all tables of agricultural machinery have in common."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, select
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column, relationship

from core.api.data import Reach, Scope, Station, plugin_registry

NEVER_AGAIN = {"sqlite_autoincrement": True}
"""Numbers of rows that were deleted are not given again: a button on an old page must not reach another record."""


class Base(DeclarativeBase):
    """Base of the tables of this plugin."""

    registry = plugin_registry()


class OfStation:
    """A record that a station keeps: it concerns whoever the station concerns."""

    station_id: Mapped[int] = mapped_column(ForeignKey("station.id", ondelete="RESTRICT"), index=True)

    @declared_attr
    def station(cls) -> Mapped[Station]:  # noqa: N805 - SQLAlchemy hands over the class
        """The station that keeps it."""
        return relationship(Station, lazy="joined", innerjoin=True)

    def scope(self) -> Scope:
        """Whom it concerns."""
        return self.station.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether its station lies within reach."""
        return cls.station_id.in_(select(Station.id).where(Station.in_reach(reach)))
