"""The two processes of jobs: a scheduler, of which one leads, and a worker."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from core.clock import STATION_ZONE, now
from core.database.migrations import require_core
from core.jobs.queue import Queue
from core.jobs.service import EPOCH, PACE, Owned, Pace, all_jobs, run, schedule_due, sweep
from core.jobs.tasks import Looking
from core.notices.carrying import Carrying
from core.watch.beats import beating
from core.watch.logs import log

if TYPE_CHECKING:
    from apscheduler.triggers.base import BaseTrigger

    from core.platform import Platform

_Locked = AbstractContextManager[Callable[[], bool] | None]

LEADER_KEY = 5_421_320_381
"""The number of the PostgreSQL advisory lock under which one scheduler leads."""
LEADER_FILE = "scheduler.lock"
ASK_AGAIN_S = 0.5
"""How often one that stands by tries to lead, and the leader looks whether it still does."""
LET_FINISH_S = 8
"""How long a worker that is told to stop lets the job at hand go on; then it is rolled back, and taken up again later."""
LET_TASK_FINISH_S = 2
"""And a task; then it is given back, and begins anew when a worker is there again."""

LET_SEND_S = 2
"""And messages on their way; a mail is sent again then, of a group's message nobody knows whether it arrived."""


def run_worker(platform: Platform, pace: Pace = PACE) -> None:
    """Carry out what is queued, and the tasks people asked for, until told to stop. Raises DatabaseNotReady."""
    require_core(platform.database)
    known = len(all_jobs(platform))  # loads the plugins here and now, not in the thread that works
    queue = Queue(platform, lambda run_id: run(platform, run_id, now(), pace))
    consumer = queue.carrier.create_consumer(
        workers=1,
        periodic=False,
        initial_delay=0.2,
        max_delay=2.0,
        scheduler_interval=60,  # nothing is queued for later: our rows say when
        graceful_signal="TERM",
        shutdown_timeout=LET_FINISH_S,
    )
    tasks = Looking(platform)
    messages = Carrying(platform, pace.retry)
    log.info("worker_started", pid=os.getpid(), jobs=known)
    with beating(platform.database, "worker"):
        consumer.run()
        messages.stop(LET_SEND_S)
        tasks.stop(LET_TASK_FINISH_S)
    log.info("worker_stopped", pid=os.getpid())


def run_scheduler(platform: Platform, pace: Pace = PACE) -> None:
    """Lead, or stand by until the leader is gone; then write runs as they fall due, until told to stop.

    Raises DatabaseNotReady.
    """
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_signal: stopping.set())
    require_core(platform.database)
    all_jobs(platform)
    while not stopping.is_set():
        with _leading(platform, stopping) as still_leads:
            if not stopping.is_set():
                _lead(platform, stopping, still_leads, pace)


def _lead(platform: Platform, stopping: threading.Event, still_leads: Callable[[], bool], pace: Pace) -> None:
    from apscheduler.schedulers.background import BackgroundScheduler
    from apscheduler.triggers.date import DateTrigger
    from apscheduler.triggers.interval import IntervalTrigger

    queue = Queue(platform)

    def write_due() -> None:
        with _going_on("job_not_scheduled"):
            for run_id in schedule_due(platform, now()):
                queue.nudge(run_id)

    def look() -> None:
        with _going_on("sweep_failed"):
            sweep(platform, now(), queue.nudge, pace)

    clock = BackgroundScheduler(timezone=STATION_ZONE, job_defaults={"coalesce": True, "misfire_grace_time": 3600})
    for owned in all_jobs(platform):
        clock.add_job(write_due, _trigger(owned, pace))
    clock.add_job(look, IntervalTrigger(seconds=pace.sweep.total_seconds()))
    clock.add_job(look, DateTrigger())  # now: what fell due while nobody led
    clock.start()
    log.info("scheduler_leads", pid=os.getpid())
    with beating(platform.database, "scheduler"):
        while not stopping.wait(ASK_AGAIN_S) and still_leads():
            pass
    clock.shutdown(wait=True)
    queue.close()
    log.info("scheduler_stopped" if stopping.is_set() else "scheduler_stands_down", pid=os.getpid())


def _trigger(owned: Owned, pace: Pace) -> BaseTrigger:
    """The same times as :meth:`Owned.last_due` counts, so that a restart does not begin the count anew."""
    from apscheduler.triggers.cron import CronTrigger
    from apscheduler.triggers.interval import IntervalTrigger

    job = owned.job
    if job.at is not None:
        return CronTrigger(hour=job.at.hour, minute=job.at.minute, second=job.at.second, timezone=STATION_ZONE)
    return IntervalTrigger(seconds=(job.every or pace.sweep).total_seconds(), start_date=EPOCH)


@contextmanager
def _going_on(event: str) -> Iterator[None]:
    """A database that is away or busy for a while costs this look only; the next one finds what was missed."""
    try:
        yield
    except Exception as problem:  # noqa: BLE001 - whatever it is, the next look comes
        log.error(event, error=type(problem).__name__)  # noqa: TRY400 - structlog


@contextmanager
def _leading(platform: Platform, stopping: threading.Event) -> Iterator[Callable[[], bool]]:
    """Wait for the leader lock, or for being told to stop, and hold it for the block.

    The answer says whether the lock is still held. A leader frees it by dying.
    """
    locked = _file_locked(platform) if platform.database.is_sqlite else _database_locked(platform)
    stands_by = False
    while not stopping.is_set():
        with locked() as still_leads:
            if still_leads is not None:
                yield still_leads
                return
        if not stands_by:
            log.info("scheduler_stands_by", pid=os.getpid())
            stands_by = True
        stopping.wait(ASK_AGAIN_S)
    yield lambda: False


def _file_locked(platform: Platform) -> Callable[[], _Locked]:
    import fcntl

    @contextmanager
    def locked() -> Iterator[Callable[[], bool] | None]:
        with Path(platform.settings.data_dir, LEADER_FILE).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield None
            else:
                yield lambda: True

    return locked


def _database_locked(platform: Platform) -> Callable[[], _Locked]:
    """The lock belongs to a connection; when the server restarts it is gone, and somebody else may have taken it."""

    @contextmanager
    def locked() -> Iterator[Callable[[], bool] | None]:
        try:
            connection = platform.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        except SQLAlchemyError as problem:
            log.warning("leader_lock_unreachable", error=type(problem).__name__)
            yield None
            return

        def answers(statement: str) -> bool:
            try:
                return bool(connection.scalar(text(statement), {"key": LEADER_KEY}))
            except SQLAlchemyError as problem:
                log.warning("leader_lock_lost", error=type(problem).__name__)
                return False

        leads = answers("SELECT pg_try_advisory_lock(:key)")
        try:
            yield (lambda: answers("SELECT :key > 0")) if leads else None
        finally:
            if leads:
                connection.invalidate()  # closed, not kept in the pool with the lock on it
            connection.close()

    return locked
