"""Past visits from a spreadsheet: every row is shown before it is written, faults are told in words, and twice is once."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest

from core.clock import today
from core.database import Database
from core.testing import Visitor, page_of
from plugins.enterprise_visits.visiting import sheets
from plugins.enterprise_visits.visiting.errors import VisitSheetEmpty, VisitSheetUnreadable
from tests.plugins.enterprise_visits.visiting.conftest import Place, all_of, at, there

Tap = Callable[..., Any]
HEAD = ["Date", "Time", "Enterprise", "Deputies", "Who was met", "Purpose of the visit", "What was seen and said"]
KNOWN = {"Mill": [1], "Forge": [2]}
PEOPLE = {"Li": [1], "Wang": [2], "Zhao": [3, 4]}


def book(*rows: list[Any], head: list[str] | None = None) -> bytes:
    """A filled-in template."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in [HEAD if head is None else head, *rows]:
        sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_rows_become_visits_that_are_marked_as_entered_later_and_twice_is_once(
    database: Database, place: Place, keeper: Visitor, tap: Tap
) -> None:
    url = f"/stations/{place.station}/p/enterprise_visits/past-visits"
    content = book(
        ["2026-03-10", "09:30", "Mill", "Li", "The director", "Workers", "They need workers."],
        [date(2026, 3, 11), None, "Forge", "Li, Wang", "", "", ""],
        ["2026-03-11", "", "Forge", "Wang", "", "", ""],
        ["2026-13-40", "", "Nowhere", "Nobody", "", "", ""],
    )
    for written in (2, 0):
        answer = tap(keeper, url, file=(io.BytesIO(content), "past.xlsx"))
        assert answer.status_code == 303
        page = page_of(keeper.get(answer.location))
        assert "Nowhere" in page.text
        assert len(all_of(database)) == (0 if written else 2)
        assert tap(keeper, answer.location).status_code == (303 if written else 422)
    mill, forge = all_of(database)
    assert (mill.day, mill.met, mill.words) == (date(2026, 3, 10), "The director", "They need workers.")
    assert mill.begins is not None
    assert mill.begins.strftime("%H:%M") == "09:30"
    assert there(forge) == [place.li, place.wang]
    assert mill.entered_later
    assert forge.entered_later


def test_the_template_is_understood(database: Database, place: Place, keeper: Visitor) -> None:
    answer = keeper.get(f"/stations/{place.station}/p/enterprise_visits/past-visits/template.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    answer.close()
    assert len(book.worksheets) == 2
    with pytest.raises(VisitSheetEmpty):
        sheets.read(answer.data, KNOWN, PEOPLE, today())


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (["", "", "Mill", "Li"], "Date"),
        ([today() + timedelta(days=1), "", "Mill", "Li"], "Date"),
        (["0001-01-01", "", "Mill", "Li"], "Date"),
        (["2026-03-10", "25:99", "Mill", "Li"], "Time"),
        (["2026-03-10", "", "Mull", "Li"], "Mull"),
        (["2026-03-10", "", "Mill", ""], "Deputies"),
        (["2026-03-10", "", "Mill", "Li;Sun"], "Sun"),
        (["2026-03-10", "", "Mill", "Zhao"], "two deputies"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(row: list[Any], why: str) -> None:
    (read,) = sheets.read(book(row), KNOWN, PEOPLE, today())
    assert not read.is_good
    assert why in " ".join(read.problems)


def test_a_table_without_the_columns_is_refused() -> None:
    with pytest.raises(VisitSheetUnreadable):
        sheets.read(book(["a", "b"], head=["Name", "Telephone"]), KNOWN, PEOPLE, today())


def test_a_table_nobody_writes_is_forgotten(database: Database, place: Place) -> None:
    with database.writing() as session:
        read = sheets.read(book(["2026-03-10", "", "Mill", "Li"]), KNOWN, PEOPLE, today())
        sheets.keep(session, place.station, "past.xlsx", read, at() - timedelta(days=15))
        kept = sheets.keep(session, place.station, "past.xlsx", read, at())
        sheets.forget_old(session, at())
        assert session.query(sheets.VisitSheet).all() == [kept]
