"""Migrations: each unit (the core, every plugin) has its own folder of revisions and its own version table.

The web process never imports Alembic: what is pending is read from the revision files and the version
table. Only :func:`upgrade` and :func:`downgrade` load it. One unit is one transaction.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from core.database.engine import Database, unreachable_explained
from core.database.tables import metadata
from core.errors import DomainError
from core.words import lazy as _

if TYPE_CHECKING:
    from alembic.script import ScriptDirectory

CORE_VERSIONS = Path(__file__).parent / "versions"


class DatabaseNotReady(DomainError):
    """The core's own tables are missing or behind."""

    code = "database_not_ready"
    message = _("The database at %(url)s is not up to date: %(pending)s. Run `lianzhan db upgrade`, then start again.")


class MigrationFailed(DomainError):
    """A revision raised; its unit was rolled back whole."""

    code = "migration_failed"
    message = _(
        "The migration of %(unit)s failed and was rolled back whole: %(reason)s. Nothing of it was kept; mend it and run `lianzhan db upgrade` again."
    )


class RevisionUnreadable(DomainError):
    """A file of a migrations folder that is no revision."""

    code = "revision_unreadable"
    message = _("%(file)s is no migration: %(reason)s. Mend it, then try again.")


class OthersTouched(DomainError):
    """A migration has created, altered or dropped a table of the core or of another plugin."""

    code = "others_touched"
    message = _("%(unit)s changed the table %(table)s, which is not its own")


class ForeignKeysBroken(DomainError):
    """A migration on SQLite would have left rows pointing to nothing."""

    code = "foreign_keys_broken"
    message = _("%(count)s rows would point to nothing (first in table %(table)s)")


@dataclass(frozen=True, slots=True)
class Unit:
    """What migrates together: a folder of revisions, a version table, and the tables it owns."""

    name: str
    versions: Path
    version_table: str
    owns: Callable[[str], bool]


def core_unit() -> Unit:
    """The core's own tables: all that carry no plugin prefix, and are not the queue's on PostgreSQL."""
    return Unit(
        "core",
        CORE_VERSIONS,
        "alembic_version",
        lambda table: "__" not in table and not table.startswith(("alembic_version", "huey_")),
    )


def plugin_unit(plugin: str, versions: Path) -> Unit:
    """The tables of one plugin: ``<plugin>__*``."""
    return Unit(plugin, versions, f"alembic_version_{plugin}", lambda table: table.startswith(f"{plugin}__"))


@cache
def revisions(versions: Path) -> tuple[str, ...]:
    """The revision identifiers of a folder, oldest first, read without running the files.

    Raises :class:`RevisionUnreadable` unless every file is one of a single chain: what is off the chain would never run.
    """
    follows: dict[str | None, tuple[str, Path]] = {}
    for file in sorted(versions.glob("[!_]*.py")):
        names = _assigned(file)
        down = names.get("down_revision")
        if down in follows:
            raise _off_the_chain(file, down)
        follows[down] = names["revision"] or "", file
    ordered: list[str] = []
    left = dict(follows)
    while step := left.pop(ordered[-1] if ordered else None, None):
        ordered.append(step[0])
    for down, (_revision, file) in left.items():
        raise _off_the_chain(file, down)
    return tuple(ordered)


def _off_the_chain(file: Path, down: str | None) -> RevisionUnreadable:
    reason = _(
        "its down_revision is %(down)s, and each revision must follow another one, the first None",
        down=repr(down),
    )
    return RevisionUnreadable(file=_named(file), reason=reason)


def _named(file: Path) -> str:
    return f"{file.parent.parent.name}/{file.name}"


def _assigned(file: Path) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    try:
        parsed = ast.parse(file.read_text(encoding="utf-8"))
    except (SyntaxError, ValueError) as problem:
        raise RevisionUnreadable(file=_named(file), reason=str(problem)) from problem
    for node in parsed.body:
        target = (
            node.targets[0]
            if isinstance(node, ast.Assign)
            else node.target
            if isinstance(node, ast.AnnAssign)
            else None
        )
        value = getattr(node, "value", None)
        if isinstance(target, ast.Name) and target.id in {"revision", "down_revision"} and value is not None:
            if isinstance(value, ast.Constant):
                found[target.id] = None if value.value is None else str(value.value)
            else:
                found[target.id] = ast.unparse(value) if target.id == "down_revision" else None
    if not found.get("revision"):
        raise RevisionUnreadable(file=_named(file), reason=_("it names no revision"))
    return found


