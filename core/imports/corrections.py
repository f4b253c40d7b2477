"""Corrections: cells of a checked file put right on its preview, before anything is written.

What is typed is kept with the row at once, right or wrong; the file is then planned again. The file as it
stands, with all corrections and what is still wrong, can be taken along.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import String, cast, select, update
from sqlalchemy.orm import Session

from core.errors import DomainError
from core.exports.workbooks import Sheet
from core.imports.models import ImportBatch, ImportRow
from core.imports.staging import said
from core.imports.tables import Table
from core.imports.values import Formula, Value, shown
from core.imports.vocabulary import vocabulary
from core.words import lazy as _
from core.words import packed

LONGEST_CELL = 2000
MOST_GROUPS = 8
_MOST_SCANNED = 5000
CORRECTED_AT = ("refuse", "wait", "create", "change")
"""Rows with these outcomes can be corrected; a row that is skipped says nothing new."""


class RowGone(DomainError):
    """The row is not in the file any more."""

    code = "import_row_gone"
    status = 409
    message = _("Row %(row)s is not in this file any more. Look at the list again.")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a row as it can be corrected."""

    key: str
    header: str
    text: str
    said_before: str | None
    """What the file said, where it was corrected."""
    problem: str
    """Why it cannot be taken, or nothing."""
    alike: int
    """How many other refused rows say the same in this column, for the same reason."""


@dataclass(frozen=True, slots=True)
class Group:
    """Refused rows that say the same in one column, for the same reason."""

    key: str
    header: str
    value: str
    code: str
    rows: tuple[int, ...]


def row_of(session: Session, batch: ImportBatch, number: int) -> ImportRow:
    """A row of the file. Raises :class:`RowGone`."""
    found = session.get(ImportRow, (batch.id, number))
    if found is None or found.cells is None:
        raise RowGone(row=number)
    return found


def cells_of(row: ImportRow, batch: ImportBatch, groups: Iterable[Group]) -> list[Cell]:
    """The cells of a row in the order of the file, with what is wrong with them."""
    problems: dict[str, str] = {}
    for header, _value, _code, message in row.facts.get("problems", ()):
        problems.setdefault(header, str(said(message)))
    alike = {group.key: len(group.rows) - 1 for group in groups if row.row in group.rows}
    before = row.corrections or {}
    return [
        Cell(
            key,
            header,
            text_of((row.cells or {}).get(key)),
            text_of(before[key]) if key in before else None,
            problems.get(header, ""),
            alike.get(key, 0),
        )
        for key, (_letter, header) in batch.head["columns"].items()
    ]


def groups_of(session: Session, batch: ImportBatch) -> list[Group]:
    """Which cells are refused several times for one reason, the most frequent first."""
    keys = {header: key for key, (_letter, header) in batch.head["columns"].items()}
    refused = select(ImportRow.row, ImportRow.facts).where(ImportRow.batch_id == batch.id, ImportRow.action == "refuse")
    rows: dict[tuple[str, str, str, str], list[int]] = {}
    for number, facts in session.execute(refused.order_by(ImportRow.row).limit(_MOST_SCANNED)):
        for header, value, code, _message in facts.get("problems", ()):
            if header in keys and value:
                rows.setdefault((keys[header], header, value, code), []).append(number)
    groups = [Group(*what, tuple(dict.fromkeys(numbers))) for what, numbers in rows.items()]
    return sorted((group for group in groups if len(group.rows) > 1), key=lambda group: (-len(group.rows), group.rows))


def names_unknown_stations(session: Session, batch: ImportBatch) -> bool:
    """Whether a row of the roster is refused because nobody has recorded the station it names."""
    refused = select(ImportRow.row).where(ImportRow.batch_id == batch.id, ImportRow.action == "refuse")
    says_so = cast(ImportRow.facts, String).contains("unknown_station")
    return batch.kind == "deputies" and session.scalar(refused.where(says_so).limit(1)) is not None


def with_corrections(table: Table, corrections: Mapping[int, Mapping[str, str]]) -> Table:
    """The file with these cells put right; what was not touched stays what it was, a number a number."""
    rows = tuple(
        replace(row, cells={**row.cells, **_changed(row.cells, corrections[row.number])})
        if row.number in corrections
        else row
        for row in table.rows
    )
    return replace(table, rows=rows)


def alike(table: Table, group: Group, typed: str) -> dict[int, dict[str, str]]:
    """The corrections that put the same cell right in every row that says the same."""
    numbers = set(group.rows)
    return {
        row.number: {group.key: typed}
        for row in table.rows
        if row.number in numbers and shown(row.cells.get(group.key)) == group.value
    }


