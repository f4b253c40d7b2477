"""Slips: what lets somebody in once. Printed for deputies, shown as a code for a second phone, handed over as a link.

A slip names nobody but its holder, holds a token of 130 bits of which only the digest is kept, ends with its first
use, and is replaced by the next one of its account.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session, joinedload

from core import audit
from core.access import Role
from core.accounts import devices, guesses
from core.accounts.models import Account, Device, Grant, Slip
from core.accounts.slip_errors import (
    AccountOff,
    CodeUnknown,
    NoNumber,
    NotServing,
    SlipExpired,
    SlipLocked,
    SlipReplaced,
    SlipUnknown,
    SlipUsed,
    SlipWithdrawn,
    WrongDigits,
)
from core.accounts.waiting import Awaiting, serves
from core.clock import STATION_ZONE, day_in_words
from core.deputies.models import Deputy
from core.errors import DomainError
from core.options.kinds import Number
from core.people.models import Person
from core.words import LazyText
from core.words import lazy as _

PHONE, CODE, PASSWORD = "phone", "code", "password"
CODE_LIVES: Final = timedelta(minutes=10)
LINK_LIVES: Final = timedelta(days=3)
SIGNS: Final = "0123456789abcdefghjkmnpqrstvwxyz"
"""Thirty-two signs, none of which is taken for another."""
TOKEN_LENGTH: Final = 26
"""130 bits."""
CODE_LENGTH: Final = 8
_CHUNK: Final = 500
SLIP_DAYS: Final = Number(
    key="accounts.slip_days",
    title=_("A printed slip is valid for"),
    default=60,
    lowest=1,
    highest=365,
    unit=_("days"),
)

_ENDED: Final[Mapping[str, type[DomainError]]] = {
    "used": SlipUsed,
    "replaced": SlipReplaced,
    "locked": SlipLocked,
    "withdrawn": SlipWithdrawn,
}


def token_of(secret_key: str, filling_in: str, person_id: int) -> str:
    """The token of a person's slip: random, but the same when the same form is sent twice.

    So the paper that comes out the second time is the one whose links are kept.
    """
    given = filling_in or secrets.token_hex(16)
    digest = hmac.digest(secret_key.encode(), f"slip {given} {person_id}".encode(), "sha256")
    number = int.from_bytes(digest)
    return "".join(SIGNS[number >> 5 * place & 31] for place in range(TOKEN_LENGTH))


def grouped(token: str) -> str:
    """A token as it is printed for typing: in fours."""
    return "-".join(token[first : first + 4] for first in range(0, len(token), 4))


def typed(text: str) -> str:
    """What somebody typed from paper: without the dashes, and with the signs that were mistaken put right."""
    plain = "".join(sign for sign in text.lower() if sign.isascii() and sign.isalnum())
    return plain.translate(str.maketrans("oilu", "011v"))


def tokens_for(session: Session, secret_key: str, filling_in: str, holders: Sequence[Awaiting]) -> dict[int, str]:
    """Person to token, for the slips of one filling-in of the form; none that has ended already."""
    made = {one.person_id: token_of(secret_key, filling_in, one.person_id) for one in holders}
    digests = {devices.digest_of(token): person for person, token in made.items()}
    ended = [
        digest
        for first in range(0, len(digests), _CHUNK)
        for digest in session.scalars(
            select(Slip.token_digest).where(
                Slip.token_digest.in_(list(digests)[first : first + _CHUNK]), Slip.ended.is_not(None)
            )
        )
    ]
    return made | {digests[digest]: token_of(secret_key, "", digests[digest]) for digest in ended}


def make_accounts(session: Session, at: datetime, region_code: str = "") -> int:
    """Give every serving deputy of the region who has none an account: without a password, which nobody could use.

    All in one go, audited as one event: how many, and of which deputies.
    """
    query = (
        select(Deputy.id, Deputy.person_id, Person.name)
        .join(Person, Person.id == Deputy.person_id)
        .where(serves(), ~select(Account.id).where(Account.person_id == Deputy.person_id).exists())
    )
    if region_code:
        query = query.where(Deputy.region_code.startswith(region_code, autoescape=True))
    found = session.execute(query.order_by(Deputy.id)).all()
    for first in range(0, len(found), _CHUNK):
        _make(session, found[first : first + _CHUNK], at)
    return len(found)


def _make(session: Session, found: Sequence[Any], at: datetime) -> None:
    wanted = [f"d{deputy_id}" for deputy_id, _person, _name in found]
    taken = set(session.scalars(select(Account.username).where(Account.username.in_(wanted))))
    rows = [
        {
            "username": f"{username}-{secrets.token_hex(3)}" if username in taken else username,
            "name": name,
            "stamp": secrets.token_hex(8),
            "is_active": True,
            "person_id": person_id,
            "created_at": at,
        }
        for username, (_deputy, person_id, name) in zip(wanted, found, strict=True)
    ]
    session.execute(insert(Account), rows)
    made = select(Account.id).where(Account.username.in_([row["username"] for row in rows]))
    _give_role(session, session.scalars(made).all())
    first = session.scalars(select(Deputy).where(Deputy.id == found[0][0])).one()
    facts = {"accounts": len(rows), "deputies": [deputy_id for deputy_id, _person, _name in found]}
    audit.record(session, "make_accounts", first, facts)


def _give_role(session: Session, account_ids: Iterable[int]) -> None:
    rows = [{"account_id": one, "role": Role.DEPUTY.value, "region_code": "", "organ": ""} for one in account_ids]
    if rows:
        session.execute(insert(Grant), rows)


def hand_out(
    session: Session, holders: Sequence[Awaiting], tokens: Mapping[int, str], at: datetime, *, days: int
) -> int:
    """Keep a slip for each of these people, person to token; older ones stop working. How many stopped is handed back.

    Accounts are made where there are none. Audited as one export.
    """
    replaced = 0
    for first in range(0, len(holders), _CHUNK):
        replaced += _hand_out(session, holders[first : first + _CHUNK], tokens, at, at + timedelta(days=days))
    return replaced


def _hand_out(
    session: Session, holders: Sequence[Awaiting], tokens: Mapping[int, str], at: datetime, expires_at: datetime
) -> int:
    accounts = _accounts_of(session, holders, at)
    digests = {accounts[person_id]: devices.digest_of(tokens[person_id]) for person_id in accounts}
    known = set(session.scalars(select(Slip.token_digest).where(Slip.token_digest.in_(digests.values()))))
    fresh = {account: digest for account, digest in digests.items() if digest not in known}
    open_ones = select(Slip.id).where(Slip.account_id.in_(fresh), Slip.kind == PHONE, Slip.ended.is_(None))
    outdated = session.scalars(open_ones).all()
    session.execute(update(Slip).where(Slip.id.in_(outdated)).values(ended="replaced", ended_at=at))
    rows = [
        {"account_id": account, "kind": PHONE, "token_digest": digest, "made_at": at, "expires_at": expires_at}
        for account, digest in fresh.items()
    ]
    if rows:
        session.execute(insert(Slip), rows)
    first = session.get_one(Deputy, holders[0].deputy_id)
    facts = {"slips": len(accounts), "deputies": [one.deputy_id for one in holders]}
    audit.record(session, "export_slips", first, facts)
    return len(outdated)


def _accounts_of(session: Session, holders: Sequence[Awaiting], at: datetime) -> dict[int, int]:
    """Person to account; made where there is none yet, each with the deputy's role."""
    missing = [(one.deputy_id, one.person_id, one.name) for one in holders if one.account_id is None]
    people = [one.person_id for one in holders]
    there = set(session.scalars(select(Account.person_id).where(Account.person_id.in_(people))))
    if missing := [one for one in missing if one[1] not in there]:
        _make(session, missing, at)
    query = select(Account.person_id, func.min(Account.id)).where(Account.person_id.in_(people), Account.is_active)
    found = dict(session.execute(query.group_by(Account.person_id)).all())
    has_role = select(Grant.account_id).where(Grant.account_id.in_(found.values()), Grant.role == Role.DEPUTY.value)
    _give_role(session, set(found.values()) - set(session.scalars(has_role)))
    return {person: account for person, account in found.items() if person is not None}


