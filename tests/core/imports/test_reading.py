"""Files as they are saved: hidden rows and columns, several sheets, web pages and XML under the name of .xls."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook
from sqlalchemy.orm import Session

from core.imports import tables
from core.imports.hidden import in_words
from core.imports.tables import read_table, sheets_in
from tests.core.imports.importing import ALL_TERMS, bring, look, outcome

HEADER = ("姓名", "代表层级", "联系电话", "进驻站点")
HTML = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="{charset}"><style>td {{}}</style></head>
<body><table border=1><tr><td colspan=4>代表名册</td></tr>
<tr><th>姓名</th><th>代表层级</th><th>联系电话</th><th>进驻站点</th></tr>
<tr><td>卫&nbsp;永</td><td>县</td><td>19900000001</td><td rowspan=2>一站</td></tr>
<tr style="display:none"><td>郝<br>刚</td><td>县</td><td>19900000002</td></tr>
<tr><td>江杰</td><td>县</td><td>19900000003</td><td>二站</td></tr></table></body></html>"""
XML = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="名册"><Table><Column ss:Index="2" ss:Hidden="1"/>
<Row><Cell><Data ss:Type="String">姓名</Data></Cell><Cell><Data ss:Type="String">代表层级</Data></Cell><Cell ss:Index="4"><Data ss:Type="String">进驻站点</Data></Cell></Row>
<Row ss:Index="3"><Cell><Data ss:Type="String">卫永</Data></Cell><Cell><Data ss:Type="String">县</Data></Cell><Cell ss:Index="4" ss:MergeDown="1"><Data ss:Type="String">一站</Data></Cell></Row>
<Row ss:Hidden="1"><Cell><Data ss:Type="String">郝刚</Data></Cell><Cell><Data ss:Type="String">县</Data></Cell></Row>
</Table></Worksheet></Workbook>"""


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_hidden_rows() -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADER)
    for number in range(2, 12):
        sheet.append((f"卫{chr(0x4E00 + number)}", "县", f"199{number:08}", None))
    for number in (5, 6, 7, 9):
        sheet.row_dimensions[number].hidden = True
    sheet.column_dimensions["C"].hidden = True
    return saved(book)


def test_hidden_rows_are_asked_about_once_and_wait(session: Session) -> None:
    made = look(session, "deputies", with_hidden_rows(), terms=ALL_TERMS)
    [question] = made.questions
    assert question.key == "hidden_rows"
    assert "5-7, 9" in str(question.text)
    assert question.rows == (5, 6, 7, 9)
    assert (made.count("create"), made.count("wait")) == (6, 4)
    assert [one.row for one in made.outcomes] == list(range(2, 12))


@pytest.mark.parametrize(("answer", "created", "skipped"), [("take", 10, 0), ("leave", 6, 4)])
def test_hidden_rows_are_taken_or_left_as_it_was_answered(
    session: Session, answer: str, created: int, skipped: int
) -> None:
    made = bring(session, "deputies", with_hidden_rows(), terms=ALL_TERMS, answers={"hidden_rows": answer})
    assert (made.count("create"), made.count("skip")) == (created, skipped)
    assert made.is_clean


def test_hidden_columns_are_read_and_named(session: Session) -> None:
    made = look(session, "deputies", with_hidden_rows(), terms=ALL_TERMS)
    assert any("联系电话" in str(note) for note in made.notes)
    assert read_table(with_hidden_rows(), "deputies").hidden_columns == ("联系电话",)


def test_of_several_sheets_with_such_a_list_one_must_be_named() -> None:
    book = Workbook()
    first = book.active
    assert first is not None
    first.title = "东片"
    second, cover, hidden = (book.create_sheet(title) for title in ("西片", "说明", "旧"))
    for sheet in (first, second, hidden):
        sheet.append(HEADER)
        sheet.append(("卫永", "县", "19900000001", sheet.title))
    cover.append(("请先看这里",))
    hidden.sheet_state = "hidden"
    data = saved(book)
    with pytest.raises(tables.SeveralSheets, match="东片, 西片") as raised:
        read_table(data, "deputies")
    assert raised.value.facts["sheets"] == ["东片", "西片"]
    chosen = read_table(data, "deputies", "西片")
    assert [row.cells["station"] for row in chosen.rows] == ["西片"]
    assert any("旧" in str(note) for note in chosen.notes)
    assert [(one.title, one.kind, one.rows) for one in sheets_in(data)] == [
        ("东片", "deputies", 1),
        ("西片", "deputies", 1),
        ("说明", None, 0),
    ]
    with pytest.raises(tables.NoSuchSheet):
        read_table(data, "deputies", "北片")


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gbk"])
def test_a_web_page_named_like_a_workbook_is_read_with_its_joined_cells_and_explained(charset: str) -> None:
    table = read_table(HTML.format(charset=charset).encode(charset), "deputies")
    assert [(row.number, row.cells["name"], row.cells["station"]) for row in table.rows] == [
        (3, "卫 永", "一站"),
        (4, "郝\n刚", "一站"),
        (5, "江杰", "二站"),
    ]
    assert [row.is_hidden for row in table.rows] == [False, True, False]
    assert "web page" in str(table.notes[0])


def test_the_xml_form_of_excel_2003_is_read() -> None:
    table = read_table(XML.encode(), "deputies")
    assert [(row.number, row.cells["station"], row.is_hidden) for row in table.rows] == [
        (3, "一站", False),
        (4, "一站", True),
    ]
    assert table.hidden_columns == ("代表层级",)
    assert "Excel 2003" in str(table.notes[0])


def test_entities_in_xml_are_refused() -> None:
    with pytest.raises(tables.UnsafeWorkbook):
        read_table(XML.replace("<Workbook", '<!DOCTYPE x [<!ENTITY a "b">]><Workbook').encode(), "deputies")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_text_with_tabs_under_the_name_of_xls_is_read_whatever_its_encoding(encoding: str) -> None:
    text = "\r\n".join("\t".join(cells) for cells in (HEADER, ("卫永", "县", "19900000001", "一站")))
    [row] = read_table(text.encode(encoding), "deputies").rows
    assert (row.cells["name"], row.cells["station"]) == ("卫永", "一站")


def test_a_month_of_birth_that_has_not_come_is_refused(session: Session) -> None:
    data = "姓名,代表层级,出生年月\n卫永,县,2027.01\n郝刚,县,2026.11".encode()
    made = look(session, "deputies", data, terms=ALL_TERMS)
    assert [problem.code for problem in outcome(made, 2).problems] == ["birth_in_future"]
    assert outcome(made, 3).action == "create"


def test_row_numbers_are_said_as_people_say_them() -> None:
    assert in_words([3, 4, 5, 9, 11, 12]) == "3-5, 9, 11-12"
    assert in_words(range(1, 100, 2)).endswith(" ...")
