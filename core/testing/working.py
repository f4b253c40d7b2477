"""Work done at once that a worker would do later: declared jobs, and the tasks that pages have asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from core.clock import now
from core.jobs.models import Task
from core.jobs.service import all_jobs
from core.jobs.tasks import carry_next
from core.platform import Platform
from core.plugin_host.declarations import Job


class Jobs:
    """The jobs of the core and of the plugins that are active, and the tasks that wait."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    @property
    def names(self) -> Sequence[str]:
        """Every declared job: ``duty_days.remind``."""
        return [f"{owned.owner}.{owned.job.name}" for owned in all_jobs(self._platform)]

    def declared(self, name: str) -> Job:
        """The job of this name, with its owner's before it. LookupError, with those there are, for any other."""
        for owned in all_jobs(self._platform):
            if f"{owned.owner}.{owned.job.name}" == name:
                return owned.job
        raise LookupError(f"there is no job {name!r}, only {', '.join(self.names)}")

    def run(self, name: str, at: datetime | None = None) -> None:
        """Run a job now, in a write transaction of its own; what it raises, this raises."""
        job = self.declared(name)
        with self._platform.database.writing(actor=f"job: {name}") as session:
            job.run(session, at or now())

    def drain(self) -> Sequence[Task]:
        """Carry out what waits, one after the other, as a worker does; the tasks that ended, in the order they were asked for."""
        with self._platform.database.reading() as session:
            waiting = list(session.scalars(select(Task.id).where(Task.finished_at.is_(None))))
        while carry_next(self._platform):
            pass
        with self._platform.database.reading() as session:
            return session.scalars(select(Task).where(Task.id.in_(waiting)).order_by(Task.id)).all()
