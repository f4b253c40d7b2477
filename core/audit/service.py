"""Writing and verifying the audit chain.

Every insert, update and delete that goes through the ORM is audited at commit, without being asked: new
models, also of plugins, are held to it by existing. A model opts out with ``__audited__ = False`` and a reason.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import event, insert, inspect, select, update
from sqlalchemy.orm import InstanceState, Session, SessionTransaction, UOWTransaction
from sqlalchemy.orm.attributes import History

from core.audit.models import AuditEntry, AuditHead
from core.clock import now
from core.words import LazyText
from core.words import lazy as _

GENESIS = "0" * 64
SECRET_COLUMNS = frozenset({"password_hash", "stamp", "totp_secret", "secret_digest", "token_digest", "code_digest"})
"""Columns whose change is recorded without their values."""


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
def _note_changes(session: Session, context: UOWTransaction) -> None:  # noqa: ARG001 - SQLAlchemy's signature
    noted = _noted(session)
    for thing in session.new:
        if _is_audited(thing):
            noted.append(_Change("create", thing, _values(thing)))
    for thing in session.deleted:
        if _is_audited(thing):
            noted.append(_Change("delete", thing, _values(thing)))
    for thing in session.dirty:
        if _is_audited(thing) and (changes := _changes(thing)):
            noted.append(_Change("change", thing, changes))


# At every commit that changes something: put together once, and past the ORM, which would only be in the way.
_head = AuditHead.__table__
_HEAD = select(_head.c.last_id, _head.c.chained).where(_head.c.id == 1).with_for_update()
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
    head = connection.execute(_HEAD).one_or_none()
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
        if state.dict.get(attribute.key) not in (None, "")
    }


def _changes(thing: Any) -> dict[str, Any]:
    state: InstanceState[Any] = inspect(thing)
    found: dict[str, Any] = {}
    for attribute in state.mapper.column_attrs:
        history: History = state.attrs[attribute.key].history
        if history.has_changes():
            before = history.deleted[0] if history.deleted else None
            after = history.added[0] if history.added else None
            if before != after:
                found[attribute.key] = [_plain(attribute.key, before), _plain(attribute.key, after)]
    return found


def _plain(key: str, value: Any) -> Any:
    if key in SECRET_COLUMNS:
        return "********"
    return value if isinstance(value, str | int | float | bool | dict | list | None) else str(value)


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
    return hashlib.sha256(f"{salt}{json.dumps(facts, sort_keys=True, ensure_ascii=False)}".encode()).hexdigest()


_LINKED = ("id", "at", "account_id", "actor", "action", "subject_kind", "subject_id", "region_code", "digest")


def _link(previous: str, row: dict[str, Any]) -> str:
    linked = [row[name].isoformat() if name == "at" else row[name] for name in _LINKED]
    return hashlib.sha256(json.dumps([previous, *linked], ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying found: how many rows were read, and the first fault if there is one."""

    entries: int
    head: str
    fault_at: int | None = None
    fault: LazyText | None = None

    @property
    def is_intact(self) -> bool:
        """Whether the chain holds from the first row to the head."""
        return self.fault is None


def verify(session: Session) -> Verdict:
    """Walk the chain: an altered, missing, reordered or cut row is found, and named by its number."""
    query = select(AuditEntry).order_by(AuditEntry.id).execution_options(yield_per=1000)
    with closing(session.scalars(query)) as entries:
        return _walk(entries, session.get(AuditHead, 1, populate_existing=True))


def _walk(entries: Iterable[AuditEntry], head: AuditHead | None) -> Verdict:
    previous, number = GENESIS, 0
    for entry in entries:
        number += 1
        row = {name: getattr(entry, name) for name in _LINKED}
        if entry.id != number:
            return Verdict(number - 1, previous, number, _("entry %(number)s is missing", number=number))
        if entry.salt is not None and _digest(entry.salt, entry.facts or {}) != entry.digest:
            return Verdict(number, previous, number, _("the facts of entry %(number)s were altered", number=number))
        if _link(previous, row) != entry.chained:
            return Verdict(
                number, previous, number, _("entry %(number)s was altered or put in from elsewhere", number=number)
            )
        previous = entry.chained
    if (head.last_id, head.chained) != (number, previous) if head else number:
        return Verdict(
            number,
            previous,
            number + 1,
            _("the end was cut off: the head names entry %(number)s", number=head.last_id if head else 0),
        )
    return Verdict(number, previous)
