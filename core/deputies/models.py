"""Deputies: the mandates they hold and what became of them, and the stations they are placed in."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    String,
    Text,
    event,
    inspect,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from core.access import Reach, Scope
from core.congresses.models import Congress, Term
from core.database import Base, UniqueWhere
from core.database.ordering import SORT_KEY
from core.people.models import Person
from core.people.names import person_key
from core.stations.models import Station

if TYPE_CHECKING:
    from core.groups.models import GroupMember

MANDATE_STATES = ("serving", "by-elected", "suspended", "resigned", "ended", "elected")
SERVING = ("serving", "by-elected")
"""The states in which a mandate is exercised; the others leave rotas and pairings."""
HELD = (*SERVING, "suspended")
"""The states in which a mandate has not come to its end."""
ELECTED = "elected"
"""The state of a mandate of a coming term: not exercised before its term change is carried out."""
REASON_LENGTH = 200


class Deputy(Base):
    """A person who holds one or more mandates."""

    __tablename__ = "deputy"
    __table_args__ = (
        Index("ix_deputy_sorted", "sort_key", "id", "region_code"),
        Index("ix_deputy_by_speciality", "speciality", "sort_key", "id", "region_code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"), unique=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code", ondelete="RESTRICT"), index=True)
    """The region whose roster the deputy stands in: whose office looks after the record."""
    speciality: Mapped[str] = mapped_column(String(80), default="")
    phone_public: Mapped[bool] = mapped_column(default=False)
    """The deputy's consent to show the telephone number to strangers."""
    is_shown: Mapped[bool] = mapped_column(default=True)
    """Whether strangers see the deputy on public pages; deputies may ask not to be shown."""
    note: Mapped[str] = mapped_column(Text, default="")
    sort_key: Mapped[str] = mapped_column(SORT_KEY, default="", server_default="")
    """The initials and the name of the person, again: a page in the middle of a long list is read from one index."""

    person: Mapped[Person] = relationship()
    mandates: Mapped[list[Mandate]] = relationship(back_populates="deputy", order_by="Mandate.id")
    placements: Mapped[list[Placement]] = relationship(back_populates="deputy", order_by="Placement.id")
    memberships: Mapped[list[GroupMember]] = relationship(back_populates="deputy", order_by="GroupMember.id")

    @property
    def is_serving(self) -> bool:
        """Whether any mandate is exercised."""
        return any(mandate.is_serving for mandate in self.mandates)

    @property
    def is_public(self) -> bool:
        """Whether strangers find a page: not without consent, nor before the term the deputy is elected for begins."""
        return self.is_shown and (not self.mandates or any(mandate.state != ELECTED for mandate in self.mandates))

    @property
    def serving_levels(self) -> list[str]:
        """The levels at which a mandate is exercised."""
        return [mandate.level for mandate in self.mandates if mandate.is_serving]

    def scope(self) -> Scope:
        stations = frozenset(placement.station_id for placement in self.placements if placement.ends is None)
        return Scope(region_code=self.region_code, person_id=self.person_id, also_station_ids=stations)

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        if reach.everything:
            return true()
        placed = select(Placement.deputy_id).where(
            Placement.station_id.in_(sorted(reach.station_ids)), Placement.ends.is_(None)
        )
        own = reach.clause(region=cls.region_code.expression, person=cls.person_id.expression)
        return or_(own, cls.id.in_(placed)) if reach.station_ids else own


@event.listens_for(Deputy, "before_insert")
def _know_order(_mapper: Mapper[Deputy], connection: Connection, deputy: Deputy) -> None:
    called = select(Person.initials, Person.name).where(Person.id == deputy.person_id)
    deputy.sort_key = person_key(*connection.execute(called).one())


@event.listens_for(Person, "after_update")
def _keep_order(_mapper: Mapper[Person], connection: Connection, person: Person) -> None:
    attributes = inspect(person).attrs
    if attributes.name.history.has_changes() or attributes.initials.history.has_changes():
        key = person_key(person.initials, person.name)
        connection.execute(update(Deputy).where(Deputy.person_id == person.id).values(sort_key=key))


