"""Web pages and XML under the name of a workbook: what WPS, Excel and office systems call ``.xls`` now and then."""

from __future__ import annotations

import email
import email.policy
import io
import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from core.imports.reading.problems import NotAWorkbook, TooManyRows, UnsafeWorkbook
from core.imports.reading.sheets import MOST_COLUMNS, MOST_ROWS, Line, Merge, Sheet, tidied
from core.imports.reading.texts import encoding_of, typed
from core.words import lazy as _

_START: Final = 4000
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_TAG = re.compile(rb"<\s*(?:!doctype html|html|table|meta|head|body|style)\b", re.IGNORECASE)
_SPREADSHEET: Final = b"urn:schemas-microsoft-com:office:spreadsheet"
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_MOST_SPAN: Final = 5000
HTML_NOTE = _("The file is named like a workbook but holds a web page, as many systems export it: its table was read.")
XML_NOTE = _("The file is a workbook in the XML form of Excel 2003; its cells were read.")


def read_markup(data: bytes) -> list[Sheet] | None:
    """The tables of a web page or an XML workbook; None where the file is neither."""
    plain = _plain_start(data)
    if plain.startswith(b"mime-version:"):
        data = _page_of_archive(data)
        plain = _plain_start(data)
    if _SPREADSHEET in plain:
        return list(_sheets(data))
    if _TAG.match(plain) or (plain.startswith(b"<?xml") and _TAG.search(plain)):
        return _tables(data)
    return None


def _plain_start(data: bytes) -> bytes:
    """The beginning in lower case and single bytes, whatever the encoding."""
    start = data[:_START].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    while start.startswith(b"<!--") and b"-->" in start:
        start = start.partition(b"-->")[2].lstrip()
    return start.lower()


