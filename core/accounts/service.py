"""Accounts: making them, their roles and passwords."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from core.access import Held, Role
from core.accounts import devices, second_factor
from core.accounts.models import Account, Grant
from core.deputies.models import Deputy
from core.errors import DomainError, NotFound
from core.people.models import Person
from core.people.names import has_markup
from core.regions.models import Region
from core.words import lazy as _

if TYPE_CHECKING:
    from argon2 import PasswordHasher

LONGEST_USERNAME, LONGEST_NAME = 40, 80
USERNAME = r"^[a-z0-9][a-z0-9._-]*$"
"""What a user name looks like, wherever it is typed."""


class SignInRefused(DomainError):
    """Name and password do not fit; which of the two is not said."""

    code = "sign_in_refused"
    message = _("The user name or the password is not right. Check both; capital letters count.")


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


class ScopeMissing(DomainError):
    """A role of a region, station or organ without saying which."""

    code = "scope_missing"
    field = "role"
    message = _("The role %(role)s needs its scope: say for which region, station or organ.")


class LastAdministrator(DomainError):
    """Nobody would be left to administer the platform."""

    code = "last_administrator"
    message = _(
        "%(name)s is the last administrator who can sign in. Make somebody else administrator first, and wait until they have chosen a password."
    )


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


def save(session: Session, account: Account, name: str, at: datetime, *, is_active: bool) -> None:
    """Correct an account. Switching it off signs all its devices out."""
    if account.is_active and not is_active and any(one.role == Role.ADMINISTRATOR for one in account.grants):
        _keep_an_administrator(session, account)
    if account.is_active and not is_active:
        sign_out(session, account, at)
    account.name, account.is_active = name, is_active
    session.flush()


def _keep_an_administrator(session: Session, leaving: Account) -> None:
    """Raise :class:`LastAdministrator` unless another one can sign in. Two who leave at once wait for one another."""
    administrators = (
        select(Grant.account_id)
        .join(Account)
        .where(Grant.role == Role.ADMINISTRATOR.value, Account.is_active, Account.password_hash.is_not(None))
        .order_by(Grant.id)
        .with_for_update()
    )
    if set(session.scalars(administrators)) <= {leaving.id}:
        raise LastAdministrator(name=leaving.name)


def set_password(session: Session, account: Account, password_hash: str, at: datetime) -> None:
    """Replace the password and sign every device out."""
    account.password_hash = password_hash
    sign_out(session, account, at)


def sign_out(session: Session, account: Account, at: datetime) -> None:
    """Sign every browser and every phone of the account out."""
    forget_browsers(session, account)
    devices.end_all(session, account.id, at)


def forget_browsers(session: Session, account: Account) -> None:
    """Sign out every browser that came in by password."""
    account.stamp = secrets.token_hex(8)
    session.flush()


def reset(session: Session, account: Account, at: datetime) -> None:
    """Take away all that lets the account in: password, second factor, phones. What follows is a new way in."""
    account.password_hash = None
    second_factor.forget(session, account)
    sign_out(session, account, at)


def _grant(held: Held) -> Grant:
    return Grant(role=held.role.value, region_code=held.region_code, station_id=held.station_id, organ=held.organ)


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


def names_of_regions(session: Session, accounts: Iterable[Account]) -> dict[str, str]:
    """The names of the regions in which these accounts hold roles, by code."""
    codes = {one.region_code for account in accounts for one in account.grants if one.region_code}
    query = select(Region.code, Region.name).where(Region.code.in_(codes))
    return dict(session.execute(query).all()) if codes else {}
