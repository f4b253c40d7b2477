"""Accounts: making them, signing in, and the limits on guessing."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.orm import Session, selectinload

from core import decided
from core.access import Held, Role, Viewer
from core.accounts.models import Account, Grant, LoginAttempt
from core.deputies.models import Deputy, Placement
from core.errors import DomainError, NotFound
from core.people.models import Person
from core.people.names import has_markup
from core.permissions import service as permissions
from core.stations.models import Station
from core.words import lazy as _

if TYPE_CHECKING:
    from argon2 import PasswordHasher

WINDOW = timedelta(minutes=15)
ATTEMPTS_PER_ACCOUNT = 8
ATTEMPTS_PER_ADDRESS = 60
SHORTEST_PASSWORD = 10
LONGEST_USERNAME, LONGEST_NAME = 40, 80
USERNAME = r"^[a-z0-9][a-z0-9._-]*$"
"""What a user name looks like, wherever it is typed."""


class SignInRefused(DomainError):
    """Name and password do not fit; which of the two is not said."""

    code = "sign_in_refused"
    message = _("The user name or the password is not right. Check both; capital letters count.")


class LockedOut(DomainError):
    """Too many failed attempts; guessing must not pay."""

    code = "locked_out"
    status = 429
    message = _(
        "Too many failed attempts. Wait %(minutes)s minutes, then try again, or ask your office to set a new password."
    )


class UsernameTaken(DomainError):
    """Another account has this user name."""

    code = "username_taken"
    field = "username"
    message = _("The user name %(username)s is taken. Choose another.")


class UsernameUnfit(DomainError):
    """A user name of other characters, or too long."""

    code = "username_unfit"
    field = "username"
    message = _(
        "%(username)s cannot be a user name. Take at most %(length)s lower-case letters, digits, dots, dashes and underscores, a letter or digit first."
    )


class AccountNameUnfit(DomainError):
    """No name, or a longer one than fits."""

    code = "account_name_unfit"
    field = "name"
    message = _("Give the name of the person, with at most %(length)s characters and without markup.")


class DeputyNotSaid(DomainError):
    """An account of a deputy is somebody's: whose, was not said."""

    code = "deputy_not_said"
    message = _("A deputy's account belongs to a deputy on the roll: give the telephone number, --phone NUMBER.")


class NobodyWithNumber(DomainError):
    """Not one person, or no deputy, has the number."""

    code = "nobody_with_number"
    message = _(
        "There is not exactly one such person with the number %(phone)s on the roll. Import the deputies first, or add --name to tell who of them it is."
    )


class HasAccount(DomainError):
    """The person has an account already."""

    code = "has_account"
    message = _("%(name)s has the account %(username)s already. Give that one the further role under Accounts.")


class PasswordTooWeak(DomainError):
    """A password that is guessed quickly."""

    code = "password_too_weak"
    field = "password"
    message = _(
        "This password is too easy to guess. Take at least %(length)s characters that are not all the same and do not contain the user name."
    )


class ScopeMissing(DomainError):
    """A role of a region, station or organ without saying which."""

    code = "scope_missing"
    field = "role"
    message = _("The role %(role)s needs its scope: say for which region, station or organ.")


class LastAdministrator(DomainError):
    """Nobody would be left to administer the platform."""

    code = "last_administrator"
    message = _("%(name)s is the last administrator. Make somebody else administrator first.")


def check_names(username: str, name: str) -> None:
    """Raise :class:`UsernameUnfit` or :class:`AccountNameUnfit` for what the form would not take either."""
    if len(username) > LONGEST_USERNAME or not re.fullmatch(USERNAME.strip("^$"), username):
        raise UsernameUnfit(username=username, length=LONGEST_USERNAME)
    if not name.strip() or len(name) > LONGEST_NAME or has_markup(name):
        raise AccountNameUnfit(length=LONGEST_NAME)


