"""What tasks do with long files: read, plan again, write. Each may be cut off at any moment, and begins anew then."""

from __future__ import annotations

from functools import partial

from sqlalchemy import update
from sqlalchemy.orm import Session

from core import audit
from core.clock import now
from core.errors import DomainError
from core.imports import long_files, service
from core.imports.hooks import let_in, telling, understanding
from core.imports.models import ImportBatch, ImportRow
from core.imports.plans import Plan, Told
from core.imports.staging import options_of, report_of
from core.imports.tables import read_table
from core.jobs.models import Task
from core.jobs.tasks import Work, carries
from core.words import lazy as _

_READING = _("Reading the file")
_CHECKING = _("Checking the rows")
_KEEPING = _("Keeping what would become of them")
_WRITING = _("Writing")


class FileLost(DomainError):
    """The file was not there any more when its turn came."""

    code = "file_lost"
    message = _("The file is not in the data directory any more. Send it again.")


class NotAllGood(DomainError):
    """Everything or nothing was asked for, and not every row is good."""

    code = "not_all_good"
    message = _(
        "Nothing was written, because not every row is good. Write the good rows only, or correct the others first."
    )


def _not_read(session: Session, task: Task) -> None:
    _back_to(session, task, "dropped")


def _still_staged(session: Session, task: Task) -> None:
    _back_to(session, task, "staged")


def _back_to(session: Session, task: Task, state: str) -> None:
    """The batch waits for the task no longer; it may have gone meanwhile."""
    batch = session.get(ImportBatch, task.facts.get("batch", 0))
    if batch is not None:
        batch.state = state


@carries("imports.read", undone=_not_read)
def read(work: Work) -> None:
    """Read the file, plan it, and keep both for preview."""
    folder = work.platform.settings.data_dir / long_files.FOLDER
    work.progress(0, 0, _READING)
    try:
        data = (folder / work.facts["file"]).read_bytes()
    except OSError as problem:
        raise FileLost from problem
    try:
        with work.database.reading() as session:
            batch = _batch(session, work.task)
            table = read_table(data, batch.kind, work.facts.get("sheet"))  # type: ignore[arg-type]  # what was put there
            options = options_of(batch, work.task.created_at)
            understand = understanding(work.platform.host)
            made = service.plan(session, table, options, understand, to_write=False, told=_telling(work, _CHECKING))
    except DomainError:
        long_files.take_away(folder, work.facts["file"])  # a file that cannot be read now never can
        raise
    long_files.stage_rows(work.database, work.facts["batch"], table, made, _telling(work, _KEEPING))
    with work.finishing() as session:
        batch = _batch(session, work.task)
        batch.state = "staged"
        long_files.describe(batch, table, made)
    long_files.take_away(folder, work.facts["file"])


@carries("imports.plan", undone=_still_staged)
def plan(work: Work) -> None:
    """Plan the kept rows again, with the answers given meanwhile."""
    with work.database.reading() as session:
        batch = _batch(session, work.task)
        table = long_files.table_of(work.database, batch)
        options = options_of(batch, work.task.created_at)
        understand = understanding(work.platform.host)
        made = service.plan(session, table, options, understand, to_write=False, told=_telling(work, _CHECKING))
    long_files.replan_rows(work.database, work.facts["batch"], made, _telling(work, _KEEPING))
    with work.finishing() as session:
        batch = _batch(session, work.task)
        batch.state, batch.report = "staged", report_of(made)


@carries("imports.write", undone=_still_staged)
def write(work: Work) -> None:
    """Plan the kept rows against the records as they are now, then write the good ones in one short transaction."""
    host = work.platform.host
    with work.database.reading() as session:
        batch = _batch(session, work.task)
        table = long_files.table_of(work.database, batch)
        options = options_of(batch, work.task.created_at)
    service.plan_and_apply(
        work.database,
        table,
        options,
        work.finishing,
        all_or_nothing=bool(work.facts.get("all_or_nothing")),
        understand=understanding(host),
        telling=partial(telling, host),
        told=_telling(work, _CHECKING),
        settle=partial(_settle, work),
    )


def _settle(work: Work, session: Session, made: Plan, written: bool) -> None:
    """In the transaction of the writing: what was written, and that it was, are one."""
    if not written:
        raise NotAllGood
    at = now()
    let_in(session, made, at)
    batch = _batch(session, work.task)
    batch.state, batch.written_at, batch.report = "written", at, report_of(made)
    session.execute(update(ImportRow).where(ImportRow.batch_id == batch.id).values(cells=None, corrections=None))
    counts = {str(action): number for action, number in made.counts.items()}
    work.result = dict(counts)
    audit.record(session, "import", batch, {"kind": batch.kind, "file": batch.file_name, **counts})


def _telling(work: Work, phase: object) -> Told:
    return lambda done, total: work.progress(done, total, phase)  # type: ignore[arg-type]  # a message


def _batch(session: Session, task: Task) -> ImportBatch:
    return session.get_one(ImportBatch, task.facts["batch"])
