"""Two links that go through deputies: a member of the standing committee with deputies, a deputy with residents."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.api.data import Deputy, Reach, Scope, Station, UniqueWhere
from plugins.enterprise_visits.models.base import NEVER_AGAIN, Base

NAME_LENGTH: Final = 50
PHONE_LENGTH: Final = 20
ADDRESS_LENGTH: Final = 200
VILLAGE_LENGTH: Final = 80


class CommitteeMember(Base):
    """A deputy who is a member of the standing committee."""

    __tablename__ = "enterprise_visits__committee_member"
    __table_args__ = (UniqueConstraint("deputy_id"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(primary_key=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputy.id", ondelete="RESTRICT"))
    since: Mapped[date]
    """The day on which it was entered."""

    deputy: Mapped[Deputy] = relationship(Deputy)

    def scope(self) -> Scope:
        return self.deputy.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether the deputy lies within reach."""
        return cls.deputy_id.in_(select(Deputy.id).where(Deputy.in_reach(reach)))


class CommitteeLink(Base):
    """A member of the standing committee keeps in touch with a deputy, from one day to another."""

    __tablename__ = "enterprise_visits__committee_link"
    __table_args__ = (
        CheckConstraint("ends IS NULL OR ends >= begins", name="days_in_order"),
        CheckConstraint("member_id <> deputy_id", name="not_oneself"),
        UniqueWhere("uq_enterprise_visits__committee_link_open", "deputy_id", where="ends IS NULL"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("deputy.id", ondelete="RESTRICT"), index=True)
    """The member, as a deputy: the link stays on record when the member leaves the committee."""
    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputy.id", ondelete="RESTRICT"), index=True)
    begins: Mapped[date]
    ends: Mapped[date | None]
    """The first day on which it does not hold any longer; None while no end is known."""

    member: Mapped[Deputy] = relationship(Deputy, foreign_keys=[member_id])
    deputy: Mapped[Deputy] = relationship(Deputy, foreign_keys=[deputy_id])

    def scope(self) -> Scope:
        return self.deputy.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether the deputy lies within reach."""
        return cls.deputy_id.in_(select(Deputy.id).where(Deputy.in_reach(reach)))


class Resident(Base):
    """Somebody who lives where a station is, and whom a deputy keeps in touch with.

    Telephone and address are for who runs the station, and for the deputy who has the link.
    """

    __tablename__ = "enterprise_visits__resident"
    __table_args__ = (NEVER_AGAIN,)

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id", ondelete="RESTRICT"), index=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    phone: Mapped[str | None] = mapped_column(String(PHONE_LENGTH), index=True)
    address: Mapped[str] = mapped_column(String(ADDRESS_LENGTH), default="")
    village: Mapped[str] = mapped_column(String(VILLAGE_LENGTH), default="")
    left_on: Mapped[date | None]
    """Since when nobody keeps in touch any more: telephone and address were erased on that day."""

    station: Mapped[Station] = relationship(Station)

    def scope(self) -> Scope:
        return self.station.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether the station lies within reach."""
        return cls.station_id.in_(select(Station.id).where(Station.in_reach(reach)))


class ResidentLink(Base):
    """A deputy keeps in touch with a resident, from one day to another."""

    __tablename__ = "enterprise_visits__resident_link"
    __table_args__ = (
        CheckConstraint("ends IS NULL OR ends >= begins", name="days_in_order"),
        UniqueWhere("uq_enterprise_visits__resident_link_open", "resident_id", where="ends IS NULL"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputy.id", ondelete="RESTRICT"), index=True)
    resident_id: Mapped[int] = mapped_column(
        ForeignKey("enterprise_visits__resident.id", ondelete="CASCADE"), index=True
    )
    begins: Mapped[date]
    ends: Mapped[date | None]
    """The first day on which it does not hold any longer; None while no end is known."""

    deputy: Mapped[Deputy] = relationship(Deputy)
    resident: Mapped[Resident] = relationship(Resident)

    def scope(self) -> Scope:
        return self.resident.scope()

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Whether the resident lies within reach."""
        return cls.resident_id.in_(select(Resident.id).where(Resident.in_reach(reach)))
