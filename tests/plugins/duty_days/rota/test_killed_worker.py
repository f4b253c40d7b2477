"""A worker that is killed in the middle of a proposal: what is left, and that another one takes it up."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from core.clock import today
from core.database import Database
from core.jobs.models import Task
from core.testing import make_station
from plugins.duty_days import service as days
from plugins.duty_days.models import Proposal, ProposedPlace, Slot
from plugins.duty_days.rota import service
from tests.core.jobs.test_processes import Crew

PATIENCE_S = 120
"""Looking for the best rota may take all the time it is given, on a busy machine more."""


@pytest.fixture
def crew(database_url: str, tmp_path: Path) -> Iterator[Crew]:
    """Workers of one platform."""
    made = Crew(tmp_path, database_url)
    yield made
    for process in made.processes:
        process.kill()
        process.wait()


@pytest.mark.usefixtures("on_both")
def test_a_killed_worker_leaves_the_quick_solution_and_the_next_one_finishes(crew: Crew, database: Database) -> None:
    with database.writing() as session:
        station = make_station(session, deputies=7)
        for number in range(12):
            days.add_day(session, station, today(), day=today() + timedelta(days=3 + 28 * number), places=3)
        made = service.ask(
            session,
            station,
            today(),
            today() + timedelta(days=340),
            at=datetime.now(UTC),
            today=today(),
            account_id=None,
        )
        number = made.id

    def task() -> str:
        with database.reading() as session:
            return session.scalars(select(Task.state)).one()

    def until(state: str) -> None:
        until = time.monotonic() + PATIENCE_S
        while task() != state:
            assert time.monotonic() < until, crew.log.read_text()[-4000:]
            time.sleep(0.02)

    def places() -> int:
        with database.reading() as session:
            return session.scalar(select(func.count()).select_from(ProposedPlace)) or 0

    before = places()
    assert before == 36
    worker = crew.start("worker")
    until("running")
    worker.kill()
    worker.wait()
    with database.reading() as session:
        assert session.get_one(Proposal, number).state == "waiting"
        assert session.scalar(select(func.count()).select_from(Slot).where(Slot.deputy_id.is_not(None))) == 0
    assert (task(), places()) == ("running", before)
    crew.start("worker")
    until("done")
    with database.reading() as session:
        proposal = session.get_one(Proposal, number)
        assert proposal.state == "ready"
        assert proposal.bound is not None
    assert places() == before
