"""Accounts, the roles granted to them, and the attempts to sign in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.access import Held, Role
from core.database import Base
from core.people.models import Person


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

    person: Mapped[Person | None] = relationship()
    grants: Mapped[list[Grant]] = relationship(
        back_populates="account", cascade="all, delete-orphan", order_by="Grant.id"
    )


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
    username: Mapped[str] = mapped_column(String(80))
    address: Mapped[str] = mapped_column(String(64))
    """A keyed digest of the network address: enough to count, not to tell where."""
    at: Mapped[datetime]
