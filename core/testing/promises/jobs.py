"""A job may run twice, or be cut off and run again: what it does is done once; and nothing where its plugin is off."""

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, inspect, select

from core.app import create_app
from core.clock import STATION_ZONE
from core.database import Database
from core.demo.service import scenario
from core.platform import Platform
from core.plugin_host.declarations import Job
from core.plugin_host.service import switch
from core.stations.models import Station
from core.testing.fixtures import settings_for
from core.testing.promises import promises
from core.testing.promises.furnished import PLACE

DAYS_AFTER = (0, 1, 32)
"""So many days after the demonstration's today: that evening, the next day, the next month."""
MEND = (
    "Let the job find out by its records what is still to be done (a day, a state, a unique constraint), "
    "and leave its transaction to the worker: flush(), never commit()."
)
MEND_OFF = (
    "Switched off for a station means that no job works there. Let the job leave such stations out, with on_at of "
    'core.api.data: .where(on_at(session, "{plugin}", MyRecord.station_id.expression)).'
)

Rows = dict[str, list[Any]]


class CutOff(Exception):
    """What stops a job half way."""


@dataclasses.dataclass
class Workplace:
    """A platform on a copy of the records, and a worker's way to do a job."""

    platform: Platform
    plugin: str

    @property
    def jobs(self) -> list[Job]:
        """The plugin's jobs."""
        return [job for owner, job in self.platform.host.jobs() if owner == self.plugin]

    def job(self, name: str) -> Job:
        """The job of this name."""
        return next(job for job in self.jobs if job.name == name)

    def do(self, name: str, at: datetime) -> None:
        """As a worker does it: in one transaction."""
        with self.platform.database.writing(actor=f"job: {self.plugin}.{name}") as session:
            self.job(name).run(session, at)

    def switch_off(self) -> None:
        """Switch the plugin off at every station there is."""
        with self.platform.database.writing("the test") as session:
            for station in session.scalars(select(Station)):
                switch(self.platform.host, session, self.plugin, station, is_on=False)

    def rows(self) -> Rows:
        """Every row of every table, as the database has it."""
        with self.platform.database.engine.connect() as connection:
            tables = inspect(connection).get_table_names()
            return {name: list(connection.exec_driver_sql(f'SELECT * FROM "{name}"')) for name in tables}  # noqa: S608


@pytest.fixture
def workplaces(plugin: str, furnished: Callable[[str], str], tmp_path: Path) -> Iterator[Callable[[], Workplace]]:
    """Opens a workplace on a fresh copy."""
    opened: list[Workplace] = []

    def open_one() -> Workplace:
        app = create_app(settings_for(furnished("sqlite"), tmp_path / str(len(opened))))
        opened.append(Workplace(app.extensions["lianzhan"], plugin))
        return opened[-1]

    yield open_one
    for one in opened:
        one.platform.database.dispose()


@promises("jobs", "Doing a job twice at the same moment changes nothing the second time")
def test_doing_a_job_twice_is_doing_it_once(plugin: str, workplaces: Callable[[], Workplace]) -> None:
    again = []
    workplace = workplaces()
    for job in workplace.jobs:
        for at in moments():
            workplace.do(job.name, at)
            before = workplace.rows()
            workplace.do(job.name, at)
            if changed := changes(before, workplace.rows()):
                again.append(f"{plugin}.{job.name}, done again at {at:%Y-%m-%d %H:%M}, changes {', '.join(changed)}.")
    assert not again, "\n".join([*again, MEND])


@promises("jobs", "Switched off for the stations, no job does anything for them")
def test_switched_off_for_the_stations_no_job_does_anything(plugin: str, workplaces: Callable[[], Workplace]) -> None:
    workplace = workplaces()
    if not workplace.jobs:
        return
    workplace.switch_off()
    still, before = [], workplace.rows()
    for job in workplace.jobs:
        for at in moments():
            workplace.do(job.name, at)
            after = workplace.rows()
            if changed := changes(before, after):
                still.append(f"{plugin}.{job.name}, done at {at:%Y-%m-%d %H:%M}, changes {', '.join(changed)}.")
            before = after
    assert not still, "\n".join([*still, MEND_OFF.format(plugin=plugin)])


@promises("jobs", "A job that was cut off half way is done by the next run, and once")
def test_a_job_that_was_cut_off_is_done_by_the_next_run(plugin: str, workplaces: Callable[[], Workplace]) -> None:
    wrong = []
    names = [job.name for job in workplaces().jobs]
    for name in names:
        at = moments()[1]
        whole, cut = workplaces(), workplaces()
        with counting(whole.platform.database) as statements:
            whole.do(name, at)
        for half in {max(statements) // 2, max(statements)} - {0}:
            with cut_off_at(cut.platform.database, half):
                _try(cut, name, at)
        cut.do(name, at)
        expected, done = counts(whole.rows(), plugin), counts(cut.rows(), plugin)
        if expected != done:
            wrong.append(f"{plugin}.{name}, cut off and done again, leaves {done} and not {expected}.")
        before = cut.rows()
        cut.do(name, at)
        if changed := changes(before, cut.rows()):
            wrong.append(f"{plugin}.{name}, cut off and done again twice, changes {', '.join(changed)}.")
    assert not wrong, "\n".join([*wrong, MEND])


def moments() -> list[datetime]:
    """Evenings on which the jobs are tried."""
    today = datetime.combine(scenario(PLACE).today, time(20), STATION_ZONE)
    return [today + timedelta(days=days) for days in DAYS_AFTER]


def changes(before: Rows, after: Rows) -> list[str]:
    """The tables that are not what they were."""
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


def counts(rows: Rows, plugin: str) -> dict[str, int]:
    """How many rows the plugin's tables have."""
    return {name: len(found) for name, found in sorted(rows.items()) if name.startswith(f"{plugin}__")}


@contextmanager
def counting(database: Database) -> Iterator[list[int]]:
    """Numbers the statements of the block."""
    seen = [0]

    def note(*_facts: Any) -> None:
        seen.append(seen[-1] + 1)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


@contextmanager
def cut_off_at(database: Database, number: int) -> Iterator[None]:
    """Every statement from this one on fails."""
    seen = 0

    def stop(*_facts: Any) -> None:
        nonlocal seen
        seen += 1
        if seen >= number:
            raise CutOff

    event.listen(database.engine, "before_cursor_execute", stop)
    try:
        yield
    finally:
        event.remove(database.engine, "before_cursor_execute", stop)


def _try(workplace: Workplace, name: str, at: datetime) -> None:
    try:
        workplace.do(name, at)
    except Exception as problem:
        if not _is_cut_off(problem):
            raise


def _is_cut_off(problem: BaseException | None) -> bool:
    while problem is not None:
        if isinstance(problem, CutOff):
            return True
        problem = problem.__cause__ or problem.__context__
    return False
