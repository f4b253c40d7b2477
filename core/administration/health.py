"""How the platform is: every fact with a sign, and for what is not in order, what to do next."""

from __future__ import annotations

import platform as machine
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import urlsplit

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.administration.counts import Counts, provisional_year
from core.audit.checks import LATE_AFTER
from core.audit.service import FAULTS
from core.clock import STATION_ZONE
from core.demo.service import is_demonstration
from core.plugin_host.states import State
from core.watch import beats
from core.web.filters import moment
from core.words import LazyText
from core.words import lazy as _

if TYPE_CHECKING:
    from core.platform import Platform

Sign = Literal["done", "soon", "late", "info"]
GIGABYTE: Final = 2**30
LEAST_FREE, LITTLE_FREE = 1 * GIGABYTE, 5 * GIGABYTE
BACKUP_LATE_AFTER: Final = timedelta(days=2)
HERE: Final = {"localhost", "127.0.0.1", "::1"}
_BROKEN: Final = {State.FAILED, State.INCOMPATIBLE, State.MISSING}


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact about the platform."""

    key: str
    title: LazyText
    sign: Sign
    words: LazyText | str
    next_step: LazyText | str = ""
    """What to do where the sign is not good."""
    endpoint: str = ""
    """The page where that is done, or where more stands."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the findings are found in."""

    session: Session
    platform: Platform
    at: datetime
    counts: Counts

    @property
    def day(self) -> date:
        return self.at.astimezone(STATION_ZONE).date()


def findings(session: Session, platform: Platform, found: Counts, at: datetime) -> list[Finding]:
    """Everything worth knowing, what is not in order first."""
    asked = _Asked(session, platform, at, found)
    told = [
        *_processes(asked),
        _disk(asked),
        _backup(asked),
        _audit(asked),
        _jobs(asked),
        _tasks(asked),
        _plugins(asked),
        _database(asked),
        *_address(asked),
        *_administrators(asked),
        *_calendar(asked),
        _versions(),
    ]
    order = {"late": 0, "soon": 1, "done": 2, "info": 3}
    return sorted(told, key=lambda finding: order[finding.sign])


def _processes(asked: _Asked) -> Iterator[Finding]:
    titles = {"scheduler": _("Scheduler"), "worker": _("Worker")}
    steps = {
        "scheduler": _(
            "Without it no reminder, no backup and no nightly check is made. Start it: `lianzhan serve` brings it along, or `lianzhan scheduler` by itself."
        ),
        "worker": _(
            "Without it nothing is done in the background: imports, exports and backups wait. Start it: `lianzhan serve` brings it along, or `lianzhan worker` by itself."
        ),
    }
    for kind, heard in beats.latest(asked.session).items():
        if heard is None:
            yield Finding(kind, titles[kind], "late", _("does not run"), steps[kind])
        elif heard < asked.at - beats.SILENT_AFTER:
            yield Finding(
                kind, titles[kind], "late", _("not heard of since %(when)s", when=moment(heard, asked.day)), steps[kind]
            )
        else:
            yield Finding(kind, titles[kind], "done", _("runs; heard of %(when)s", when=moment(heard, asked.day)))


def _disk(asked: _Asked) -> Finding:
    usage, title = shutil.disk_usage(asked.platform.settings.data_dir), _("Free disk space")
    words = _("%(free)s of %(total)s are free", free=size_words(usage.free), total=size_words(usage.total))
    step = _(
        "Remove old backups or other files from this disk, or have it enlarged. When it is full, nothing can be saved."
    )
    if usage.free < LEAST_FREE:
        return Finding("disk", title, "late", words, step)
    return Finding(
        "disk", title, "soon" if usage.free < LITTLE_FREE else "done", words, step if usage.free < LITTLE_FREE else ""
    )


def _backup(asked: _Asked) -> Finding:
    last, title = asked.counts.backup_at, _("Last backup")
    step = _("Make one now, and look whether the schedule is on.")
    if asked.counts.backup_failed:
        words = _(
            "the one of %(when)s could not be made", when=moment(asked.counts.backup_failed_at or asked.at, asked.day)
        )
        return Finding(
            "backup", title, "late", words, _("Look why under Backups, and make one by hand."), "backups.index"
        )
    if last is None:
        return Finding("backup", title, "late", _("there is none yet"), step, "backups.index")
    is_late = last < asked.at - BACKUP_LATE_AFTER
    return Finding(
        "backup",
        title,
        "late" if is_late else "done",
        moment(last, asked.day),
        step if is_late else "",
        "backups.index",
    )


def _audit(asked: _Asked) -> Finding:
    found, title = asked.counts, _("Audit")
    if found.audit_fault:
        broken = FAULTS.get(found.audit_fault, _("it was altered")).with_facts(
            number=found.audit_fault_at, head=found.audit_entries
        )
        step = _(
            "Somebody has changed the database past the platform. Keep a copy of it as it is, and compare with the backups: `lianzhan audit verify --backup FILE`."
        )
        return Finding("audit", title, "late", broken, step, "audit.index")
    if found.audit_checked_at is None or found.audit_checked_at < asked.at - LATE_AFTER:
        when = moment(found.audit_checked_at, asked.day) if found.audit_checked_at else _("never")
        words = _("%(n)s entries, last proven: %(when)s", n=found.audit_entries, when=when)
        return Finding(
            "audit",
            title,
            "soon",
            words,
            _("It is proven every night; do it now with the button on the page of the audit."),
            "audit.index",
        )
    words = _(
        "%(n)s entries, proven unaltered %(when)s",
        n=found.audit_entries,
        when=moment(found.audit_checked_at, asked.day),
    )
    return Finding("audit", title, "done", words, endpoint="audit.index")


