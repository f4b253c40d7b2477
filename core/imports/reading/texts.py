"""Text tables (.csv, .txt, and .xls that are text in truth), in the encodings spreadsheet programs write."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from typing import Final

from core.imports.reading.problems import NotAWorkbook, TooManyRows
from core.imports.reading.sheets import HEADER_WITHIN, MOST_COLUMNS, MOST_ROWS, Line, Sheet, tidied
from core.imports.values import Formula, Value

_SAMPLE: Final = 20_000
_PIECE: Final = 2**20
_QUOTED = re.compile(r'="([^"]*)"')
_HARMLESS: Final = re.compile(r"'('*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20].*)", re.DOTALL)


def read_text(data: bytes) -> Sheet:
    """The one table of a text file."""
    encoding = encoding_of(data)
    with _opened(data, encoding) as text:
        sample = text.read(_SAMPLE)
    if sample[:2000].lstrip().lower().startswith(("%pdf", "{\\rtf", "<?xml")):
        raise NotAWorkbook
    delimiter = max(",\t;|\uff0c", key=sample.count)
    return Sheet("", lambda: _lines(data, encoding, delimiter))


def encoding_of(data: bytes) -> str:
    """The encoding the text was written in: Excel in China writes GB18030 unless told otherwise."""
    for encoding in _candidates(data):
        if _is_text(data, encoding):
            return encoding
    raise NotAWorkbook


def _candidates(data: bytes) -> tuple[str, ...]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    start = data[:4096]
    if b"\x00" not in start:
        return ("utf-8-sig", "gb18030")
    # "Unicode text" without its mark: of digits, tabs and line ends one half is zero, the first or the second.
    return ("utf-16-le",) if start[1::2].count(0) > start[::2].count(0) else ("utf-16-be",)


def _is_text(data: bytes, encoding: str) -> bool:
    """Whether all of it can be decoded; bytes that are no text at all often can, but are full of control characters."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(data), _PIECE):
            text = decoder.decode(data[start : start + _PIECE], final=start + _PIECE >= len(data))
            if start == 0 and any(ord(sign) < 32 and sign not in "\t\r\n\f" for sign in text[:4096]):
                return False
    except UnicodeDecodeError:
        return False
    return True


def _opened(data: bytes, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(data), encoding=encoding, newline="")


def _lines(data: bytes, encoding: str, delimiter: str) -> Iterator[Line]:
    seen = 0
    try:
        with _opened(data, encoding) as text:
            for number, cells in enumerate(csv.reader(text, delimiter=delimiter), 1):
                values = tidied([typed(cell) for cell in cells[:MOST_COLUMNS]])
                if values:
                    seen += 1
                    if seen > MOST_ROWS + HEADER_WITHIN:
                        raise TooManyRows(limit=MOST_ROWS)
                    yield Line(number, values)
    except csv.Error as error:
        raise NotAWorkbook from error


def typed(cell: str) -> Value:
    """A cell of text: its words, or the formula it holds."""
    plain = cell.strip("\ufeff \t\r\n\u3000\xa0")
    if not plain:
        return None
    quoted = _QUOTED.fullmatch(plain)  # how exports keep the zeros of a number
    if quoted:
        return quoted[1]
    harmless = _HARMLESS.fullmatch(plain)  # how our own exports keep words that begin like a formula
    if harmless:
        return harmless[1]
    return Formula(plain) if plain.startswith("=") else cell
