"""Tables: the rows of a spreadsheet or text file, found beneath titles, between blanks, above notes.

Nothing here knows what a station or a deputy is: a table has a header whose words are known, and rows
with the numbers the workbook shows, so that a report can point at them. Files are checked before they
are opened: a workbook is a stranger's archive.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from xml.parsers import expat

from core.errors import DomainError
from core.imports.values import Formula, Value
from core.imports.vocabulary import KINDS, Kind, compared, vocabulary
from core.words import lazy as _

MOST_ROWS = 20_000
MOST_COLUMNS = 200
_MOST_UNPACKED = 768 * 2**20
_MOST_UNPACKED_PART = 96 * 2**20
_SUSPICIOUS_RATIO = 200
_SUSPICIOUS_SIZE = 32 * 2**20
_HEADER_WITHIN = 30
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class FileProblem(DomainError):
    """The file as a whole cannot be read."""

    code = "file"
    field = "file"


class EmptyFile(FileProblem):
    """There is nothing in it."""

    code = "file_empty"
    message = _("The file is empty. Choose the file again; perhaps it was not saved or not copied completely.")


class NotAWorkbook(FileProblem):
    """Neither a workbook nor a text table."""

    code = "not_a_workbook"
    message = _(
        "This is neither an Excel workbook (.xlsx) nor a text table (.csv). Open it in Excel or WPS, save it as .xlsx and import that file."
    )


class OldWorkbook(FileProblem):
    """A workbook of Excel 97-2003, or WPS's own."""

    code = "old_workbook"
    message = _(
        "This is a workbook of the old kind (.xls or .et). Open it in Excel or WPS, choose Save as, Excel workbook (.xlsx), and import that file."
    )


class EncryptedWorkbook(FileProblem):
    """It opens with a password only."""

    code = "encrypted"
    message = _(
        "The workbook is locked with a password. Open it in Excel or WPS, remove the password, save it and import it again."
    )


class WorkbookTooLarge(FileProblem):
    """It would unpack into far more than a roster can hold."""

    code = "unpacks_too_large"
    message = _(
        "The workbook unpacks into %(megabytes)s MB, more than any roster holds, and was not opened. Copy the table into a new workbook and import that one."
    )


class UnsafeWorkbook(FileProblem):
    """It carries what no spreadsheet program writes."""

    code = "unsafe_workbook"
    message = _(
        "The workbook contains definitions no spreadsheet program writes and was not opened. Copy the table into a new workbook and import that one."
    )


class TooManyRows(FileProblem):
    """More rows than one import takes."""

    code = "too_many_rows"
    message = _(
        "The table has more than %(limit)s rows; one import takes at most that many. Split the file, for example by township, and import the parts one after the other."
    )


class NoHeader(FileProblem):
    """No row names the columns we need."""

    code = "no_header"
    message = _(
        "No row of this file looks like the header of such a list: among the first %(rows)s rows none has the columns %(needed)s. Name the columns so and import again."
    )


class OtherKind(FileProblem):
    """It is a list, but of something else."""

    code = "other_kind"
    message = _("This looks like a list of %(found)s, not of %(wanted)s. Choose the kind that fits, or another file.")


class MissingColumn(FileProblem):
    """A column without which the list says nothing is not there."""

    code = "missing_column"
    message = _("The header in row %(row)s has no column %(column)s. Add it, or name it so, and import again.")


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


