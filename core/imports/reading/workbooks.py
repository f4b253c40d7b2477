"""Workbooks (.xlsx): their sheets, read as streams.

openpyxl would keep neither merged cells nor hidden rows while it streams, and takes ten times the memory while it
does not; a roster of a province is read here in a few seconds and as many megabytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from array import array
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from functools import cached_property
from posixpath import join, normpath
from typing import Any, Final
from xml.parsers import expat

from core.errors import DomainError
from core.imports.reading.archives import Extras, index_of, inspected
from core.imports.reading.problems import NotAWorkbook, TooManyRows, UnsafeWorkbook
from core.imports.reading.sheets import HEADER_WITHIN, MOST_COLUMNS, MOST_ROWS, Line, Sheet, tidied
from core.imports.values import Formula, Value
from core.words import lazy as _

_PIECE: Final = 64 * 1024
_DATES: Final = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
"""Built-in formats of dates and times, the Chinese ones too."""
_TWO_DECIMALS: Final = frozenset({2, 10})
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_NO_PART_OF_A_DATE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_CELL = re.compile(r"([A-Z]{1,3})\d")

Attributes = Mapping[str, str]
Started = Callable[[str, Attributes], None]


def read_workbook(data: bytes) -> list[Sheet]:
    """The visible sheets; raises what says why there are none."""
    return list(Workbook(data, inspected(data)).sheets())


class Workbook:
    """One checked archive, and what its sheets share."""

    def __init__(self, data: bytes, extras: Mapping[str, Extras]) -> None:
        self._data = data
        self._extras = extras
        self._strings = Strings()
        self._styles = Styles()

    def sheets(self) -> Iterator[Sheet]:
        """The visible ones; a note names the others."""
        with _damage_explained(), zipfile.ZipFile(io.BytesIO(self._data)) as archive:
            self._read_shared(archive)
            listed = self._listed(archive)
        hidden = [title for title, _part, is_visible in listed if not is_visible]
        notes = (_("Hidden sheets are left alone: %(names)s.", names=", ".join(hidden)),) if hidden else ()
        for title, part, is_visible in listed:
            extras = self._extras.get(part)
            if is_visible and extras is not None:
                yield Sheet(title, self._reader(part), extras.merges, extras.hidden_columns, notes)

    def _listed(self, archive: zipfile.ZipFile) -> list[tuple[str, str, bool]]:
        """Title, part and visibility of every worksheet, in their order."""
        targets: dict[str, str] = {}
        sheets: list[tuple[str, str, str]] = []

        def relation(name: str, facts: Attributes) -> None:
            if name == "Relationship" and facts.get("Type", "").endswith("/worksheet"):
                target = facts.get("Target", "")
                path = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
                targets[facts.get("Id", "")] = path

        def sheet(name: str, facts: Attributes) -> None:
            if name == "sheet":
                reference = next((value for key, value in facts.items() if _local(key) == "id"), "")
                sheets.append((facts.get("name", ""), reference, facts.get("state", "visible")))
            elif name == "workbookPr":
                self._styles.from_1904 = facts.get("date1904") in {"1", "true"}

        _walk(archive, "xl/_rels/workbook.xml.rels", relation)
        _walk(archive, "xl/workbook.xml", sheet)
        return [
            (title, targets[reference], state == "visible")
            for title, reference, state in sheets
            if reference in targets
        ]

    def _read_shared(self, archive: zipfile.ZipFile) -> None:
        parts = {part.lstrip("/"): part for part in archive.namelist()}
        if "xl/sharedStrings.xml" in parts:
            self._strings.read(archive, parts["xl/sharedStrings.xml"])
        if "xl/styles.xml" in parts:
            self._styles.read(archive, parts["xl/styles.xml"])

    def _reader(self, part: str) -> Callable[[], Iterator[Line]]:
        def lines() -> Iterator[Line]:
            with _damage_explained(), zipfile.ZipFile(io.BytesIO(self._data)) as archive:
                name = next(name for name in archive.namelist() if name.lstrip("/") == part)
                with archive.open(name) as stream:
                    yield from _lines(stream, self._strings, self._styles)

        return lines


@contextmanager
def _damage_explained() -> Iterator[None]:
    """Turn whatever a damaged archive raises, in more ways than can be listed, into :class:`NotAWorkbook`."""
    try:
        yield
    except (DomainError, MemoryError):
        raise
    except Exception as error:
        raise NotAWorkbook from error


class Strings:
    """The workbook's shared strings, packed: a list of half a million would take more than all the rest."""

    def __init__(self) -> None:
        self._text = bytearray()
        self._ends = array("L", [0])

    def __getitem__(self, number: int) -> str:
        if number < 0:
            raise IndexError(number)
        return self._text[self._ends[number] : self._ends[number + 1]].decode("utf-8", "surrogatepass")

    def read(self, archive: zipfile.ZipFile, part: str) -> None:
        """Take them in from their part; readings printed above characters are not text."""
        words: list[str] = []
        reading_aloud = False
        in_text = False

        def started(name: str, _facts: Attributes) -> None:
            nonlocal in_text, reading_aloud
            if name == "t":
                in_text = not reading_aloud
            elif name == "rPh":
                reading_aloud = True
            elif name == "si":
                words.clear()

        def ended(name: str) -> None:
            nonlocal in_text, reading_aloud
            if name == "t":
                in_text = False
            elif name == "rPh":
                reading_aloud = False
            elif name == "si":
                self._text += unescaped("".join(words)).encode("utf-8", "surrogatepass")
                self._ends.append(len(self._text))

        _walk(archive, part, started, ended, lambda text: words.append(text) if in_text else None)


