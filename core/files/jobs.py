"""Sweeping: what nobody needs any more leaves the data directory by itself."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from core.backups.service import BackupRunning, alone
from core.files import service
from core.files.store import Store
from core.plugin_host.declarations import Job
from core.plugin_host.host import host_of
from core.watch.logs import log
from core.words import lazy as _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.database import Database


def sweep(session: Session, at: datetime) -> None:
    """Forget the rows no record points to any more, then remove the bytes no row names; not while a backup is made."""
    database: Database = session.info["database"]
    settings = host_of(session).settings
    with suppress(BackupRunning), alone(settings):
        with database.reading() as reading:  # looking through many files must not keep others from writing
            gone = service.sweep(reading, Store(settings.data_dir / "files"), at)
        forgotten = service.forget_abandoned(session, at)
        if gone or forgotten:
            log.info("files_swept", bytes_gone=gone, rows_gone=forgotten)


JOB = Job(
    name="sweep_files",
    title=_("Remove photos and documents that no record names any more"),
    run=sweep,
    every=timedelta(hours=6),
)
