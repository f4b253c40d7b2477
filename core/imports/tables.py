"""Tables: the rows of a spreadsheet or text file, found beneath titles, between blanks, above notes.

Nothing here knows what a station or a deputy is: a table has a header whose words are known, and rows
with the numbers the workbook shows, so that a report can point at them. Files are checked before they
are opened: a workbook is a stranger's archive.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, Protocol

from core.imports.reading.bodies import Record, records
from core.imports.reading.headers import Header, find_header
from core.imports.reading.markup import read_markup
from core.imports.reading.problems import (
    EmptyFile,
    EncryptedWorkbook,
    FileProblem,
    MissingColumn,
    NoHeader,
    NoSuchSheet,
    NotAWorkbook,
    OldWorkbook,
    OtherKind,
    SeveralSheets,
    TooManyRows,
    UnsafeWorkbook,
    WorkbookTooLarge,
)
from core.imports.reading.sheets import HEADER_WITHIN, MOST_ROWS, Sheet
from core.imports.reading.texts import read_text
from core.imports.reading.workbooks import read_workbook
from core.imports.spool import Spool
from core.imports.values import Value
from core.imports.vocabulary import KINDS, Kind, vocabulary
from core.words import LazyText
from core.words import lazy as _

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_KEPT_IN_MEMORY: Final = 2_000

KIND_WORDS = {"stations": _("stations"), "enterprises": _("enterprises"), "deputies": _("deputies")}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file that we understand."""

    letter: str
    header: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the file: its number there, and its cells by our keys."""

    number: int
    cells: Mapping[str, Value]
    is_hidden: bool = False
    """Whether the spreadsheet program does not show it: filtered away, or hidden by hand."""


class Rows(Protocol):
    """Rows in the order of the file. They can be gone through again; a long file's are not in memory."""

    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Row]: ...


@dataclass(frozen=True, slots=True)
class Table:
    """A list found in a file."""

    kind: Kind
    sheet: str
    header_row: int
    columns: Mapping[str, Column]
    unused: tuple[str, ...]
    rows: Rows
    hidden_columns: tuple[str, ...] = ()
    """The headers of columns that the spreadsheet program does not show; they are read like the others."""
    notes: tuple[LazyText, ...] = ()
    """What people should know about the way the file was read."""

    def header(self, key: str) -> str:
        """The header of a column as the file writes it, or the usual one where the file has none."""
        column = self.columns.get(key)
        return column.header if column else vocabulary().titles[self.kind][key]


@dataclass(frozen=True, slots=True)
class SheetInfo:
    """A sheet of a file, to choose from."""

    title: str
    kind: Kind | None
    """What it seems to be a list of."""
    rows: int
    """How many records it has; 0 where it is no list."""


def read_table(data: bytes, kind: Kind, sheet: str | None = None) -> Table:
    """The list of that kind in the file, in the sheet that is named if one is; or the reason why there is none.

    Raises :class:`SeveralSheets` where more than one sheet holds such a list and none was named.
    """
    sheets = read_sheets(data)
    if not any(one.head for one in sheets):
        raise EmptyFile
    if sheet is not None:
        named = [one for one in sheets if one.title == sheet]
        if not named:
            raise NoSuchSheet(name=sheet, names=_names(sheets))
        return find_table(named, kind)
    fitting = _fitting(sheets, kind)
    if len(fitting) > 1:
        raise SeveralSheets(n=len(fitting), names=_names(fitting), sheets=[one.title for one in fitting])
    return find_table(sheets, kind)


def sheets_for(data: bytes, kind: Kind) -> list[str]:
    """The sheets that hold such a list, without reading their rows; or the reason why there is none."""
    sheets = read_sheets(data)
    if not any(one.head for one in sheets):
        raise EmptyFile
    return [one.title for one in _fitting(sheets, kind)] or [find_table(sheets, kind).sheet]


def sheets_in(data: bytes) -> list[SheetInfo]:
    """The sheets that hold anything, with what they seem to be lists of."""
    found = []
    for sheet in read_sheets(data):
        if sheet.head:
            kind, header = _likeliest(sheet)
            rows = sum(1 for _record in records(sheet, header)) if header else 0
            found.append(SheetInfo(sheet.title, kind if header else None, rows))
    return found


def read_sheets(data: bytes) -> list[Sheet]:
    """The sheets of a workbook, the tables of a web page, or the one table of a text file."""
    if not data.strip(b"\x00\t\r\n "):
        raise EmptyFile
    if data.startswith(_OLE):
        raise EncryptedWorkbook if "EncryptedPackage".encode("utf-16-le") in data else OldWorkbook
    if data.startswith(b"PK"):
        return read_workbook(data)
    return read_markup(data) or [read_text(data)]


