"""The ways from the overview, each with the number that matters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from core.administration.counts import Counts
from core.web.filters import moment
from core.words import LazyText
from core.words import lazy as _


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A way to somewhere, for those who have the permission."""

    endpoint: str
    permission: str
    icon: str
    title: LazyText
    lead: LazyText
    words: LazyText
    """The number that matters, in words."""
    sign: str = "quiet"


def tiles(found: Counts, provisional_year: int | None, wrong: int | None) -> list[Tile]:
    """Every tile; `wrong` is how many findings of the health need somebody."""
    return [*_people(found), *_decided(found, provisional_year), *_work(found), *_kept(found, wrong)]


def _people(found: Counts) -> Iterator[Tile]:
    yield Tile(
        endpoint="accounts.index",
        permission="accounts.manage",
        icon="person-badge",
        title=_("Accounts"),
        lead=_("Who may sign in, and as what."),
        words=_("%(n)s accounts", n=found.accounts),
    )
    yield Tile(
        endpoint="permissions.index",
        permission="permissions.manage",
        icon="shield-check",
        title=_("Who may do what"),
        lead=_("What each role may do."),
        words=_("%(n)s changed here", n=found.permissions),
    )


def _decided(found: Counts, provisional_year: int | None) -> Iterator[Tile]:
    yield Tile(
        endpoint="options.index",
        permission="settings.edit",
        icon="sliders",
        title=_("Settings"),
        lead=_("Name, contact and everything that can be decided."),
        words=_("%(n)s changed here", n=found.options),
    )
    yield Tile(
        endpoint="calendar.index",
        permission="calendar.edit",
        icon="calendar3",
        title=_("Working days"),
        lead=_("Holidays, and the days worked for them."),
        words=_("%(year)s is provisional", year=provisional_year) if provisional_year else _("published"),
        sign="soon" if provisional_year else "done",
    )
    failures = found.plugin_failures
    yield Tile(
        endpoint="plugin_host.index",
        permission="plugins.manage",
        icon="puzzle",
        title=_("Plugins"),
        lead=_("What the platform can do beyond stations and deputies."),
        words=_("%(n)s failures noted", n=failures) if failures else _("none has failed"),
        sign="late" if failures else "done",
    )


def _work(found: Counts) -> Iterator[Tile]:
    yield Tile(
        endpoint="imports.index",
        permission="imports.run",
        icon="upload",
        title=_("Imports"),
        lead=_("Rosters that were uploaded."),
        words=_("%(n)s not finished", n=found.open_imports),
        sign="soon" if found.open_imports else "quiet",
    )
    failed = found.failed_jobs
    yield Tile(
        endpoint="administration.jobs",
        permission="jobs.manage",
        icon="clock",
        title=_("Scheduled jobs"),
        lead=_("What is done without anybody asking."),
        words=_("%(n)s failed the last time", n=failed) if failed else _("none failed the last time"),
        sign="late" if failed else "done",
    )
    undone = found.failed_tasks
    yield Tile(
        endpoint="jobs.recent",
        permission="jobs.task",
        icon="hourglass-split",
        title=_("Work in the background"),
        lead=_("What somebody asked for and takes longer."),
        words=_("%(n)s could not be done in the last seven days", n=undone)
        if undone
        else _("%(n)s waiting or going on", n=found.open_tasks),
        sign="late" if undone else "quiet",
    )
    troubled = found.troubled_messages
    yield Tile(
        endpoint="notices.deliveries",
        permission="notices.deliveries",
        icon="send",
        title=_("Mails and messages"),
        lead=_("What left the platform, and whether it arrived."),
        words=_("%(n)s to look at from the last seven days", n=troubled) if troubled else _("all is well"),
        sign="late" if troubled else "done",
    )


def _kept(found: Counts, wrong: int | None) -> Iterator[Tile]:
    yield Tile(
        endpoint="backups.index",
        permission="backups.manage",
        icon="archive",
        title=_("Backups"),
        lead=_("Everything in one file, checked."),
        words=_backup_words(found),
        sign="late" if found.backup_failed or found.backup_at is None else "done",
    )
    yield Tile(
        endpoint="audit.index",
        permission="audit.read",
        icon="journal-check",
        title=_("Audit"),
        lead=_("Who changed, exported or looked at what."),
        words=_("the chain is broken") if found.audit_fault else _("%(n)s entries", n=found.audit_entries),
        sign="late" if found.audit_fault else "quiet",
    )
    yield Tile(
        endpoint="administration.health",
        permission="watch.health",
        icon="heart-pulse",
        title=_("Health"),
        lead=_("Whether everything runs as it should."),
        words=_("%(n)s things need somebody", n=wrong) if wrong else _("all is well"),
        sign="late" if wrong else "done",
    )


def _backup_words(found: Counts) -> LazyText:
    if found.backup_failed:
        return _("the last one failed")
    if found.backup_at is None:
        return _("there is none yet")
    return _("the last one: %(when)s", when=moment(found.backup_at))
