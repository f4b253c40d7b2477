"""Writing and verifying the audit chain.

Every insert, update and delete that goes through the ORM is audited at commit, without being asked: new
models, also of plugins, are held to it by existing. A model opts out with ``__audited__ = False`` and a reason.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, event, func, insert, inspect, select, text, update
from sqlalchemy.orm import InstanceState, Session, SessionTransaction, UOWTransaction
from sqlalchemy.orm.attributes import History

from core.audit.models import AuditEntry, AuditHead
from core.clock import now
from core.database.ordering import DERIVED_COLUMNS
from core.words import LazyText
from core.words import lazy as _

GENESIS = "0" * 64
SECRET_COLUMNS = frozenset(
    {
        "password_hash",
        "stamp",
        "totp_secret",
        "secret_digest",
        "token_digest",
        "code_digest",
        "secret_url",
        "secret_sign",
    }
)
"""Columns whose change is recorded without their values."""


_PLAIN = (str, int, float, bool, dict, list, type(None))
# Made once: `json.dumps` makes one for every entry, and long lists are hundreds of thousands.
_FACTS = json.JSONEncoder(sort_keys=True, ensure_ascii=False)
_LINKS = json.JSONEncoder(ensure_ascii=False)


@dataclass(slots=True)
class _Change:
    """Something that happened in this transaction and will be chained at commit."""

    action: str
    subject: Any
    facts: dict[str, Any]


def record(session: Session, action: str, subject: Any, facts: dict[str, Any]) -> None:
    """Note an event that changes no row: an export, a number revealed, a sign-in.

    `subject` is the model instance it is about; `facts` must be plain JSON and may hold personal data.
    It is chained when the session commits.
    """
    _noted(session).append(_Change(action, subject, facts))


@event.listens_for(Session, "after_flush")
def _note_changes(session: Session, context: UOWTransaction) -> None:
    noted = _noted(session)
    deleted = _deleted(context)
    gone = set(map(id, deleted))
    for thing in session.new:
        if _is_audited(thing):
            noted.append(_Change("create", thing, _values(thing)))
    for thing in deleted:
        if _is_audited(thing):
            noted.append(_Change("delete", thing, _values(thing)))
    for thing in session.dirty:
        if id(thing) not in gone and _is_audited(thing) and (changes := _changes(thing)):
            noted.append(_Change("change", thing, changes))


def _deleted(context: UOWTransaction) -> list[Any]:
    """What this flush deletes: what it was told to, and what was taken out of a list that owns it."""
    gone = [state for state, (is_delete, only_listed) in context.states.items() if is_delete and not only_listed]
    return [thing for thing in (state.obj() for state in gone) if thing is not None]


# At every commit that changes something: put together once, and past the ORM, which would only be in the way.
_head = AuditHead.__table__
_HEAD = select(_head.c.last_id, _head.c.chained).where(_head.c.id == 1).with_for_update()
_QUEUE_AT_NO_ROW = text("SELECT pg_advisory_xact_lock(hashtext('audit_head'))")
_FIRST_HEAD = insert(AuditHead).values(id=1)
_MOVE_HEAD = update(AuditHead).where(_head.c.id == 1)
_ENTER = insert(AuditEntry)


@event.listens_for(Session, "before_commit")
def _chain(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    noted = _noted(session)
    if not noted:
        return
    connection = session.connection()
    head = held_head(connection)
    before, chained = head or (0, GENESIS)
    at = now()
    rows = []
    for number, change in enumerate(noted, before + 1):
        row = _row(session, number, at, change)
        chained = row["chained"] = _link(chained, row)
        rows.append(row)
    noted.clear()
    connection.execute(_ENTER, rows)
    connection.execute(_MOVE_HEAD if head else _FIRST_HEAD, {"last_id": before + len(rows), "chained": chained})


def held_head(connection: Connection) -> tuple[int, str] | None:
    """Number and chain value of the last entry, which is ours alone until the transaction ends; None before the first."""
    head = connection.execute(_HEAD).one_or_none()
    if head is None and connection.dialect.name != "sqlite":
        # There is no row yet to queue at.
        connection.execute(_QUEUE_AT_NO_ROW)
        head = connection.execute(_HEAD).one_or_none()
    return (head.last_id, head.chained) if head is not None else None


@event.listens_for(Session, "after_transaction_create")
def _mark(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        _marks(session)[transaction] = len(_noted(session))


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, ended: SessionTransaction) -> None:
    """What was rolled back did not happen: forget what was noted since its SAVEPOINT, or since the beginning."""
    marks, transaction = _marks(session), ended
    while transaction not in marks and transaction.parent is not None:
        transaction = transaction.parent
    del _noted(session)[marks.get(transaction, 0) :]


@event.listens_for(Session, "after_transaction_end")
def _unmark(session: Session, transaction: SessionTransaction) -> None:
    # A SAVEPOINT ends before it is told to be rolled back: its mark is kept until the whole transaction ends.
    if transaction.parent is None:
        _marks(session).clear()


def _marks(session: Session) -> dict[SessionTransaction, int]:
    marks: dict[SessionTransaction, int] = session.info.setdefault("audit_marks", {})
    return marks


def _noted(session: Session) -> list[_Change]:
    noted: list[_Change] = session.info.setdefault("audit_noted", [])
    return noted


def _is_audited(thing: Any) -> bool:
    return getattr(type(thing), "__audited__", True)


def _values(thing: Any) -> dict[str, Any]:
    state: InstanceState[Any] = inspect(thing)
    return {
        attribute.key: _plain(attribute.key, state.dict[attribute.key])
        for attribute in state.mapper.column_attrs
        if attribute.key not in DERIVED_COLUMNS and state.dict.get(attribute.key) not in (None, "")
    }


def _changes(thing: Any) -> dict[str, Any]:
    state: InstanceState[Any] = inspect(thing)
    found: dict[str, Any] = {}
    for attribute in state.mapper.column_attrs:
        history: History = state.attrs[attribute.key].history
        if history.has_changes() and attribute.key not in DERIVED_COLUMNS:
            before = history.deleted[0] if history.deleted else None
            after = history.added[0] if history.added else None
            if before != after:
                found[attribute.key] = [_plain(attribute.key, before), _plain(attribute.key, after)]
    return found


def _plain(key: str, value: Any) -> Any:
    if key in SECRET_COLUMNS:
        return "********"
    return value if isinstance(value, _PLAIN) else str(value)


def _row(session: Session, number: int, at: datetime, change: _Change) -> dict[str, Any]:
    state: InstanceState[Any] = inspect(change.subject)
    salt = secrets.token_hex(16)
    return {
        "id": number,
        "at": at,
        "account_id": session.info.get("actor_id"),
        "actor": str(session.info.get("actor_name") or "")[:120],
        "action": change.action,
        "subject_kind": state.mapper.local_table.name,  # type: ignore[attr-defined]
        "subject_id": ",".join(map(str, state.identity or ())),
        "region_code": state.dict.get("region_code") or session.info.get("region_code", ""),
        "facts": change.facts,
        "salt": salt,
        "digest": _digest(salt, change.facts),
    }


def _digest(salt: str, facts: dict[str, Any]) -> str:
    return digest_of(salt, written_facts(facts))


def written_facts(facts: dict[str, Any]) -> str:
    """Facts as they are digested: the same text for the same facts."""
    return _FACTS.encode(facts)


def digest_of(salt: str, written: str) -> str:
    """The digest of facts that are written already."""
    return hashlib.sha256(f"{salt}{written}".encode()).hexdigest()


_LINKED = ("id", "at", "account_id", "actor", "action", "subject_kind", "subject_id", "region_code", "digest")


def _link(previous: str, row: Mapping[str, Any]) -> str:
    linked = [row[name].isoformat() if name == "at" else row[name] for name in _LINKED]
    return hashlib.sha256(_LINKS.encode([previous, *linked]).encode()).hexdigest()


FAULTS: Mapping[str, LazyText] = {
    "missing": _("entry %(number)s is missing"),
    "facts": _("the facts of entry %(number)s were altered"),
    "altered": _("entry %(number)s was altered or put in from elsewhere"),
    "cut": _("the end was cut off: the head names entry %(head)s"),
    "beyond": _("entry %(number)s was put in behind the head"),
    "other": _("entry %(number)s is not the one that the backup knows: everything up to it may have been written anew"),
    "gone": _("the end was cut off together with its head: the backup knows entry %(number)s"),
}
"""What can be wrong with the chain."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying found: how many rows were read, and the first fault if there is one."""

    entries: int
    head: str
    fault_at: int | None = None
    kind: str = ""
    """Which of :data:`FAULTS`; empty where there is none."""
    head_at: int = 0
    """The entry that the head names."""

    @property
    def is_intact(self) -> bool:
        """Whether the chain holds from the first row to the head."""
        return not self.kind

    @property
    def fault(self) -> LazyText | None:
        """The fault as a sentence without its full stop."""
        return FAULTS[self.kind].with_facts(number=self.fault_at, head=self.head_at) if self.kind else None