def person_with(session: Session, phone: str, name: str = "", *, is_deputy: bool) -> Person:
    """The one without an account who has this number. Raises :class:`NobodyWithNumber`, :class:`HasAccount`."""
    wanted = select(Person).where(Person.phone == phone)
    if name:
        wanted = wanted.where(Person.name == name)
    if is_deputy:
        wanted = wanted.join(Deputy, Deputy.person_id == Person.id)
    found = session.scalars(wanted).all()
    if len(found) != 1:
        raise NobodyWithNumber(phone=phone)
    there = session.scalar(select(Account.username).where(Account.person_id == found[0].id))
    if there is not None:
        raise HasAccount(name=found[0].name, username=there)
    return found[0]


def create_account(
    session: Session,
    username: str,
    name: str,
    password: str | None,
    at: datetime,
    grants: Iterable[Held] = (),
    person: Person | None = None,
) -> Account:
    """Make an account. Hash the password beforehand with :func:`hashed`: that is slow, and belongs before the transaction."""
    if session.scalar(select(Account.id).where(Account.username == username)):
        raise UsernameTaken(username=username)
    account = Account(
        username=username, name=name, password_hash=password, stamp=secrets.token_hex(8), person=person, created_at=at
    )
    account.grants = [_grant(held) for held in grants]
    session.add(account)
    session.flush()
    return account


def grant(session: Session, account: Account, held: Held) -> None:
    """Give the account one more role; holding it already is fine. Raises :class:`ScopeMissing`."""
    needed = {
        Role.OFFICE: held.region_code,
        Role.LEADER: held.region_code,
        Role.MANAGER: held.station_id,
        Role.ORGAN: held.organ,
    }
    if not needed.get(held.role, True):
        raise ScopeMissing(role=held.role.words)
    if held not in {one.held() for one in account.grants}:
        account.grants.append(_grant(held))
        session.flush()


def revoke(session: Session, account: Account, grant_id: int) -> None:
    """Take a role away. Raises :class:`LastAdministrator` rather than leave the platform without one."""
    leaving = next((one for one in account.grants if one.id == grant_id), None)
    if leaving is None:
        raise NotFound
    if leaving.role == Role.ADMINISTRATOR:
        _keep_an_administrator(session, account)
    account.grants.remove(leaving)
    session.flush()


def save(session: Session, account: Account, name: str, *, is_active: bool) -> None:
    """Correct an account. Switching it off signs all its devices out."""
    if account.is_active and not is_active and any(one.role == Role.ADMINISTRATOR for one in account.grants):
        _keep_an_administrator(session, account)
    account.name, account.is_active = name, is_active
    session.flush()


def _keep_an_administrator(session: Session, leaving: Account) -> None:
    others = (
        select(Account.id)
        .join(Grant)
        .where(Grant.role == Role.ADMINISTRATOR.value, Account.is_active, Account.id != leaving.id)
    )
    if session.scalar(others.limit(1)) is None:
        raise LastAdministrator(name=leaving.name)


def set_password(session: Session, account: Account, password_hash: str) -> None:
    """Replace the password and sign every device out."""
    account.password_hash = password_hash
    account.stamp = secrets.token_hex(8)
    session.flush()


def _grant(held: Held) -> Grant:
    return Grant(role=held.role.value, region_code=held.region_code, station_id=held.station_id, organ=held.organ)


def check_strength(username: str, password: str) -> None:
    """Raise :class:`PasswordTooWeak` for a password that is guessed quickly."""
    if (
        len(password) < SHORTEST_PASSWORD
        or len(set(password)) < 5
        or (username and username.lower() in password.lower())
    ):
        raise PasswordTooWeak(length=SHORTEST_PASSWORD)


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()


def hashed(password: str) -> str:
    """The argon2 hash of a password; takes about 0.2 s on purpose."""
    return _hasher().hash(password)


@cache
def _nobody() -> str:
    """A hash to compare with when the account does not exist, so that the time taken does not tell."""
    return hashed(secrets.token_hex(16))


