"""A term change whose process is killed in the middle of writing has not happened at all; the next one has."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from bench.soak.kills import is_writing
from core.audit.service import verify
from core.database import Database
from core.settings import Settings
from core.terms.models import TermChange
from core.testing.factories import make_deputy, make_mandate
from core.testing.serving import environment
from tests.core.terms.changing import everything, started

DEPUTIES = 120
PATIENCE_S = 60


def begun(settings: Settings, change: int) -> subprocess.Popen[bytes]:
    """A process that puts the change into force."""
    settings.data_dir.mkdir(exist_ok=True)
    with told_by(settings).open("wb") as told:
        return subprocess.Popen(  # noqa: S603 - our own
            [sys.executable, "-m", "bench.soak.terms", "apply", str(change)],
            env=environment(settings.data_dir, {"LIANZHAN_DATABASE_URL": settings.database_url}),
            stdout=told,
            stderr=told,
        )


def told_by(settings: Settings) -> Path:
    """Where the process writes what it has to say."""
    return settings.data_dir / "told.txt"


def kill_in_the_middle(running: subprocess.Popen[bytes], file: Path) -> bool:
    """Kill the process while it holds the write lock; whether it did."""
    until = time.monotonic() + PATIENCE_S
    while running.poll() is None and time.monotonic() < until:
        if is_writing(file):
            os.kill(running.pid, signal.SIGKILL)
            running.wait(20)
            return True
        time.sleep(0.002)
    return False


def test_killed_in_the_middle_it_has_not_happened_and_done_again_it_has(settings: Settings, database: Database) -> None:
    with database.writing() as session:
        for number in range(DEPUTIES):
            make_deputy(session, f"Deputy {number}")
        change = started(session)
        session.flush()
        stays = make_deputy(session, "Who Stays")
        make_mandate(session, stays, term=19, state="elected")
        number = change.id
    with database.reading() as session:
        before = everything(session)
    file = Path(str(database.url.database))
    assert kill_in_the_middle(begun(settings, number), file)
    with database.reading() as session:
        assert session.get_one(TermChange, number).state == "draft"
        assert everything(session) == before
        assert verify(session).is_intact
    begun(settings, number).wait(PATIENCE_S)
    assert "committed" in told_by(settings).read_text()
    with database.reading() as session:
        assert session.get_one(TermChange, number).state == "applied"
        assert verify(session).is_intact
