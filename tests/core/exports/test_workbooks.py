"""Workbooks: text stays text, titles are such as spreadsheet programs take."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from core.exports import workbooks
from core.exports.workbooks import LONGEST_CELL, Sheet, workbook, write_workbook
from core.imports.tables import read_table

ODD = (
    "=1+1",
    "@SUM(A1)",
    "http://example.com",
    "00123",
    "13800000000",
    "1e5",
    "TRUE",
    "<b>&amp;\"'</b>",
    "<r><t>x</t></r>",
    "<r>&</r>",
    "<r>",
    "_x0041_",
    " padded ",
    "two\nlines",
    "\U00020bb7\u00b7\u3000\u200b\u2029",
)


def cells(data: bytes) -> list[list[tuple[object, str]]]:
    return [
        [(cell.value, cell.data_type) for cell in row] for sheet in load_workbook(io.BytesIO(data)) for row in sheet
    ]


def test_whatever_a_cell_says_is_text_and_is_read_back_as_it_was() -> None:
    head, row = cells(workbook([Sheet("Odd", ODD, [ODD])]))
    # openpyxl leaves the format's own way to write an underscore by its number as it stands.
    assert tuple(str(text).replace("_x005F_", "_") for text, _kind in row) == ODD
    assert {kind for _text, kind in head + row} == {"s"}


def test_the_import_reads_every_sign_as_it_was_written() -> None:
    head = ("\u7ad9\u70b9\u540d\u79f0", "\u5730\u5740")
    data = workbook([Sheet("Stations", head, [(f"Station {number}", text) for number, text in enumerate(ODD)])])
    read = [row.cells["address"] for row in read_table(data, "stations").rows]
    assert [str(text).strip() for text in read] == [text.strip() for text in ODD]


def test_signs_that_xml_cannot_hold_are_left_out_and_long_cells_are_cut() -> None:
    data = workbook([Sheet("1", ["a", "b"], [("x\x00\x1by\ud800", "z" * (LONGEST_CELL + 9))])])
    assert cells(data)[1] == [("xy", "s"), ("z" * LONGEST_CELL, "s")]


def test_titles_are_short_plain_and_no_two_alike() -> None:
    titles = ["[a]:*?/\\'b", "x" * 40, "X" * 40, "", "  "]
    book = load_workbook(io.BytesIO(workbook(Sheet(title, ["head"], []) for title in titles)))
    assert len({title.lower() for title in book.sheetnames}) == len(titles)
    assert all(0 < len(title) <= 31 and not set(title) & set("[]:*?/\\'") for title in book.sheetnames)


def test_what_does_not_fit_on_a_sheet_goes_on_on_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_ROWS", 4)
    stream = io.BytesIO()
    assert write_workbook(stream, [Sheet("a", ["head"], [[str(number)] for number in range(7)])]) == 7
    book = load_workbook(stream)
    assert [[cell.value for cell in sheet["A"]] for sheet in book] == [
        ["head", "0", "1", "2"],
        ["head", "3", "4", "5"],
        ["head", "6"],
    ]


def test_columns_are_as_wide_as_their_text_and_keep_zeros_that_are_typed_later() -> None:
    book = load_workbook(io.BytesIO(workbook([Sheet("1", ["a", "b"], [("\u4e2d" * 10, "x" * 99)])])))
    sheet = book.worksheets[0]
    widths = sheet.column_dimensions
    assert (round(widths["A"].width), round(widths["B"].width)) == (22, 48)
    assert (widths["A"].number_format, sheet["A2"].number_format) == ("@", "@")
    assert (sheet["A1"].font.b, sheet.freeze_panes) == (True, "A2")