def current(connection: Connection, unit: Unit) -> str | None:
    """The revision the database stands at, or None where the unit has never been migrated."""
    if not inspect(connection).has_table(unit.version_table):
        return None
    return connection.execute(text(f'SELECT version_num FROM "{unit.version_table}"')).scalar()  # noqa: S608 - our own table name


def pending(connection: Connection, unit: Unit) -> list[str]:
    """The revisions still to run, oldest first."""
    at, known = current(connection, unit), list(revisions(unit.versions))
    if at is None:
        return known
    return known[known.index(at) + 1 :] if at in known else []


def require_core(database: Database) -> None:
    """Raise :class:`DatabaseNotReady` unless the core's tables are at their head, DatabaseUnreachable if it is away."""
    with unreachable_explained(database), database.engine.connect() as connection:
        if waiting := pending(connection, core_unit()):
            raise DatabaseNotReady(url=database.url.render_as_string(hide_password=True), pending=", ".join(waiting))


def upgrade(database: Database, unit: Unit, to: str = "head") -> list[str]:
    """Run what is pending and return it. Raises :class:`MigrationFailed`, or :class:`RevisionUnreadable`; then nothing of it is kept."""

    def steps(script: ScriptDirectory) -> Callable[[Any, Any], Any]:
        return lambda at, _context: script._upgrade_revs(to, at)  # noqa: SLF001 - what Alembic's own command does

    with database.engine.connect() as connection:
        waiting = pending(connection, unit)
    if waiting:
        _run(database, unit, steps, to)
    return waiting


def downgrade(database: Database, unit: Unit, to: str = "base") -> None:
    """Undo revisions down to `to`. Raises :class:`MigrationFailed`."""

    def steps(script: ScriptDirectory) -> Callable[[Any, Any], Any]:
        return lambda at, _context: script._downgrade_revs(to, at)  # noqa: SLF001 - what Alembic's own command does

    _run(database, unit, steps, to)


def _run(
    database: Database, unit: Unit, steps: Callable[[ScriptDirectory], Callable[[Any, Any], Any]], to: str
) -> None:
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(unit.versions))
    config.set_main_option("version_locations", str(unit.versions))
    config.set_main_option("path_separator", "newline")
    script = ScriptDirectory.from_config(config)
    try:
        with (
            EnvironmentContext(config, script, fn=steps(script), destination_rev=to) as environment,
            _migrating(database) as connection,
        ):
            environment.configure(
                connection=connection,
                version_table=unit.version_table,
                transactional_ddl=True,
                transaction_per_migration=False,
                **compare_options(unit),
            )
            others = _others(connection, unit)
            environment.run_migrations()
            _check_others(unit, others, _others(connection, unit))
    except (Exception, SystemExit) as problem:
        reason = str(problem.orig) if isinstance(problem, DBAPIError) else str(problem) or type(problem).__name__
        raise MigrationFailed(unit=unit.name, reason=reason) from problem


def _others(connection: Connection, unit: Unit) -> set[tuple[str, str, str]]:
    """Every column of the tables that are not this unit's: table, name, type."""
    return {
        (table, column["name"], str(column["type"]))
        for (_schema, table), columns in inspect(connection).get_multi_columns().items()
        for column in columns
        if not unit.owns(table) and table != unit.version_table
    }


def _check_others(unit: Unit, before: set[tuple[str, str, str]], after: set[tuple[str, str, str]]) -> None:
    if changed := sorted(before ^ after):
        raise OthersTouched(unit=unit.name, table=changed[0][0])


@contextmanager
def _migrating(database: Database) -> Iterator[Connection]:
    """One transaction; on SQLite with foreign keys off before BEGIN and checked before COMMIT.

    With foreign keys on, rebuilding a table in SQLite would run the CASCADE of everything that points to it.
    """
    with database.engine.connect().execution_options(writes=True) as connection:
        raw = connection.connection.driver_connection
        if database.is_sqlite and raw is not None:
            raw.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                yield connection
                if database.is_sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
                    raise ForeignKeysBroken(count=len(broken), table=broken[0][0])
        finally:
            if database.is_sqlite and raw is not None:
                raw.execute("PRAGMA foreign_keys=ON")


def compare_options(unit: Unit) -> dict[str, Any]:
    """How Alembic compares models with tables for this unit: its own tables only."""

    def owned(item: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:  # noqa: ARG001 - Alembic's signature
        return unit.owns(name or "") if kind == "table" else True

    return {"target_metadata": metadata, "include_object": owned, "render_as_batch": True, "compare_type": True}
