"""Backups that are made behind the page, or at night."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from core import audit
from core.backups import keeping, service
from core.backups.models import BackupRun
from core.clock import now
from core.errors import DomainError
from core.jobs.models import OPEN_STATES, Task
from core.jobs.tasks import Work, carries, enqueue
from core.plugin_host.declarations import Job
from core.watch.logs import log
from core.words import LazyText, packed
from core.words import lazy as _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.backups.archive import Manifest

MAKE = "backups.make"
CUT_OFF = _("It was cut off in the middle: the process was stopped, or the machine.")


def ask(session: Session, at: datetime, *, reason: str, account_id: int | None = None, link: str = "") -> Task:
    """Ask for a backup to be made; the one that is asked for already, if there is one."""
    waiting = select(Task).where(Task.kind == MAKE, Task.state.in_(OPEN_STATES)).order_by(Task.id).limit(1)
    return session.scalars(waiting).one_or_none() or enqueue(
        session,
        MAKE,
        {"reason": reason},
        title=_("Backup of the whole platform"),
        region_code="",
        account_id=account_id,
        at=at,
        link=link,
    )


def ask_at_night(session: Session, at: datetime) -> None:
    """Ask for the night's backup when its time has come."""
    if keeping.is_due(session, at):
        ask(session, at, reason="schedule")


@carries(MAKE)
def make(work: Work) -> None:
    """Make it, write down what came of it, then remove what need not be kept longer."""
    settings, reason = work.platform.settings, str(work.facts.get("reason", "by_hand"))
    at = now()
    file = service.default_file(settings, at, keeping.SCHEDULED if reason == "schedule" else keeping.BY_HAND)
    with work.writing() as session:
        _close_cut_off(session, at)
        run = BackupRun(reason=reason, account_id=work.task.account_id, started_at=at, file_name=file.name)
        session.add(run)
    try:
        manifest = service.backup(
            settings, work.database, file, at, lambda done, whole: work.progress(done >> 20, (whole >> 20) or 1)
        )
    except DomainError as problem:
        _note_failure(work, run.id, _sentence(problem))
        raise
    except BaseException:
        _note_failure(work, run.id, packed(CUT_OFF))
        raise
    with work.finishing() as session:
        finish(session, session.get_one(BackupRun, run.id), manifest, file.stat().st_size, now())
        work.result = {"file": file.name}
    with work.database.reading() as session:
        gone = keeping.tidy_up(session, settings.backup_dir)
    log.info("backup_made", file=file.name, files=manifest.files, missing=manifest.missing, removed=len(gone))


def finish(session: Session, run: BackupRun, manifest: Manifest, size: int, at: datetime) -> None:
    """Write down that a backup came to a good end."""
    run.finished_at, run.size, run.files = at, size, manifest.files
    run.audit_entries, run.audit_head = manifest.audit_entries, manifest.audit_head
    run.error = packed(missing_words(manifest.missing)) if manifest.missing else None
    session.flush()
    audit.record(session, "backup", run, {"file": run.file_name, "files": run.files})


def missing_words(missing: int) -> LazyText:
    """That some files could not be put in."""
    return _(
        "%(n)s photos or documents that records name are not in the data directory any more, or damaged there. Everything else is in the backup; bring them back from an earlier one.",
        n=missing,
    )


def _sentence(problem: DomainError) -> Any:
    facts = {
        name: fact if isinstance(fact, str | int | LazyText) else str(fact) for name, fact in problem.facts.items()
    }
    return packed(problem.message.with_facts(**facts))


def _note_failure(work: Work, run_id: int, words: object) -> None:
    with work.writing() as session:
        run = session.get_one(BackupRun, run_id)
        run.finished_at, run.error = now(), words


def _close_cut_off(session: Session, at: datetime) -> None:
    for run in session.scalars(select(BackupRun).where(BackupRun.finished_at.is_(None))):
        run.finished_at, run.error = at, packed(CUT_OFF)


JOB = Job(
    name="backup",
    title=_("Ask for the night's backup when its time has come"),
    run=ask_at_night,
    every=keeping.LOOK_EVERY,
)
