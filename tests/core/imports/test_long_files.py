"""Long files: read and written by tasks, whatever happens to the worker on the way."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from core.audit.service import verify
from core.clock import now
from core.database import Database
from core.deputies.models import Deputy
from core.imports import long_files
from core.imports.models import ImportBatch, ImportRow
from core.imports.plans import Options
from core.jobs.models import Task
from core.jobs.tasks import cancel, carry_next
from core.platform import Platform
from core.settings import Settings
from core.testing.fixtures import settings_for
from core.testing.serving import COMMAND, environment
from core.words import unpacked
from tests.core.imports.importing import REGION, TODAY, bring, roster
from tests.core.imports.workbooks import workbook

ROWS = 2_500


@pytest.fixture
def platform(settings: Settings) -> Iterator[Platform]:
    running = Platform(settings)
    yield running
    running.database.dispose()


def long_roster(rows: int = ROWS) -> bytes:
    return roster(*((f"卫{chr(0x4E00 + n)}", "县", f"199{n:08}", "一站", None) for n in range(rows)))


def start(platform: Platform, data: bytes, **said: object) -> tuple[int, int]:
    """Ask for a file to be read: its batch, and the task."""
    with platform.database.writing() as session:
        bring(session, "stations", workbook(("站点名称",), ("一站",)))
    options = Options(region_code=REGION, today=TODAY, terms={"county": 18})
    with platform.database.writing() as session:
        batch = long_files.start_reading(
            session,
            platform.settings.data_dir,
            data,
            kind="deputies",
            file_name="roster.xlsx",
            options=options,
            account_id=None,
            at=now(),
            path="/imports/{batch}",
            **said,  # type: ignore[arg-type]
        )
        assert batch.task_id is not None
        return batch.id, batch.task_id


def the_batch(database: Database, number: int) -> ImportBatch:
    with database.reading() as session:
        return session.get_one(ImportBatch, number)


def ask_to_write(platform: Platform, number: int) -> int:
    with platform.database.writing() as session:
        batch = session.get_one(ImportBatch, number)
        return long_files.start_writing(session, batch, now(), f"/imports/{number}", all_or_nothing=False).id


def deputies(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Deputy)) or 0


@pytest.mark.usefixtures("on_both")
def test_a_long_file_is_read_then_written_by_tasks_and_the_file_does_not_stay(platform: Platform) -> None:
    number, task_id = start(platform, long_roster())
    assert the_batch(platform.database, number).state == "reading"
    assert carry_next(platform)
    batch = the_batch(platform.database, number)
    assert (batch.state, batch.report["counts"]["create"]) == ("staged", ROWS)
    assert not list((platform.settings.data_dir / long_files.FOLDER).iterdir())
    assert deputies(platform.database) == 0
    ask_to_write(platform, number)
    assert carry_next(platform)
    assert the_batch(platform.database, number).state == "written"
    assert deputies(platform.database) == ROWS
    with platform.database.reading() as session:
        assert session.get_one(Task, task_id).link == f"/imports/{number}"
        assert not session.scalars(select(ImportRow).where(ImportRow.cells.is_not(None))).all()
        assert verify(session).is_intact


def test_a_long_file_that_is_no_roster_says_why_and_is_dropped(platform: Platform) -> None:
    number, task_id = start(platform, workbook(("a", "b"), (1, 2)))
    carry_next(platform)
    assert the_batch(platform.database, number).state == "dropped"
    with platform.database.reading() as session:
        task = session.get_one(Task, task_id)
        assert task.state == "failed"
        assert "looks like the header" in str(unpacked(task.error))
    assert not list((platform.settings.data_dir / long_files.FOLDER).iterdir())


def test_questions_of_a_long_file_are_answered_by_planning_it_again(platform: Platform) -> None:
    data = roster(*((f"卫{chr(0x4E00 + n)}", "市", f"199{n:08}", None, None) for n in range(ROWS)))
    number, _task = start(platform, data)
    carry_next(platform)
    assert the_batch(platform.database, number).report["counts"]["wait"] == ROWS
    with platform.database.writing() as session:
        batch = session.get_one(ImportBatch, number)
        answered = Options(region_code=REGION, today=TODAY, terms={"county": 18}, answers={"level:市": "county"})
        long_files.start_planning(session, batch, answered, now(), f"/imports/{number}")
    assert carry_next(platform)
    batch = the_batch(platform.database, number)
    assert (batch.state, batch.report["counts"]["create"]) == ("staged", ROWS)


def test_a_cancelled_writing_leaves_the_file_as_it_was(platform: Platform) -> None:
    number, _task = start(platform, long_roster())
    carry_next(platform)
    task_id = ask_to_write(platform, number)
    with platform.database.writing() as session:
        cancel(session, session.get_one(Task, task_id), now())
    assert not carry_next(platform)
    assert the_batch(platform.database, number).state == "staged"
    assert deputies(platform.database) == 0


def test_records_changed_while_a_list_was_planned_are_seen_and_it_is_planned_again(platform: Platform) -> None:
    from core.imports import service
    from core.imports.tables import read_table

    table = read_table(roster(("卫永康", "县", "19900000001", None, None)), "deputies")
    options = Options(region_code=REGION, today=TODAY, terms={"county": 18})
    times: list[int] = []

    def told(_done: int, _total: int) -> None:
        times.append(1)
        if len(times) == 1:
            with platform.database.writing() as session:
                bring(session, "deputies", roster(("卫永康", "县", "19900000001", None, None)))

    made, written = service.plan_and_apply(
        platform.database, table, options, lambda: platform.database.writing("a test"), told=told
    )
    assert written
    assert len(times) == 2
    assert made.count("create") == 0
    assert deputies(platform.database) == 1


@pytest.mark.usefixtures("on_both")
def test_a_worker_killed_in_the_middle_leaves_nothing_half_done_and_the_next_one_finishes(
    platform: Platform, database_url: str, tmp_path: Path
) -> None:
    settings = settings_for(database_url, tmp_path)
    here = Platform(settings)
    number, _task = start(here, long_roster())
    workers: list[subprocess.Popen[bytes]] = []

    def worker() -> subprocess.Popen[bytes]:
        with (tmp_path / "log").open("ab") as told:
            workers.append(
                subprocess.Popen(  # noqa: S603 - our own command
                    [*COMMAND, "worker"],
                    env=environment(tmp_path, {"LIANZHAN_DATABASE_URL": database_url}),
                    stdout=told,
                    stderr=told,
                )
            )
        return workers[-1]

    try:
        for wanted in ("staged", "written"):
            if wanted == "written":
                ask_to_write(here, number)
            first = worker()
            _until(lambda: _running(here.database), tmp_path)
            first.kill()
            first.wait()
            assert deputies(here.database) in (0, ROWS)
            second = worker()
            _until(lambda wanted=wanted: the_batch(here.database, number).state == wanted, tmp_path)  # type: ignore[misc]
            second.kill()
            second.wait()
        assert deputies(here.database) == ROWS
        with here.database.reading() as session:
            assert verify(session).is_intact
    finally:
        for process in workers:
            process.kill()
            process.wait()
        here.database.dispose()


def _running(database: Database) -> bool:
    with database.reading() as session:
        return session.scalar(select(Task.id).where(Task.state == "running")) is not None


def _until(came: object, folder: Path) -> None:
    until = time.monotonic() + 90
    while not came():  # type: ignore[operator]
        assert time.monotonic() < until, (folder / "log").read_text()[-3000:]
        time.sleep(0.02)