def _jobs(asked: _Asked) -> Finding:
    failed, title = asked.counts.failed_jobs, _("Scheduled jobs")
    if failed:
        step = _("See which and why; run them again when the cause is gone.")
        return Finding("jobs", title, "late", _("%(n)s failed the last time", n=failed), step, "administration.jobs")
    return Finding("jobs", title, "done", _("none failed the last time"), endpoint="administration.jobs")


def _tasks(asked: _Asked) -> Finding:
    failed, title = asked.counts.failed_tasks, _("Work in the background")
    if failed:
        step = _("See what could not be done, and tell whoever asked for it.")
        return Finding(
            "tasks", title, "soon", _("%(n)s could not be done in the last seven days", n=failed), step, "jobs.recent"
        )
    return Finding(
        "tasks", title, "done", _("%(n)s waiting or going on", n=asked.counts.open_tasks), endpoint="jobs.recent"
    )


def _plugins(asked: _Asked) -> Finding:
    plugins, title = asked.platform.host.plugins.values(), _("Plugins")
    broken = [plugin for plugin in plugins if plugin.state in _BROKEN]
    pending = [plugin for plugin in plugins if plugin.state is State.PENDING]
    if broken or asked.counts.plugin_failures:
        step = _("Open the plugin to see what failed and where; disable it until it is mended.")
        names = ", ".join(str(plugin.title) for plugin in broken)
        words = (
            _("not running: %(names)s", names=names)
            if broken
            else _("%(n)s failures noted", n=asked.counts.plugin_failures)
        )
        return Finding("plugins", title, "late" if broken else "soon", words, step, "plugin_host.index")
    if pending:
        names = ", ".join(str(plugin.title) for plugin in pending)
        step = _("Make a backup, run `lianzhan db upgrade`, and start again.")
        return Finding(
            "plugins",
            title,
            "soon",
            _("waiting for their migrations: %(names)s", names=names),
            step,
            "plugin_host.index",
        )
    return Finding(
        "plugins",
        title,
        "done",
        _("%(n)s run, none has failed", n=len(asked.platform.host.active)),
        endpoint="plugin_host.index",
    )


def _database(asked: _Asked) -> Finding:
    if asked.platform.database.is_sqlite:
        kind, statement = (
            "SQLite",
            "SELECT sqlite_version(), (SELECT page_count * page_size FROM pragma_page_count, pragma_page_size)",
        )
    else:
        kind, statement = "PostgreSQL", "SELECT current_setting('server_version'), pg_database_size(current_database())"
    number, size = asked.session.execute(text(statement)).one()
    return Finding(
        "database",
        _("Database"),
        "info",
        _("%(kind)s %(version)s, %(size)s", kind=kind, version=number, size=size_words(size)),
    )


def _address(asked: _Asked) -> Iterator[Finding]:
    url, title = asked.platform.settings.public_url, _("Address")
    is_here = (urlsplit(url).hostname or "") in HERE
    if not is_here and not asked.platform.settings.is_https:
        step = _(
            "Passwords and telephone numbers travel readable. Put a proxy with https in front, and set LIANZHAN_PUBLIC_URL."
        )
        yield Finding("address", title, "late", _("%(url)s is not encrypted", url=url), step)
    else:
        yield Finding("address", title, "info", url)
    if not is_here and is_demonstration(asked.session):
        step = _(
            "Its accounts have a password that everybody knows. Work on a database of your own: set LIANZHAN_DATABASE_URL or LIANZHAN_DATA_DIR."
        )
        yield Finding(
            "demonstration", _("Demonstration"), "late", _("these are the records of the demonstration"), step
        )


def _administrators(asked: _Asked) -> Iterator[Finding]:
    if asked.counts.administrators < 2:
        step = _("When this one loses the password or is away, nobody can help. Make a second one under Accounts.")
        yield Finding("administrators", _("Administrators"), "soon", _("only one"), step, "accounts.index")


def _calendar(asked: _Asked) -> Iterator[Finding]:
    year = provisional_year(asked.session, asked.day)
    if year is not None:
        step = _("Enter the State Council's notice; until then deadlines of that year are provisional.")
        yield Finding(
            "calendar", _("Working days"), "soon", _("%(year)s is not entered yet", year=year), step, "calendar.index"
        )


def _versions() -> Finding:
    names = ("lianzhan", "flask", "sqlalchemy")
    told = [f"Python {machine.python_version()}", *(f"{name} {_version(name)}" for name in names)]
    return Finding("versions", _("Versions"), "info", ", ".join(told))


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return "?"


def size_words(size: float) -> str:
    """A size as people read it: 1.5 GB."""
    for unit in ("B", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"
