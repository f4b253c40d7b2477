"""The folder of backups: what lies there, what the night leaves, and how things stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from core.backups.models import BackupRun
from core.backups.options import AT, DAILY, MONTHLY, NIGHTLY, WEEKLY
from core.clock import STATION_ZONE
from core.options.service import option

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

SCHEDULED, BY_HAND = "nightly", "lianzhan"
"""What the names of backups begin with; only those of the night are removed again."""
_NAME = re.compile(r"(nightly|lianzhan|before-restore|before-purge-[a-z0-9_]+)-(\d{8}-\d{6})(?:-\d+)?\.zip")
LATE_AFTER: Final = timedelta(hours=26)
TRY_AGAIN_AFTER: Final = timedelta(hours=1)
LOOK_EVERY: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup that lies in the folder."""

    path: Path
    label: str
    at: datetime
    size: int

    @property
    def name(self) -> str:
        """Its name in the folder."""
        return self.path.name

    @property
    def day(self) -> date:
        """The day at the stations."""
        return self.at.astimezone(STATION_ZONE).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Whether there is a backup to rely on."""

    good: BackupRun | None
    """The newest one that came to a good end."""
    failed: BackupRun | None
    """The newest one that did not, if none has come to a good end since."""
    is_late: bool
    """Whether the night's is missing."""


def kept_in(folder: Path) -> list[Kept]:
    """Our backups in the folder, newest first; nothing where there is no folder."""
    found = []
    for path in folder.glob("*.zip") if folder.is_dir() else ():
        named = _NAME.fullmatch(path.name)
        if named and path.is_file():
            at = datetime.strptime(named[2], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)
            found.append(Kept(path, named[1], at, path.stat().st_size))
    return sorted(found, key=lambda one: (one.at, len(one.name), one.name), reverse=True)


def named(folder: Path, name: str) -> Kept | None:
    """The backup of this name, if it lies there."""
    return next((one for one in kept_in(folder) if one.name == name), None)


def spare(backups: Iterable[Kept], *, daily: int, weekly: int, monthly: int) -> list[Kept]:
    """The backups of nights that may go: none of the newest of so many days, weeks and months, and never the newest."""
    nightly = sorted((one for one in backups if one.label == SCHEDULED), key=lambda one: one.at, reverse=True)
    wanted = {one.name for one in nightly[:1]}
    wanted |= _newest_of_each(nightly, daily, lambda day: day)
    wanted |= _newest_of_each(nightly, weekly, lambda day: day.isocalendar()[:2])
    wanted |= _newest_of_each(nightly, monthly, lambda day: (day.year, day.month))
    return [one for one in nightly if one.name not in wanted]


def _newest_of_each(newest_first: Sequence[Kept], most: int, span: Callable[[date], Any]) -> set[str]:
    newest: dict[Any, str] = {}
    for one in newest_first:
        newest.setdefault(span(one.day), one.name)
    return set(list(newest.values())[:most])


def tidy_up(session: Session, folder: Path) -> list[str]:
    """Remove what may go by what was decided; returns the names."""
    numbers = {name: option(session, declared) for name, declared in _KEPT}
    gone = spare(kept_in(folder), **numbers)
    for one in gone:
        one.path.unlink(missing_ok=True)
    return [one.name for one in gone]


_KEPT = (("daily", DAILY), ("weekly", WEEKLY), ("monthly", MONTHLY))


def is_due(session: Session, at: datetime) -> bool:
    """Whether the night's backup is to be made now: its time has come, and it was neither made nor just tried."""
    if not option(session, NIGHTLY):
        return False
    begins = _last_time(session, at)
    runs = session.scalars(
        select(BackupRun).where(BackupRun.reason == "schedule", BackupRun.started_at >= begins)
    ).all()
    return not any(run.is_good or run.started_at > at - TRY_AGAIN_AFTER for run in runs)


def _last_time(session: Session, at: datetime) -> datetime:
    here = at.astimezone(STATION_ZONE)
    due = datetime.combine(here.date(), option(session, AT), STATION_ZONE)
    return (due if due <= here else due - timedelta(days=1)).astimezone(UTC)


def standing(session: Session, at: datetime) -> Standing:
    """How things stand with backups."""
    newest = select(BackupRun).where(BackupRun.finished_at.is_not(None)).order_by(BackupRun.id.desc()).limit(1)
    good = session.scalars(newest.where(BackupRun.size.is_not(None))).one_or_none()
    failed = session.scalars(newest.where(BackupRun.size.is_(None))).one_or_none()
    if good is not None and failed is not None and failed.id < good.id:
        failed = None
    is_late = option(session, NIGHTLY) and (good is None or good.started_at < at - LATE_AFTER)
    return Standing(good=good, failed=failed, is_late=is_late)