@dataclass(frozen=True, slots=True)
class Table:
    """A list found in a file."""

    kind: Kind
    sheet: str
    header_row: int
    columns: Mapping[str, Column]
    unused: tuple[str, ...]
    rows: tuple[Row, ...]

    def header(self, key: str) -> str:
        """The header of a column as the file writes it, or the usual one where the file has none."""
        column = self.columns.get(key)
        return column.header if column else vocabulary().titles[self.kind][key]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything in one sheet, before anything is understood."""

    title: str
    rows: list[tuple[int, list[Value]]]
    merges: tuple[Merge, ...] = ()


@dataclass(frozen=True, slots=True)
class Merge:
    """Cells joined into one; rows count from 1 as in the workbook, columns from 0."""

    top: int
    bottom: int
    left: int
    right: int


def read_table(data: bytes, kind: Kind) -> Table:
    """The list of that kind in the file, or the reason why there is none."""
    sheets = read_sheets(data)
    if not any(sheet.rows for sheet in sheets):
        raise EmptyFile
    return find_table(sheets, kind)


def read_sheets(data: bytes) -> list[Sheet]:
    """The sheets of a workbook, or the one table of a text file."""
    if not data.strip(b"\x00\t\r\n "):
        raise EmptyFile
    if data.startswith(_OLE):
        raise EncryptedWorkbook if "EncryptedPackage".encode("utf-16-le") in data else OldWorkbook
    if data.startswith(b"PK"):
        return _read_workbook(data)
    return [_read_text(data)]


def find_table(sheets: list[Sheet], kind: Kind) -> Table:
    """The best list of that kind among the sheets."""
    headers = [(header, sheet) for sheet in sheets if (header := _find_header(sheet, kind))]
    if not headers:
        _explain_missing_header(sheets, kind)
    header, sheet = max(headers, key=lambda found: len(found[0].keys))
    required = vocabulary().required[kind]
    absent = [key for key in required if key not in header.keys.values()]
    if absent:
        _refuse_other_kind(sheets, kind, len(header.keys))
        raise MissingColumn(row=header.bottom, column=vocabulary().titles[kind][absent[0]])
    return Table(
        kind=kind,
        sheet=sheet.title,
        header_row=header.bottom,
        columns={key: Column(_letter(index), header.texts[index]) for index, key in header.keys.items()},
        unused=tuple(
            text
            for index, text in header.texts.items()
            if index not in header.keys and compared(text) not in vocabulary().ignored_headers
        ),
        rows=tuple(_body(sheet, header)),
    )


# --- the header ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Header:
    bottom: int
    texts: dict[int, str]
    keys: dict[int, str]


def _find_header(sheet: Sheet, kind: Kind) -> _Header | None:
    """The row, or pair of rows, that names most of our columns; the upper one of equals."""
    best: _Header | None = None
    by_number = dict(sheet.rows)
    for number, cells in sheet.rows[:_HEADER_WITHIN]:
        for header in _header_candidates(sheet, number, cells, by_number, kind):
            if len(header.keys) > (len(best.keys) if best else 0):
                best = header
    if best is None or (len(best.keys) < 2 and set(vocabulary().required[kind]) - set(best.keys.values())):
        return None
    return best


def _header_candidates(
    sheet: Sheet, number: int, cells: list[Value], by_number: dict[int, list[Value]], kind: Kind
) -> Iterator[_Header]:
    upper = {index: cell.strip() for index, cell in enumerate(cells) if isinstance(cell, str) and cell.strip()}
    yield _Header(number, upper, _known_columns(upper, kind))
    lower = by_number.get(number + 1)
    reaches_down = [merge for merge in sheet.merges if merge.top == number and merge.bottom == number + 1]
    if lower is None or not reaches_down:
        return
    # Two-storey headers: one word over several columns, the words below it say which.
    spread = dict(upper)
    for merge in sheet.merges:
        if merge.top == number and merge.left in upper:
            spread.update(dict.fromkeys(range(merge.left, merge.right + 1), upper[merge.left]))
    joined: dict[int, str] = {}
    known = vocabulary().columns[kind]
    for index in sorted({*spread, *range(len(lower))}):
        below = str(lower[index]).strip() if index < len(lower) and lower[index] is not None else ""
        above = spread.get(index, "")
        options = [f"{above}{below}", below, above]
        joined[index] = next((text for text in options if compared(text) in known), options[0])
    joined = {index: text for index, text in joined.items() if text}
    yield _Header(number + 1, joined, _known_columns(joined, kind))


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


def _explain_missing_header(sheets: list[Sheet], kind: Kind) -> None:
    _refuse_other_kind(sheets, kind, 0)
    titles = vocabulary().titles[kind]
    needed = ", ".join(titles[key] for key in vocabulary().required[kind])
    raise NoHeader(rows=_HEADER_WITHIN, needed=needed)


def _refuse_other_kind(sheets: list[Sheet], kind: Kind, matches: int) -> None:
    scores: Counter[Kind] = Counter()
    for other in KINDS:
        found = (_find_header(sheet, other) for sheet in sheets)
        scores[other] = max((len(header.keys) for header in found if header), default=0)
    likeliest, most = scores.most_common(1)[0]
    if likeliest != kind and most > matches and most > 2:
        raise OtherKind(found=KIND_WORDS[likeliest], wanted=KIND_WORDS[kind])


# --- the rows beneath it ------------------------------------------------------------------------


def _body(sheet: Sheet, header: _Header) -> Iterator[Row]:
    joined = _joined_downwards(sheet, header)
    widths = {merge.top: merge.right - merge.left + 1 for merge in sheet.merges if merge.top == merge.bottom}
    heading_width = max(3, len(header.texts) // 2)
    for number, cells in sheet.rows:
        if number <= header.bottom or widths.get(number, 0) >= heading_width:
            continue
        if _is_no_record(cells, header):
            continue
        known = {key: (cells[index] if index < len(cells) else None) for index, key in header.keys.items()}
        for index, value in joined.get(number, {}).items():
            key = header.keys.get(index)
            if key and known[key] is None:
                known[key] = value
        yield Row(number, known)


def _joined_downwards(sheet: Sheet, header: _Header) -> dict[int, dict[int, Value]]:
    """What merged cells say to the rows they cover, by row and column."""
    by_number = dict(sheet.rows)
    spread: dict[int, dict[int, Value]] = {}
    for merge in sheet.merges:
        if merge.bottom > merge.top > header.bottom and merge.left in header.keys:
            cells = by_number.get(merge.top, [])
            value = cells[merge.left] if merge.left < len(cells) else None
            for number in range(merge.top + 1, merge.bottom + 1):
                spread.setdefault(number, {})[merge.left] = value
    return spread


def _is_no_record(cells: list[Value], header: _Header) -> bool:
    """Blank rows, notes beneath the table, totals, and headers printed again on every page."""
    words = vocabulary()
    filled = {index: cell for index, cell in enumerate(cells) if cell is not None and str(cell).strip()}
    counted = [index for index in filled if compared(header.texts.get(index, "")) not in words.ignored_headers]
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
    again = sum(
        1 for index in header.keys if isinstance(filled.get(index), str) and filled[index] == header.texts[index]
    )
    return again >= 2 and again >= len(filled) // 2


# --- workbooks ----------------------------------------------------------------------------------


def _read_workbook(data: bytes) -> list[Sheet]:
    merges = _inspect_archive(data)
    # openpyxl takes part of a second to import; only imports need it.
    from openpyxl import load_workbook
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

    try:
        with warnings.catch_warnings():
            # It warns of drop-down lists and colours it does not keep; we read values only.
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
            try:
                visible = [
                    sheet
                    for sheet in book.worksheets
                    if isinstance(sheet, ReadOnlyWorksheet) and sheet.sheet_state == "visible"
                ]
                return [_read_sheet(sheet, merges) for sheet in visible]
            finally:
                book.close()
    except DomainError:
        raise
    except MemoryError:
        raise
    except Exception as error:
        # A damaged archive fails anywhere inside openpyxl, in more ways than can be listed.
        raise NotAWorkbook from error


def _inspect_archive(data: bytes) -> dict[str, tuple[Merge, ...]]:
    """Refuse what is not a sane workbook; the merged cells of each sheet, which streaming does not give."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            _refuse_at_sight(parts)
            return {part.filename.lstrip("/"): _inspect_part(archive, part) for part in parts if _is_xml(part)}
    except DomainError:
        raise
    except Exception as error:
        # BadZipFile, zlib.error, and what else a damaged archive raises.
        raise NotAWorkbook from error


