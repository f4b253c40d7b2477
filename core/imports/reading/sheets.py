"""Sheets: rows of cells as a file holds them, read one after the other and never all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Final, NamedTuple

from core.imports.values import Value
from core.words import LazyText

MOST_ROWS: Final = 200_000
MOST_COLUMNS: Final = 200
HEADER_WITHIN: Final = 30


class Merge(NamedTuple):
    """Cells joined into one; rows count from 1 as in the workbook, columns from 0."""

    top: int
    bottom: int
    left: int
    right: int


class Line(NamedTuple):
    """A row that is not empty: its number as the program shows it, its cells, and whether they are hidden there."""

    number: int
    cells: list[Value]
    is_hidden: bool = False


@dataclass(frozen=True)
class Sheet:
    """Everything in one sheet, before anything is understood."""

    title: str
    lines: Callable[[], Iterator[Line]]
    """Reads the sheet from its beginning."""
    merges: tuple[Merge, ...] = ()
    """In the order of their first rows."""
    hidden_columns: frozenset[int] = frozenset()
    notes: tuple[LazyText, ...] = field(default=())
    """What people should know about the way it was read."""

    @cached_property
    def head(self) -> list[Line]:
        """The rows among which the header is looked for, and one more."""
        return list(islice(self.lines(), HEADER_WITHIN + 1))


def tidied(cells: list[Value]) -> list[Value]:
    """The cells without the empty ones at the end."""
    while cells and cells[-1] is None:
        cells.pop()
    return cells
