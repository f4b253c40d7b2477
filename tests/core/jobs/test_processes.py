"""Scheduler and worker as processes of their own."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, text

from core.database import Database
from core.jobs.models import JobRun
from core.jobs.service import all_jobs
from core.platform import Platform
from core.testing.fixtures import settings_for
from core.testing.serving import COMMAND, environment, lianzhan

PATIENCE_S = 90


class Crew:
    """Processes of one platform, and what they say."""

    def __init__(self, data_dir: Path, url: str) -> None:
        self.data_dir, self.url = data_dir, url
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self, command: str) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as told:
            process = subprocess.Popen(  # noqa: S603 - our own command
                [*COMMAND, command],
                env=environment(self.data_dir, {"LIANZHAN_DATABASE_URL": self.url}),
                stdout=told,
                stderr=told,
            )
        self.processes.append(process)
        return process

    @property
    def log(self) -> Path:
        return self.data_dir / "log"

    def said(self, event: str) -> list[int]:
        """Who has said this, in order."""
        lines = [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]
        return [line["pid"] for line in lines if line["event"] == event]

    def until(self, came: Callable[[], object]) -> None:
        until = time.monotonic() + PATIENCE_S
        while not came():
            assert time.monotonic() < until, self.log.read_text()[-4000:]
            time.sleep(0.05)


@pytest.fixture
def crew(database_url: str, tmp_path: Path) -> Iterator[Crew]:
    made = Crew(tmp_path, database_url)
    yield made
    for process in made.processes:
        process.kill()
        process.wait()


@pytest.mark.usefixtures("on_both")
def test_the_jobs_of_core_and_plugins_are_done_by_a_fresh_worker(crew: Crew, tmp_path: Path) -> None:
    crew.start("scheduler")
    crew.start("worker")
    database = Database(crew.url)

    def done() -> dict[tuple[str, str], str]:
        with database.reading() as session:
            finished = select(JobRun.owner, JobRun.job, JobRun.error).where(JobRun.finished_at.is_not(None))
            return {(owner, job): error for owner, job, error in session.execute(finished)}

    platform = Platform(settings_for(crew.url, tmp_path / "here"))
    every = {owned.key: "" for owned in all_jobs(platform)}
    platform.database.dispose()
    assert ("core", "tidy") in every
    crew.until(lambda: len(done()) == len(every))
    assert done() == every
    database.dispose()
    for process in crew.processes:
        process.terminate()
    assert [process.wait(20) for process in crew.processes] == [0, 0]


@pytest.mark.usefixtures("on_both")
def test_of_two_schedulers_one_leads_and_the_other_follows_when_it_is_killed(crew: Crew) -> None:
    both = {process.pid: process for process in (crew.start("scheduler"), crew.start("scheduler"))}
    crew.until(lambda: crew.said("scheduler_leads"))
    first = crew.said("scheduler_leads")[0]
    crew.until(lambda: crew.said("scheduler_stands_by"))
    assert crew.said("scheduler_leads") == [first]
    both.pop(first).kill()
    (second,) = both
    assert crew.said("scheduler_stands_by") == [second]
    crew.until(lambda: crew.said("scheduler_leads") == [first, second])


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_a_leader_whose_connection_breaks_stands_down_and_asks_again(crew: Crew) -> None:
    leader = crew.start("scheduler")
    crew.until(lambda: crew.said("scheduler_leads"))
    database = Database(crew.url)
    with database.engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
        )
    database.dispose()
    crew.until(lambda: len(crew.said("scheduler_leads")) == 2)
    assert crew.said("scheduler_stands_down") == [leader.pid]
    leader.send_signal(signal.SIGTERM)
    assert leader.wait(20) == 0


@pytest.mark.parametrize("command", ["scheduler", "worker"])
def test_neither_starts_on_a_database_that_is_not_migrated(command: str, tmp_path: Path) -> None:
    told = lianzhan(command, data_dir=tmp_path, more={"LANGUAGE": "en"})
    assert told.returncode == 1
    assert "Run `lianzhan db upgrade`" in told.stderr
    assert "Traceback" not in told.stderr


def test_every_module_of_models_can_be_used_alone() -> None:
    """Relationships name classes of other modules; whoever imports one module has them all when it counts."""
    names = sorted(f"core.{file.parent.name}.models" for file in Path("core").glob("*/models.py"))
    for name in names:
        code = f"import {name}; from sqlalchemy.orm import configure_mappers; configure_mappers()"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)  # noqa: S603
        assert not done.returncode, f"{name}: {done.stderr[-500:]}"
