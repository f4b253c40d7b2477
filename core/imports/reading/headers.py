"""Headers: the row, or pair of rows, whose words say what the columns mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from core.imports.reading.sheets import HEADER_WITHIN, Line, Sheet
from core.imports.values import Value
from core.imports.vocabulary import Kind, compared, vocabulary


@dataclass(frozen=True)
class Header:
    """Where it ends, what it says, and the columns of it that we understand."""

    bottom: int
    texts: dict[int, str]
    keys: dict[int, str]

    @cached_property
    def beside(self) -> frozenset[int]:
        """The columns that say nothing about their row, such as running numbers."""
        ignored = vocabulary().ignored_headers
        return frozenset(index for index, text in self.texts.items() if compared(text) in ignored)

    @property
    def unused(self) -> tuple[str, ...]:
        """The headers of columns that are left alone."""
        return tuple(text for index, text in self.texts.items() if index not in self.keys and index not in self.beside)

    def is_complete(self, kind: Kind) -> bool:
        """Whether every column is there that such a list needs."""
        return not self.absent(kind)

    def absent(self, kind: Kind) -> list[str]:
        """The needed columns that are not there."""
        present = set(self.keys.values())
        return [key for key in vocabulary().required[kind] if key not in present]


def find_header(sheet: Sheet, kind: Kind) -> Header | None:
    """The row, or pair of rows, that names most of our columns; the upper one of equals."""
    best: Header | None = None
    by_number = {line.number: line.cells for line in sheet.head}
    for line in sheet.head[:HEADER_WITHIN]:
        for header in _candidates(sheet, line, by_number, kind):
            if len(header.keys) > (len(best.keys) if best else 0):
                best = header
    if best is None or (len(best.keys) < 2 and not best.is_complete(kind)):
        return None
    return best


def _candidates(sheet: Sheet, line: Line, by_number: dict[int, list[Value]], kind: Kind) -> Iterator[Header]:
    number, cells = line.number, line.cells
    upper = {index: cell.strip() for index, cell in enumerate(cells) if isinstance(cell, str) and cell.strip()}
    yield Header(number, upper, _known_columns(upper, kind))
    lower = by_number.get(number + 1)
    starting_here = [merge for merge in sheet.merges if merge.top == number]
    if lower is None or not any(merge.bottom == number + 1 for merge in starting_here):
        return
    # Two-storey headers: one word over several columns, the words below it say which.
    spread = dict(upper)
    for merge in starting_here:
        if merge.left in upper:
            spread.update(dict.fromkeys(range(merge.left, merge.right + 1), upper[merge.left]))
    joined: dict[int, str] = {}
    known = vocabulary().columns[kind]
    for index in sorted({*spread, *range(len(lower))}):
        below = str(lower[index]).strip() if index < len(lower) and lower[index] is not None else ""
        above = spread.get(index, "")
        options = [f"{above}{below}", below, above]
        joined[index] = next((text for text in options if compared(text) in known), options[0])
    joined = {index: text for index, text in joined.items() if text}
    yield Header(number + 1, joined, _known_columns(joined, kind))


def _known_columns(texts: Mapping[int, str], kind: Kind) -> dict[int, str]:
    """Which column means what; of two with one meaning, the more usual word wins, then the left one."""
    known = vocabulary().columns[kind]
    order = {word: rank for rank, word in enumerate(known)}
    found = [
        (order[compared(text)], index, known[compared(text)])
        for index, text in texts.items()
        if compared(text) in known
    ]
    keys: dict[str, int] = {}
    for _rank, index, key in sorted(found):
        keys.setdefault(key, index)
    return {index: key for key, index in sorted(keys.items(), key=lambda item: item[1])}