_ROWS = (
    select(*(getattr(AuditEntry, name) for name in (*_LINKED, "salt", "facts", "chained")))
    .order_by(AuditEntry.id)
    .execution_options(yield_per=2000)
)
_HEAD_NOW = select(_head.c.last_id, _head.c.chained, select(func.max(AuditEntry.id)).scalar_subquery())


def verify(
    session: Session,
    witnesses: Mapping[int, str] | None = None,
    told: Callable[[int], None] = lambda _entries: None,
) -> Verdict:
    """Walk the chain: an altered, missing, reordered or cut row is found, and named by its number.

    `witnesses` are heads known from elsewhere, entry -> chain value: a chain that was written anew as a whole, or cut
    together with its head, does not hold what a backup has kept. `told` hears now and then how many entries were read.
    Others may write meanwhile. A million entries take a minute and no more memory than two thousand.
    """
    head = session.execute(_HEAD_NOW).one_or_none()
    with closing(session.execute(_ROWS)) as rows:
        verdict = _walk(rows, head, witnesses or {}, told)
    if verdict.is_intact:
        # Whoever wrote since the head was read has moved it too; what stands behind it now was put in past us.
        head = session.execute(_HEAD_NOW).one_or_none()
        if head is not None and (head[2] or 0) > head[0]:
            return replace(verdict, fault_at=head[0] + 1, kind="beyond")
    return verdict


