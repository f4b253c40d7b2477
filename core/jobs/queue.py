"""The queue between scheduler and worker. It only carries numbers of runs: whatever happens to it, no run is lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from core.clock import now
from core.watch.logs import log

if TYPE_CHECKING:
    from huey import Huey

    from core.platform import Platform

FILE = "queue.db"
MOST_WAITING = 500
"""No more than this is put into the queue: the rest waits as rows, and the sweep brings it."""


class Queue:
    """The queue: a SQLite file of its own in the data directory, or the PostgreSQL database."""

    def __init__(self, platform: Platform, run: Callable[[int], object] = lambda _run_id: None) -> None:
        self.carrier = _carrier(platform)

        def job_run(run_id: int) -> None:  # found again in the other process by this module and this name
            run(run_id)

        self._nudge = self.carrier.task(name="job_run")(job_run)

    def nudge(self, run_id: int) -> bool:
        """Tell the worker of a run. It is no harm if this fails: the sweep tells it again."""
        try:
            if self.carrier.pending_count() >= MOST_WAITING:
                return False
            self._nudge(run_id)
        except Exception as problem:  # noqa: BLE001 - whatever the carrier raises: the row is written
            log.warning("nudge_failed", run=run_id, error=type(problem).__name__)
            return False
        return True

    def close(self) -> None:
        """Let go of the file, or of the connection."""
        self.carrier.storage.close()


def _carrier(platform: Platform) -> Huey:
    from huey import PostgresHuey, SqliteHuey

    if platform.database.is_sqlite:
        file = platform.settings.data_dir / FILE
        _set_aside_if_damaged(file, now())
        return SqliteHuey("lianzhan", filename=str(file), fsync=False, results=False)
    url = platform.database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        return PostgresHuey("lianzhan", dsn=url, results=False)
    except Exception:  # noqa: BLE001 - two processes that make its tables at once: one of them fails, and finds them then
        return PostgresHuey("lianzhan", dsn=url, results=False)


def _set_aside_if_damaged(file: Path, at: datetime) -> None:
    """A queue without fsync may be damaged by a power cut. It is put aside; what it carried is in our rows."""
    if not file.exists():
        return
    try:
        with closing(sqlite3.connect(file, timeout=5)) as connection:
            sound = connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
    except sqlite3.OperationalError:  # somebody is using it, or the directory cannot be written: not for us to judge
        return
    except sqlite3.DatabaseError:
        sound = False
    if not sound:
        log.warning("queue_damaged", file=file.name)
        for part in (file, Path(f"{file}-wal"), Path(f"{file}-shm")):
            if part.exists():
                part.rename(f"{part}.damaged-{at:%Y%m%d%H%M%S}")
