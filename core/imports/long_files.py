"""Long files: read, planned and written by tasks, a few hundred rows at a time, while their page may be left."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from core.database import Database
from core.imports.models import ImportBatch, ImportRow
from core.imports.places import place_at
from core.imports.plans import Options, Outcome, Plan, Told
from core.imports.reading.archives import unpacked_size
from core.imports.staging import (
    check_staged,
    facts_of,
    head_of,
    kept,
    kept_options,
    report_of,
    row_as_read,
    table_with,
)
from core.imports.tables import Row, Table
from core.imports.vocabulary import Kind
from core.jobs.models import OPEN_STATES, Task
from core.jobs.tasks import enqueue
from core.words import lazy as _

LONG_BYTES: Final = 200_000
LONG_UNPACKED: Final = 4_000_000
LONG_ROWS: Final = 2_000
FOLDER: Final = "imports"
"""Where files lie in the data directory until they are read."""
_LEFT_AFTER_S: Final = 600
_TOGETHER: Final = 1_000


def is_long(data: bytes) -> bool:
    """Whether reading and planning the file is too much for a page."""
    return len(data) > LONG_BYTES or unpacked_size(data) > LONG_UNPACKED


def is_long_batch(batch: ImportBatch) -> bool:
    """Whether planning or writing it is too much for a page."""
    return bool(sum(batch.report.get("counts", {}).values()) > LONG_ROWS)


def start_reading(  # noqa: PLR0913 - the file, what it is a list of, and who sends it
    session: Session,
    data_dir: Path,
    data: bytes,
    *,
    kind: Kind,
    file_name: str,
    options: Options,
    account_id: int | None,
    at: datetime,
    path: str,
    sheet: str | None = None,
) -> ImportBatch:
    """Keep the file and ask for it to be read and planned; its batch is ``reading`` until then.

    `path` is the address of the batch's page, with ``{batch}`` for its number.
    """
    _sweep(session, data_dir / FOLDER)
    batch = ImportBatch(
        kind=kind,
        region_code=options.region_code,
        region_name=place_at(session, options.region_code).here.name,
        file_name=file_name[-200:],
        state="reading",
        created_at=at,
        account_id=account_id,
        options=kept_options(options),
    )
    session.add(batch)
    session.flush()
    facts = {"batch": batch.id, "file": _put_away(data_dir / FOLDER, data), "sheet": sheet}
    _ask(session, batch, "imports.read", facts, at, path.format(batch=batch.id))
    return batch


def start_planning(session: Session, batch: ImportBatch, options: Options, at: datetime, path: str) -> Task:
    """Ask for the batch to be planned again, after questions were answered. Raises NotStaged."""
    check_staged(batch)
    batch.options = kept_options(options, batch.options)
    batch.state = "reading"
    return _ask(session, batch, "imports.plan", {"batch": batch.id}, at, path)


def start_writing(session: Session, batch: ImportBatch, at: datetime, path: str, *, all_or_nothing: bool) -> Task:
    """Ask for the batch to be written. Raises NotStaged."""
    check_staged(batch)
    batch.state = "writing"
    facts = {"batch": batch.id, "all_or_nothing": all_or_nothing}
    return _ask(session, batch, "imports.write", facts, at, path)


def _ask(session: Session, batch: ImportBatch, kind: str, facts: Mapping[str, Any], at: datetime, path: str) -> Task:
    task = enqueue(
        session,
        kind,
        facts,
        title=_TITLES[kind].with_facts(file=batch.file_name),
        region_code=batch.region_code,
        account_id=batch.account_id,
        at=at,
        link=path,
    )
    batch.task_id = task.id
    return task


_TITLES: Final = {
    "imports.read": _("Read %(file)s"),
    "imports.plan": _("Check %(file)s again"),
    "imports.write": _("Write what %(file)s says"),
}


# --- the file, until it is read -------------------------------------------------------------------


def _put_away(folder: Path, data: bytes) -> str:
    """Under a name nobody can guess, on the disk before the row that names it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = secrets.token_urlsafe(24)
    with (folder / name).open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return name


