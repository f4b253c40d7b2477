"""Reading files: what people have, and what strangers send."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO

import pytest

from core.imports import tables
from core.imports.tables import read_table
from core.imports.values import Formula
from tests.core.imports.workbooks import SAMPLES, XINYI, raw_workbook, workbook

HEADER = ("序号", "姓名", "代表层级", "联系电话", "进驻站点")


def test_the_header_is_found_beneath_titles_and_rows_keep_the_numbers_the_workbook_shows() -> None:
    table = read_table((XINYI / "xinyi-deputies.xlsx").read_bytes(), "deputies")
    assert table.header_row == 3
    assert len(table.rows) == 88
    assert (table.rows[0].number, table.rows[-1].number) == (4, 91)
    assert table.columns["phone"].letter == "L"
    assert table.header("constituency") == "选区（选举单位）"


def test_merged_cells_speak_for_all_the_rows_they_cover() -> None:
    table = read_table((XINYI / "xinyi-deputies.xlsx").read_bytes(), "deputies")
    sizes: dict[object, int] = {}
    for row in table.rows:
        sizes[row.cells["station"]] = sizes.get(row.cells["station"], 0) + 1
    assert None not in sizes
    assert len(sizes) == 7


def test_columns_come_in_any_order_and_under_their_usual_synonyms() -> None:
    table = read_table(
        workbook(("手机号码", " 代表\n姓名 * ", "代表类别", "所属联络站"), (19900000001, "周正平", "县", "甲站")),
        "deputies",
    )
    assert table.rows[0].cells == {"phone": 19900000001, "name": "周正平", "level": "县", "station": "甲站"}


def test_a_header_of_two_storeys_is_read_as_one() -> None:
    data = workbook(
        ("名称", "站长", None, "联络员", None),
        (None, "姓名", "电话", "姓名", "电话"),
        ("甲站", "周正平", "19900000001", "卫永康", "19900000002"),
        merges=("A1:A2", "B1:C1", "D1:E1"),
    )
    cells = read_table(data, "stations").rows[0].cells
    assert cells["head"] == "周正平"
    assert cells["head_phone"] == "19900000001"
    assert cells["liaison_phone"] == "19900000002"


def test_blank_rows_notes_totals_section_lines_and_repeated_headers_are_no_records() -> None:
    data = workbook(
        HEADER,
        (1, "周正平", "县", "19900000001", "甲站"),
        (),
        (2, None, None, None, None),
        ("二、第二产业链", None, None, None, None),
        HEADER,
        (3, "卫永康", "县", "19900000002", "甲站"),
        ("合计", 2, None, None, None),
        ("注：一人担任多级代表的只填一行。",),
        ("填表人：某人", None, "审核人：某人"),
        merges=("A5:E5",),
    )
    assert [row.number for row in read_table(data, "deputies").rows] == [2, 7]


def test_a_row_without_a_name_stays_a_row_so_that_it_can_be_refused() -> None:
    table = read_table((SAMPLES / "broken-deputies.xlsx").read_bytes(), "deputies")
    assert [row.number for row in table.rows] == [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13]


def test_a_formula_is_recognised_and_never_computed() -> None:
    table = read_table((SAMPLES / "broken-deputies.xlsx").read_bytes(), "deputies")
    name = next(row for row in table.rows if row.number == 8).cells["name"]
    assert name == Formula("=1+1")


def test_dates_become_days_and_a_month_shown_with_two_decimals_keeps_its_zero() -> None:
    data = workbook(
        ("姓名", "代表层级", "出生年月"),
        ("甲", "县", datetime(1972, 2, 1)),  # noqa: DTZ001 - dates of a spreadsheet have no zone
        ("乙", "县", 1980.1),
        ("丙", "县", 1980.1),
        formats={"C3": "0.00"},
    )
    births = [row.cells["birth"] for row in read_table(data, "deputies").rows]
    assert births == ["1972-02-01", "1980.10", 1980.1]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_tables_are_read_in_the_encodings_spreadsheet_programs_write(encoding: str) -> None:
    text = "姓名,代表层级,联系电话\r\n范𬭎,县、镇,19900000001\r\n"
    table = read_table(text.encode(encoding), "deputies")
    assert table.rows[0].cells == {"name": "范𬭎", "level": "县、镇", "phone": "19900000001"}


def test_a_large_text_roster_of_a_county_is_read() -> None:
    table = read_table((SAMPLES / "jinsha-deputies-gb18030.csv").read_bytes(), "deputies")
    assert len(table.rows) == 1422
    assert table.rows[0].cells["room"] == "第1联络室"


def test_a_list_of_something_else_is_called_what_it_is() -> None:
    with pytest.raises(tables.OtherKind, match="enterprises"):
        read_table((XINYI / "xinyi-enterprises.xlsx").read_bytes(), "deputies")


def test_a_missing_column_is_named_with_the_row_of_the_header() -> None:
    with pytest.raises(tables.MissingColumn, match=r"row 2 .*代表层级"):
        read_table(workbook(("花名册",), ("姓名", "联系电话", "民族"), ("周正平", "19900000001", "汉族")), "deputies")


def test_a_file_without_any_header_says_which_columns_it_needs() -> None:
    with pytest.raises(tables.NoHeader, match="姓名, 代表层级"):
        read_table(workbook(("a", "b"), (1, 2)), "deputies")


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", tables.EmptyFile),
        (b"\r\n  ", tables.EmptyFile),
        (workbook(), tables.EmptyFile),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)), tables.NotAWorkbook),
        (b"%PDF-1.7 something", tables.NotAWorkbook),
        (b"<html><p>Sign in first</p></html>", tables.NotAWorkbook),
        (b"<html><table><tr><td>a</td></tr></table>", tables.NoHeader),
        (b"PK\x03\x04 not really", tables.NotAWorkbook),
        (workbook(HEADER)[:-300], tables.NotAWorkbook),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 600, tables.OldWorkbook),
        (bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"), tables.EncryptedWorkbook),
    ],
    ids=[
        "nothing",
        "blanks",
        "empty sheet",
        "picture",
        "pdf",
        "web page",
        "table of nothing",
        "half a zip",
        "cut off",
        "xls",
        "password",
    ],
)
def test_what_is_no_readable_workbook_is_refused_with_a_sentence(
    data: bytes, problem: type[tables.FileProblem]
) -> None:
    with pytest.raises(problem) as raised:
        read_table(data, "deputies")
    assert len(str(raised.value)) > 40


def test_another_office_document_is_no_workbook() -> None:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(tables.NotAWorkbook):
        read_table(stream.getvalue(), "deputies")


def test_a_zip_bomb_is_not_unpacked() -> None:
    blank = b" " * 2**20
    data = raw_workbook(blank for _megabyte in range(300))
    assert len(data) < 2**20
    begun = time.process_time()
    with pytest.raises(tables.WorkbookTooLarge, match="300 MB"):
        read_table(data, "deputies")
    assert time.process_time() - begun < 0.5


def test_entities_are_not_expanded() -> None:
    definitions = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    data = raw_workbook([b'<row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row>'], before=definitions)
    with pytest.raises(tables.UnsafeWorkbook):
        read_table(data, "deputies")


def test_more_than_two_hundred_thousand_rows_are_too_many_and_the_limit_is_said() -> None:
    def rows() -> Iterator[bytes]:
        yield (
            b'<row r="1"><c r="A1" t="inlineStr"><is><t>%s</t></is></c><c r="B1" t="inlineStr"><is><t>%s</t></is></c></row>'
            % (
                "姓名".encode(),
                "代表层级".encode(),
            )
        )
        for number in range(2, 200_100):
            yield b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>name %d</t></is></c></row>' % (number, number, number)

    begun = time.process_time()
    with pytest.raises(tables.TooManyRows, match="200000"):
        read_table(raw_workbook(rows()), "deputies")
    assert time.process_time() - begun < 20


def test_a_stray_cell_in_the_last_row_of_the_sheet_costs_nothing() -> None:
    cells = [b'<c r="%s1" t="inlineStr"><is><t>%s</t></is></c>' % cell for cell in ((b"A", b"name"), (b"B", b"x"))]
    stray = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    begun = time.process_time()
    [sheet] = tables.read_sheets(raw_workbook([b'<row r="1">', *cells, b"</row>", stray]))
    assert list(sheet.lines()) == [(1, ["name", "x"], False)]
    assert time.process_time() - begun < 5


def test_more_than_two_hundred_thousand_lines_of_text_are_too_many() -> None:
    with pytest.raises(tables.TooManyRows):
        read_table("姓名,代表层级\n".encode() + b"a,b\n" * 200_100, "deputies")
