"""Cells put right on the preview page itself, and the corrected file taken along."""

from __future__ import annotations

import io

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from core.audit.models import AuditEntry
from core.database import Database
from core.deputies.models import Deputy
from core.imports.forms import field_of
from core.imports.models import ImportRow
from core.testing.pages import Page, page_of
from tests.core.imports.importing import roster
from tests.core.imports.test_pages import count, office, preview, upload
from tests.core.imports.workbooks import SAMPLES

__all__ = ["office"]


def opened(client: FlaskClient, address: str, row: int) -> Page:
    return page_of(client.get(address, query_string={"show": "refuse", "row": row}))


def test_a_row_is_put_right_in_place_and_becomes_good(office: FlaskClient, database: Database, on_both: str) -> None:
    address = upload(office, "deputies", SAMPLES / "broken-deputies.xlsx").location
    page = opened(office, address, 4)
    assert "电话号码有 10 位" in page.text
    answer = page.form("/correct").submit(office, {"c_phone": "19900999004"})
    assert answer.status_code == 303
    after = page_of(office.get(answer.location))
    assert "7 退回" in after.text
    assert "3 将新增" in after.text
    opened(office, address, 7).form("/correct").submit(office, {"c_station": ""})
    before = count(database, Deputy)
    page_of(office.get(address)).form("/write").submit(office)
    assert count(database, Deputy) == before + 4


def test_what_is_still_wrong_is_shown_at_its_cell_with_what_was_typed(office: FlaskClient) -> None:
    address = upload(office, "deputies", SAMPLES / "broken-deputies.xlsx").location
    answer = opened(office, address, 4).form("/correct").submit(office, {"c_phone": "123", "c_employer": "typed too"})
    assert "row=4" in answer.location
    page = page_of(office.get(answer.location))
    form = page.form("/correct")
    assert (form.values["c_phone"], form.values["c_employer"]) == (["123"], ["typed too"])
    assert "电话号码有 3 位" in page.text
    wrong = [one for one in page.elements if one.attributes.get("aria-invalid") == "true"]
    assert [one.attributes["name"] for one in wrong] == ["c_phone"]


def test_the_file_keeps_what_it_said_beside_the_correction(office: FlaskClient, database: Database) -> None:
    address = upload(office, "deputies", SAMPLES / "broken-deputies.xlsx").location
    opened(office, address, 6).form("/correct").submit(office, {"c_level": "不是"})
    opened(office, address, 6).form("/correct").submit(office, {"c_level": "县长"})
    assert "市长" in opened(office, address, 6).text
    with database.reading() as session:
        row = session.scalars(select(ImportRow).where(ImportRow.row == 6)).one()
        assert row.cells
        assert row.corrections == {"level": "市长"}
        assert row.cells["level"] == "县长"


def test_answers_to_questions_keep_what_was_corrected(office: FlaskClient) -> None:
    data = roster(("甲", "县长", "19900777001", "", ""), ("乙", "市", "19900777002", "", ""))
    address = upload(office, "deputies", data).location
    opened(office, address, 2).form("/correct").submit(office, {"c_level": "县级长"})
    page_of(office.get(address)).form("/answers").submit(office, {field_of("level:市"): "county"})
    page = opened(office, address, 2)
    assert page.form("/correct").values["c_level"] == ["县级长"]
    assert "文件原文：县长" in page.text


def test_one_value_is_replaced_in_all_rows_that_are_refused_for_it(office: FlaskClient) -> None:
    data = roster(*((f"人{n}", "县长", f"1990077700{n}", "", "") for n in range(5)))
    address = upload(office, "deputies", data).location
    page = page_of(office.get(address))
    answer = page.form("/replace").submit(office, {"new": "县"})
    assert answer.status_code == 303
    assert "5 将新增" in page_of(office.get(answer.location)).text


def test_a_tick_puts_the_other_rows_right_too(office: FlaskClient) -> None:
    data = roster(*((f"人{n}", "县", f"1990077700{n}", "旧站名", "") for n in range(5)))
    address = upload(office, "deputies", data).location
    form = opened(office, address, 3).form("/correct")
    answer = form.submit(office, {"c_station": "", "a_station": "y", "c_name": "另一人"})
    page = page_of(office.get(answer.location))
    assert "5 将新增" in page.text
    created = page_of(office.get(address, query_string={"show": "create"})).text
    assert created.count("另一人") == 1


def test_the_corrected_file_has_its_own_heads_and_says_what_is_still_wrong(
    office: FlaskClient, database: Database
) -> None:
    address = upload(office, "deputies", SAMPLES / "broken-deputies.xlsx").location
    opened(office, address, 4).form("/correct").submit(office, {"c_phone": "19900999004"})
    answer = page_of(office.get(address)).form("/file").submit(office)
    sheet = load_workbook(io.BytesIO(answer.get_data())).worksheets[0]
    rows = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    assert rows[0][0] == "姓名"
    assert rows[0][-1] == "需改正"
    by_phone = {row[rows[0].index("联系电话")]: row for row in rows[1:]}
    assert by_phone["19900999004"][-1] == ""
    assert sum(1 for row in rows[1:] if row[-1]) == 7
    again = upload(office, "deputies", answer.get_data())
    assert "7 退回" in preview(office, again).text
    with database.reading() as session:
        assert session.scalars(select(AuditEntry.action)).all().count("export") == 1


@pytest.mark.parametrize("row", ["", "0", "99999", "abc", "-1"])
def test_a_row_that_is_not_there_is_answered_with_a_sentence(office: FlaskClient, row: str) -> None:
    address = upload(office, "deputies", SAMPLES / "broken-deputies.xlsx").location
    form = opened(office, address, 4).form("/correct")
    answer = form.submit(office, {"row": row})
    assert answer.status_code == 409
