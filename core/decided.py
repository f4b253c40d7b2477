"""What is decided rarely and asked at every request: kept in the memory of each process, read again once it was changed.

One row holds a stamp that every change replaces. The statement that loads the viewer of a request brings it along, so
that a decision holds in every process from the next request on and costs no statement of its own.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, String, event, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, object_session

from core.database import Base, Database

T = TypeVar("T")

_SEEN = "decided_stamp"


class Stamp(Base):
    """The one row that says whether what a process keeps in memory is still what was decided."""

    __tablename__ = "decided_stamp"
    __audited__ = False  # It says only that something changed; what changed is audited itself.

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    value: Mapped[str] = mapped_column(String(32))
    """Random, so that one that was rolled back never comes again."""


STAMP = select(Stamp.value).where(Stamp.id == 1).scalar_subquery()
"""The stamp, for a statement that is asked anyway to bring along; tell it with :func:`saw`."""
_ASK = select(Stamp.value).where(Stamp.id == 1)


class Decided(Generic[T]):
    """Something that is read by one function, kept, and read again when the stamp is another."""

    def __init__(self, read: Callable[[Session], T]) -> None:
        self._read = read
        self._kept: WeakKeyDictionary[Database, tuple[str, T]] = WeakKeyDictionary()

    def of(self, session: Session) -> T:
        """What is decided, as this session sees it: at most one statement, and one more after a change."""
        stamp = _stamp(session)
        database: Database = session.info["database"]
        kept = self._kept.get(database)
        if kept is None or kept[0] != stamp:
            with session.no_autoflush:
                kept = self._kept[database] = stamp, self._read(session)
        return kept[1]


def saw(session: Session, stamp: str | None) -> None:
    """Tell a session the stamp that another statement of it brought along."""
    session.info[_SEEN] = stamp or ""


def changed(session: Session) -> None:
    """Say that something was decided anew: every process reads again after the commit."""
    stamp = secrets.token_hex(16)
    session.merge(Stamp(id=1, value=stamp))
    session.flush()
    saw(session, stamp)


def is_decision(model: type[Base]) -> None:
    """Have every change to a row of this model say so by itself, whoever makes it through the ORM."""
    for change in ("after_insert", "after_update", "after_delete"):
        event.listen(model, change, _stamp_anew)


def _stamp_anew(_mapper: Any, connection: Connection, row: Any) -> None:
    stamp = secrets.token_hex(16)
    if not connection.execute(update(Stamp).where(Stamp.id == 1).values(value=stamp)).rowcount:
        connection.execute(insert(Stamp).values(id=1, value=stamp))
    if (session := object_session(row)) is not None:
        saw(session, stamp)


def _stamp(session: Session) -> str:
    seen: str | None = session.info.get(_SEEN)
    if seen is None:
        with session.no_autoflush:
            saw(session, session.scalar(_ASK))
        seen = session.info[_SEEN]
    return seen
