"""Two schedulers and a worker run a job every second; the leader and the worker are killed."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random
from textwrap import dedent

from sqlalchemy import func, select, text

from bench.soak.kills import Tally, kill
from core.audit.service import verify
from core.database import Database
from core.jobs.models import JobRun
from core.jobs.service import Pace
from core.settings import Settings
from core.testing.serving import environment, lianzhan

HURRIED = Pace(sweep=timedelta(seconds=1), lease=timedelta(seconds=2))
PATIENCE_S = 40
PLUGIN = '''
    """A job that writes in two steps, with time between them to be killed in."""

    import time
    from datetime import timedelta

    from sqlalchemy import text

    from core.api.declare import hooks, implements
    from core.api.work import Job
    from core.words import lazy as _


    def run(session, at):
        for half in (1, 2):
            session.execute(text("INSERT INTO soaked (at, half) VALUES (:at, :half)"), {"at": at.isoformat(), "half": half})
            time.sleep(0.15)


    @implements(hooks.jobs)
    def jobs():
        return [Job(name="beat", title=_("Beat"), run=run, every=timedelta(seconds=1))]
'''


class Jobs:
    """The storm on scheduler and worker."""

    def __init__(self, settings: Settings, random: Random) -> None:
        self.tally = Tally("scheduler and worker")
        self._settings, self._random = settings, random
        self._file = settings.data_dir / "lianzhan.db"
        self._log = settings.data_dir / "jobs.log"
        self._more = {"LIANZHAN_PLUGINS_PATH": str(_plugin_folder(settings.data_dir))}
        done = lianzhan("plugin", "enable", "soaking", data_dir=settings.data_dir, more=self._more)
        if done.returncode:
            raise RuntimeError(done.stdout + done.stderr)
        self._database = Database(settings.database_url)
        with self._database.writing("soak") as session:
            session.execute(text("CREATE TABLE soaked (at TEXT NOT NULL, half INTEGER NOT NULL)"))
        self._log.touch()
        self._running = [(what, self._start(what)) for what in ("scheduler", "scheduler", "worker")]
        self._until(lambda: self._finished() > 0, "no job has run")

    def round(self) -> None:
        """Kill the leader or the worker; the other scheduler leads, and the run is taken up again."""
        what = self._random.choice(["scheduler", "worker", "worker"])
        before = self._finished()
        time.sleep(self._random.uniform(0.1, 0.8))
        victim = self._leader() if what == "scheduler" else next(p for name, p in self._running if name == "worker")
        kill([victim.pid], self._file, self._random, self.tally)
        victim.wait(20)
        self._running = [(name, process) for name, process in self._running if process is not victim]
        self._running.append((what, self._start(what)))
        self._until(lambda: self._finished() > before, f"after the {what} was killed no job has run")
        self._check()

    def close(self) -> None:
        """Let all that is due be done, and look at every run once more."""
        for name, process in self._running:
            if name == "scheduler":
                process.terminate()
        self._until(self._none_is_open, "a run was never taken up again", nudging=True)
        for _name, process in self._running:
            process.terminate()
        for _name, process in self._running:
            process.wait(20)
        self._check()
        with self._database.reading() as session:
            self.tally.promised = session.scalar(select(func.count(JobRun.id)).where(JobRun.job == "beat")) or 0
            self.tally.lost += session.scalar(select(func.count()).where(JobRun.error != "")) or 0
        self._database.dispose()

    def _check(self) -> None:
        """Each finished run has left both its halves, once; nothing else has left any."""
        with self._database.reading() as session:
            session.connection()  # one look: what is read below is of one moment
            runs = session.execute(
                select(JobRun.due_at, JobRun.started_at, JobRun.finished_at).where(JobRun.job == "beat")
            )
            rows = list(runs)
            left = Counter(session.scalars(text("SELECT at FROM soaked")))
            self.tally.broken_chains += not verify(session).is_intact
        done = {started.isoformat() for _due, started, finished in rows if started and finished}
        self.tally.lost += sum(1 for at in done if left[at] == 0)
        self.tally.half_done += sum(1 for at, halves in left.items() if halves != 2 or at not in done)
        self.tally.half_done += len(rows) - len({due for due, _started, _finished in rows})

    def _leader(self) -> subprocess.Popen[bytes]:
        self._until(lambda: self._leading() is not None, "nobody leads")
        leader = self._leading()
        assert leader is not None  # noqa: S101 - for the type
        return leader

    def _leading(self) -> subprocess.Popen[bytes] | None:
        lines = [line for line in self._log.read_text().splitlines() if line.startswith("{")]
        said = [json.loads(line).get("pid") for line in lines if '"scheduler_leads"' in line]
        return next((process for _name, process in self._running if said and process.pid == said[-1]), None)

    def _start(self, what: str) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as told:
            return subprocess.Popen(
                [sys.executable, "-m", "bench.soak.jobs", what],
                env=environment(self._settings.data_dir, self._more),
                stdout=told,
                stderr=told,
            )

    def _finished(self) -> int:
        with self._database.reading() as session:
            finished = select(func.count()).where(JobRun.job == "beat", JobRun.finished_at.is_not(None))
            return session.scalar(finished) or 0

    def _none_is_open(self) -> bool:
        with self._database.reading() as session:
            return not session.scalar(select(func.count()).where(JobRun.finished_at.is_(None)))

    def _until(self, came: Callable[[], bool], otherwise: str, *, nudging: bool = False) -> None:
        from core.clock import now
        from core.jobs.queue import Queue
        from core.jobs.service import lost_runs
        from core.platform import Platform

        until = time.monotonic() + PATIENCE_S
        while not came():
            if time.monotonic() > until:
                raise RuntimeError(f"{otherwise}:\n{self._log.read_text()[-3000:]}")
            if nudging:
                platform = Platform(self._settings)
                queue = Queue(platform)
                for run in lost_runs(platform, now(), HURRIED):
                    queue.nudge(run)
                queue.close()
                platform.database.dispose()
                time.sleep(0.5)
            time.sleep(0.05)


def _plugin_folder(data_dir: Path) -> Path:
    folder = data_dir / "plugins"
    place = folder / "soaking"
    place.mkdir(parents=True)
    (place / "plugin.toml").write_text('name = "soaking"\ntitle = "Soaking"\nversion = "1.0"\napi = ">=1,<2"\n')
    (place / "__init__.py").write_text(dedent(PLUGIN))
    return folder


def main() -> None:
    """A scheduler or a worker that looks around every second."""
    from core.jobs.processes import run_scheduler, run_worker
    from core.platform import Platform

    {"scheduler": run_scheduler, "worker": run_worker}[sys.argv[1]](Platform.from_environ(), HURRIED)


if __name__ == "__main__":
    main()