def _walk(rows: Iterable[Any], head: Any, witnesses: Mapping[int, str], told: Callable[[int], None]) -> Verdict:
    previous, number = GENESIS, 0
    head_at, head_chained = (head[0], head[1]) if head else (0, GENESIS)
    for number, entry in enumerate(rows, 1):
        kind = _fault_of(entry, number, previous)
        if not kind and witnesses.get(number, entry.chained) != entry.chained:
            kind = "other"
        if not kind and number == head_at and entry.chained != head_chained:
            kind = "altered"
        if kind:
            return Verdict(number - (kind == "missing"), previous, number, kind, head_at)
        previous = entry.chained
        if number % 10_000 == 0:
            told(number)
    kind, at = _fault_at_end(number, head_at, has_head=head is not None, known=max(witnesses, default=0))
    return Verdict(number, previous, at, kind, head_at)


def _fault_of(entry: Any, number: int, previous: str) -> str:
    """What is wrong with this row, coming after one with this chain value."""
    if entry.id != number:
        return "missing"
    erased = entry.salt is None
    if (entry.facts is not None) if erased else (_digest(entry.salt, entry.facts or {}) != entry.digest):
        return "facts"
    return "altered" if _link(previous, entry._mapping) != entry.chained else ""  # noqa: SLF001 - a row's own name for it


def _fault_at_end(number: int, head_at: int, *, has_head: bool, known: int) -> tuple[str, int | None]:
    """What is wrong where the rows end after this many."""
    if number < head_at:
        return "cut", number + 1
    if number and not has_head:
        return "beyond", 1
    return ("gone", number + 1) if known > number else ("", None)