class Styles:
    """Which formats show a number as a day, and which with two decimals."""

    from_1904 = False

    def __init__(self) -> None:
        self._formats: list[int] = []
        self._codes: dict[int, str] = {}

    def read(self, archive: zipfile.ZipFile, part: str) -> None:
        """Take them in from their part."""
        inside = ""

        def started(name: str, facts: Attributes) -> None:
            nonlocal inside
            if name in {"cellXfs", "cellStyleXfs"}:
                inside = name
            elif name == "xf" and inside == "cellXfs":
                self._formats.append(_whole(facts.get("numFmtId", "0")))
            elif name == "numFmt":
                self._codes[_whole(facts.get("numFmtId", "0"))] = facts.get("formatCode", "")

        def ended(name: str) -> None:
            nonlocal inside
            if name == inside:
                inside = ""

        _walk(archive, part, started, ended)

    @cached_property
    def kinds(self) -> list[str]:
        """For every style: ``d`` for days, ``2`` for two decimals, else nothing."""
        return [self._kind(number) for number in self._formats]

    def _kind(self, number: int) -> str:
        code = self._codes.get(number, "")
        if code:
            return "d" if _shows_days(code) else "2" if code.startswith("0.00") else ""
        return "d" if number in _DATES else "2" if number in _TWO_DECIMALS else ""

    def shown(self, style: str, value: float) -> Value:
        """A number as its format shows it, as far as that says what it is."""
        number = _whole(style) if style else 0
        kind = self.kinds[number] if number < len(self.kinds) else ""
        if kind == "d":
            return _day(value, from_1904=self.from_1904)
        if kind == "2" and isinstance(value, float) and 1900 <= value < 2100:
            return f"{value:.2f}"  # shown with two decimals, 1980.1 is October: only the format of the cell says so
        return value


def _shows_days(code: str) -> bool:
    plain = _NO_PART_OF_A_DATE.sub("", code.partition(";")[0]).lower()
    return "general" not in plain and any(sign in plain for sign in "ymdhs")


def _day(value: float, *, from_1904: bool) -> Value:
    if value < 0 or value > 2_958_465:
        return value
    if value < 1:
        seconds = round(value * 86400)
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    # The first workbooks took 1900 for a leap year: until its February they are a day behind.
    days = int(value) + (1462 if from_1904 else 1 if value < 60 else 0)
    return (date(1899, 12, 30) + timedelta(days=days)).isoformat()


def _lines(stream: Any, strings: Strings, styles: Styles) -> Iterator[Line]:
    """The rows of a sheet that hold anything."""
    reader = _SheetReader(strings, styles)
    seen = 0
    while piece := stream.read(_PIECE):
        reader.parser.Parse(piece, False)
        for line in reader.ready:
            seen += 1
            if seen > MOST_ROWS + HEADER_WITHIN:
                raise TooManyRows(limit=MOST_ROWS)
            yield line
        reader.ready.clear()
        if reader.is_past:
            return
    reader.parser.Parse(b"", True)
    yield from reader.ready


