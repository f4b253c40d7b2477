"""A roster of a hundred thousand deputies, as a province would send it: merged stations, hidden rows, notes."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Final
from xml.sax.saxutils import escape

from core.imports.vocabulary import vocabulary

STATIONS: Final = 500
TOGETHER: Final = 5
"""So many rows in a row share one merged cell for their station."""
HIDDEN_EVERY: Final = 1_000
COLUMNS: Final = (
    "name",
    "gender",
    "ethnicity",
    "birth",
    "party",
    "education",
    "employer",
    "level",
    "constituency",
    "phone",
    "station",
    "note",
)
_SURNAMES: Final = "".join(chr(code) for code in range(0x5F20, 0x5F20 + 200))
_GIVEN: Final = "".join(chr(code) for code in range(0x6587, 0x6587 + 400))


def write_roster(file: Path, rows: int, seed: int = 7) -> None:
    """An .xlsx of that many deputies, written as spreadsheet programs do: shared strings, merges after the rows."""
    strings: dict[str, int] = {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _relation("officeDocument", "xl/workbook.xml"))
        archive.writestr("xl/workbook.xml", _BOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", _relation("worksheet", "worksheets/sheet1.xml"))
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for piece in _sheet(rows, strings, Random(seed)):
                part.write(piece.encode())
        with archive.open("xl/sharedStrings.xml", "w") as part:
            part.write(f'<sst xmlns="{_MAIN}" count="{rows}" uniqueCount="{len(strings)}">'.encode())
            for text in strings:
                part.write(f"<si><t>{escape(text)}</t></si>".encode())
            part.write(b"</sst>")


def station_names() -> list[str]:
    """The stations the roster names."""
    word = vocabulary().tier_word("station")
    return [f"{_GIVEN[number % 400]}{_GIVEN[number // 400 + 7]}{word}" for number in range(STATIONS)]


def _sheet(rows: int, strings: dict[str, int], random: Random) -> Iterator[str]:
    titles = vocabulary().titles["deputies"]
    yield f'<worksheet xmlns="{_MAIN}"><sheetData>'
    yield _row(1, [titles[key] for key in COLUMNS], strings)
    stations = station_names()
    level = next(word for word, key in vocabulary().levels.items() if key == "county")
    male, female = (next(w for w, key in vocabulary().genders.items() if key == one) for one in ("male", "female"))
    for number in range(rows):
        name = (
            f"{_SURNAMES[number % 200]}{_GIVEN[number // 200 % 400]}{_GIVEN[(number // 80_000 * 131 + number) % 400]}"
        )
        cells = [
            name,
            random.choice((male, female)),
            "\u6c49",
            f"{random.randint(1955, 2000)}.{random.randint(1, 12):02}",
            "\u4e2d\u5171\u515a\u5458",
            "\u672c\u79d1",
            f"{_GIVEN[number % 397]}{_GIVEN[number % 311]}\u516c\u53f8\u804c\u5de5",
            level,
            f"\u7b2c{number % 900 + 1}\u9009\u533a",
            f"199{number:08}",
            stations[number // TOGETHER % STATIONS] if number % TOGETHER == 0 else "",
            "",
        ]
        yield _row(number + 2, cells, strings, is_hidden=number % HIDDEN_EVERY == HIDDEN_EVERY - 1)
    yield "</sheetData>"
    column = chr(ord("A") + COLUMNS.index("station"))
    starts = range(2, rows + 2, TOGETHER)
    yield f'<mergeCells count="{len(starts)}">'
    for start in starts:
        yield f'<mergeCell ref="{column}{start}:{column}{min(start + TOGETHER - 1, rows + 1)}"/>'
    yield "</mergeCells></worksheet>"


def _row(number: int, cells: list[str], strings: dict[str, int], *, is_hidden: bool = False) -> str:
    found = "".join(
        f'<c r="{chr(65 + column)}{number}" t="s"><v>{strings.setdefault(text, len(strings))}</v></c>'
        for column, text in enumerate(cells)
        if text
    )
    return f'<row r="{number}"{" hidden=" + chr(34) + "1" + chr(34) if is_hidden else ""}>{found}</row>'


_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES: Final = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_BOOK: Final = (
    f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>'
)


def _relation(kind: str, target: str) -> str:
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{_OFFICE}/{kind}" Target="{target}"/></Relationships>'
    )