def password_fits(account: Account | None, password: str) -> bool:
    """Whether this is the account's password; as slow for an account that does not exist."""
    from argon2.exceptions import VerificationError

    kept = account.password_hash if account and account.is_active and account.password_hash else None
    try:
        return _hasher().verify(kept or _nobody(), password) and kept is not None
    except VerificationError:
        return False


def find_account(session: Session, username: str) -> Account | None:
    """The account of this user name."""
    return session.scalars(
        select(Account).where(Account.username == username).options(selectinload(Account.grants))
    ).one_or_none()


def address_digest(secret_key: str, address: str) -> str:
    """What is kept of a network address: enough to count attempts, not to tell where."""
    return hashlib.blake2s(address.encode(), key=secret_key.encode()[:32]).hexdigest()


def check_not_locked_out(session: Session, username: str, address: str, at: datetime) -> None:
    """Raise :class:`LockedOut` after too many failures on this account or from this address."""
    since = at - WINDOW
    recent = select(func.count()).select_from(LoginAttempt).where(LoginAttempt.at > since)
    on_account = session.scalar(recent.where(LoginAttempt.username == username)) or 0
    from_address = session.scalar(recent.where(LoginAttempt.address == address)) or 0
    if on_account >= ATTEMPTS_PER_ACCOUNT or from_address >= ATTEMPTS_PER_ADDRESS:
        raise LockedOut(minutes=int(WINDOW.total_seconds() // 60))


def count_failure(session: Session, username: str, address: str, at: datetime) -> None:
    """Count a failed attempt."""
    session.add(LoginAttempt(username=username[:80], address=address, at=at))
    session.flush()


def forget_failures(session: Session, username: str) -> None:
    """A success clears the account's count."""
    session.execute(delete(LoginAttempt).where(LoginAttempt.username == username))


_VIEWER = (
    select(
        Account.name,
        Account.username,
        Account.person_id,
        Deputy.id,
        Grant.role,
        Grant.region_code,
        Grant.station_id,
        Grant.organ,
        Placement.station_id,
        Station.parent_id,
        decided.STAMP.label("decided_stamp"),
    )
    .outerjoin(Grant, Grant.account_id == Account.id)
    .outerjoin(Deputy, Deputy.person_id == Account.person_id)
    .outerjoin(Placement, (Placement.deputy_id == Deputy.id) & Placement.ends.is_(None))
    .outerjoin(Station, Station.id == Placement.station_id)
    .where(Account.id == bindparam("account"), Account.stamp == bindparam("stamp"), Account.is_active)
)
# Asked at every page of everybody who has signed in: put together once.


def load_viewer(
    session: Session, account_id: int, stamp: str, roles_by_permission: Mapping[str, frozenset[Role]]
) -> Viewer | None:
    """The viewer behind a cookie, or None when the account is gone, switched off, or its password was changed since."""
    rows = session.execute(_VIEWER, {"account": account_id, "stamp": stamp}).all()
    if not rows:
        return None
    name, username, person_id, deputy_id = rows[0][:4]
    decided.saw(session, rows[0].decided_stamp)
    return Viewer(
        account_id=account_id,
        name=name,
        username=username,
        held=tuple(dict.fromkeys(Held(Role(row[4]), *row[5:8]) for row in rows if row[4])),
        person_id=person_id,
        deputy_id=deputy_id,
        placed_at=frozenset(station for row in rows for station in row[8:10] if station is not None),
        stamp=stamp,
        roles_by_permission=permissions.in_force(session, roles_by_permission),
    )


def viewer_of(session: Session, account: Account, roles_by_permission: Mapping[str, frozenset[Role]]) -> Viewer:
    """The viewer for an account that has just signed in."""
    viewer = load_viewer(session, account.id, account.stamp, roles_by_permission)
    if viewer is None:
        raise SignInRefused
    return viewer
