"""Tasks: work that somebody asked for and that takes longer than a page may.

A task is a row, written in the transaction that asks for it; nothing else has to happen. Every worker looks
for one about once a second, claims it, and shows by its beat that it lives. What a killed worker leaves is
taken up again, at once on the same machine, and after the lease has run out on another one.

    enqueue(session, "imports.write", {"batch": 7}, title=_("Write ..."), region_code="320381", ...)

    @carries("imports.write")                      # in core/imports/tasks.py
    def write(work: Work) -> None:
        for done, part in enumerate(parts):
            ...
            work.progress(done, len(parts))        # commits at once; outside of any write transaction
        with work.finishing() as session:          # what this writes, and that the task is done, are one
            ...
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, or_, select, update
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from core.accounts.models import Account
from core.clock import now
from core.errors import Busy, DomainError
from core.jobs.holders import is_gone, myself
from core.jobs.models import OPEN_STATES, Task
from core.plugin_host.failures import describe
from core.watch.logs import log
from core.words import LazyText, packed
from core.words import lazy as _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.database import Database
    from core.platform import Platform

LOOK_S: Final = 1.0
"""How often a worker looks for a task."""
LEASE: Final = timedelta(minutes=2)
"""A task whose worker on another machine has not shown itself for so long is taken up again."""
BEAT_S: Final = 20.0
MOST_ATTEMPTS: Final = 3
"""A task that costs its worker the life so often is not tried again."""
KEPT_FOR: Final = timedelta(days=30)
_PROGRESS_EVERY_S: Final = 0.5

Carrier = Callable[["Work"], None]
Undoer = Callable[["Session", Task], None]
_carriers: dict[str, Carrier] = {}
_undoers: dict[str, Undoer] = {}


class NobodyCarries(DomainError):
    """A task of a kind that this version does not know."""

    code = "nobody_carries"
    message = _("This version of LianZhan has nothing that carries out work of the kind %(kind)s. Ask for it anew.")


class CutOff(DomainError):
    """The worker died of it, again and again."""

    code = "cut_off"
    message = _(
        "The worker was cut off %(attempts)s times while it did this, perhaps for want of memory, and does not try again. Nothing was written. Ask your administrator to look at the log, then ask for it anew."
    )


class WentWrong(DomainError):
    """Something nobody foresaw."""

    code = "went_wrong"
    status = 500
    message = _(
        "This could not be done: a mistake in LianZhan itself (%(error)s). Nothing was written. Tell your administrator; the log says more."
    )


class TaskFinished(DomainError):
    """It cannot be cancelled any more."""

    code = "task_finished"
    status = 409
    message = _("This work has ended meanwhile and cannot be cancelled any more. See below what came of it.")


class Stopped(Exception):
    """The task was cancelled, or somebody else has taken it up: whoever carries it out leaves off."""


def enqueue(  # noqa: PLR0913 - what a task is, where it belongs, who asked, and where its result will be
    session: Session,
    kind: str,
    facts: Mapping[str, Any],
    *,
    title: LazyText | str,
    region_code: str,
    account_id: int | None,
    at: datetime,
    link: str = "",
    station_id: int | None = None,
) -> Task:
    """Ask for work to be done behind the page; it begins when the caller's transaction is committed.

    `link` is the path at which its result will be shown.
    """
    task = Task(
        kind=kind,
        title=packed(title),
        region_code=region_code,
        station_id=station_id,
        account_id=account_id,
        facts=dict(facts),
        link=link,
        created_at=at,
    )
    session.add(task)
    session.flush()
    return task


def cancel(session: Session, task: Task, at: datetime) -> None:
    """Do not begin it, or leave off. Raises :class:`TaskFinished`."""
    open_one = update(Task).where(Task.id == task.id, Task.state.in_(OPEN_STATES))
    if not _matched(session, open_one.values(state="cancelled", finished_at=at)):
        raise TaskFinished
    session.refresh(task)
    _undo(session, task)


def carries(kind: str, undone: Undoer | None = None) -> Callable[[Carrier], Carrier]:
    """Declare what carries out tasks of this kind, in the module ``tasks`` of the feature the kind begins with.

    `undone` is called, in the same transaction, when a task is cancelled or cannot be done: what waited for it
    does not wait any longer.
    """

    def declare(carrier: Carrier) -> Carrier:
        _carriers[kind] = carrier
        if undone is not None:
            _undoers[kind] = undone
        return carrier

    return declare


@dataclass(slots=True)
class Work:
    """A task in the hands of what carries it out."""

    task: Task
    platform: Platform
    actor: str = ""
    result: dict[str, Any] = field(default_factory=dict)
    """Put here what the page of the task, or whoever asked for it, shall know when it is done."""
    _stopped: threading.Event = field(default_factory=threading.Event)
    _told_at: float = 0.0
    _phase: Any = None
    _is_finished: bool = False

    @property
    def database(self) -> Database:
        """The platform's database."""
        return self.platform.database

    @property
    def facts(self) -> dict[str, Any]:
        """What was said when the task was asked for."""
        return self.task.facts

    def progress(self, done: int, total: int, phase: LazyText | None = None) -> None:
        """Say how far it is, and of what; raises :class:`Stopped` where nobody wants it any more.

        Not inside a write transaction: this is one of its own. It may be called often, and writes now and then.
        """
        is_new = phase is not None and packed(phase) != self._phase
        if self._stopped.is_set():
            raise Stopped
        if not is_new and time.monotonic() - self._told_at < _PROGRESS_EVERY_S:
            return
        self._told_at = time.monotonic()
        self._phase = packed(phase) if phase is not None else self._phase
        facts = {"done": done, "total": total, "phase": self._phase, "beat_at": now()}
        with suppress(Busy), self.database.writing() as session:
            if not _matched(session, self._mine().values(**facts)):
                raise Stopped

    @contextmanager
    def finishing(self) -> Iterator[Session]:
        """The task's last transaction, in the name of who asked for it: done is what is in it, or nothing is.

        Raises :class:`Stopped` where the task was cancelled or taken up by another worker meanwhile.
        """
        with self.writing() as session:
            if not _matched(session, self._mine().values(beat_at=now())):
                raise Stopped
            yield session
            session.flush()
            ended = {"state": "done", "result": self.result, "finished_at": now(), "done": Task.total}
            if not _matched(session, self._mine().values(**ended)):
                raise Stopped
        self._is_finished = True

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A write transaction in the name of who asked for the task."""
        with self.database.writing(actor=self.actor or f"task: {self.task.kind}") as session:
            session.info.update(actor_id=self.task.account_id, region_code=self.task.region_code)
            yield session

    def _mine(self) -> Any:
        return update(Task).where(Task.id == self.task.id, Task.state == "running", Task.holder == self.task.holder)

    def _beat(self) -> None:
        while not self._stopped.wait(BEAT_S):
            # A database that is busy or away is no reason to die; the lease is long enough for several beats.
            with suppress(Busy, SQLAlchemyError), self.database.writing() as session:
                if not _matched(session, self._mine().values(beat_at=now())):
                    self._stopped.set()


class Looking:
    """A thread that looks for tasks and carries them out, one at a time, beside the worker's jobs."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._stopping = threading.Event()
        self._work: list[Work] = []
        self._thread = threading.Thread(target=self._look, name="tasks", daemon=True)
        self._thread.start()

    def stop(self, patience_s: float) -> None:
        """Begin nothing more; a task at hand may end within that time, then it is given back."""
        self._stopping.set()
        self._thread.join(patience_s)
        for work in self._work:
            _give_back(work)

    def _look(self) -> None:
        while not self._stopping.is_set():
            try:
                found = carry_next(self._platform, self._work)
            except Exception as problem:  # noqa: BLE001 - a database that is away for a while; the next look comes
                log.error("tasks_not_looked_for", error=type(problem).__name__)  # noqa: TRY400 - structlog
                found = False
            if not found:
                self._stopping.wait(LOOK_S)