def kept_before(session: Session, batch: ImportBatch) -> dict[int, dict[str, Any]]:
    """What the file said in the cells that were corrected."""
    query = select(ImportRow.row, ImportRow.corrections).where(
        ImportRow.batch_id == batch.id, ImportRow.corrections.is_not(None)
    )
    return {number: dict(before) for number, before in session.execute(query) if before}


def corrected_cells(session: Session, batch: ImportBatch) -> dict[int, Any]:
    """The rows that were corrected, as they stand now."""
    query = select(ImportRow.row, ImportRow.cells).where(
        ImportRow.batch_id == batch.id, ImportRow.corrections.is_not(None)
    )
    return {number: dict(cells or {}) for number, cells in session.execute(query)}


def keep(session: Session, batch: ImportBatch, before: Mapping[int, dict[str, Any]], old: Table, new: Table) -> None:
    """Keep with every corrected row what the file said; the cells hold what is right now."""
    said_before = {number: dict(cells) for number, cells in before.items()}
    for was, row in zip(old.rows, new.rows, strict=True):
        for key in row.cells:
            if row.cells[key] != was.cells.get(key):
                said_before.setdefault(row.number, {}).setdefault(key, _plain(was.cells.get(key)))
    for number, cells in said_before.items():
        session.execute(
            update(ImportRow).where(ImportRow.batch_id == batch.id, ImportRow.row == number).values(corrections=cells)
        )


def note(session: Session, batch: ImportBatch, fixes: Iterable[tuple[int, Mapping[str, str]]]) -> int:
    """Keep cells put right in a long file; their rows wait until the whole file is checked again. How many there were."""
    waiting = 0
    for number, typed in fixes:
        row = row_of(session, batch, number)
        cells = dict(row.cells or {})
        changed = {
            key: text[:LONGEST_CELL] or None
            for key, text in typed.items()
            if text.strip() != text_of(cells.get(key)).strip()
        }
        if not changed:
            continue
        row.corrections = {**{key: cells.get(key) for key in changed}, **(row.corrections or {})}
        row.cells = {**cells, **changed}
        counts = dict(batch.report["counts"])
        counts[row.action] -= 1
        counts["wait"] += 1
        batch.report = {**batch.report, "counts": counts, "corrected": number_waiting(batch) + 1}
        row.action, row.facts = "wait", {"problems": [], "changes": [], "reasons": [packed(_TO_BE_CHECKED)]}
        waiting += 1
    session.flush()
    return waiting


def number_waiting(batch: ImportBatch) -> int:
    """How many corrected rows of a long file wait to be checked."""
    return int(batch.report.get("corrected", 0))


_TO_BE_CHECKED = _("Corrected; it is checked when the whole file is checked again.")


def text_of(value: Any) -> str:
    """A cell as it is shown in a field, whole; as kept in the database or as read."""
    if isinstance(value, dict):
        return str(value["formula"])
    if isinstance(value, Formula):
        return value.text
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return "" if value is None else str(value)


def _changed(cells: Mapping[str, Value], typed: Mapping[str, str]) -> dict[str, Value]:
    return {
        key: (text[:LONGEST_CELL] or None)
        for key, text in typed.items()
        if key in cells and text.strip() != text_of(cells[key]).strip()
    }


def _plain(value: Value) -> Any:
    return {"formula": value.text} if isinstance(value, Formula) else value


# --- the file, corrected ------------------------------------------------------------------------


def corrected_file(session: Session, batch: ImportBatch) -> Sheet:
    """The file as it stands: its own heads and order, the corrections, and last what is still wrong with a row."""
    columns = batch.head["columns"]
    head = [header for _letter, header in columns.values()] + [vocabulary().wrong_head]
    return Sheet(batch.head.get("sheet") or batch.file_name, head, _rows(session, batch, list(columns)))


def _rows(session: Session, batch: ImportBatch, keys: Sequence[str]) -> Iterator[list[str]]:
    rows = (
        select(ImportRow.cells, ImportRow.facts, ImportRow.action)
        .where(ImportRow.batch_id == batch.id, ImportRow.cells.is_not(None))
        .order_by(ImportRow.row)
        .execution_options(yield_per=1000)
    )
    for cells, facts, action in session.execute(rows):
        yield [text_of(cells.get(key)) for key in keys] + [_wrong(facts, action)]


def _wrong(facts: Mapping[str, Any], action: str) -> str:
    problems = [f"{header}: {said(message)}" for header, _value, _code, message in facts.get("problems", ())]
    if action == "wait":
        problems += [said(reason) for reason in facts.get("reasons", ())]
    return "\n".join(problems)