class Mandate(Base):
    """Membership of one congress in one term.

    A roster may say only the level (``township``, not which): then congress and term are empty and the
    mandate waits in a list to be completed.
    """

    __tablename__ = "mandate"
    __table_args__ = (
        Index("uq_mandate_deputy_level_term", "deputy_id", "level", "term_id", unique=True),
        Index("ix_mandate_held", "level", "state", "deputy_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputy.id", ondelete="RESTRICT"), index=True)
    level: Mapped[str] = mapped_column(String(20))
    congress_id: Mapped[int | None] = mapped_column(ForeignKey("congress.id", ondelete="RESTRICT"), index=True)
    term_id: Mapped[int | None] = mapped_column(ForeignKey("term.id", ondelete="RESTRICT"), index=True)
    constituency: Mapped[str] = mapped_column(String(120), default="")
    """The electoral district (direct election) or electing unit (indirect)."""
    delegation: Mapped[str] = mapped_column(String(80), default="")
    state: Mapped[str] = mapped_column(String(20), default="serving")
    """The present one; what it was before stands in `events`."""
    begins: Mapped[date | None]
    """Since when it is held: of a by-election its day. None: since the term began, as far as is known."""
    ends: Mapped[date | None]
    """The day it came to its end; None while it is held, and where the day is not known."""

    deputy: Mapped[Deputy] = relationship(back_populates="mandates")
    congress: Mapped[Congress | None] = relationship()
    term: Mapped[Term | None] = relationship()
    events: Mapped[list[MandateEvent]] = relationship(
        back_populates="mandate", cascade="all, delete-orphan", order_by="MandateEvent.day, MandateEvent.id"
    )
    coming: Mapped[ComingPlacement | None] = relationship(back_populates="mandate", cascade="all, delete-orphan")

    @property
    def is_complete(self) -> bool:
        """Whether congress and term are known."""
        return self.congress_id is not None and self.term_id is not None

    @property
    def is_serving(self) -> bool:
        """Whether the mandate is exercised."""
        return self.state in SERVING

    def scope(self) -> Scope:
        return self.deputy.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        return cls.deputy_id.in_(select(Deputy.id).where(Deputy.in_reach(reach)))


class MandateEvent(Base):
    """What became of a mandate on a day: from then on it was in this state. Without any it is as it began."""

    __tablename__ = "mandate_event"
    __table_args__ = (Index("ix_mandate_event_mandate_id_day", "mandate_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    mandate_id: Mapped[int] = mapped_column(ForeignKey("mandate.id", ondelete="CASCADE"))
    day: Mapped[date]
    state: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(REASON_LENGTH), default="")

    mandate: Mapped[Mandate] = relationship(back_populates="events")

    def scope(self) -> Scope:
        return self.mandate.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        return cls.mandate_id.in_(select(Mandate.id).where(Mandate.in_reach(reach)))


class ComingPlacement(Base):
    """Where the roster of a coming term places a deputy: carried out with its term change."""

    __tablename__ = "coming_placement"

    mandate_id: Mapped[int] = mapped_column(ForeignKey("mandate.id", ondelete="CASCADE"), primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id", ondelete="RESTRICT"), index=True)
    is_move: Mapped[bool] = mapped_column(default=False)
    """Whether the deputy leaves the stations of before."""

    mandate: Mapped[Mandate] = relationship(back_populates="coming")
    station: Mapped[Station] = relationship()


class Placement(Base):
    """A deputy's membership of a station, from one day to another; a room's deputies count for its parent too."""

    __tablename__ = "placement"
    __table_args__ = (
        CheckConstraint("ends IS NULL OR begins IS NULL OR ends >= begins", name="days_in_order"),
        UniqueWhere("uq_placement_open", "deputy_id", "station_id", where="ends IS NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputy.id", ondelete="RESTRICT"), index=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id", ondelete="RESTRICT"), index=True)
    begins: Mapped[date | None]
    """None where the roster does not say since when."""
    ends: Mapped[date | None]
    reason: Mapped[str] = mapped_column(String(REASON_LENGTH), default="", server_default="")
    """Why it began."""
    end_reason: Mapped[str] = mapped_column(String(REASON_LENGTH), default="", server_default="")

    deputy: Mapped[Deputy] = relationship(back_populates="placements")
    station: Mapped[Station] = relationship()
