"""Signs of life: a scheduler or worker says now and then that it runs, so that a page can say when one does not."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal

from sqlalchemy import delete, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from core.clock import now
from core.errors import Busy
from core.watch.models import ProcessBeat

if TYPE_CHECKING:
    from core.database import Database

Kind = Literal["scheduler", "worker"]
BEAT_S: Final = 30.0
SILENT_AFTER: Final = timedelta(minutes=2)
"""Not heard of for so long: it does not run, or cannot reach the database."""
_FORGOTTEN_AFTER: Final = timedelta(days=2)


@contextmanager
def beating(database: Database, kind: Kind) -> Iterator[None]:
    """Say that this process runs, for as long as the block lasts."""
    place, stopping = f"{socket.gethostname()[:100]}/{os.getpid()}", threading.Event()
    thread = threading.Thread(target=_beat, args=(database, kind, place, stopping), name="signs of life", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join(2)
        with suppress(Busy, SQLAlchemyError), database.writing() as session:
            session.execute(delete(ProcessBeat).where(ProcessBeat.kind == kind, ProcessBeat.place == place))


def alive(session: Session, at: datetime) -> dict[str, datetime | None]:
    """When each kind of process was last heard of; None where none has been heard of lately."""
    heard = latest(session)
    return {kind: when if when and when > at - SILENT_AFTER else None for kind, when in heard.items()}


def latest(session: Session) -> dict[str, datetime | None]:
    """When each kind of process was last heard of; None where there was none, or the last one was stopped."""
    rows: Sequence[ProcessBeat] = session.scalars(select(ProcessBeat).order_by(ProcessBeat.beat_at)).all()
    heard: dict[str, datetime | None] = {"scheduler": None, "worker": None}
    return heard | {row.kind: row.beat_at for row in rows}


def _beat(database: Database, kind: Kind, place: str, stopping: threading.Event) -> None:
    started = now()
    while True:
        # A database that is busy or away is no reason to stop; it is what the missing sign of life tells.
        with suppress(Busy, SQLAlchemyError), database.writing() as session:
            session.merge(ProcessBeat(kind=kind, place=place, started_at=started, beat_at=now()))
            session.execute(delete(ProcessBeat).where(ProcessBeat.beat_at < now() - _FORGOTTEN_AFTER))
        if stopping.wait(BEAT_S):
            return
