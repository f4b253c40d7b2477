"""Making a backup while others go on working."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from itertools import count
from pathlib import Path

from sqlalchemy import Connection, inspect, select, text

from core.audit.models import AuditHead
from core.audit.service import GENESIS
from core.backups import archive
from core.backups.archive import SECRET_KEY, Manifest, Progress
from core.database import Database
from core.database.backup import BackupFailed, copy_postgresql, copy_sqlite
from core.database.migrations import require_core
from core.errors import DomainError
from core.files.service import wanted
from core.files.store import Store
from core.settings import Settings
from core.words import lazy as _

_VERSIONS = "alembic_version"


class FileThere(DomainError):
    """A backup does not overwrite a file."""

    code = "file_there"
    message = _("%(file)s is there already. Choose another name, or move it away.")


class BackupRunning(DomainError):
    """One at a time."""

    code = "backup_running"
    status = 409
    message = _("A backup is being made at this moment. Wait until it is done; another one is hardly needed then.")


class NoSpace(BackupFailed):
    """The disk would be full before the backup is done."""

    code = "no_space"
    message = _(
        "No backup was made: about %(needed)s MB are needed in %(folder)s, and %(free)s MB are free. Make room, or name another folder in LIANZHAN_BACKUP_DIR."
    )


def default_file(settings: Settings, at: datetime, label: str = "lianzhan") -> Path:
    """Where a backup goes when nobody says where: named by the second, and counted where that second has one."""
    second = f"{label}-{at:%Y%m%d-%H%M%S}"
    names = (second if number == 1 else f"{second}-{number}" for number in count(1))
    return next(file for name in names if not (file := settings.backup_dir / f"{name}.zip").exists())


def _untold(done: int, whole: int) -> None:
    """Nobody wants to know how far it is."""


def backup(settings: Settings, database: Database, file: Path, at: datetime, progress: Progress = _untold) -> Manifest:
    """Write a backup and read it back. Raises FileThere, BackupRunning, BackupFailed; then no file is left."""
    require_core(database)
    if file.exists():
        raise FileThere(file=file)
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with alone(settings), own_folder(settings, "backing-up") as folder:
            _remove_unfinished(file.parent)
            manifest, parts, digests = _parts(settings, database, folder, at)
            files = [(digest, Store(settings.data_dir / "files").path(digest)) for digest in sorted(digests)]
            _check_space(file.parent, [*parts.values(), *(path for _digest, path in files)])
            return archive.write(file, manifest, parts, files, progress)
    except OSError as problem:
        raise BackupFailed(reason=problem.strerror or str(problem)) from problem


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """While a backup is made, no other is, and no file is swept: what its records name stays. Raises BackupRunning."""
    lock = os.open(settings.data_dir / "backup.lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as problem:
        os.close(lock)
        raise BackupRunning from problem
    try:
        yield
    finally:
        os.close(lock)


def _remove_unfinished(folder: Path) -> None:
    """What killed runs left, more than a day ago: another installation may be writing here."""
    for file in folder.glob(".*.zip.*.part"):
        with suppress(OSError):
            if file.stat().st_mtime < time.time() - 24 * 3600 or not _is_running(file):
                file.unlink()


def _is_running(unfinished: Path) -> bool:
    number = unfinished.name.split(".")[-2]
    return not number.isdigit() or Path(f"/proc/{number}").exists()


def _check_space(folder: Path, sources: Iterable[Path]) -> None:
    needed = sum(source.stat().st_size for source in sources if source.is_file())
    free = shutil.disk_usage(folder).free
    if needed > free:
        raise NoSpace(needed=needed // 2**20 + 1, free=free // 2**20, folder=folder)


def _parts(
    settings: Settings, database: Database, folder: Path, at: datetime
) -> tuple[Manifest, dict[str, Path], frozenset[str]]:
    """The parts, the files the copied records name, and the manifest as it is true of the copy and not of what others write meanwhile."""
    kind = "sqlite" if database.is_sqlite else "postgresql"
    copied, key = folder / archive.part_of(kind), folder / SECRET_KEY
    key.write_text(settings.secret_key, encoding="utf-8")
    if database.is_sqlite:
        copy_sqlite(database, copied)
        copy = Database(f"sqlite:///{copied}")
        try:
            with copy.engine.connect() as connection:
                facts, digests = _facts(connection), wanted(connection)
        finally:
            copy.dispose()
        _fold(copied)
    else:
        with database.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
            snapshot = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
            facts, digests = _facts(connection), wanted(connection)
            copy_postgresql(database, copied, snapshot)
    parts = {archive.part_of(kind): copied, SECRET_KEY: key}
    entries, head, stands_at = facts
    manifest = Manifest(
        made_at=at.isoformat(),
        database=kind,
        revisions=stands_at,
        audit_entries=entries,
        audit_head=head,
        parts={name: archive.digest_of(part) for name, part in parts.items()},
    )
    return manifest, parts, digests


def _facts(connection: Connection) -> tuple[int, str, dict[str, str]]:
    """The audit's last number and chain value, and the revision of every unit."""
    head = connection.execute(select(AuditHead.last_id, AuditHead.chained)).one_or_none()
    stands_at = {}
    for table in sorted(inspect(connection).get_table_names()):
        if table == _VERSIONS or table.startswith(f"{_VERSIONS}_"):
            revision = connection.execute(text(f'SELECT version_num FROM "{table}"')).scalar()  # noqa: S608 - a table's own name
            stands_at[table.removeprefix(_VERSIONS).removeprefix("_") or "core"] = str(revision or "")
    return (head.last_id, head.chained, stands_at) if head else (0, GENESIS, stands_at)


@contextmanager
def own_folder(settings: Settings, name: str) -> Iterator[Path]:
    """A folder for ourselves in the data directory, gone afterwards; what a killed run left there goes first."""
    folder = settings.data_dir / f".{name}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _fold(file: Path) -> None:
    """Leave everything in the one file: no write-ahead log beside it."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
