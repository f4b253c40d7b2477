"""The scheduled jobs: what was done last, what comes next, and doing one now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import audit
from core.errors import DomainError, NotFound
from core.jobs.models import JobRun
from core.jobs.service import PACE, Owned, all_jobs
from core.words import LazyText
from core.words import lazy as _

if TYPE_CHECKING:
    from core.platform import Platform

JobState = Literal["done", "failed", "running", "waiting", "cut_off", "never"]


class RunsAlready(DomainError):
    """The job waits to be run, or runs."""

    code = "runs_already"
    status = 409
    message = _("%(title)s is waiting or running already. Look again in a minute.")


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A job as administrators see it."""

    key: str
    """``<plugin or core>.<job>``."""
    owner: str
    title: LazyText
    last: JobRun | None
    next_due: datetime
    every: timedelta | None
    state: JobState

    @property
    def may_run(self) -> bool:
        """Whether it can be run now."""
        return self.state not in ("running", "waiting")


def scheduled(session: Session, platform: Platform, at: datetime) -> list[Scheduled]:
    """Every job with its last run, those that failed first."""
    newest = select(func.max(JobRun.id)).group_by(JobRun.owner, JobRun.job)
    runs = {(run.owner, run.job): run for run in session.scalars(select(JobRun).where(JobRun.id.in_(newest)))}
    found = [_shown(owned, runs.get(owned.key), at) for owned in all_jobs(platform)]
    return sorted(found, key=lambda each: each.state not in ("failed", "cut_off"))


def run_now(session: Session, platform: Platform, key: str, at: datetime) -> JobRun:
    """Write the row of a run that is due now; a nudge after the commit lets it begin at once, the sweep otherwise.

    Raises NotFound, RunsAlready.
    """
    wanted = next((each for each in scheduled(session, platform, at) if each.key == key), None)
    if wanted is None:
        raise NotFound
    if not wanted.may_run:
        raise RunsAlready(title=wanted.title)
    owner, _dot, job = key.partition(".")
    run = JobRun(owner=owner, job=job, due_at=at)
    session.add(run)
    session.flush()
    audit.record(session, "run_job", run, {"job": key})
    return run


def _shown(owned: Owned, last: JobRun | None, at: datetime) -> Scheduled:
    every = owned.job.every
    return Scheduled(
        key=f"{owned.owner}.{owned.job.name}",
        owner=owned.owner,
        title=owned.job.title,
        last=last,
        next_due=owned.last_due(at) + (every or timedelta(days=1)),
        every=every,
        state=_state(last, at),
    )


def _state(last: JobRun | None, at: datetime) -> JobState:
    if last is None:
        return "never"
    if last.finished_at is not None:
        return "failed" if last.error else "done"
    if last.started_at is None:
        return "waiting"
    return "cut_off" if last.started_at < at - PACE.lease else "running"
