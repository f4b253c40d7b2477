"""Staging: a checked file kept in the database, to be looked at, asked about, and written later."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Text, cast, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from core import audit
from core.errors import DomainError
from core.imports import service
from core.imports.hooks import let_in
from core.imports.models import ImportBatch, ImportRow
from core.imports.places import place_at
from core.imports.plans import Options, Outcome, Plan, Question, Unresolved
from core.imports.stations import Tell, Understand
from core.imports.tables import Column, Row, Rows, Table
from core.imports.values import Formula, Value
from core.words import lazy as _
from core.words import packed, unpacked

KEPT_FOR = timedelta(days=14)
"""How long the rows of a file are kept, written or not."""
_MOST_LISTED = 200


class NotStaged(DomainError):
    """The batch was written or dropped meanwhile."""

    code = "import_not_staged"
    status = 409
    message = _("This import is finished already. Start a new one with the file.")


def stage(
    session: Session, table: Table, made: Plan, file_name: str, at: datetime, account_id: int | None
) -> ImportBatch:
    """Keep a file and its plan for preview; cells of forgotten files are removed on the way."""
    _forget_old(session, at)
    batch = ImportBatch(
        kind=table.kind,
        region_code=made.options.region_code,
        region_name=place_at(session, made.options.region_code).here.name,
        file_name=file_name[-200:],
        state="staged",
        created_at=at,
        account_id=account_id,
        head=head_of(table),
    )
    session.add(batch)
    session.flush()
    restage(session, batch, table, made)
    return batch


def restage(session: Session, batch: ImportBatch, table: Table, made: Plan) -> None:
    """Keep a new plan of the same file, after questions were answered."""
    batch.options = kept_options(made.options, batch.options)
    batch.report = report_of(made)
    cells = {row.number: {key: kept(value) for key, value in row.cells.items()} for row in table.rows}
    _replace_rows(session, batch, made, cells)


def kept_options(options: Options, before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What was said beside the file, to be kept with the batch."""
    return {
        **(before or {}),
        "coming": sorted(options.coming),
        "terms": dict(options.terms),
        "answers": dict(options.answers),
        "with_liaisons": options.with_liaisons,
        "create_stations": options.create_stations,
    }


def head_of(table: Table) -> dict[str, Any]:
    """What the file is, beside its rows, to be kept with the batch."""
    return {
        "sheet": table.sheet,
        "row": table.header_row,
        "columns": {key: [column.letter, column.header] for key, column in table.columns.items()},
        "unused": list(table.unused),
        "hidden_columns": list(table.hidden_columns),
        "hidden_rows": [row.number for row in table.rows if row.is_hidden],
        "notes": [packed(note) for note in table.notes],
    }


def table_with(batch: ImportBatch, rows: Rows) -> Table:
    """The file as it was read, with these rows."""
    head = batch.head
    return Table(
        kind=batch.kind,  # type: ignore[arg-type]  # what stage() put there
        sheet=head["sheet"],
        header_row=head["row"],
        columns={key: Column(letter, header) for key, (letter, header) in head["columns"].items()},
        unused=tuple(head["unused"]),
        rows=rows,
        hidden_columns=tuple(head.get("hidden_columns", ())),
        notes=tuple(unpacked(note) for note in head.get("notes", ())),
    )


def row_as_read(batch_head: Mapping[str, Any], number: int, cells: Mapping[str, Any] | None) -> Row:
    """A row as it was read, from what is kept of it."""
    revived = {key: _revived(value) for key, value in (cells or {}).items()}
    return Row(number, revived, number in batch_head.get("hidden_rows", ()))


def table_of(session: Session, batch: ImportBatch) -> Table:
    """The file as it was read."""
    rows = session.execute(
        select(ImportRow.row, ImportRow.cells).where(ImportRow.batch_id == batch.id).order_by(ImportRow.row)
    )
    head = {"hidden_rows": frozenset(batch.head.get("hidden_rows", ()))}
    return table_with(batch, tuple(row_as_read(head, number, cells) for number, cells in rows))


def options_of(
    batch: ImportBatch,
    at: datetime,
    answers: Mapping[str, str] | None = None,
    *,
    with_liaisons: bool | None = None,
    create_stations: bool | None = None,
) -> Options:
    """What was said beside the file, and the answers given now."""
    kept = batch.options
    given = dict(answers or {})
    terms = {key.removeprefix("term:"): int(value) for key, value in given.items() if key.startswith("term:")}
    return Options(
        region_code=batch.region_code,
        today=at.date(),
        terms={**kept.get("terms", {}), **terms},
        coming=frozenset(kept.get("coming", ())),
        answers={
            **kept.get("answers", {}),
            **{key: value for key, value in given.items() if not key.startswith("term:")},
        },
        with_liaisons=kept.get("with_liaisons", False) if with_liaisons is None else with_liaisons,
        create_stations=kept.get("create_stations", False) if create_stations is None else create_stations,
    )


