"""Workbooks: sheets of text cells, written row by row; nothing in them is ever computed.

A cell that begins like a formula is text as any other: its type says so, and its format is "text", so that
numbers typed into it later keep their zeros too.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import IO, Final
from xml.sax.saxutils import escape, quoteattr

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL: Final = 32_767
MOST_ROWS: Final = 2**20
"""So many rows fit on a sheet, with the head."""
_LONGEST_TITLE: Final = 31
_MEASURED: Final = 200  # rows that decide how wide the columns are
_NARROWEST, _WIDEST = 8, 48
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_NOT_IN_TITLE = re.compile(r"[\[\]:*?/\\']")

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# Two ways a cell looks: as text, and as text in bold for the heads.
_STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/></font><font><b/><sz val="11"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_PLAIN, _HEAD = 1, 2


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its title, its heads, and its rows in as many columns."""

    title: str
    head: Sequence[str]
    rows: Iterable[Sequence[str]]


def workbook(sheets: Iterable[Sheet]) -> bytes:
    """The sheets as an Excel workbook."""
    stream = io.BytesIO()
    write_workbook(stream, sheets)
    return stream.getvalue()


def write_workbook(stream: IO[bytes], sheets: Iterable[Sheet]) -> int:
    """Write the sheets as an Excel workbook; how many rows they had, without the heads.

    What does not fit on one sheet goes on on the next.
    """
    titles: list[str] = []
    written = 0
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=5) as archive:
        for sheet in sheets:
            for rows in _fitting(sheet.rows):
                titles.append(_title(sheet.title, titles))
                with archive.open(f"xl/worksheets/sheet{len(titles)}.xml", "w", force_zip64=True) as part:
                    written += _write_sheet(part, sheet.head, rows)
        archive.writestr("xl/styles.xml", _STYLES)
        archive.writestr("xl/workbook.xml", _book(titles))
        archive.writestr("xl/_rels/workbook.xml.rels", _book_links(len(titles)))
        archive.writestr("_rels/.rels", _links([("officeDocument", "xl/workbook.xml")]))
        archive.writestr("[Content_Types].xml", _types(len(titles)))
    return written


def _fitting(rows: Iterable[Sequence[str]]) -> Iterator[Iterator[Sequence[str]]]:
    """The rows in as many parts as sheets are needed; one where there are none."""
    left = iter(rows)
    yield islice(left, MOST_ROWS - 1)
    for following in left:
        yield chain([following], islice(left, MOST_ROWS - 2))


def _write_sheet(part: IO[bytes], head: Sequence[str], rows: Iterator[Sequence[str]]) -> int:
    first = list(islice(rows, _MEASURED))
    part.write(_opening(head, first).encode())
    letters = [column_letter(index) for index in range(len(head))]
    part.write(_row(1, head, letters, _HEAD))
    number = 1
    for number, row in enumerate(chain(first, rows), 2):
        part.write(_row(number, row, letters, _PLAIN))
    part.write(b"</sheetData></worksheet>")
    return number - 1


def _opening(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    widths = [_width([title, *(row[index] for row in rows)]) for index, title in enumerate(head)]
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{width}" style="{_PLAIN}" customWidth="1"/>'
        for number, width in enumerate(widths, 1)
    )
    frozen = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">{frozen}</sheetView></sheetViews>'
        f"{f'<cols>{columns}</cols>' if columns else ''}<sheetData>"
    )


def _width(cells: Iterable[str]) -> int:
    """Wide enough for most of the cells; Chinese characters take two places."""
    longest = max(
        (sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in cell[:_WIDEST]) for cell in cells),
        default=0,
    )
    return max(_NARROWEST, min(_WIDEST, longest + 2))


def _row(number: int, cells: Sequence[str], letters: Sequence[str], style: int) -> bytes:
    written = "".join(
        f'<c r="{letter}{number}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{_text(cell)}</t></is></c>'
        for letter, cell in zip(letters, cells, strict=True)
        if cell
    )
    return f'<row r="{number}">{written}</row>'.encode()


def _text(cell: str) -> str:
    """As XML; what looks like the format's own way to write a sign by its number is kept from being read so."""
    return escape(_LOOKS_ESCAPED.sub("_x005F_", _NOT_IN_XML.sub("", cell[:LONGEST_CELL])))


def _title(wanted: str, taken: Sequence[str]) -> str:
    """A title spreadsheet programs take: short, without some signs, and no other sheet's."""
    plain = _NOT_IN_XML.sub("", _NOT_IN_TITLE.sub(" ", wanted)).strip()[:_LONGEST_TITLE] or "1"
    others = {title.lower() for title in taken}
    return next(title for title in _numbered(plain) if title.lower() not in others)


def _numbered(plain: str) -> Iterator[str]:
    yield plain
    number = 2
    while True:
        yield f"{plain[: _LONGEST_TITLE - 4]} {number}"
        number += 1


def _book(titles: Sequence[str]) -> str:
    sheets = "".join(
        f'<sheet name={quoteattr(title)} sheetId="{number}" r:id="r{number}"/>'
        for number, title in enumerate(titles, 1)
    )
    return f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>{sheets}</sheets></workbook>'


def _book_links(sheets: int) -> str:
    return _links(
        [*(("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, sheets + 1)), ("styles", "styles.xml")]
    )


def _links(targets: Iterable[tuple[str, str]]) -> str:
    links = "".join(
        f'<Relationship Id="r{number}" Type="{_LINKS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'


def _types(sheets: int) -> str:
    parts = [("xl/workbook.xml", "sheet.main"), ("xl/styles.xml", "styles")]
    parts += [(f"xl/worksheets/sheet{number}.xml", "worksheet") for number in range(1, sheets + 1)]
    written = "".join(f'<Override PartName="/{name}" ContentType="{_KIND}.{kind}+xml"/>' for name, kind in parts)
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{written}</Types>'
    )


def column_letter(index: int) -> str:
    """The letter of a column, counted from 0."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
