"""Purging: everything a plugin has left in the database, removed without its code, after a backup."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, delete, func, inspect, select
from sqlalchemy.orm import Session

from core import audit, decided
from core.backups.service import BackupRunning, backup, default_file
from core.database import Database, metadata
from core.database.backup import BackupFailed
from core.database.engine import busy_explained
from core.plugin_host.errors import BackupImpossible, NothingToPurge, PurgeRefused
from core.plugin_host.models import PluginState
from core.settings import Settings


@dataclass(frozen=True, slots=True)
class Purged:
    """What a purge removed."""

    name: str
    tables: tuple[str, ...]
    rows: int
    backup: Path | None


@dataclass(frozen=True, slots=True)
class Leftovers:
    """What a plugin has in the database."""

    tables: tuple[str, ...]
    version_table: str | None
    rows: dict[str, int]
    """Rows of the core's tables that name the plugin."""

    @property
    def anything(self) -> bool:
        """Whether there is something to purge."""
        return bool(self.tables or self.version_table or self.rows)


def leftovers(connection: Connection, name: str) -> Leftovers:
    """What the plugin has in the database, found without its code."""
    there = inspect(connection).get_table_names()
    version_table = f"alembic_version_{name}"
    rows = {}
    for table, column in _of_plugin():
        if table.name in there and (
            count := connection.scalar(select(func.count()).select_from(table).where(column == name))
        ):
            rows[table.name] = count
    return Leftovers(
        tables=tuple(table for table in there if table.startswith(f"{name}__")),
        version_table=version_table if version_table in there else None,
        rows=rows,
    )


def check(database: Database, name: str) -> Leftovers:
    """What a purge would remove. Raises NothingToPurge, or PurgeRefused while other tables point into the plugin's."""
    with database.engine.connect() as connection:
        found = leftovers(connection, name)
        if not found.anything:
            raise NothingToPurge(name=name)
        pointing = sorted(
            table
            for (_schema, table), keys in inspect(connection).get_multi_foreign_keys().items()
            if table not in found.tables and any(key["referred_table"] in found.tables for key in keys)
        )
    if pointing:
        raise PurgeRefused(plugin=name, tables=", ".join(pointing))
    return found


def purge(
    database: Database, name: str, *, at: datetime, actor: str, actor_id: int | None = None, settings: Settings | None
) -> Purged:
    """Remove the plugin's tables, version table and everything of the core's that names it, and leave it disabled.

    Its running processes stop using it first; then a backup is made, unless ``settings`` is None; then all is removed in one
    transaction, which is audited. Begins transactions of its own: call it with none open for writing.
    """
    check(database, name)
    with database.writing(actor) as session:
        _disable(session, name)
        session.info["actor_id"] = actor_id
    try:
        saved = _backed_up(settings, database, name, at) if settings else None
    except (BackupFailed, BackupRunning) as problem:
        raise BackupImpossible(reason=str(problem.facts.get("reason", problem)), plugin=name) from problem
    with busy_explained(), _without_foreign_keys(database) as session:
        session.info.update(database=database, writes=True, actor_name=actor, actor_id=actor_id)
        found = leftovers(session.connection(), name)
        _drop(session.connection(), [*found.tables, *([found.version_table] if found.version_table else [])])
        rows = 0
        for table, column in _of_plugin():
            rows += session.execute(delete(table).where(column == name)).rowcount  # type: ignore[attr-defined]  # a DELETE's result has it
        state = _disable(session, name)
        decided.changed(session)
        audit.record(
            session,
            "purge",
            state,
            {"plugin": name, "tables": list(found.tables), "backup": saved.name if saved else None},
        )
        session.commit()
    return Purged(name, found.tables, rows, saved)


def _backed_up(settings: Settings, database: Database, name: str, at: datetime) -> Path:
    """A backup of everything, as ``lianzhan db restore`` takes it: the plugin's photos and documents go too."""
    file = default_file(settings, at, f"before-purge-{name}")
    backup(settings, database, file, at)
    return file


@contextmanager
def _without_foreign_keys(database: Database) -> Iterator[Session]:
    """A session on a connection that, on SQLite, does not check foreign keys: the tables go all together."""
    with database.engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        if database.is_sqlite:
            raw.execute("PRAGMA foreign_keys=OFF")
        try:
            with Session(connection.execution_options(writes=True), expire_on_commit=False) as session:
                yield session
        finally:
            if database.is_sqlite:
                raw.execute("PRAGMA foreign_keys=ON")


def _disable(session: Session, name: str) -> PluginState:
    state = session.get(PluginState, name)
    if state is None:
        state = PluginState(name=name, is_enabled=True, stops=0)
        session.add(state)
    state.stop()
    session.flush()
    return state


def _of_plugin() -> list[tuple[Table, Any]]:
    """The columns of the core's tables that name a plugin."""
    return [
        (table, column)
        for name, table in metadata.tables.items()
        if "__" not in name
        for column in table.columns
        if column.info.get("of_plugin")
    ]


def _drop(connection: Connection, tables: list[str]) -> None:
    """Drop these tables, whichever of them point to each other."""
    quoted = [connection.dialect.identifier_preparer.quote(table) for table in tables]
    # PostgreSQL drops a list as one, so that keys among them do not matter; on SQLite keys are not looked at here.
    for names in [", ".join(quoted)] if quoted and connection.dialect.name == "postgresql" else quoted:
        connection.exec_driver_sql(f"DROP TABLE {names}")
