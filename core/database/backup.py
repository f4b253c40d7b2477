"""Backups: a whole copy of the database in one file, taken while others go on working."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from core.database.engine import Database
from core.errors import DomainError
from core.words import LazyText
from core.words import lazy as _


class BackupFailed(DomainError):
    """No backup could be made; nothing was changed."""

    code = "backup_failed"
    message = _("no backup could be made: %(reason)s")


def copy_sqlite(database: Database, file: Path) -> Path:
    """A consistent copy as a new SQLite file. Raises BackupFailed."""
    with database.engine.connect() as connection:
        raw = connection.connection.driver_connection
        if raw is None:
            raise BackupFailed(reason=_("the database cannot be reached"))
        try:
            raw.execute("VACUUM INTO ?", (str(file),))
        except raw.OperationalError as problem:
            raise BackupFailed(reason=str(problem)) from problem
    file.chmod(0o600)
    return file


def copy_postgresql(database: Database, file: Path, snapshot: str = "") -> Path:
    """A consistent copy as pg_dump makes it, of the given exported snapshot if there is one. Raises BackupFailed."""
    program = shutil.which("pg_dump")
    if program is None:
        raise BackupFailed(reason=_("the program pg_dump is not installed"))
    url = database.url.set(drivername="postgresql", password=None)
    environ = os.environ | ({"PGPASSWORD": database.url.password} if database.url.password else {})
    done = subprocess.run(  # noqa: S603 - no shell, and the address is an argument of its own
        [
            program,
            "--format=custom",
            f"--file={file}",
            f"--dbname={url.render_as_string()}",
            *([f"--snapshot={snapshot}"] if snapshot else []),
        ],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        file.unlink(missing_ok=True)
        raise BackupFailed(reason=_last_line(done.stderr))
    file.chmod(0o600)
    return file


def _last_line(text: str) -> str | LazyText:
    return (text.strip().splitlines() or [""])[-1] or _("pg_dump gave no reason")