def take_away(folder: Path, name: str) -> None:
    """The file was read, or nobody wants it any more."""
    with suppress(OSError):
        (folder / Path(name).name).unlink()


def _sweep(session: Session, folder: Path) -> None:
    """Remove files that no open task names: what crashes and cancelled tasks have left."""
    if not folder.is_dir():
        return
    named = session.scalars(select(Task.facts).where(Task.kind == "imports.read", Task.state.in_(OPEN_STATES)))
    wanted = {facts.get("file") for facts in named}
    for file in folder.iterdir():
        with suppress(OSError):
            if file.name not in wanted and file.stat().st_mtime < time.time() - _LEFT_AFTER_S:
                file.unlink()


# --- the rows -----------------------------------------------------------------------------------


def stage_rows(database: Database, batch_id: int, table: Table, made: Plan, told: Told) -> None:
    """Keep the rows and what would become of them, a thousand in each transaction; those of before go."""
    with database.writing() as session:
        session.execute(delete(ImportRow).where(ImportRow.batch_id == batch_id))
    done = 0
    for some in _in_pieces(_rows(batch_id, table, made.outcomes)):
        with database.writing() as session:
            session.execute(insert(ImportRow), some)
        done += len(some)
        told(done, len(made.outcomes))


def replan_rows(database: Database, batch_id: int, made: Plan, told: Told) -> None:
    """Keep what would become of the rows now; their cells stay."""
    done = 0
    table = ImportRow.__table__
    for some in _in_pieces(iter(made.outcomes)):
        with database.writing() as session:
            for outcome in some:
                here = (table.c.batch_id == batch_id, table.c.row == outcome.row)
                values = {"action": outcome.action, "title": outcome.title[:200], "facts": facts_of(outcome)}
                session.execute(update(table).where(*here).values(**values))  # type: ignore[arg-type]  # a Table it is
        done += len(some)
        told(done, len(made.outcomes))


def describe(batch: ImportBatch, table: Table, made: Plan) -> None:
    """Keep what the file is, and what the plan says as a whole."""
    batch.head, batch.report = head_of(table), report_of(made)


def _rows(batch_id: int, table: Table, outcomes: list[Outcome]) -> Iterator[dict[str, Any]]:
    """Rows and outcomes both stand in the order of the file; each row has one outcome."""
    rows = iter(table.rows)
    row = next(rows, None)
    for outcome in outcomes:
        while row is not None and row.number < outcome.row:
            row = next(rows, None)
        is_same = row is not None and row.number == outcome.row
        yield {
            "batch_id": batch_id,
            "row": outcome.row,
            "action": outcome.action,
            "title": outcome.title[:200],
            "cells": {key: kept(value) for key, value in row.cells.items()} if row and is_same else None,
            "facts": facts_of(outcome),
        }


def _in_pieces(things: Iterator[Any]) -> Iterator[list[Any]]:
    some: list[Any] = []
    for thing in things:
        some.append(thing)
        if len(some) == _TOGETHER:
            yield some
            some = []
    if some:
        yield some


def table_of(database: Database, batch: ImportBatch) -> Table:
    """The file as it was read; its rows come from the database as they are asked for."""
    return table_with(batch, _StagedRows(database, batch.id, frozenset(batch.head.get("hidden_rows", ()))))


class _StagedRows:
    """The rows of a batch, a thousand at a time."""

    def __init__(self, database: Database, batch_id: int, hidden: frozenset[int]) -> None:
        self._database, self._batch_id, self._head = database, batch_id, {"hidden_rows": hidden}

    def __len__(self) -> int:
        with self._database.reading() as session:
            count = select(func.count()).where(ImportRow.batch_id == self._batch_id)
            return session.scalar(count) or 0

    def __iter__(self) -> Iterator[Row]:
        last = 0
        while True:
            with self._database.reading() as session:
                query = select(ImportRow.row, ImportRow.cells).where(
                    ImportRow.batch_id == self._batch_id, ImportRow.row > last
                )
                some = session.execute(query.order_by(ImportRow.row).limit(_TOGETHER)).all()
            for number, cells in some:
                yield row_as_read(self._head, number, cells)
            if len(some) < _TOGETHER:
                return
            last = some[-1][0]
