"""Engines and sessions. A session reads, or it writes; which one is said when it is opened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError
from sqlalchemy.orm import Session, UOWTransaction

from core.database.sessions import QuickSession
from core.errors import Busy, DomainError
from core.words import lazy as _

BUSY_TIMEOUT_S = 15
"""How long a writer waits for its turn."""
_ON_POSTGRESQL = (
    f"lock_timeout={BUSY_TIMEOUT_S}s",
    "timezone=UTC",
    # Lists and searches: a plan that knows what is asked for is many times better than one for anything, compiling
    # one takes longer than running it, and the order of a province's deputies fits in this much.
    "plan_cache_mode=force_custom_plan",
    "jit=off",
    "work_mem=32MB",
    # Tables and indexes of a province lie in memory, or on flash: a page elsewhere costs little more than the next.
    "random_page_cost=1.1",
)


class DatabaseUnreachable(DomainError):
    """The server is away, the file is no database, the disk is full or may not be written."""

    code = "database_unreachable"
    status = 503
    message = _(
        "The database at %(url)s cannot be used: %(reason)s. Look whether its server runs, and whether its disk is there, writable and not full; then try again."
    )


class Database:
    """One database, its pool, and the two kinds of session."""

    plugin_host: Any = None
    """The plugin host of the platform this is the database of: services reach it through their session."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        options: dict[str, Any] = {
            "pool_size": 8,
            "max_overflow": 8,
            "hide_parameters": True,
        }  # parameters are personal data; errors are logged
        if self.is_sqlite:
            # The driver must not open transactions by itself: we say BEGIN or BEGIN IMMEDIATE.
            options["connect_args"] = {"isolation_level": None, "timeout": BUSY_TIMEOUT_S, "check_same_thread": False}
        else:
            options["pool_pre_ping"] = True
            options["connect_args"] = {"options": " ".join(f"-c {one}" for one in _ON_POSTGRESQL)}
        self.engine: Engine = create_engine(self.url, **options)
        if self.is_sqlite:
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        self._writing_engine = self.engine.execution_options(writes=True)

    def session(self, *, writes: bool) -> Session:
        """A session that begins at its first statement; the caller ends it."""
        session = QuickSession(self._writing_engine if writes else self.engine, expire_on_commit=False)
        session.info.update(database=self, writes=writes)
        return session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads; a change to an object of it is refused at flush."""
        with self.session(writes=False) as session:
            yield session

    @contextmanager
    def writing(self, actor: str = "") -> Iterator[Session]:
        """One write transaction, committed at the end of the block and rolled back on any exception.

        `actor` names who writes for the audit: an account, or what ran (``command: import``).
        """
        with busy_explained(), self.session(writes=True) as session:
            session.info["actor_name"] = actor
            yield session
            session.commit()

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def is_writing(session: Session) -> bool:
    """Whether this session was opened to write."""
    return bool(session.info.get("writes"))


def begin_write(session: Session) -> None:
    """Turn a reading session into a writing one, after the slow work and before the first change.

    The read transaction ends here; objects loaded before are read again when they are used.
    """
    if is_writing(session):
        return
    database: Database = session.info["database"]
    session.rollback()
    session.expire_all()
    session.bind = database._writing_engine  # noqa: SLF001 - the two halves of one class
    session.info["writes"] = True


@contextmanager
def busy_explained() -> Iterator[None]:
    """Turn "the writers' queue was too long" into :class:`core.errors.Busy`."""
    try:
        yield
    except OperationalError as problem:
        if is_busy(problem):
            raise Busy from problem
        raise


@contextmanager
def unreachable_explained(database: Database) -> Iterator[None]:
    """Turn what a database says that cannot be used at all into :class:`DatabaseUnreachable`."""
    try:
        yield
    except DBAPIError as problem:
        if (explained := unreachable(problem, database.url)) is not None:
            raise explained from problem
        raise


def unreachable(problem: DBAPIError, url: URL | str) -> DatabaseUnreachable | None:
    """The sentence for a database that cannot be used; None where it only refuses what it was asked."""
    away = isinstance(problem, OperationalError) or type(problem) is DatabaseError
    if not away or "no such table" in str(problem.orig):
        return None
    shown = url if isinstance(url, str) else url.render_as_string(hide_password=True)
    return DatabaseUnreachable(url=shown, reason=str(problem.orig).strip().partition("\n")[0])


def is_busy(problem: OperationalError) -> bool:
    """Whether a database error only means that others were writing for too long, or each waited for the other."""
    return any(sign in str(problem.orig) for sign in ("database is locked", "lock timeout", "deadlock detected"))


@event.listens_for(Session, "before_flush")
def _readers_do_not_write(session: Session, context: UOWTransaction, instances: Any) -> None:  # noqa: ARG001 - SQLAlchemy's signature
    if (
        "writes" in session.info
        and not is_writing(session)
        and (session.new or session.deleted or any(map(session.is_modified, session.dirty)))
    ):
        raise RuntimeError(
            "a reading session was asked to write; open it with Database.writing(), or use an unsafe HTTP method"
        )


def _prepare_sqlite(connection: Any, record: Any) -> None:  # noqa: ARG001 - SQLAlchemy's signature
    cursor = connection.cursor()
    for pragma in (
        "foreign_keys=ON",
        "journal_mode=WAL",
        "synchronous=FULL",
        "secure_delete=ON",  # what is erased is not left lying in the file
        f"busy_timeout={BUSY_TIMEOUT_S * 1000}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    if connection.get_execution_options().get("writes", False):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        driver: Any = connection.connection.driver_connection  # nothing can go wrong here, and it is on every page
        driver.execute("BEGIN")
