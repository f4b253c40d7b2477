"""Past days from paper: the template goes out and comes back, every row is looked at, and what is written says so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.clock import today
from core.database import Database
from core.errors import DomainError
from core.exports.workbooks import Sheet, workbook
from core.stations.models import Station
from core.testing import page_of
from core.testing.signing import csrf_token
from plugins.duty_days.models import Attendance, DutyDay, PaperSheet, Reception
from plugins.duty_days.receiving import sheets
from plugins.duty_days.receiving.errors import PastDayNeeded, SheetEmpty, SheetUnreadable
from tests.plugins.duty_days.receiving.conftest import Day

Tap = Callable[..., Any]
HEAD = [words.msgid for words in sheets.RECEPTIONS.values()]
CAME = [words.msgid for words in sheets.ATTENDANCE.values()]
DAY = (today() - timedelta(days=40)).isoformat()
GOOD = [DAY, "09:30", "Visited", "Visitor", "19900000042", "3", "Street lamp", "Schools", "Li, Wang", "Soon", "Who?"]


def book_of(rows: Sequence[Sequence[str]], came: Sequence[Sequence[str]] = ()) -> bytes:
    return workbook([Sheet("Receptions", HEAD, rows), Sheet("Who was there", CAME, came)])


def read(rows: Sequence[Sequence[str]], came: Sequence[Sequence[str]] = ()) -> list[sheets.Read]:
    return list(sheets.read(book_of(rows, came), {"Li": [1], "Wang": [2], "Twin": [3, 4]}, today()))


def upload(client: FlaskClient, station: int, data: bytes, name: str = "paper.xlsx") -> Any:
    sent = {"file": (BytesIO(data), name), "csrf_token": csrf_token(client.application)}
    return client.post(f"/stations/{station}/p/duty_days/past-days", data=sent, content_type="multipart/form-data")


def test_a_row_says_all_that_the_form_asks_for() -> None:
    (row,) = read([GOOD])
    assert row.problems == []
    assert row.values == {
        "day": DAY,
        "time": "09:30",
        "kind": "visited",
        "name": "Visitor",
        "phone": "19900000042",
        "persons": 3,
        "subject": "Street lamp",
        "category": "school",
        "deputies": [1, 2],
        "answer": "Soon",
        "passed_on": "Who?",
    }


@pytest.mark.parametrize(
    ("column", "said"),
    [
        (0, ""),
        (0, "yesterday"),
        (0, "2026-02-30"),
        (0, "9999-01-01"),
        (0, "1900-01-01"),
        (1, "noon"),
        (1, "25:00"),
        (2, "By post"),
        (4, "12"),
        (5, ""),
        (5, "many"),
        (5, "-1"),
        (5, "9999"),
        (6, ""),
        (7, "Ghosts"),
        (8, "Nobody Known"),
        (8, "Twin"),
    ],
)
def test_a_mistake_is_told_by_its_row_and_column(column: int, said: str) -> None:
    cells = list(GOOD)
    cells[column] = said
    (row,) = read([cells])
    assert len(row.problems) == 1, row.problems
    assert not row.is_good


@pytest.mark.parametrize(
    "said",
    ["2026-03-10", "2026/3/10", "2026.3.10", "2026\u5e743\u670810\u65e5", "\uff12026-03-10", "2026-03-10 00:00:00"],
)
def test_days_are_read_as_people_write_them(said: str) -> None:
    if date(2026, 3, 10) <= today():
        (row,) = read([[said, *GOOD[1:]]])
        assert row.values["day"] == "2026-03-10"


def test_what_is_left_empty_is_usual() -> None:
    (row,) = read([[DAY, "", "", "", "", "2", "Lamp", "", "", "", ""]])
    assert row.problems == []
    assert (row.values["kind"], row.values["category"], row.values["deputies"]) == ("walk_in", "other", [])


def test_a_file_without_our_columns_or_rows_says_so() -> None:
    with pytest.raises(SheetUnreadable):
        list(sheets.read(workbook([Sheet("x", ["Name", "Age"], [["a", "1"]])]), {}, today()))
    with pytest.raises(SheetEmpty):
        read([])


def test_the_template_as_it_goes_out_is_understood_when_it_comes_back(duty: Day, keeper: FlaskClient) -> None:
    answer = keeper.get(f"/stations/{duty.station}/p/duty_days/past-days/template.xlsx")
    data = answer.get_data()
    answer.close()
    back = upload(keeper, duty.station, data)
    assert back.status_code == 422  # it has no rows yet, and is told so rather than as a file that is none
    assert "errors" in back.get_data(as_text=True)


def test_rows_are_looked_at_then_written_and_marked_as_entered_later(
    database: Database, duty: Day, keeper: FlaskClient
) -> None:
    faulty = [DAY, "noon", *GOOD[2:]]
    data = book_of([GOOD, faulty, GOOD], [[DAY, "Li", "Late", ""], [DAY, "Zhao", "There", "Wang"]])
    answer = upload(keeper, duty.station, data)
    assert answer.status_code == 303
    page = page_of(keeper.get(answer.location))
    assert "Street lamp" in page.text
    with database.reading() as session:
        assert session.scalars(select(Reception)).all() == []
    assert page.form(answer.location).submit(keeper).status_code == 303
    with database.reading() as session:
        (one,) = session.scalars(select(Reception)).unique()
        assert (one.entered_later, one.kind, one.persons, one.duty_day.day.isoformat()) == (True, "visited", 3, DAY)
        came = {each.deputy_id: (each.state, each.how) for each in session.scalars(select(Attendance))}
        assert came == {
            duty.li: ("late", "entered_later"),
            duty.zhao: ("present", "entered_later"),
            duty.wang: ("replaced", "entered_later"),
        }
        assert session.scalars(select(PaperSheet)).all() == []


def test_the_same_file_again_writes_nothing_twice(database: Database, duty: Day, keeper: FlaskClient) -> None:
    for _time in range(2):
        location = upload(keeper, duty.station, book_of([GOOD])).location
        page_of(keeper.get(location)).form(f"{location}/discard")
        keeper.post(location, data={"csrf_token": csrf_token(keeper.application)})
    with database.reading() as session:
        assert len(session.scalars(select(Reception)).unique().all()) == 1


def test_what_is_not_wanted_is_discarded(database: Database, duty: Day, keeper: FlaskClient, tap: Tap) -> None:
    location = upload(keeper, duty.station, book_of([GOOD])).location
    assert tap(keeper, f"{location}/discard").status_code == 303
    assert keeper.get(location).status_code == 404
    with database.reading() as session:
        assert session.scalars(select(Reception)).all() == []


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04half", b"\x00" * 50, b"a,b\n1,2\n", b"\xd0\xcf\x11\xe0" + b"\x00" * 600]
)
def test_a_file_that_is_none_is_refused_with_a_sentence(duty: Day, keeper: FlaskClient, data: bytes) -> None:
    answer = upload(keeper, duty.station, data)
    assert answer.status_code == 422
    assert "errors" in answer.get_data(as_text=True)


def test_a_past_day_is_opened_by_hand_and_found_again(
    database: Database, duty: Day, keeper: FlaskClient, tap: Tap
) -> None:
    url = f"/stations/{duty.station}/p/duty_days/past-days/by-hand"
    first = tap(keeper, url, day=DAY, begins="09:00", ends="11:00")
    assert first.status_code == 303
    assert tap(keeper, url, day=DAY).location == first.location
    for wrong in ({"day": "x"}, {"day": (today() + timedelta(days=1)).isoformat()}, {"day": DAY, "begins": "09:00"}):
        assert tap(keeper, url, **wrong).status_code == 422, wrong
    with database.reading() as session:
        assert len(session.scalars(select(DutyDay).where(DutyDay.day == date.fromisoformat(DAY))).unique().all()) == 1


def test_a_day_ahead_is_no_past_day(session: Session, duty: Day) -> None:
    with pytest.raises(PastDayNeeded):
        sheets.past_day(
            session, session.get_one(Station, duty.station), today() + timedelta(days=1), None, None, today()
        )
    assert issubclass(PastDayNeeded, DomainError)
