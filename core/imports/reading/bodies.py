"""Bodies: the rows beneath a header that are records, with what merged cells say to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from core.imports.reading.headers import Header
from core.imports.reading.sheets import Merge, Sheet
from core.imports.values import Value
from core.imports.vocabulary import compared, vocabulary


class Record(NamedTuple):
    """A row that is a record: its number, its cells by our keys, and whether it is hidden."""

    number: int
    cells: dict[str, Value]
    is_hidden: bool


def records(sheet: Sheet, header: Header) -> Iterator[Record]:
    """The records beneath the header, in their order; the sheet is read once, as a stream."""
    headings = _heading_rows(sheet.merges, max(3, len(header.texts) // 2))
    joined = _Joined(sheet.merges, header)
    for number, cells, is_hidden in sheet.lines():
        if number <= header.bottom:
            continue
        said = joined.at(number, cells)
        if number in headings or _is_no_record(cells, header):
            continue
        known = {key: (cells[index] if index < len(cells) else None) for index, key in header.keys.items()}
        for index, value in said:
            key = header.keys[index]
            if known[key] is None:
                known[key] = value
        yield Record(number, known, is_hidden)


def _heading_rows(merges: Sequence[Merge], width: int) -> frozenset[int]:
    """Rows that one cell runs across: titles between the records."""
    return frozenset(
        merge.top for merge in merges if merge.top == merge.bottom and merge.right - merge.left + 1 >= width
    )


class _Joined:
    """What cells that are merged downwards say to the rows they cover."""

    def __init__(self, merges: Sequence[Merge], header: Header) -> None:
        self._coming = iter([one for one in merges if one.bottom > one.top > header.bottom and one.left in header.keys])
        self._next = next(self._coming, None)
        self._open: dict[int, tuple[int, Value]] = {}
        """Column -> the last row covered, and what it says."""

    def at(self, number: int, cells: list[Value]) -> list[tuple[int, Value]]:
        """By column, in this row; rows are asked about in their order."""
        said = [(column, value) for column, (bottom, value) in self._open.items() if number <= bottom]
        while self._next is not None and self._next.top <= number:
            merge = self._next
            value = cells[merge.left] if merge.top == number and merge.left < len(cells) else None
            self._open[merge.left] = (merge.bottom, value)
            self._next = next(self._coming, None)
        return said


def _is_no_record(cells: list[Value], header: Header) -> bool:
    """Blank rows, notes beneath the table, totals, and headers printed again on every page."""
    words = vocabulary()
    filled = {
        index: cell
        for index, cell in enumerate(cells)
        if cell is not None and not (isinstance(cell, str) and not cell.strip())
    }
    counted = [index for index in filled if index not in header.beside]
    first = next(iter(filled.values()), None)
    if not counted and not (isinstance(first, str) and len(filled) == 1 and not first.strip().isdecimal()):
        return True
    opening = compared(first) if isinstance(first, str) else ""
    if opening in words.totals:
        return True
    if opening.startswith(words.note_prefixes):
        name_column = min(header.keys)
        return len(counted) <= 2 or name_column not in filled
    if len(filled) == 1 and min(filled) not in header.keys:
        return True
    texts = header.texts
    again = sum(1 for index in header.keys if filled.get(index) == texts[index])
    return again >= 2 and again >= len(filled) // 2
