"""Scheduling and running jobs.

The scheduler writes a row when a job is due and nudges the queue after the commit; the worker claims the
row, runs the job in one write transaction, and marks the row in the same transaction. A sweep every minute
finds what a crash left between the row and the nudge, and what fell due while nobody was there to see it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from core.accounts import guesses
from core.clock import STATION_ZONE, now
from core.errors import Busy
from core.jobs import tasks
from core.jobs.models import JobRun
from core.plugin_host.declarations import Job
from core.plugin_host.failures import describe
from core.submissions import Submission
from core.watch.logs import log
from core.words import lazy as _

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from core.platform import Platform


@dataclass(frozen=True, slots=True)
class Pace:
    """How often is looked for what was missed, and how long a run may take before it counts as cut off.

    `retry` is how long the first wait is after a message could not be sent; each further one is twice as long.
    """

    sweep: timedelta = timedelta(minutes=1)
    lease: timedelta = timedelta(minutes=5)
    retry: timedelta = timedelta(minutes=1)


PACE = Pace()
GIVE_UP = timedelta(days=1)
"""A run that is cut off again and again, because it costs the worker its life, is not tried for longer than this."""
EPOCH = datetime(2000, 1, 1, tzinfo=STATION_ZONE)
"""Where counting begins for jobs that run every so often: midnight at the stations."""


@dataclass(frozen=True, slots=True)
class Owned:
    """A job and whose it is: a plugin's, or ``core``."""

    owner: str
    job: Job

    @property
    def key(self) -> tuple[str, str]:
        """Its name, unique in the platform."""
        return self.owner, self.job.name

    def last_due(self, at: datetime) -> datetime:
        """The last time, not after `at`, at which the job was due; whoever asks gets the same."""
        if self.job.at is not None:
            here = at.astimezone(STATION_ZONE)
            due = datetime.combine(here.date(), self.job.at, STATION_ZONE)
            return (due if due <= here else due - timedelta(days=1)).astimezone(UTC)
        every = self.job.every or PACE.sweep  # a Job has one of both; this is said to the type checker
        return (EPOCH + (at - EPOCH) // every * every).astimezone(UTC)


class Overtaken(Exception):
    """Somebody else has finished this run meanwhile."""


def _tidy(session: Session, at: datetime) -> None:
    """Forget what has served its time: answered forms, failed sign-ins, old job runs and tasks."""
    tasks.tidy(session, at)
    session.execute(delete(Submission).where(Submission.at < at - timedelta(days=7)))
    guesses.tidy(session, at)
    newest = select(func.max(JobRun.id)).group_by(JobRun.owner, JobRun.job)  # says what was done last
    session.execute(delete(JobRun).where(JobRun.finished_at < at - timedelta(days=30), JobRun.id.not_in(newest)))


TIDY = Job(name="tidy", title=_("Forget what has served its time"), run=_tidy, every=timedelta(hours=6))
JOBS_OF_FEATURES = (
    "core.audit.jobs",
    "core.personal_data.jobs",
    "core.backups.tasks",
    "core.files.jobs",
    "core.notices.jobs",
)
"""Where features declare what they do without being asked: ``JOBS``, or one ``JOB``."""


@cache
def core_jobs() -> tuple[Job, ...]:
    """The jobs of the core, found by name: services know none of the modules that stand on them."""
    found = [TIDY]
    for name in JOBS_OF_FEATURES:
        module = import_module(name)
        found += getattr(module, "JOBS", None) or (module.JOB,)
    return tuple(found)


def all_jobs(platform: Platform) -> list[Owned]:
    """The core's jobs and those of the active plugins."""
    return [*(Owned("core", job) for job in core_jobs()), *(Owned(owner, job) for owner, job in platform.host.jobs())]


def schedule(platform: Platform, owned: Owned, due_at: datetime) -> int | None:
    """Write the row of a run; None when it is there already. The caller nudges the queue."""
    run = JobRun(owner=owned.owner, job=owned.job.name, due_at=due_at)
    try:
        with platform.database.writing(actor="scheduler") as session:
            session.add(run)
            session.flush()
    except IntegrityError:
        return None
    return run.id


def schedule_due(platform: Platform, at: datetime) -> list[int]:
    """Write a row for every job whose last time has none, also for one that passed while nothing ran.

    A run that still waits to be started stands for the later times too: after a long pause a job runs once.
    """
    with platform.database.reading() as session:
        newest = select(JobRun.owner, JobRun.job, func.max(JobRun.due_at)).group_by(JobRun.owner, JobRun.job)
        known = {(owner, job): due_at for owner, job, due_at in session.execute(newest)}
        unstarted = select(JobRun.owner, JobRun.job).where(JobRun.started_at.is_(None)).distinct()
        waiting = {(owner, job) for owner, job in session.execute(unstarted)}
    written = []
    for owned in all_jobs(platform):
        due_at = owned.last_due(at)
        if owned.key in waiting or (owned.key in known and known[owned.key] >= due_at):
            continue
        run_id = schedule(platform, owned, due_at)
        if run_id is not None:
            written.append(run_id)
    return written


def lost_runs(platform: Platform, at: datetime, pace: Pace = PACE) -> list[int]:
    """The runs that were never started although their time has come, and those that were cut off; oldest first."""
    with platform.database.reading() as session:
        return list(
            session.scalars(
                select(JobRun.id)
                .where(
                    JobRun.finished_at.is_(None),
                    JobRun.due_at < at - pace.sweep,
                    JobRun.started_at.is_(None) | (JobRun.started_at < at - pace.lease),
                )
                .order_by(JobRun.due_at)
            )
        )


def sweep(platform: Platform, at: datetime, nudge: Callable[[int], object], pace: Pace = PACE) -> int:
    """Write what fell due and has no row, and nudge again what was never started or was cut off; returns how many."""
    found = [*schedule_due(platform, at), *lost_runs(platform, at, pace)]
    for run_id in dict.fromkeys(found):
        nudge(run_id)
    return len(found)


def run(platform: Platform, run_id: int, at: datetime, pace: Pace = PACE) -> bool:
    """Do one run, once: claim its row, do the work, mark it done. False when somebody else has it, or it failed.

    The work and the mark are one transaction. Where a claim has run out while its holder was only slow, two may
    be at work: who commits second finds the mark, and what they did is rolled back.
    """
    claimed = _claim(platform, run_id, at, pace)
    if claimed is None:
        return False
    owned = next((one for one in all_jobs(platform) if one.key == claimed.key), None)
    error = "" if owned is not None else "the job is not there any more"
    try:
        with platform.database.writing(actor=f"job: {claimed.owner}.{claimed.job}") as session:
            if owned is not None:
                owned.job.run(session, at)
            _finish_or_undo(session, run_id, error)
    except Overtaken:
        log.warning("job_overtaken", owner=claimed.owner, job=claimed.job)
        return False
    except Busy:
        log.warning("job_waits", owner=claimed.owner, job=claimed.job)  # others write; the sweep brings it again
        return False
    except (Exception, SystemExit) as problem:  # noqa: BLE001 - whatever a job raises is noted, and the worker goes on
        # Its class and its place, not its words: they may hold personal data.
        failure = describe(claimed.owner, f"job {claimed.job}", problem)
        error = failure.error
        log.error("job_failed", owner=claimed.owner, job=claimed.job, error=error, place=failure.place)  # noqa: TRY400 - structlog
        if claimed.owner != "core":
            platform.host.note_failure(claimed.owner, f"job {claimed.job}", problem)
        with platform.database.writing(actor="worker") as session:
            _finish(session, run_id, error)
    return not error


@dataclass(frozen=True, slots=True)
class _Claimed:
    owner: str
    job: str

    @property
    def key(self) -> tuple[str, str]:
        return self.owner, self.job


def _claim(platform: Platform, run_id: int, at: datetime, pace: Pace) -> _Claimed | None:
    with platform.database.writing(actor="worker") as session:
        free = JobRun.started_at.is_(None) | (JobRun.started_at < at - pace.lease)
        wanted = session.execute(
            select(JobRun.owner, JobRun.job, JobRun.due_at, JobRun.started_at)
            .where(JobRun.id == run_id, JobRun.finished_at.is_(None), free)
            .with_for_update()
        ).one_or_none()
        if wanted is None:
            return None
        if wanted.started_at is not None and wanted.due_at < at - GIVE_UP:
            log.error("job_given_up", owner=wanted.owner, job=wanted.job)
            _finish(session, run_id, "cut off again and again")
            return None
        session.execute(update(JobRun).where(JobRun.id == run_id).values(started_at=at))
        return _Claimed(wanted.owner, wanted.job)


def _finish_or_undo(session: Session, run_id: int, error: str) -> None:
    session.flush()
    if not _finish(session, run_id, error):
        raise Overtaken


def _finish(session: Session, run_id: int, error: str) -> bool:
    """Mark a run as done; False where it is marked already."""
    open_run = (JobRun.id == run_id, JobRun.finished_at.is_(None))
    marked = session.execute(update(JobRun).where(*open_run).values(finished_at=now(), error=error))
    return bool(marked.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has it
