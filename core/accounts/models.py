"""Accounts, the roles granted to them, what lets people in, and the attempts to guess it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, UniqueConstraint, or_, select, true
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from core.access import Held, Reach, Role, Scope
from core.database import Base, UniqueWhere
from core.deputies.models import Deputy
from core.people.models import Person
from core.stations.models import Station

SLIP_KINDS = ("phone", "code", "password")
SLIP_ENDS = ("used", "replaced", "locked", "withdrawn")


class Account(Base):
    """Somebody who can sign in."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    password_hash: Mapped[str | None]
    """None until a password is chosen; nobody can sign in with it before."""
    stamp: Mapped[str] = mapped_column(String(32))
    """Changes with the password, which signs every other device out."""
    is_active: Mapped[bool] = mapped_column(default=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"), index=True)
    created_at: Mapped[datetime]
    totp_secret: Mapped[str | None] = mapped_column(String(64))
    """The secret shared with the authenticator on the phone; None without a second factor."""
    totp_step: Mapped[int | None]
    """The time step of the last code that was accepted: none is accepted twice."""

    person: Mapped[Person | None] = relationship()
    grants: Mapped[list[Grant]] = relationship(
        back_populates="account", cascade="all, delete-orphan", order_by="Grant.id"
    )
    deputy: Mapped[Deputy | None] = relationship(
        primaryjoin=lambda: Account.person_id == foreign(Deputy.person_id), viewonly=True, uselist=False
    )

    def scope(self) -> Scope:
        """Where the account's roles are held, all together: whoever looks after one of these places sees it."""
        own = self.deputy.scope() if Role.DEPUTY in self.roles and self.deputy else Scope()
        stations = [one.station for one in self.grants if one.station]
        regions = [one.region_code for one in self.grants if one.region_code] + [one.region_code for one in stations]
        return Scope(
            region_code=next(iter(regions), own.region_code),
            also_station_ids=own.also_station_ids | {one.id for one in stations},
        )

    @property
    def roles(self) -> frozenset[Role]:
        """The roles held, within whatever scope."""
        return frozenset(Role(one.role) for one in self.grants)

    @property
    def highest(self) -> Role | None:
        """The role that reaches furthest: it says who may let this account in again."""
        return next((role for role in Role if role in self.roles), None)

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[Any]:
        """Accounts with a role at these stations or in these regions, and those of deputies there."""
        if reach.everything:
            return true()
        stations = select(Station.id).where(Station.in_reach(reach))
        regions = reach.clause(region=Grant.region_code.expression)
        granted = select(Grant.account_id).where(or_(regions, Grant.station_id.in_(stations)))
        deputies = select(Deputy.person_id).where(Deputy.in_reach(reach))
        as_deputy = select(Grant.account_id).where(Grant.role == Role.DEPUTY.value)
        return or_(cls.id.in_(granted), cls.person_id.in_(deputies) & cls.id.in_(as_deputy))


class Grant(Base):
    """A role granted to an account, within a scope: a region and all below it, a station, an organ, or oneself."""

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("account_id", "role", "region_code", "station_id", "organ"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    region_code: Mapped[str] = mapped_column(String(20), default="")
    station_id: Mapped[int | None] = mapped_column(ForeignKey("station.id", ondelete="RESTRICT"), index=True)
    organ: Mapped[str] = mapped_column(String(80), default="")

    account: Mapped[Account] = relationship(back_populates="grants")
    station: Mapped[Station | None] = relationship()

    def held(self) -> Held:
        """The grant as a viewer carries it."""
        return Held(Role(self.role), self.region_code, self.station_id, self.organ)


class LoginAttempt(Base):
    """One failed attempt to sign in. Counted from rows: limits outlive a restart and hold over processes."""

    __tablename__ = "login_attempt"
    __table_args__ = (
        Index("ix_login_attempt_username_at", "username", "at"),
        Index("ix_login_attempt_address_at", "address", "at"),
    )
    __audited__ = False  # A trace of guessing, not a change of anybody's record; lockouts themselves are audited.

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), default="password", server_default="password")
    """What was guessed at: ``password``, ``second`` factor, ``slip`` or ``code``."""
    username: Mapped[str] = mapped_column(String(80))
    """Whose: a user name as it was typed, or the number of a slip."""
    address: Mapped[str] = mapped_column(String(64))
    """A keyed digest of the network address: enough to count, not to tell where."""
    at: Mapped[datetime]


class Device(Base):
    """A phone that is signed in until somebody signs it out; its secret lies in a cookie there, its digest here."""

    __tablename__ = "account_device"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    slip_id: Mapped[int | None] = mapped_column(ForeignKey("account_slip.id", ondelete="SET NULL"), index=True)
    """The slip or code it came in by."""
    secret_digest: Mapped[str] = mapped_column(String(64), unique=True)
    system: Mapped[str] = mapped_column(String(40), default="")
    browser: Mapped[str] = mapped_column(String(40), default="")
    created_at: Mapped[datetime]
    seen_on: Mapped[date]
    """The last day it asked for a page."""
    ended_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship()


class Slip(Base):
    """Something that lets an account in once: a printed link, a code shown on another phone, a link to a new password.

    Only the digest of what is printed is kept: nobody who reads the database can use it.
    """

    __tablename__ = "account_slip"
    __table_args__ = (
        CheckConstraint("(ended IS NULL) = (ended_at IS NULL)", name="ended_for_a_reason"),
        UniqueWhere("uq_account_slip_open", "account_id", "kind", where="ended IS NULL"),
        UniqueWhere("uq_account_slip_token", "token_digest", where="ended IS NULL"),
        Index("ix_account_slip_token_digest", "token_digest"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    token_digest: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended: Mapped[str | None] = mapped_column(String(20))
    """Why it is of no use any more: ``used``, ``replaced`` by a newer one, ``locked`` after guesses, ``withdrawn``."""
    ended_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship()

    def end(self, why: str, at: datetime) -> None:
        """Let nobody in by it any more."""
        self.ended, self.ended_at = why, at


class RecoveryCode(Base):
    """A code on paper that stands in for the second factor, once."""

    __tablename__ = "account_recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    code_digest: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]
