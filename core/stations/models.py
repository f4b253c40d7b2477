"""Stations, what happened to them over the years, and the people who run them."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ColumnElement, ForeignKey, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from core.access import Reach, Scope
from core.chains.models import Chain
from core.database import Base, Named, UniqueWhere, sort_key
from core.enterprises.models import Enterprise
from core.files.models import StoredFile
from core.people.models import Person
from core.people.names import initials_of
from core.regions.models import Region

TIERS = ("home", "station", "room", "point", "studio", "post", "chain_station")
STATES = ("planned", "open", "closed")
STAFF_ROLES = ("head", "deputy_head", "liaison")
EVENT_KINDS = ("planned", "opened", "moved", "renamed", "merged", "closed", "reopened", "took_in", "merge_undone")
OPENING = ("opened", "reopened", "merge_undone")
"""After these a station is open."""
CLOSING = ("planned", "closed", "merged")
"""After these it is not."""


class Station(Named, Base):
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
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("station.id", ondelete="RESTRICT"), index=True)
    """The station that took this one in; its old address leads there."""
    note: Mapped[str] = mapped_column(Text, default="")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    """Where it lies, if somebody has said so: the nearest stations are found by it."""
    initials: Mapped[str] = mapped_column(String(80), default="", server_default="")
    """Pinyin initials of the name, for searching."""

    region: Mapped[Region] = relationship()
    parent: Mapped[Station | None] = relationship(
        remote_side="Station.id", back_populates="children", foreign_keys="Station.parent_id"
    )
    children: Mapped[list[Station]] = relationship(
        back_populates="parent", order_by="Station.sort_key", foreign_keys="Station.parent_id"
    )
    merged_into: Mapped[Station | None] = relationship(remote_side="Station.id", foreign_keys="Station.merged_into_id")
    chain: Mapped[Chain | None] = relationship()
    host: Mapped[Enterprise | None] = relationship()
    staff: Mapped[list[Staff]] = relationship(
        back_populates="station",
        cascade="all, delete-orphan",
        order_by="Staff.id",
        primaryjoin="and_(Station.id == Staff.station_id, Staff.ends.is_(None))",
    )
    """Those who run it now; who ran it before stands in the table too."""

    @validates("name")
    def _know_order(self, _key: str, name: str) -> str:
        """A station is found by the initials of its name too, whoever names it."""
        self.initials, self.sort_key = initials_of(name or ""), sort_key(name or "")
        return name

    @property
    def position(self) -> str:
        """Where it lies, as maps write it: ``34.36934, 118.35489``; empty where nobody has said so."""
        return "" if self.latitude is None or self.longitude is None else f"{self.latitude}, {self.longitude}"

    @position.setter
    def position(self, text: str) -> None:
        parts = [round(float(part), 6) for part in text.split(",")] if text else [None, None]
        self.latitude, self.longitude = parts

    def scope(self) -> Scope:
        return Scope(region_code=self.region_code, station_id=self.id)

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        return reach.clause(region=cls.region_code.expression, station=cls.id.expression)


class Staff(Base):
    """A person who runs a station, from one day to another: ``head``, ``deputy_head`` or ``liaison``."""

    __tablename__ = "staff"
    __table_args__ = (
        CheckConstraint("ends IS NULL OR begins IS NULL OR ends >= begins", name="days_in_order"),
        UniqueWhere("uq_staff_current", "station_id", "person_id", "role", where="ends IS NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    begins: Mapped[date | None]
    """None where nobody wrote down since when."""
    ends: Mapped[date | None]

    station: Mapped[Station] = relationship(back_populates="staff")
    person: Mapped[Person] = relationship()

    def leave(self, day: date) -> None:
        """From this day on somebody else runs the station."""
        self.ends = max(day, self.begins) if self.begins else day

    def scope(self) -> Scope:
        return self.station.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        return cls.station_id.in_(select(Station.id).where(Station.in_reach(reach)))


class StationEvent(Base):
    """Something that happened to a station as a whole: planned, opened, moved, renamed, merged, closed, reopened."""

    __tablename__ = "station_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    day: Mapped[date]
    reason: Mapped[str] = mapped_column(String(400), default="")
    before: Mapped[str] = mapped_column(default="")
    """The old address or name."""
    after: Mapped[str] = mapped_column(default="")
    """The new address or name."""
    other_id: Mapped[int | None] = mapped_column(ForeignKey("station.id", ondelete="RESTRICT"), index=True)
    """The other station of a merger."""
    moves: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """What a merger moved, by numbers: what undoing it needs."""

    station: Mapped[Station] = relationship(foreign_keys="StationEvent.station_id")
    other: Mapped[Station | None] = relationship(foreign_keys="StationEvent.other_id")

    def scope(self) -> Scope:
        return self.station.scope()


class StationBrand(Base):
    """What a station is known for: a name of its own, a slogan, and the story behind it."""

    __tablename__ = "station_brand"

    station_id: Mapped[int] = mapped_column(ForeignKey("station.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    slogan: Mapped[str] = mapped_column(String(120), default="")
    story: Mapped[str] = mapped_column(Text, default="")
    since: Mapped[str] = mapped_column(String(20), default="")
    """The year or month it was founded, as people say it: 2024, 2024-05."""
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id", ondelete="RESTRICT"), index=True)

    station: Mapped[Station] = relationship()
    photo: Mapped[StoredFile | None] = relationship()

    def scope(self) -> Scope:
        return self.station.scope()