def find_table(sheets: Sequence[Sheet], kind: Kind) -> Table:
    """The best list of that kind among the sheets."""
    headers = [(header, sheet) for sheet in sheets if (header := find_header(sheet, kind))]
    if not headers:
        _refuse_other_kind(sheets, kind, 0)
        titles = vocabulary().titles[kind]
        raise NoHeader(rows=HEADER_WITHIN, needed=", ".join(titles[key] for key in vocabulary().required[kind]))
    header, sheet = max(headers, key=lambda found: len(found[0].keys))
    absent = header.absent(kind)
    if absent:
        _refuse_other_kind(sheets, kind, len(header.keys))
        raise MissingColumn(row=header.bottom, column=vocabulary().titles[kind][absent[0]])
    return Table(
        kind=kind,
        sheet=sheet.title,
        header_row=header.bottom,
        columns={key: Column(_letter(index), header.texts[index]) for index, key in header.keys.items()},
        unused=header.unused,
        rows=kept_rows(tuple(header.keys.values()), records(sheet, header)),
        hidden_columns=tuple(header.texts[index] for index in header.keys if index in sheet.hidden_columns),
        notes=sheet.notes,
    )


def _fitting(sheets: Sequence[Sheet], kind: Kind) -> list[Sheet]:
    """The sheets that hold such a list: all needed columns, about as many others as the best, and a record."""
    found = [(header, sheet) for sheet in sheets if (header := find_header(sheet, kind)) and header.is_complete(kind)]
    most = max((len(header.keys) for header, _sheet in found), default=0)
    return [
        sheet
        for header, sheet in found
        if 2 * len(header.keys) > most
        and _likeliest(sheet)[0] == kind
        and (len(found) == 1 or next(records(sheet, header), None) is not None)
    ]


def _likeliest(sheet: Sheet) -> tuple[Kind, Header | None]:
    headers = {kind: find_header(sheet, kind) for kind in KINDS}
    complete = {kind: header for kind, header in headers.items() if header and header.is_complete(kind)}
    kind = max(KINDS, key=lambda one: len(complete[one].keys) if one in complete else 0)
    return kind, complete.get(kind)


def _refuse_other_kind(sheets: Iterable[Sheet], kind: Kind, matches: int) -> None:
    scores: Counter[Kind] = Counter()
    for other in KINDS:
        found = (find_header(sheet, other) for sheet in sheets)
        scores[other] = max((len(header.keys) for header in found if header), default=0)
    likeliest, most = scores.most_common(1)[0]
    if likeliest != kind and most > matches and most > 2:
        raise OtherKind(found=KIND_WORDS[likeliest], wanted=KIND_WORDS[kind])


# --- rows ---------------------------------------------------------------------------------------


def kept_rows(keys: tuple[str, ...], found: Iterator[Record]) -> Rows:
    """The rows, in memory where they are few."""
    first = [Row(*record) for record in islice(found, _KEPT_IN_MEMORY + 1)]
    if len(first) <= _KEPT_IN_MEMORY:
        return tuple(first)
    kept = _SpooledRows(keys)
    for row in first:
        kept.append(row.number, row.cells, is_hidden=row.is_hidden)
    first.clear()
    for number, cells, is_hidden in found:
        kept.append(number, cells, is_hidden=is_hidden)
    return kept


class _SpooledRows:
    """The rows of a long file, on disk."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        self._keys = keys
        self._kept: Spool[tuple[int, bool, tuple[Value, ...]]] = Spool()

    def append(self, number: int, cells: Mapping[str, Value], *, is_hidden: bool) -> None:
        self._kept.append((number, is_hidden, tuple([cells[key] for key in self._keys])))

    def __len__(self) -> int:
        return len(self._kept)

    def __iter__(self) -> Iterator[Row]:
        for number, is_hidden, values in self._kept:
            yield Row(number, dict(zip(self._keys, values, strict=True)), is_hidden)


def _names(sheets: Iterable[Sheet]) -> str:
    return ", ".join(sheet.title for sheet in sheets)


def _letter(index: int) -> str:
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


__all__ = [
    "KIND_WORDS",
    "MOST_ROWS",
    "Column",
    "EmptyFile",
    "EncryptedWorkbook",
    "FileProblem",
    "MissingColumn",
    "NoHeader",
    "NotAWorkbook",
    "OldWorkbook",
    "OtherKind",
    "Row",
    "Rows",
    "SeveralSheets",
    "SheetInfo",
    "Table",
    "TooManyRows",
    "UnsafeWorkbook",
    "WorkbookTooLarge",
    "find_table",
    "kept_rows",
    "read_sheets",
    "read_table",
    "sheets_for",
    "sheets_in",
]
