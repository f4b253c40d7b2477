"""Staging: a checked file kept in the database, to be looked at, asked about, and written later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from core import audit
from core.errors import DomainError
from core.imports import service
from core.imports.hooks import let_in
from core.imports.models import ImportBatch, ImportRow
from core.imports.places import place_at
from core.imports.plans import Options, Outcome, Plan, Question, Unresolved, Words
from core.imports.stations import Tell, Understand
from core.imports.tables import Column, Row, Table
from core.imports.values import Formula, Value
from core.words import LazyText
from core.words import lazy as _

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
        head={
            "sheet": table.sheet,
            "row": table.header_row,
            "columns": {key: [column.letter, column.header] for key, column in table.columns.items()},
            "unused": list(table.unused),
        },
    )
    session.add(batch)
    session.flush()
    restage(session, batch, table, made)
    return batch


def restage(session: Session, batch: ImportBatch, table: Table, made: Plan) -> None:
    """Keep a new plan of the same file, after questions were answered."""
    batch.options = {
        **(batch.options or {}),
        "coming": sorted(made.options.coming),
        "terms": dict(made.options.terms),
        "answers": dict(made.options.answers),
        "with_liaisons": made.options.with_liaisons,
        "create_stations": made.options.create_stations,
    }
    batch.report = _report(made)
    cells = {row.number: {key: _kept(value) for key, value in row.cells.items()} for row in table.rows}
    _replace_rows(session, batch, made, cells)


def table_of(session: Session, batch: ImportBatch) -> Table:
    """The file as it was read."""
    rows = session.execute(
        select(ImportRow.row, ImportRow.cells).where(ImportRow.batch_id == batch.id).order_by(ImportRow.row)
    )
    head = batch.head
    return Table(
        kind=batch.kind,  # type: ignore[arg-type]  # what stage() put there
        sheet=head["sheet"],
        header_row=head["row"],
        columns={key: Column(letter, header) for key, (letter, header) in head["columns"].items()},
        unused=tuple(head["unused"]),
        rows=tuple(
            Row(number, {key: _revived(value) for key, value in (cells or {}).items()}) for number, cells in rows
        ),
    )


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
    batch.state, batch.written_at, batch.report = "written", at, _report(made)
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
    return str(_unpacked(kept))


def _report(made: Plan) -> dict[str, Any]:
    return {
        "counts": made.counts,
        "questions": [_question(question) for question in made.questions],
        "notes": [_packed(note) for note in made.notes],
        "unresolved": [_unresolved(one) for one in made.unresolved[:_MOST_LISTED]],
        "unresolved_count": len(made.unresolved),
        "offers": [_unresolved(one) for one in made.offers[:_MOST_LISTED]],
        "offers_count": len(made.offers),
    }


def _question(question: Question) -> dict[str, Any]:
    return {
        "key": question.key,
        "text": _packed(question.text),
        "rows": list(question.rows),
        "choices": [[choice.value, _packed(choice.words)] for choice in question.choices],
        "holds_back": question.holds_back,
    }


def _unresolved(one: Unresolved) -> dict[str, Any]:
    return {"row": one.row, "column": one.column, "value": one.value, "message": _packed(one.message)}


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
            "facts": _facts(outcome),
        }
        for outcome in made.outcomes
    ]
    if rows:
        session.execute(insert(ImportRow), rows)


def _facts(outcome: Outcome) -> dict[str, Any]:
    return {
        "changes": [[_packed(change.column), _packed(change.old), _packed(change.new)] for change in outcome.changes],
        "problems": [[one.column, one.value, one.code, _packed(one.message)] for one in outcome.problems],
        "reasons": [_packed(reason) for reason in outcome.reasons],
    }


def _forget_old(session: Session, at: datetime) -> None:
    """Rows hold what files say about people: they go when nobody is likely to look at them again; the counts stay."""
    is_old = ImportBatch.created_at < at - KEPT_FOR
    session.execute(delete(ImportRow).where(ImportRow.batch_id.in_(select(ImportBatch.id).where(is_old))))
    session.execute(update(ImportBatch).where(ImportBatch.state == "staged", is_old).values(state="dropped"))


def _packed(words: Words | Iterable[Any]) -> Any:
    """A message as JSON, to be translated when it is shown."""
    if isinstance(words, LazyText):
        return {"msgid": words.msgid, "facts": {name: _packed(value) for name, value in words.facts.items()}}
    return words


def _unpacked(kept: Any) -> Any:
    if isinstance(kept, dict):
        return LazyText(kept["msgid"], {name: _unpacked(value) for name, value in kept["facts"].items()})
    return kept


def _kept(value: Value) -> Any:
    return {"formula": value.text} if isinstance(value, Formula) else value


def _revived(kept: Any) -> Value:
    return Formula(kept["formula"]) if isinstance(kept, dict) else kept
