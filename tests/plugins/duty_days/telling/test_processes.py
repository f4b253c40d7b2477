"""Scheduler and worker are killed in the middle of a reminder run: each reminder is there once all the same."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from core.accounts.models import Account
from core.clock import STATION_ZONE, now
from core.database import Database
from core.notices.models import Notice, Wish
from core.testing.databases import Store
from core.testing.factories import make_account, make_deputy, make_station
from core.testing.promises.worlds import load_demonstration
from core.testing.serving import COMMAND, environment
from plugins.duty_days.models import DutyDay, Sitting, Slot

PATIENCE_S = 60
DEPUTIES = 5
KILLS = (0.4, 1.2, 2.0)


@pytest.fixture
def database_url(store: Store, database_kind: str) -> str:
    return store.of(database_kind, "demonstration", load_demonstration)


@pytest.fixture
def start(database_url: str, tmp_path: Path) -> Iterator[Callable[[], list[subprocess.Popen[bytes]]]]:
    """A scheduler and a worker."""
    running: list[subprocess.Popen[bytes]] = []

    def both() -> list[subprocess.Popen[bytes]]:
        with (tmp_path / "log").open("ab") as told:
            started = [
                subprocess.Popen(  # noqa: S603 - our own command
                    [*COMMAND, command],
                    env=environment(tmp_path, {"LIANZHAN_DATABASE_URL": database_url}),
                    stdout=told,
                    stderr=told,
                )
                for command in ("scheduler", "worker")
            ]
        running.extend(started)
        return started

    yield both
    for process in running:
        process.kill()
        process.wait()


def test_whatever_is_killed_each_holder_is_reminded_once(
    database_url: str, start: Callable[[], list[subprocess.Popen[bytes]]], tmp_path: Path
) -> None:
    database = Database(database_url)
    soon = (now() + timedelta(hours=20)).astimezone(STATION_ZONE)
    with database.writing() as session:
        station = make_station(session)
        deputies = [make_deputy(session, station=station) for _number in range(DEPUTIES)]
        accounts: list[Account] = [make_account(session, role="deputy", deputy=one) for one in deputies]
        session.add(Wish(account_id=accounts[0].id, mail="li@example.org", mail_confirmed_at=now()))
        since = now() - timedelta(days=30)
        slots = [Slot(place=n, deputy_id=one.id, taken_at=since) for n, one in enumerate(deputies, 1)]
        sitting = Sitting(part="day", begins=soon.time().replace(microsecond=0), slots=slots)
        session.add(DutyDay(station_id=station.id, day=soon.date(), sittings=[sitting]))
        session.flush()
        kind = f"duty_days.reminder:{sitting.id}."

    def reminded() -> list[int]:
        with database.reading() as session:
            told = select(func.count()).where(Notice.key.startswith(kind)).group_by(Notice.person_id)
            return list(session.scalars(told))

    for seconds in KILLS:
        processes = start()
        time.sleep(seconds)
        for process in processes:
            process.kill()
            process.wait()
    start()
    until = time.monotonic() + PATIENCE_S
    while len(reminded()) < DEPUTIES:
        assert time.monotonic() < until, (tmp_path / "log").read_text()[-3000:]
        time.sleep(0.1)
    assert reminded() == [1] * DEPUTIES
    database.dispose()
