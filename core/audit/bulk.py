"""Auditing what is written past the ORM: a hundred thousand rows at once, each with its entry in the chain."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from core.audit.models import AuditEntry, AuditHead
from core.audit.service import GENESIS, _link, _plain, digest_of, held_head, written_facts
from core.clock import now
from core.database.bulk import insert_rows, ready_value
from core.database.ordering import DERIVED_COLUMNS

_head = AuditHead.__table__

_COLUMNS: Final = tuple(column.name for column in AuditEntry.__table__.columns)


class Noted(NamedTuple):
    """Something that will happen to a row, salted and digested before the transaction that does it."""

    action: str
    subject_kind: str
    subject_id: str
    facts: str
    """As JSON already."""
    salt: str
    digest: str


def created(table: str, key: object, values: dict[str, Any]) -> Noted:
    """A row that will be inserted with these values."""
    said = {
        name: _plain(name, value)
        for name, value in values.items()
        if value is not None and value != "" and name not in DERIVED_COLUMNS
    }
    return _noted("create", table, key, said)


def changed(table: str, key: object, before: dict[str, Any], after: dict[str, Any]) -> Noted:
    """A row whose columns will change from these values to those."""
    facts = {name: [_plain(name, before[name]), _plain(name, value)] for name, value in after.items()}
    return _noted("change", table, key, facts)


def _noted(action: str, table: str, key: object, facts: dict[str, Any]) -> Noted:
    salt = secrets.token_hex(16)
    written = written_facts(facts)
    return Noted(action, table, str(key), written, salt, digest_of(salt, written))


def hold_head(session: Session) -> None:
    """Let nobody else chain anything until this transaction ends."""
    held_head(session.connection())


def enter(session: Session, noted: Sequence[Noted], region_code: str = "") -> None:
    """Chain these now, in the transaction that does what they say."""
    if not noted:
        return
    session.flush()
    connection = session.connection()
    head = held_head(connection)
    before, chained = head or (0, GENESIS)
    common = {
        "at": now(),
        "account_id": session.info.get("actor_id"),
        "actor": str(session.info.get("actor_name") or "")[:120],
        "region_code": region_code or session.info.get("region_code", ""),
    }
    at = ready_value(session, AuditEntry.__table__, "at", common["at"])
    rows = []
    for number, one in enumerate(noted, before + 1):
        row = {"id": number, **common, **one._asdict()}
        chained = row["chained"] = _link(chained, row)
        row["at"] = at
        rows.append(tuple([row[name] for name in _COLUMNS]))
    insert_rows(session, AuditEntry.__table__, _COLUMNS, rows, ready=frozenset({"at", "facts"}))
    moved = {"last_id": before + len(rows), "chained": chained}
    statement = update(AuditHead).where(_head.c.id == 1) if head else insert(AuditHead).values(id=1)
    connection.execute(statement, moved)


def last_entry(session: Session) -> int:
    """The number of the newest entry that this session sees."""
    return session.scalar(select(_head.c.last_id).where(_head.c.id == 1)) or 0


def happened_since(session: Session, entry: int, kinds: Iterable[str]) -> bool:
    """Whether anything happened to rows of these tables after that entry."""
    newer = select(AuditEntry.id).where(AuditEntry.id > entry, AuditEntry.subject_kind.in_(sorted(kinds))).limit(1)
    return session.scalar(newer) is not None