def write(
    session: Session, batch: ImportBatch, at: datetime, understand: Understand, tell: Tell, *, all_or_nothing: bool
) -> bool:
    """Plan once more, against the records as they are now, and write; whether anything could be written.

    Raises :class:`NotStaged` for a batch that was finished meanwhile.
    """
    check_staged(batch)
    table = table_of(session, batch)
    made = service.plan(session, table, options_of(batch, at), understand)
    written = service.apply(session, made, all_or_nothing=all_or_nothing, tell=tell)
    if not written:
        restage(session, batch, table, made)
        return False
    let_in(session, made, at)
    batch.state, batch.written_at, batch.report = "written", at, report_of(made)
    _replace_rows(session, batch, made, {})
    counts: dict[str, int] = {str(action): number for action, number in made.counts.items()}
    audit.record(session, "import", batch, {"kind": batch.kind, "file": batch.file_name, **counts})
    return True


def drop(session: Session, batch: ImportBatch) -> None:
    """Forget a staged file. Raises :class:`NotStaged` for one that was finished."""
    check_staged(batch)
    batch.state = "dropped"
    session.execute(delete(ImportRow).where(ImportRow.batch_id == batch.id))


def check_staged(batch: ImportBatch) -> None:
    """Raise :class:`NotStaged` for a batch that was written or dropped."""
    if batch.state != "staged":
        raise NotStaged


def said(kept: Any) -> str:
    """A message or plain text as it was kept, in the language spoken now."""
    return str(unpacked(kept))


def report_of(made: Plan) -> dict[str, Any]:
    """What the plan says as a whole, to be kept with the batch."""
    return {
        "counts": made.counts,
        "questions": [_question(question) for question in made.questions],
        "notes": [packed(note) for note in made.notes],
        "unresolved": [_unresolved(one) for one in made.unresolved[:_MOST_LISTED]],
        "unresolved_count": len(made.unresolved),
        "offers": [_unresolved(one) for one in made.offers[:_MOST_LISTED]],
        "offers_count": len(made.offers),
    }


def _question(question: Question) -> dict[str, Any]:
    return {
        "key": question.key,
        "text": packed(question.text),
        "rows": list(question.rows),
        "choices": [[choice.value, packed(choice.words)] for choice in question.choices],
        "holds_back": question.holds_back,
    }


def _unresolved(one: Unresolved) -> dict[str, Any]:
    return {"row": one.row, "column": one.column, "value": one.value, "message": packed(one.message)}


def _replace_rows(session: Session, batch: ImportBatch, made: Plan, cells: Mapping[int, Any]) -> None:
    corrected = select(ImportRow.row, ImportRow.corrections).where(
        ImportRow.batch_id == batch.id, ImportRow.corrections.is_not(None)
    )
    said_before = {number: before for number, before in session.execute(corrected)} if cells else {}  # noqa: C416
    session.execute(delete(ImportRow).where(ImportRow.batch_id == batch.id))
    rows = [
        {
            "batch_id": batch.id,
            "row": outcome.row,
            "action": outcome.action,
            "title": outcome.title[:200],
            "cells": cells.get(outcome.row),
            "corrections": said_before.get(outcome.row),
            "facts": facts_of(outcome),
        }
        for outcome in made.outcomes
    ]
    if rows:
        session.execute(insert(ImportRow), rows)


def facts_of(outcome: Outcome) -> dict[str, Any]:
    """What would become of a row and why, to be kept with it."""
    return {
        "changes": [[packed(change.column), packed(change.old), packed(change.new)] for change in outcome.changes],
        "problems": [[one.column, one.value, one.code, packed(one.message)] for one in outcome.problems],
        "reasons": [packed(reason) for reason in outcome.reasons],
    }


WORDS_OF_ROWS = ("unresolved", "offers")
"""Parts of a report that repeat what the file says about people."""


def _forget_old(session: Session, at: datetime) -> None:
    """Rows hold what files say about people: they go when nobody is likely to look at them again; the counts stay."""
    is_old = ImportBatch.created_at < at - KEPT_FOR
    session.execute(delete(ImportRow).where(ImportRow.batch_id.in_(select(ImportBatch.id).where(is_old))))
    session.execute(update(ImportBatch).where(ImportBatch.state == "staged", is_old).values(state="dropped"))
    repeats = or_(*(cast(ImportBatch.report, Text).contains(f'"{part}": [{{') for part in WORDS_OF_ROWS))
    for batch in session.scalars(select(ImportBatch).where(is_old, repeats)):
        batch.report = batch.report | {part: [] for part in WORDS_OF_ROWS}


def kept(value: Value) -> Any:
    """A cell as JSON."""
    return {"formula": value.text} if isinstance(value, Formula) else value


def _revived(kept: Any) -> Value:
    return Formula(kept["formula"]) if isinstance(kept, dict) else kept
