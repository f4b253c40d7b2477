"""Long files are read, checked and written behind the page: it may be left, and leads back to what came of it."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.database import Database
from core.deputies.models import Deputy
from core.imports import long_files
from core.imports.forms import field_of
from core.jobs.tasks import carry_next
from core.testing.pages import page_of
from tests.core.imports.importing import roster
from tests.core.imports.test_pages import count, office, upload
from tests.core.imports.workbooks import SAMPLES, several_sheets

__all__ = ["office"]


@pytest.fixture(autouse=True)
def _every_file_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_files, "LONG_BYTES", 10)
    monkeypatch.setattr(long_files, "LONG_ROWS", 2)


def carry(app: Flask) -> None:
    assert carry_next(app.extensions["lianzhan"])


def test_a_long_file_is_read_corrected_and_written_by_tasks(
    office: FlaskClient, app: Flask, database: Database, on_both: str
) -> None:
    before = count(database, Deputy)
    address = upload(office, "deputies", SAMPLES / "broken-deputies.xlsx").location
    waiting = office.get(address)
    assert waiting.status_code == 303
    assert "/jobs/tasks/" in waiting.location
    carry(app)
    page = page_of(office.get(address))
    assert "8 退回" in page.text
    row = page_of(office.get(address, query_string={"show": "refuse", "row": 4}))
    corrected = row.form("/correct").submit(office, {"c_phone": "19900999004"})
    page = page_of(office.get(corrected.location))
    assert "7 退回" in page.text
    assert "1 待回答" in page.text
    page.form("/again").submit(office)
    carry(app)
    page = page_of(office.get(address))
    assert "3 将新增" in page.text
    page.form("/write").submit(office)
    assert office.get(address).status_code == 303
    assert count(database, Deputy) == before
    carry(app)
    assert "3 已新增" in page_of(office.get(address)).text
    assert count(database, Deputy) == before + 3


def test_answers_to_a_long_file_are_taken_and_it_is_checked_behind_the_page(office: FlaskClient, app: Flask) -> None:
    data = roster(*((f"人{n}", "市", f"1990077700{n}", "", "") for n in range(5)))
    address = upload(office, "deputies", data).location
    carry(app)
    page_of(office.get(address)).form("/answers").submit(office, {field_of("level:市"): "county"})
    assert office.get(address).status_code == 303
    carry(app)
    assert "5 将新增" in page_of(office.get(address)).text


def test_a_long_file_that_is_no_list_is_refused_before_anything_waits(office: FlaskClient) -> None:
    answer = upload(office, "deputies", several_sheets({"S": [("a", "b"), ("c", "d")]}))
    assert answer.status_code == 422


def test_each_sheet_of_a_long_file_is_read_by_itself(office: FlaskClient, app: Flask) -> None:
    heads = ("姓名", "代表层级", "联系电话")
    data = several_sheets({"一组": (heads, ("一", "县", "19911110001")), "二组": (heads, ("二", "县", "19911110002"))})
    answer = upload(office, "deputies", data)
    carry(app)
    carry(app)
    text = page_of(office.get(answer.location)).text
    assert "一组 · 名单.xlsx" in text
    assert "二组 · 名单.xlsx" in text
