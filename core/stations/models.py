"""Stations, and the people who run them."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.access import Reach, Scope
from core.chains.models import Chain
from core.database import Base
from core.enterprises.models import Enterprise
from core.people.models import Person
from core.regions.models import Region

TIERS = ("home", "station", "room", "point", "studio", "post", "chain_station")
STATES = ("planned", "open", "closed")
STAFF_ROLES = ("head", "deputy_head", "liaison")


class Station(Base):
    """A place where deputies work, known by its name within its region."""

    __tablename__ = "station"
    __table_args__ = (UniqueConstraint("region_code", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code", ondelete="RESTRICT"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    tier: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20), default="open")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("station.id", ondelete="RESTRICT"), index=True)
    chain_id: Mapped[int | None] = mapped_column(ForeignKey("chain.id", ondelete="RESTRICT"), index=True)
    host_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise.id", ondelete="RESTRICT"), index=True)
    host_text: Mapped[str] = mapped_column(String(120), default="")
    """The host enterprise as the roster names it; kept until (and after) it is linked."""
    address: Mapped[str] = mapped_column(default="")
    duty_words: Mapped[str] = mapped_column(default="")
    """When the station receives people, in the words of the roster; plugins may understand them."""
    leader_text: Mapped[str] = mapped_column(default="")
    committee_text: Mapped[str] = mapped_column(default="")
    organs_text: Mapped[str] = mapped_column(default="")
    opened_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="")

    region: Mapped[Region] = relationship()
    parent: Mapped[Station | None] = relationship(remote_side="Station.id", back_populates="children")
    children: Mapped[list[Station]] = relationship(back_populates="parent", order_by="Station.name")
    chain: Mapped[Chain | None] = relationship()
    host: Mapped[Enterprise | None] = relationship()
    staff: Mapped[list[Staff]] = relationship(
        back_populates="station", cascade="all, delete-orphan", order_by="Staff.id"
    )

    def scope(self) -> Scope:
        return Scope(region_code=self.region_code, station_id=self.id)

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        return reach.clause(region=cls.region_code.expression, station=cls.id.expression)


class Staff(Base):
    """A person who runs a station: ``head``, ``deputy_head`` or ``liaison``."""

    __tablename__ = "staff"
    __table_args__ = (UniqueConstraint("station_id", "person_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"), index=True)
    role: Mapped[str] = mapped_column(String(20))

    station: Mapped[Station] = relationship(back_populates="staff")
    person: Mapped[Person] = relationship()

    def scope(self) -> Scope:
        return self.station.scope()
