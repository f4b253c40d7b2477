"""Putting a backup back: nothing is overwritten in silence, and a kill in the middle leaves what was there."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from core.audit.service import Verdict, verify
from core.backups import archive
from core.backups.archive import SECRET_KEY, BackupTooNew, Manifest
from core.backups.service import backup, default_file, own_folder
from core.database import Database
from core.database.engine import unreachable_explained
from core.database.migrations import core_unit, revisions
from core.errors import DomainError
from core.files.store import Store
from core.settings import Settings
from core.words import LazyText
from core.words import lazy as _

_RECORDS = ("audit_entry", "account", "person", "station", "enterprise")
"""Tables of which one row shows that somebody has worked here."""
_EMPTY = """
DO $empty$ DECLARE one text; BEGIN
  FOR one IN SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE 'DROP TABLE public.' || one || ' CASCADE';
  END LOOP;
END $empty$;
"""


class OtherDatabaseKind(DomainError):
    """A backup of SQLite cannot be put into PostgreSQL, nor the other way."""

    code = "other_database_kind"
    message = _(
        "This backup is of a database of the kind %(of)s, and LIANZHAN_DATABASE_URL names one of the kind %(here)s. Set it to a database of the same kind and restore again."
    )


class RecordsThere(DomainError):
    """Restoring would overwrite records."""

    code = "records_there"
    message = _(
        "The database %(url)s has records. To put the backup in their place, give --replace: what is there is backed up first. Nothing was changed."
    )


class DatabaseInUse(DomainError):
    """Other processes have the database open."""

    code = "database_in_use"
    message = _(
        "The database is in use by other processes. Stop the server, the scheduler and the worker, then restore. Nothing was changed."
    )


class RestoreFailed(DomainError):
    """The backup could not be put in place; what was there before is still there."""

    code = "restore_failed"
    message = _("The backup could not be restored: %(reason)s. What was there before is still there.")


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did."""

    manifest: Manifest
    before: Path | None
    """The backup of what was there before."""
    fault: LazyText | None
    """What is wrong with the audit chain, compared with its head in the backup; None when it holds."""
    key_is_set: bool
    """Whether LIANZHAN_SECRET_KEY says another key than the restored one."""
    back: Sequence[str] = ()
    """The names of those who had been erased since the backup was made, and are back."""


def restore(settings: Settings, database: Database, file: Path, at: datetime, *, replace: bool) -> Restored:
    """Put a backup in place of the database and the secret key, then verify the audit chain.

    Raises NoBackup, BackupDamaged, OtherDatabaseKind, BackupTooNew, RecordsThere, DatabaseInUse, RestoreFailed; then,
    and also when it is killed half way, the database is as it was.
    """
    try:
        with own_folder(settings, "restoring") as folder:
            manifest = archive.read(file, folder)
            _check(manifest, database)
            before = _make_way(settings, database, at, replace=replace)
            erased = _erased(database, manifest) if before else set()
            _place_files(settings, file)
            if database.is_sqlite:
                _place_sqlite(database, folder / manifest.database_part)
            else:
                _place_postgresql(database, folder / manifest.database_part)
            _place_key(settings, folder / SECRET_KEY)
            key = (settings.data_dir / SECRET_KEY).read_text(encoding="utf-8").strip()
    except OSError as problem:
        raise RestoreFailed(reason=problem.strerror or str(problem)) from problem
    with database.reading() as session:
        fault = _fault(verify(session), manifest)
    key_is_set = bool(os.environ.get("LIANZHAN_SECRET_KEY")) and key != settings.secret_key
    return Restored(manifest, before, fault, key_is_set, _names_back(database, erased))


def _erased(database: Database, manifest: Manifest) -> set[int]:
    """The numbers of all who are erased here, if the backup is one of this database and not of another place."""
    with database.engine.connect() as connection:
        there = set(inspect(connection).get_table_names())
        if not {"audit_entry", "person"} <= there or not _knows_erasure(connection):
            return set()
        entry = connection.execute(
            text("SELECT chained FROM audit_entry WHERE id = :last"), {"last": manifest.audit_entries}
        ).scalar()
        if entry != manifest.audit_head:
            return set()
        return set(connection.execute(text("SELECT id FROM person WHERE erased_on IS NOT NULL")).scalars())


def _names_back(database: Database, erased: set[int]) -> list[str]:
    """Those of them who are not erased any more."""
    if not erased:
        return []
    with database.engine.connect() as connection:
        known = " WHERE erased_on IS NULL" if _knows_erasure(connection) else ""
        people = connection.execute(text(f"SELECT id, name FROM person{known} ORDER BY id")).all()  # noqa: S608 - our own words
    database.dispose()
    return [name for number, name in people if number in erased]