class _SheetReader:
    """Takes the cells out of a sheet's XML as it comes by."""

    def __init__(self, strings: Strings, styles: Styles) -> None:
        self.parser = _parser()
        self.parser.StartElementHandler = self._started
        self.parser.EndElementHandler = self._ended
        self.parser.CharacterDataHandler = self._said
        self.ready: list[Line] = []
        self.is_past = False
        self._strings, self._styles = strings, styles
        self._columns: dict[str, int] = {}
        self._row, self._hidden, self._cells = 0, False, list[Value]()
        self._column, self._type, self._style = -1, "", ""
        self._text: list[str] = []
        self._formula: list[str] | None = None
        self._takes: list[str] | None = None
        self._has_value = False

    def _started(self, name: str, facts: Attributes) -> None:
        if ":" in name:
            name = _local(name)
        if name == "c":
            reference = facts.get("r")
            self._column = self._index(reference) if reference else self._column + 1
            self._type, self._style = facts.get("t", "n"), facts.get("s", "")
            self._formula = None
            self._text = []
            self._has_value = False
        elif name == "v" or (name == "t" and self._type == "inlineStr"):
            self._takes = self._text
            self._has_value = True
        elif name == "f":
            self._takes = self._formula = []
        elif name == "row":
            number = facts.get("r", "")
            self._row = int(number) if number.isdigit() else self._row + 1
            self._hidden = facts.get("hidden") in {"1", "true"} or facts.get("ht") == "0"
            self._cells, self._column = [], -1
        elif name == "rPh":
            self._type = "reading"  # aloud, printed above the characters: what follows in this cell is no text

    def _said(self, text: str) -> None:
        if self._takes is not None:
            self._takes.append(text)

    def _ended(self, name: str) -> None:
        if ":" in name:
            name = _local(name)
        if name == "c":
            if self._column < MOST_COLUMNS and (self._has_value or self._formula is not None):
                value = self._value()
                if value is not None:
                    cells = self._cells
                    if self._column >= len(cells):
                        cells.extend([None] * (self._column + 1 - len(cells)))
                    cells[self._column] = value
        elif name in {"v", "t", "f"}:
            self._takes = None
        elif name == "row":
            if tidied(self._cells):
                self.ready.append(Line(self._row, self._cells, self._hidden))
        elif name == "sheetData":
            self.is_past = True

    def _index(self, reference: str) -> int:
        found = _CELL.match(reference)
        if found is None:
            return self._column + 1
        letters = found[1]
        if letters not in self._columns:
            self._columns[letters] = index_of(letters)
        return self._columns[letters]

    def _value(self) -> Value:
        text = "".join(self._text)
        if self._formula is not None:
            return Formula("=" + "".join(self._formula).removeprefix("="))
        if self._type == "s":
            return _worded(self._strings[int(text)])
        if self._type == "n":
            return self._number(text.strip())
        return _typed(self._type, text)

    def _number(self, plain: str) -> Value:
        if not plain:
            return None
        number = float(plain) if any(sign in plain for sign in ".eE") else int(plain)
        return self._styles.shown(self._style, number) if self._style else number


def _typed(kind: str, text: str) -> Value:
    """A cell that is neither a number nor a shared string: an error, a truth, a day, or words."""
    if kind == "e":
        return Formula(text or "=")
    if kind == "b":
        return "TRUE" if text.strip() in {"1", "true"} else "FALSE"
    if kind == "d":
        return text.strip().partition("T")[0] or None
    return _worded(unescaped(text))


def _worded(text: str) -> str | None:
    return text if text and not text.isspace() else None


def unescaped(text: str) -> str:
    """Signs that XML cannot hold are written as ``_x000D_``."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _whole(text: str) -> int:
    return int(text) if text.isdigit() else 0


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _parser() -> expat.XMLParserType:
    """A parser that meets no entities: a document type is refused wherever it stands."""

    def refuse(*_facts: Any) -> None:
        raise UnsafeWorkbook

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    return parser


def _walk(
    archive: zipfile.ZipFile,
    part: str,
    started: Started,
    ended: Callable[[str], None] = lambda _name: None,
    said: Callable[[str], Any] = lambda _text: None,
) -> None:
    """Come by everything in a small part."""
    parser = _parser()
    parser.StartElementHandler = lambda name, facts: started(_local(name), facts)
    parser.EndElementHandler = lambda name: ended(_local(name))
    parser.CharacterDataHandler = said
    name = part if part in archive.namelist() else "/" + part
    with archive.open(name) as stream:
        while piece := stream.read(_PIECE):
            parser.Parse(piece, False)
    parser.Parse(b"", True)