def show_code(session: Session, account: Account, digest: str, at: datetime) -> Slip:
    """Let one more phone in by the code with this digest, for ten minutes; an earlier code stops working."""
    return _one(session, account, CODE, digest, at, at + CODE_LIVES)


def fresh_code() -> str:
    """Eight digits."""
    return f"{secrets.randbelow(10**8):08d}"


def code_digest(secret_key: str, code: str) -> str:
    """What is kept of a code: keyed, because eight digits are soon tried through."""
    return hmac.new(secret_key.encode(), f"code {code}".encode(), hashlib.sha256).hexdigest()


def hand_over_link(session: Session, account: Account, token: str, at: datetime) -> Slip:
    """Let the account choose a password by a link, once; an earlier link stops working."""
    digest = devices.digest_of(token)
    known = session.scalars(select(Slip).where(Slip.token_digest == digest)).first()
    return known or _one(session, account, PASSWORD, digest, at, at + LINK_LIVES)


def _one(session: Session, account: Account, kind: str, digest: str, at: datetime, expires_at: datetime) -> Slip:
    open_ones = select(Slip).where(Slip.account_id == account.id, Slip.kind == kind, Slip.ended.is_(None))
    for earlier in session.scalars(open_ones):
        earlier.end("replaced", at)
    session.flush()
    slip = Slip(account=account, kind=kind, token_digest=digest, made_at=at, expires_at=expires_at)
    session.add(slip)
    session.flush()
    return slip