def carry_next(platform: Platform, at_hand: list[Work] | None = None) -> bool:
    """Claim the oldest task that waits or was cut off, and carry it out; False where there is none."""
    work = _claim(platform)
    if work is None:
        return False
    at_hand = at_hand if at_hand is not None else []
    at_hand.append(work)
    beating = threading.Thread(target=work._beat, name="beat", daemon=True)  # noqa: SLF001 - the two halves of one thing
    beating.start()
    try:
        _carry(work)
    finally:
        at_hand.remove(work)
        work._stopped.set()  # noqa: SLF001 - as above
        beating.join(1)
    return True


def tidy(session: Session, at: datetime) -> None:
    """Forget tasks that ended long ago."""
    session.execute(delete(Task).where(Task.finished_at < at - KEPT_FOR))


def _carry(work: Work) -> None:
    task = work.task
    log.info("task_started", task=task.id, kind=task.kind, attempt=task.attempts)
    try:
        _carrier_of(task.kind)(work)
        if not work._is_finished:  # noqa: SLF001 - as above
            with work.finishing():
                pass
    except Stopped:
        log.info("task_stopped", task=task.id, kind=task.kind)
    except (Busy, OperationalError) as problem:  # others write, or the database is away: later
        log.warning("task_waits", task=task.id, kind=task.kind, error=type(problem).__name__)
        _give_back(work, counts=isinstance(problem, OperationalError))
    except DomainError as problem:
        log.info("task_refused", task=task.id, kind=task.kind, code=problem.code)
        _fail(work, problem)
    except (Exception, SystemExit) as problem:  # noqa: BLE001 - whatever it raises is noted, and the worker goes on
        # Its class and its place, not its words: they may hold personal data.
        failure = describe("core", f"task {task.kind}", problem)
        log.error("task_failed", task=task.id, kind=task.kind, error=failure.error, place=failure.place)  # noqa: TRY400 - structlog
        _fail(work, WentWrong(error=failure.error))
    else:
        log.info("task_done", task=task.id, kind=task.kind)