def _is_xml(part: zipfile.ZipInfo) -> bool:
    return part.filename.endswith((".xml", ".rels", ".vml"))


def _is_sheet(part: zipfile.ZipInfo) -> bool:
    return "worksheets/" in part.filename


def _refuse_at_sight(parts: list[zipfile.ZipInfo]) -> None:
    if any(part.flag_bits & 0x1 for part in parts):
        raise EncryptedWorkbook
    if "xl/workbook.xml" not in {part.filename.lstrip("/") for part in parts}:
        raise NotAWorkbook
    total = sum(part.file_size for part in parts)
    bombs = (
        part.file_size > _SUSPICIOUS_SIZE and part.file_size > _SUSPICIOUS_RATIO * max(part.compress_size, 1)
        for part in parts
    )
    swollen = (part.file_size > _MOST_UNPACKED_PART for part in parts if not _is_sheet(part))
    if total > _MOST_UNPACKED or any(bombs) or any(swollen):
        raise WorkbookTooLarge(megabytes=total // 2**20)


def _inspect_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> tuple[Merge, ...]:
    with archive.open(part) as stream:
        start = stream.read(64 * 1024)
        _refuse_definitions(start)
        if not _is_sheet(part):
            return ()
        merges = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
        found: list[Merge] = []
        kept = start
        while kept:
            found += (
                Merge(int(top), int(bottom), _index(left), _index(right))
                for left, top, right, bottom in merges.findall(kept)
            )
            # A reference may lie across two pieces: carry what follows the last tag on.
            tail = kept[kept.rfind(b"<") :] if b"<" in kept else b""
            if len(tail) > 4096:
                tail = b""
            piece = stream.read(2**20)
            kept = tail + piece if piece else b""
        return tuple(dict.fromkeys(found))


def _refuse_definitions(start: bytes) -> None:
    """Refuse a document type: entities are how a small part becomes a large one."""

    class Seen(Exception):
        pass

    def refuse(*_: Any) -> None:
        raise UnsafeWorkbook

    def enough(*_: Any) -> None:
        raise Seen

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = enough
    try:
        parser.Parse(start, False)
    except Seen:
        return
    except expat.ExpatError as error:
        raise NotAWorkbook from error


def _read_sheet(sheet: Any, merges: Mapping[str, tuple[Merge, ...]]) -> Sheet:
    sheet.reset_dimensions()  # many programs write a wrong extent; read until the end instead
    rows: list[tuple[int, list[Value]]] = []
    previous: Any = None
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), 1):
        if cells is previous:
            continue  # one and the same empty row stands for all that are missing above a stray cell far below
        previous = cells
        values = [_cell(cell) for cell in cells]
        while values and values[-1] is None:
            values.pop()
        if values:
            rows.append((number, values))
            if len(rows) > MOST_ROWS + _HEADER_WITHIN:
                raise TooManyRows(limit=MOST_ROWS)
    path = str(sheet._worksheet_path).lstrip("/")  # noqa: SLF001 - the only name its part in the archive has
    return Sheet(str(sheet.title), rows, merges.get(path, ()))


