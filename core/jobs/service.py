"""Scheduling and running jobs.

The scheduler writes a row when a job is due and nudges the queue after the commit; the worker claims the
row, runs the job in one write transaction, and marks the row in the same transaction. A sweep every minute
finds what a crash left between the row and the nudge.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import IntegrityError

from core.accounts.models import LoginAttempt
from core.clock import STATION_ZONE, now
from core.jobs.models import JobRun
from core.plugin_host.declarations import Job
from core.submissions import Submission
from core.watch.logs import log
from core.words import lazy as _

if TYPE_CHECKING:
    from huey import Huey
    from sqlalchemy.orm import Session

    from core.platform import Platform


SWEEP = timedelta(minutes=1)
LEASE = timedelta(minutes=30)
"""After this long a started run counts as cut off and may be claimed again."""
LEADER_KEY = 5_421_320_381
"""The number of the PostgreSQL advisory lock under which one scheduler leads."""


@dataclass(frozen=True, slots=True)
class Owned:
    """A job and whose it is: a plugin's, or ``core``."""

    owner: str
    job: Job


def _tidy(session: Session, at: datetime) -> None:
    """Forget what has served its time: answered forms, failed sign-ins, old job runs."""
    session.execute(delete(Submission).where(Submission.at < at - timedelta(days=7)))
    session.execute(delete(LoginAttempt).where(LoginAttempt.at < at - timedelta(days=1)))
    session.execute(delete(JobRun).where(JobRun.finished_at < at - timedelta(days=30)))


CORE_JOBS = (Job(name="tidy", title=_("Forget what has served its time"), run=_tidy, every=timedelta(hours=6)),)


def all_jobs(platform: Platform) -> list[Owned]:
    """The core's jobs and those of the active plugins."""
    return [*(Owned("core", job) for job in CORE_JOBS), *(Owned(owner, job) for owner, job in platform.host.jobs())]


def schedule(platform: Platform, owned: Owned, due_at: datetime) -> int | None:
    """Write the row of a run and nudge the worker; None when this run is there already."""
    run = JobRun(owner=owned.owner, job=owned.job.name, due_at=due_at)
    try:
        with platform.database.writing(actor="scheduler") as session:
            session.add(run)
            session.flush()
    except IntegrityError:
        return None
    _nudge(platform, run.id)
    return run.id


def sweep(platform: Platform, at: datetime) -> int:
    """Nudge again what was never started or was cut off; returns how many."""
    with platform.database.reading() as session:
        lost = session.scalars(
            select(JobRun.id).where(
                JobRun.finished_at.is_(None),
                JobRun.due_at < at - SWEEP,
                JobRun.started_at.is_(None) | (JobRun.started_at < at - LEASE),
            )
        ).all()
    for run_id in lost:
        _nudge(platform, run_id)
    return len(lost)


def run(platform: Platform, run_id: int, at: datetime) -> bool:
    """Do one run, once: claim its row, do the work, mark it done. False when somebody else has it."""
    if not _claim(platform, run_id, at):
        return False
    with platform.database.reading() as session:
        claimed = session.get_one(JobRun, run_id)
    owned = next((one for one in all_jobs(platform) if (one.owner, one.job.name) == (claimed.owner, claimed.job)), None)
    error = ""
    try:
        with platform.database.writing(actor=f"job: {claimed.owner}.{claimed.job}") as session:
            if owned is not None:
                owned.job.run(session, at)
            session.execute(update(JobRun).where(JobRun.id == run_id).values(finished_at=now()))
    except Exception as problem:
        error = f"{type(problem).__name__}: {problem}"
        log.error("job_failed", owner=claimed.owner, job=claimed.job, exc_info=problem)  # noqa: TRY400 - structlog
        if claimed.owner != "core":
            platform.host.note_failure(claimed.owner, f"job {claimed.job}", problem)
        with platform.database.writing(actor="worker") as session:
            session.execute(update(JobRun).where(JobRun.id == run_id).values(finished_at=now(), error=error))
    return not error


def _claim(platform: Platform, run_id: int, at: datetime) -> bool:
    with platform.database.writing(actor="worker") as session:
        free = JobRun.started_at.is_(None) | (JobRun.started_at < at - LEASE)
        claimed = session.execute(
            update(JobRun).where(JobRun.id == run_id, JobRun.finished_at.is_(None), free).values(started_at=at)
        )
        return bool(claimed.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has it


def queue(platform: Platform) -> Huey:
    """The queue: a SQLite file of its own, or the PostgreSQL database."""
    from huey import PostgresHuey, SqliteHuey

    if platform.database.is_sqlite:
        return SqliteHuey("lianzhan", filename=str(platform.settings.data_dir / "queue.db"), fsync=False)
    return PostgresHuey(
        "lianzhan", dsn=platform.database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    )


def _nudge(platform: Platform, run_id: int) -> None:
    _task(platform, queue(platform))(run_id)


def _task(platform: Platform, carrier: Huey) -> Any:
    def job_run(run_id: int) -> None:
        run(platform, run_id, now())

    return carrier.task(name="job_run")(job_run)


def run_worker(platform: Platform) -> None:
    """Carry out what is queued until told to stop."""
    carrier = queue(platform)
    _task(platform, carrier)
    consumer = carrier.create_consumer(workers=1, periodic=False, initial_delay=0.2, max_delay=2.0)
    log.info("worker_started", pid=os.getpid())
    consumer.run()


def run_scheduler(platform: Platform) -> None:
    """Lead, or stand by until the leader is gone; then write runs as they fall due, until told to stop."""
    from apscheduler.schedulers.background import BackgroundScheduler
    from apscheduler.triggers.cron import CronTrigger
    from apscheduler.triggers.interval import IntervalTrigger

    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_signal: stopping.set())
    with _leading(platform, stopping) as leads:
        if not leads:
            return
        clock = BackgroundScheduler(timezone=STATION_ZONE)
        for owned in all_jobs(platform):
            job = owned.job
            trigger = (
                CronTrigger(hour=job.at.hour, minute=job.at.minute)
                if job.at
                else IntervalTrigger(seconds=int((job.every or SWEEP).total_seconds()))
            )
            clock.add_job(_due, trigger, args=(platform, owned), coalesce=True, misfire_grace_time=3600)
        clock.add_job(lambda: sweep(platform, now()), IntervalTrigger(seconds=int(SWEEP.total_seconds())))
        clock.start()
        log.info("scheduler_leads", pid=os.getpid())
        stopping.wait()
        clock.shutdown(wait=False)


def _due(platform: Platform, owned: Owned) -> None:
    """The run that is due now; its time is rounded down to the minute, so that two leaders in one minute write one."""
    schedule(platform, owned, datetime.now(UTC).replace(second=0, microsecond=0))


@contextmanager
def _leading(platform: Platform, stopping: threading.Event) -> Iterator[bool]:
    """Hold the leader lock for the block; waits for it, False when told to stop before. A dead leader frees it by dying."""
    if platform.database.is_sqlite:
        import fcntl

        with Path(platform.settings.data_dir, "scheduler.lock").open("w") as lock:
            while not stopping.is_set():
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    stopping.wait(0.2)
                else:
                    break
            yield not stopping.is_set()
        return
    with platform.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while not stopping.is_set() and not connection.scalar(
            text("SELECT pg_try_advisory_lock(:key)"), {"key": LEADER_KEY}
        ):
            stopping.wait(0.2)
        yield not stopping.is_set()