def _carrier_of(kind: str) -> Carrier:
    _know(kind)
    if kind not in _carriers:
        raise NobodyCarries(kind=kind)
    return _carriers[kind]


def _undo(session: Session, task: Task) -> None:
    _know(task.kind)
    if task.kind in _undoers:
        _undoers[task.kind](session, task)


def _know(kind: str) -> None:
    feature = kind.partition(".")[0]
    if kind not in _carriers and feature.isidentifier():
        with suppress(ModuleNotFoundError):
            import_module(f"core.{feature}.tasks")


def _claim(platform: Platform) -> Work | None:
    wanted = _wanted(platform)
    if wanted is None:
        return None
    task_id, holder, attempts = wanted
    with platform.database.writing(actor="worker") as session:
        at = now()
        unchanged = update(Task).where(Task.id == task_id, Task.state.in_(OPEN_STATES), Task.holder == holder)
        claimed = {"state": "running", "holder": myself(), "attempts": attempts + 1, "started_at": at, "beat_at": at}
        if attempts >= MOST_ATTEMPTS:
            error = CutOff(attempts=attempts)
            claimed = {"state": "failed", "finished_at": at, "error": _sentence(error)}
        if not _matched(session, unchanged.values(**claimed)):
            return None
        task = session.get_one(Task, task_id)
        if attempts >= MOST_ATTEMPTS:
            _undo(session, task)
            return None
        account = session.get(Account, task.account_id) if task.account_id else None
        return Work(task, platform, account.username if account else "")


def _wanted(platform: Platform) -> tuple[int, str, int] | None:
    """The oldest task that waits, or whose worker is gone: its number, whose it was, and how often it was tried."""
    with platform.database.reading() as session:
        open_ones = session.execute(
            select(Task.id, Task.holder, Task.attempts, Task.state, Task.beat_at)
            .where(Task.state.in_(OPEN_STATES), or_(Task.state == "waiting", Task.holder != myself()))
            .order_by(Task.id)
        ).all()
    expired = now() - LEASE
    for task_id, holder, attempts, state, beat_at in open_ones:
        if state == "waiting" or beat_at is None or beat_at < expired or is_gone(holder):
            return task_id, holder, attempts
    return None


def _give_back(work: Work, *, counts: bool = False) -> None:
    """Let the task be taken up again, by whom it may be."""
    attempts = work.task.attempts if counts else work.task.attempts - 1
    values = {"state": "waiting", "holder": "", "attempts": attempts}
    with suppress(Busy, SQLAlchemyError), work.database.writing() as session:
        session.execute(work._mine().values(**values))  # noqa: SLF001 - the two halves of one thing


def _fail(work: Work, problem: DomainError) -> None:
    values = {"state": "failed", "error": _sentence(problem), "finished_at": now()}
    with work.database.writing(actor="worker") as session:
        if _matched(session, work._mine().values(**values)):  # noqa: SLF001 - as above
            _undo(session, session.get_one(Task, work.task.id))


def _sentence(problem: DomainError) -> Any:
    return packed(problem.message.with_facts(**{name: _plain(value) for name, value in problem.facts.items()}))


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float | LazyText | None) else str(value)


def _matched(session: Session, statement: Any) -> bool:
    return bool(session.execute(statement.execution_options(synchronize_session=False)).rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has it