def _cell(cell: Any) -> Value:
    value = cell.value
    if cell.data_type in {"f", "e"}:
        return Formula(str(getattr(value, "text", value) or "="))
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, float) and 1900 <= value < 2100 and str(cell.number_format).startswith("0.00"):
        return f"{value:.2f}"  # shown with two decimals, 1980.1 is October: only the format of the cell says so
    return value if type(value) in {int, float, type(None)} else _dated(value)


def _dated(value: Any) -> Value:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


# --- text ---------------------------------------------------------------------------------------


def _read_text(data: bytes) -> Sheet:
    text = _decoded(data)
    opening = text[:2000].lstrip().lower()
    if opening.startswith(("<!doctype html", "<html", "<table", "<?xml", "%pdf", "{\\rtf")):
        raise NotAWorkbook
    sample = text[:20_000]
    delimiter = max(",\t;|\uff0c", key=sample.count)
    rows: list[tuple[int, list[Value]]] = []
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1):
            values: list[Value] = [_typed(cell) for cell in cells[:MOST_COLUMNS]]
            while values and values[-1] is None:
                values.pop()
            if values:
                rows.append((number, values))
                if len(rows) > MOST_ROWS + _HEADER_WITHIN:
                    raise TooManyRows(limit=MOST_ROWS)
    except csv.Error as error:
        raise NotAWorkbook from error
    return Sheet("", rows)


def _decoded(data: bytes) -> str:
    """The text in the encoding it was written in: Excel in China writes GB18030 unless told otherwise."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: Iterable[str] = ("utf-16",)
    elif b"\x00" in data[:4096]:
        raise NotAWorkbook
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        # Bytes that are no text at all often pass as GB18030, but full of control characters.
        strange = sum(1 for sign in text[:4096] if ord(sign) < 32 and sign not in "\t\r\n\f")
        if strange == 0:
            return text
    raise NotAWorkbook


def _typed(cell: str) -> Value:
    plain = cell.strip("\ufeff \t\r\n\u3000")
    if not plain:
        return None
    quoted = re.fullmatch(r'="([^"]*)"', plain)  # how exports keep the zeros of a number
    if quoted:
        return quoted[1]
    return Formula(plain) if plain.startswith("=") else cell


def _letter(index: int) -> str:
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _index(letters: bytes) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index - 1