def find(session: Session, kind: str, token: str, at: datetime, *, taking: bool = False) -> Slip:
    """The slip of this token, if it still lets in; its account and person come along.

    `taking` it, nobody else can at the same moment. Raises what stands in the way, a sentence each.
    """
    slip = known(session, kind, token, taking=taking)
    if slip is None:
        raise SlipUnknown
    check_open(slip, at)
    return slip


def known(session: Session, kind: str, token: str, *, taking: bool = False) -> Slip | None:
    """The slip of this token, whatever became of it."""
    query = (
        select(Slip)
        .where(Slip.token_digest == devices.digest_of(token), Slip.kind == kind)
        .options(joinedload(Slip.account).joinedload(Account.person))
        .execution_options(populate_existing=taking)
    )
    return session.scalars(query.with_for_update(of=Slip) if taking else query).unique().first()


def find_code(session: Session, digest: str, at: datetime) -> Slip:
    """The open code with this digest, for one to take. Raises :class:`CodeUnknown`."""
    query = (
        select(Slip)
        .where(Slip.token_digest == digest, Slip.kind == CODE, Slip.ended.is_(None), Slip.expires_at > at)
        .options(joinedload(Slip.account).joinedload(Account.person))
        .with_for_update(of=Slip)
    )
    slip = session.scalars(query).unique().first()
    if slip is None:
        raise CodeUnknown
    return slip


def check_open(slip: Slip, at: datetime) -> None:
    """Raise why the slip lets nobody in, if it does not."""
    if slip.ended is not None:
        raise _ENDED[slip.ended](day=_day(slip.ended_at or slip.made_at), times=guesses.SLIP.on_account)
    if slip.expires_at <= at:
        raise SlipExpired(day=_day(slip.expires_at))
    if not slip.account.is_active:
        raise AccountOff


def check_holder(session: Session, account: Account) -> None:
    """Raise why this deputy cannot be let in: no mandate is exercised, or no number is on the roll."""
    serving = select(Deputy.id).where(Deputy.person_id == account.person_id, serves())
    if session.scalar(serving) is None:
        raise NotServing(name=account.name)
    if not (account.person and account.person.phone):
        raise NoNumber(name=account.name)


def confirm(session: Session, slip: Slip, digits: str, address: str, at: datetime) -> None:
    """Raise :class:`WrongDigits` unless these are the last four of the holder's number; every try is counted.

    The last wrong one locks the slip, and raises :class:`SlipLocked`. What is counted stays although it is refused.
    """
    number = slip.account.person.phone if slip.account.person else None
    if number and secrets.compare_digest(number[-4:].encode(), digits.encode()):
        return
    guesses.count(session, guesses.SLIP, str(slip.id), address, at)
    left = guesses.SLIP.on_account - guesses.counted(session, guesses.SLIP, str(slip.id))
    if left <= 0:
        slip.end("locked", at)
        session.flush()
        raise SlipLocked(times=guesses.SLIP.on_account)
    raise WrongDigits(left=left)


def use(session: Session, slip: Slip, secret: str, user_agent: str, at: datetime, today: date) -> Device:
    """Sign the phone with this secret in by the slip, which ends with it."""
    slip.end("used", at)
    return devices.begin(session, slip.account, slip, secret, user_agent, at, today)


def open_slip(session: Session, account_id: int) -> Slip | None:
    """The slip that was handed to the account and not used yet."""
    query = select(Slip).where(Slip.account_id == account_id, Slip.ended.is_(None), Slip.kind != CODE)
    return session.scalars(query.order_by(Slip.id.desc()).limit(1)).first()


def _day(at: datetime) -> LazyText:
    return day_in_words(at.astimezone(STATION_ZONE).date())