def _page_of_archive(data: bytes) -> bytes:
    """The page with the longest table in a web archive (.mht), which Excel calls a single file web page."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    pages = [part.get_payload(decode=True) for part in message.walk() if part.get_content_type() == "text/html"]
    found = [page for page in pages if isinstance(page, bytes) and b"<td" in page.lower()]
    if not found:
        raise NotAWorkbook
    return max(found, key=len)


# --- web pages ----------------------------------------------------------------------------------


def _tables(data: bytes) -> list[Sheet]:
    """Every outermost table of the page is a sheet; scripts and what is beside tables is not looked at."""
    from lxml import html
    from lxml.etree import LxmlError

    try:
        parser = html.HTMLParser(encoding=_encoding(data), no_network=True, huge_tree=True, remove_comments=True)
        root: Any = html.parse(io.BytesIO(data), parser).getroot()
    except (LxmlError, LookupError, OSError) as error:
        raise NotAWorkbook from error
    outermost = (
        [] if root is None else [one for one in root.iter("table") if next(one.iterancestors("table"), None) is None]
    )
    made = [_table(one) for one in outermost]
    sheets = [Sheet("", _kept(lines), tuple(sorted(merges)), notes=(HTML_NOTE,)) for lines, merges in made if lines]
    if not sheets:
        raise NotAWorkbook
    if len(sheets) == 1:
        return sheets
    return [Sheet(str(number), sheet.lines, sheet.merges, notes=sheet.notes) for number, sheet in enumerate(sheets, 1)]


def _encoding(data: bytes) -> str:
    declared = _CHARSET.search(data[:_START])
    name = declared[1].decode().lower() if declared else ""
    if name.startswith(("gb", "x-gbk", "hz")):
        return "gb18030"
    return encoding_of(data).removesuffix("-sig")


def _table(table: Any) -> tuple[list[Line], list[Merge]]:
    lines: list[Line] = []
    merges: list[Merge] = []
    covered: dict[int, int] = {}
    """Column -> the last row that a cell above it covers."""
    number = 0
    for row in table.iter("tr"):
        if next(row.iterancestors("table")) is not table:
            continue  # of a table within a cell
        number += 1
        cells: list[Any] = []
        column = 0
        for cell in row.iterchildren("td", "th"):
            while covered.get(column, 0) >= number:
                column += 1
            if column >= MOST_COLUMNS:
                break
            width, height = _span(cell, "colspan", MOST_COLUMNS), _span(cell, "rowspan", _MOST_SPAN)
            cells.extend([None] * (column + 1 - len(cells)))
            cells[column] = typed(_text(cell))
            if width > 1 or height > 1:
                merges.append(Merge(number, number + height - 1, column, column + width - 1))
                covered.update(dict.fromkeys(range(column, column + width), number + height - 1))
            column += width
        if tidied(cells):
            lines.append(Line(number, cells, bool(_HIDDEN.search(row.get("style") or ""))))
            if len(lines) > MOST_ROWS:
                raise TooManyRows(limit=MOST_ROWS)
    return lines, merges


def _text(cell: Any) -> str:
    for line_break in cell.iter("br"):
        line_break.tail = "\n" + (line_break.tail or "")
    words = " ".join("".join(cell.itertext()).replace("\xa0", " ").split(" "))
    return "\n".join(" ".join(line.split()) for line in words.splitlines()).strip()


def _span(cell: Any, name: str, most: int) -> int:
    written = (cell.get(name) or "").strip()
    return min(max(int(written), 1), most) if written.isascii() and written.isdigit() else 1


# --- the XML form of Excel 2003 -------------------------------------------------------------------


def _sheets(data: bytes) -> Iterator[Sheet]:
    from lxml import etree

    if b"<!doctype" in data[:_START].lower():
        raise UnsafeWorkbook
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, load_dtd=False)
        root: Any = etree.fromstring(data, parser)
    except etree.LxmlError as error:
        raise NotAWorkbook from error
    space = f"{{{_SPREADSHEET.decode()}}}"
    for sheet in root.iter(f"{space}Worksheet"):
        lines, merges, hidden = _worksheet(sheet, space)
        if lines:
            yield Sheet(sheet.get(f"{space}Name") or "", _kept(lines), tuple(sorted(merges)), hidden, (XML_NOTE,))


def _worksheet(sheet: Any, space: str) -> tuple[list[Line], list[Merge], frozenset[int]]:
    lines: list[Line] = []
    merges: list[Merge] = []
    number = 0
    for row in sheet.iter(f"{space}Row"):
        number = _whole(row.get(f"{space}Index")) or number + 1
        cells: list[Any] = []
        column = -1
        for cell in row.iterchildren(f"{space}Cell"):
            column = (_whole(cell.get(f"{space}Index")) or column + 2) - 1
            if column >= MOST_COLUMNS:
                break
            cells.extend([None] * (column + 1 - len(cells)))
            cells[column] = typed(cell.get(f"{space}Formula") or _said(cell, space))
            right, down = (_whole(cell.get(f"{space}Merge{way}")) for way in ("Across", "Down"))
            if right or down:
                merges.append(Merge(number, number + down, column, column + right))
            column += right
        if tidied(cells):
            lines.append(Line(number, cells, row.get(f"{space}Hidden") == "1"))
            if len(lines) > MOST_ROWS:
                raise TooManyRows(limit=MOST_ROWS)
    columns: set[int] = set()
    at = 0
    for described in sheet.iter(f"{space}Column"):
        at = _whole(described.get(f"{space}Index")) or at + 1
        last = at + _whole(described.get(f"{space}Span"))
        if described.get(f"{space}Hidden") == "1":
            columns.update(range(at - 1, min(last, MOST_COLUMNS)))
        at = last
    return lines, merges, frozenset(columns)


def _said(cell: Any, space: str) -> str:
    data = cell.find(f"{space}Data")
    if data is None:
        return ""
    words = "".join(data.itertext())
    return words.partition("T")[0] if data.get(f"{space}Type") == "DateTime" else words


def _whole(written: str | None) -> int:
    return int(written) if written and written.isascii() and written.isdigit() and len(written) < 8 else 0


def _kept(lines: list[Line]) -> Callable[[], Iterator[Line]]:
    return lambda: iter(lines)
