"""What all tables of textiles have in common."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, or_, select
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column, relationship

from core.api.data import Chain, Enterprise, Reach, Scope, Station, plugin_registry

NEVER_AGAIN = {"sqlite_autoincrement": True}
"""Numbers of rows that were deleted are not given again: a button on an old page must not reach another record."""


class Base(DeclarativeBase):
    """Base of the tables of this plugin."""

    registry = plugin_registry()


class OfEnterprise:
    """Part of a model: what a station knows of an enterprise; whoever runs a station on the same chain sees it too."""

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id", ondelete="RESTRICT"), index=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id", ondelete="RESTRICT"), index=True)

    @declared_attr
    def station(self) -> Mapped[Station]:
        """The station that keeps it."""
        return relationship(Station)

    @declared_attr
    def enterprise(self) -> Mapped[Enterprise]:
        """Whom it is about."""
        return relationship(Enterprise)

    def scope(self) -> Scope:
        """Of its station, and of the others on the same chain."""
        here = self.station.scope()
        chain: Chain | None = self.station.chain
        also = frozenset(station.id for station in chain.stations) if chain else frozenset[int]()
        return Scope(here.region_code, here.station_id, also_station_ids=also)

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Of the stations within reach, and of the chains on which one of one's own stations stands."""
        return cls.station_id.in_(_stations(reach))


def _stations(reach: Reach) -> Any:
    query = select(Station.id)
    within = Station.in_reach(reach)
    if not reach.station_ids:
        return query.where(within)
    chains = select(Station.chain_id).where(Station.id.in_(sorted(reach.station_ids)), Station.chain_id.is_not(None))
    return query.where(or_(within, Station.chain_id.in_(chains)))