def _knows_erasure(connection: Connection) -> bool:
    """A backup may be older than the column."""
    return any(column["name"] == "erased_on" for column in inspect(connection).get_columns("person"))


def _check(manifest: Manifest, database: Database) -> None:
    here = "sqlite" if database.is_sqlite else "postgresql"
    if manifest.database != here:
        raise OtherDatabaseKind(of=manifest.database, here=here)
    stands_at = manifest.revisions.get("core", "")
    if stands_at not in revisions(core_unit().versions):
        raise BackupTooNew(revision=stands_at)


def _make_way(settings: Settings, database: Database, at: datetime, *, replace: bool) -> Path | None:
    """Check that nothing is overwritten in silence; hands back the backup of what is there, if there is something."""
    with unreachable_explained(database), database.engine.connect() as connection:
        there = set(inspect(connection).get_table_names())
        has_records = any(
            connection.execute(text(f'SELECT 1 FROM "{table}" LIMIT 1')).first()  # noqa: S608 - our own table names
            for table in _RECORDS
            if table in there
        )
        if not database.is_sqlite and connection.execute(_OTHERS).first():
            raise DatabaseInUse
    database.dispose()
    if has_records and not replace:
        raise RecordsThere(url=database.url.render_as_string(hide_password=True))
    if database.is_sqlite:
        _check_unused(Path(str(database.url.database)))
    if not has_records:
        return None
    before = default_file(settings, at, "before-restore")
    backup(settings, database, before, at)
    database.dispose()
    return before


_OTHERS = text(
    "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)


def _check_unused(file: Path) -> None:
    """Raise DatabaseInUse while another process has the SQLite file open: only the last one may end its write-ahead log."""
    try:
        with closing(sqlite3.connect(file, timeout=1, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as problem:
        if "locked" in str(problem):
            raise DatabaseInUse from problem
        raise RestoreFailed(reason=str(problem)) from problem


def _place_files(settings: Settings, file: Path) -> None:
    """Put photos and documents beside those that are there: under their digests, none is overwritten but a damaged one.

    Should the rest not come, they are orphans, and are swept.
    """
    files = Store(settings.data_dir / "files")
    for digest, size, write in archive.files_in(file):
        if not files.holds(digest):
            files.put_as(digest, write, size, anew=True)


def _place_sqlite(database: Database, copy: Path) -> None:
    """Write the copy over the database in one transaction of SQLite: a kill in the middle leaves the old one."""
    target = Path(str(database.url.database))
    try:
        with closing(sqlite3.connect(copy)) as source:
            if source.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise RestoreFailed(reason=_("the database in the backup is damaged"))
            with closing(sqlite3.connect(target, timeout=1)) as place:
                place.execute("PRAGMA synchronous=FULL")
                source.backup(place)
    except sqlite3.Error as problem:
        if "locked" in str(problem):
            raise DatabaseInUse from problem
        raise RestoreFailed(reason=str(problem)) from problem


def _place_postgresql(database: Database, copy: Path) -> None:
    """Empty the schema and fill it from the copy, in one transaction."""
    programs = {name: shutil.which(name) for name in ("pg_restore", "psql")}
    for name, found in programs.items():
        if found is None:
            raise RestoreFailed(reason=_("the program %(name)s is not installed", name=name))
    script = copy.with_suffix(".sql")
    environ = os.environ | ({"PGPASSWORD": database.url.password} if database.url.password else {})
    address = database.url.set(drivername="postgresql", password=None).render_as_string()
    filling = ["--no-owner", "--no-acl", f"--file={script}", str(copy)]
    _run([str(programs["pg_restore"]), *filling], environ)
    emptying = copy.with_name("empty.sql")
    emptying.write_text(_EMPTY, encoding="utf-8")
    quiet = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null"]
    _run([str(programs["psql"]), *quiet, f"--file={emptying}", f"--file={script}", f"--dbname={address}"], environ)


def _run(command: list[str], environ: dict[str, str]) -> None:
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)  # noqa: S603 - no shell, our own arguments
    if done.returncode:
        raise RestoreFailed(reason=(done.stderr.strip().splitlines() or [command[0]])[-1])


def _place_key(settings: Settings, key: Path) -> None:
    key.chmod(0o600)
    key.replace(settings.data_dir / SECRET_KEY)


def _fault(verdict: Verdict, manifest: Manifest) -> LazyText | None:
    if verdict.fault is not None:
        return verdict.fault
    if (verdict.entries, verdict.head) != (manifest.audit_entries, manifest.audit_head):
        return _(
            "the backup names entry %(named)s as its last, and the chain ends at entry %(found)s or has another end",
            named=manifest.audit_entries,
            found=verdict.entries,
        )
    return None
