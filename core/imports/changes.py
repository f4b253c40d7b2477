"""Changes: rows to be inserted and updated, made ready before the transaction that writes them.

Keys are reserved, audit entries salted and digested while the plan is made; what is left for the one write
transaction is handing rows to the database. Everything waits on disk: a hundred thousand deputies are four
hundred thousand rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

from sqlalchemy import Table, bindparam, func, select, update
from sqlalchemy.orm import Session

from core.audit import bulk
from core.database import metadata
from core.database.bulk import insert_rows
from core.database.ordering import DERIVED_COLUMNS
from core.errors import DomainError
from core.imports.spool import Spool
from core.words import lazy as _

_TOGETHER: Final = 2_000
_RESERVED: Final = 200


class ChangedMeanwhile(DomainError):
    """Somebody wrote the same records between planning and writing."""

    code = "changed_meanwhile"
    status = 409
    message = _(
        "Somebody else has just recorded some of the same. Nothing was written: check the file again, what is recorded already will be skipped."
    )


class _Piece(NamedTuple):
    """Rows of one table that are written together."""

    table: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    is_update: bool
    noted: list[bulk.Noted]


class Changes:
    """What a plan will write, in the order in which it can be written."""

    def __init__(self, session: Session, region_code: str) -> None:
        self._session = session
        self._region_code = region_code
        self._pieces: Spool[_Piece] = Spool(together=1)
        self._inserts: dict[str, list[tuple[Any, ...]]] = {}
        self._updates: dict[tuple[str, tuple[str, ...]], list[tuple[Any, ...]]] = {}
        self._noted: dict[str, list[bulk.Noted]] = {}
        self._waiting = 0
        self._order: list[Table] = []
        self._keys: dict[str, Iterator[int]] = {}
        self._blank: dict[str, dict[str, Any]] = {}
        self.count = 0
        self.seen_until = bulk.last_entry(session)
        """The newest audit entry when planning began: what happened since may contradict the plan."""

    def insert(self, model: Any, **values: Any) -> Any:
        """A new row with these values, and the usual ones for the other columns; its key."""
        table: Table = model.__table__
        row = self._blank_of(table) | values
        (key,) = (column.name for column in table.primary_key)
        if row[key] is None:
            row[key] = next(self._keys_of(table))
        self._inserts.setdefault(table.name, []).append(tuple(row.values()))
        self._note(table.name, bulk.created(table.name, row[key], row))
        return row[key]

    def update(self, model: Any, key: Any, before: dict[str, Any], after: dict[str, Any]) -> None:
        """New values for columns of a row; those that stay the same are left out."""
        table: Table = model.__table__
        different = {name: value for name, value in after.items() if before[name] != value}
        if different:
            names = tuple(sorted(different))
            row = (*(different[name] for name in names), key)
            self._updates.setdefault((table.name, names), []).append(row)
            said = {name: value for name, value in different.items() if name not in DERIVED_COLUMNS}
            self._note(table.name, bulk.changed(table.name, key, before, said) if said else None)

    def write(self, session: Session, tell: Callable[[int], None] = lambda _rows: None) -> None:
        """Write everything, in the caller's transaction. Raises :class:`ChangedMeanwhile`."""
        self._put_down()
        self._check_unchanged(session)
        session.flush()
        written = 0
        for piece in self._pieces:
            table = metadata.tables[piece.table]
            if piece.is_update:
                _update(session, table, piece)
            else:
                insert_rows(session, table, piece.columns, piece.rows)
            written += len(piece.rows)
            tell(written)
        # Only now: whoever holds one of the rows takes the head of the audit after it, and so do we. What they wrote
        # while we waited for the row shows.
        bulk.hold_head(session)
        self._check_unchanged(session)
        for piece in self._pieces:
            bulk.enter(session, piece.noted, self._region_code)
        session.expire_all()

    def _check_unchanged(self, session: Session) -> None:
        if bulk.happened_since(session, self.seen_until, _RELEVANT):
            raise ChangedMeanwhile

    def _note(self, table: str, noted: bulk.Noted | None) -> None:
        if noted is not None:
            self._noted.setdefault(table, []).append(noted)
        self.count += 1
        self._waiting += 1
        if self._waiting >= _TOGETHER:
            self._put_down()

    def _put_down(self) -> None:
        """In the order of the tables: what others point at comes before them."""
        if not self._waiting:
            return
        self._order = self._order or metadata.sorted_tables
        for table in self._order:
            noted = self._noted.pop(table.name, [])
            if table.name in self._inserts:
                columns = tuple(self._blank_of(table))
                self._pieces.append(_Piece(table.name, columns, self._inserts.pop(table.name), False, noted))
                noted = []
            for name, columns in [changed for changed in self._updates if changed[0] == table.name]:
                rows = self._updates.pop((name, columns))
                self._pieces.append(_Piece(name, columns, rows, True, noted))
                noted = []
        self._waiting = 0

    def _blank_of(self, table: Table) -> dict[str, Any]:
        """A row as it is when nothing is said about it."""
        if table.name not in self._blank:
            self._blank[table.name] = {
                column.name: column.default.arg if column.default is not None and column.default.is_scalar else None  # type: ignore[attr-defined]
                for column in table.columns
                if column.default is not None or column.server_default is None
            }
        return self._blank[table.name]

    def _keys_of(self, table: Table) -> Iterator[int]:
        if table.name not in self._keys:
            self._keys[table.name] = _reserved(self._session, table)
        return self._keys[table.name]


def _update(session: Session, table: Table, piece: _Piece) -> None:
    (key,) = table.primary_key
    statement = update(table).where(key == bindparam("_key"))
    statement = statement.values({name: bindparam(f"_{name}") for name in piece.columns})
    names = (*(f"_{name}" for name in piece.columns), "_key")
    session.connection().execute(statement, [dict(zip(names, row, strict=True)) for row in piece.rows])


_RELEVANT: Final = frozenset(
    {
        "region",
        "congress",
        "term",
        "station",
        "enterprise",
        "person",
        "deputy",
        "mandate",
        "placement",
        "staff",
        "group_member",
        "deputy_group",
    }
)
"""The tables whose rows a plan of deputies looks at."""


def _reserved(session: Session, table: Table) -> Iterator[int]:
    """Keys for new rows of a table.

    PostgreSQL gives them out to whoever asks. On SQLite they follow the largest there is; should somebody else have
    used them when it comes to writing, the audit shows that the plan is outdated.
    """
    if session.get_bind().dialect.name == "postgresql":
        while True:
            several = func.generate_series(1, _RESERVED).table_valued("n")
            sequence = select(func.nextval(func.pg_get_serial_sequence(table.name, "id"))).select_from(several)
            yield from session.scalars(sequence).all()
    largest = session.scalar(select(func.max(table.c.id))) or 0
    while True:
        largest += 1
        yield largest
