"""Failures of plugins: described without personal data, counted, and written down in a transaction of their own."""

from __future__ import annotations

import hashlib
import threading
import traceback
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from core.database import Database
from core.database.engine import BUSY_TIMEOUT_S
from core.errors import DomainError
from core.plugin_host.models import PluginFailure
from core.watch.logs import log

PATIENCE_MS = 250  # A page that shows an error card must not also wait long for its bookkeeping.
PAUSE_S = 5.0  # A panel that fails on every page is counted in memory and written now and then.
KEPT = 200


@dataclass(frozen=True, slots=True)
class Failure:
    """One failure: whose, in which hook, what kind of error, and the lines that led to it."""

    plugin: str
    hook: str
    error: str
    frames: tuple[str, ...]
    message: str = ""
    """The error's own words; kept only for errors of loading, which know no personal data."""

    @property
    def place(self) -> str:
        """The line that raised, innermost of the plugin's own if there is one."""
        own = [frame for frame in self.frames if frame.startswith(f"{self.plugin}/")]
        return (own or list(self.frames) or [""])[-1]

    @property
    def digest(self) -> str:
        """The same for the same error at the same place."""
        return hashlib.sha256("\n".join((self.error, *self.frames)).encode()).hexdigest()[:16]


def describe(
    plugin: str, hook: str, error: BaseException, folder: Path | None = None, *, words: bool = False
) -> Failure:
    """The failure behind an exception; ``words`` keeps the exception's own words."""
    while isinstance(error, DomainError) and error.__cause__ is not None:
        error = error.__cause__  # the sentence was for people; what failed lies behind it
    frames = [
        _frame(frame.filename, frame.lineno, frame.name, plugin, folder)
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    if isinstance(error, SyntaxError) and error.filename:
        frames.append(_frame(error.filename, error.lineno, "", plugin, folder))
    message = (_safe(error.msg) if isinstance(error, SyntaxError) else _words_of(error)) if words else ""
    return Failure(plugin, hook, type(error).__name__ if words else _kind(error), tuple(frames), message)


def _kind(error: BaseException) -> str:
    """The class of an error; with its words where they can only speak of code, never of somebody."""
    speaks_of_code = isinstance(error, NameError | AttributeError | ImportError)
    name = type(error).__name__
    return f"{name}: {_words_of(error)}" if speaks_of_code or type(error).__module__.startswith("jinja2") else name


def _words_of(error: BaseException) -> str:
    """What an exception says of itself; nothing where even that raises."""
    try:
        return _safe(str(error))
    except Exception:  # noqa: BLE001 - an exception of a plugin may be broken too
        return ""


def _safe(words: str) -> str:
    """The words without what no page, terminal or database takes: halves of characters, and zeros."""
    return words.encode("utf-8", "backslashreplace").decode().replace("\0", "\\0")


def _frame(file: str, line: int | None, function: str, plugin: str, folder: Path | None) -> str:
    path = Path(file)
    if folder and path.is_relative_to(folder):
        shown = f"{plugin}/{path.relative_to(folder).as_posix()}"
    else:
        shown = "/".join(path.parts[-2:])
    return f"{shown}:{line}" + (f" {function}" if function else "")


class FailureLog:
    """Failures of this process, waiting to be written to the database."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._waiting: dict[Failure, tuple[int, datetime, datetime]] = {}
        self._not_before = 0.0
        self.recent: deque[tuple[datetime, Failure]] = deque(maxlen=KEPT)
        """The latest failures of this process, oldest first."""
        self.told: Callable[[str, str, BaseException], None] | None = None
        """Who wants to see every exception itself, with its plugin and hook; nobody, but for a developer's server."""

    def blame(self, plugin: str, hook: str, error: BaseException, folder: Path | None = None) -> None:
        """Note that something of a plugin raised this."""
        self.note(describe(plugin, hook, error, folder))
        if self.told is not None:
            self.told(plugin, hook, error)

    def note(self, failure: Failure) -> None:
        """Count a failure, to be written at the next occasion."""
        at = self._clock()
        with self._lock:
            count, first, _last = self._waiting.get(failure, (0, at, at))
            if count or len(self._waiting) < KEPT:
                self._waiting[failure] = (count + 1, first, at)
            self.recent.append((at, failure))
        log.warning("plugin_failed", plugin=failure.plugin, hook=failure.hook, error=failure.error, place=failure.place)

    def forget(self, plugin: str) -> None:
        """Forget what this process has noted of a plugin."""
        with self._lock:
            self._waiting = {failure: times for failure, times in self._waiting.items() if failure.plugin != plugin}
            self.recent = deque((each for each in self.recent if each[1].plugin != plugin), maxlen=KEPT)

    @property
    def waits(self) -> bool:
        """Whether something waits to be written."""
        return bool(self._waiting)

    @property
    def is_due(self) -> bool:
        """Whether something waits to be written, and the last writing was long enough ago."""
        return self.waits and monotonic() >= self._not_before

    def write(self, database: Database) -> None:
        """Write what waits in a short transaction of its own. Never raises for the database: it is kept for later."""
        with self._lock:
            waiting, self._waiting = self._waiting, {}
            self._not_before = monotonic() + PAUSE_S
        try:
            _write(database, waiting)
        except SQLAlchemyError as error:
            reason = error.orig if isinstance(error, DBAPIError) else error
            log.warning("plugin_failures_not_written", error=type(reason).__name__)
            with self._lock:
                for failure, (count, first, last) in waiting.items():
                    more, _first, latest = self._waiting.get(failure, (0, first, last))
                    self._waiting[failure] = (count + more, first, max(last, latest))


def _insert_of(database: Database) -> Any:
    # Imported late: a dialect is slow to load, and most processes never see a plugin fail.
    return import_module(f"sqlalchemy.dialects.{database.url.get_backend_name()}").insert


def _write(database: Database, waiting: dict[Failure, tuple[int, datetime, datetime]]) -> None:
    insert = _insert_of(database)
    with database.engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        if database.is_sqlite:
            raw.execute(f"PRAGMA busy_timeout={PATIENCE_MS}")
        try:
            writing = connection.execution_options(writes=True)
            with writing.begin():
                for failure, (count, first, last) in sorted(waiting.items(), key=lambda item: item[0].digest):
                    row = insert(PluginFailure).values(
                        plugin=failure.plugin,
                        hook=failure.hook[:120],
                        error=failure.error[:200],
                        place=failure.place[:200],
                        trace="\n".join(failure.frames),
                        digest=failure.digest,
                        count=count,
                        first_at=first,
                        last_at=last,
                    )
                    again = {"count": PluginFailure.count + row.excluded.count, "last_at": row.excluded.last_at}
                    writing.execute(row.on_conflict_do_update(index_elements=["plugin", "hook", "digest"], set_=again))
        finally:
            if database.is_sqlite:
                raw.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_S * 1000}")
