"""The register of duty days: a line for every day the figure counts, with the same numbers; 补录 marks what came later."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from core.plugin_host.declarations import FigureScope
from core.testing import Count, make_account, make_deputy, make_station, page_of
from plugins.duty_days import service as days
from plugins.duty_days.counting.registers import days_held
from plugins.duty_days.figures import FIGURES
from plugins.duty_days.models import Attendance, DutyDay, Reception, Sitting

As = Callable[[Any], FlaskClient]
PERIOD = "?period=year&from=2026-01-01"


@pytest.fixture
def mill(session: Session) -> Any:
    """A station of one held day from paper, one held day at the desk, one of visits only, one nobody came to."""
    station = make_station(session, "Mill")
    here = [make_deputy(session, station=station) for _number in range(3)]
    paper, desk, visits, nobody = (day_of(session, station, date(2026, month, 10)) for month in (3, 4, 5, 6))
    attended(session, paper.sittings[0], here[:2], "entered_later")
    received(session, paper, [("walk_in", 4), ("walk_in", 0)], entered_later=True)
    attended(session, desk.sittings[0], here[2:], "by_hand")
    received(session, desk, [("booked", 2), ("visited", 5)], passed_on="The road")
    received(session, visits, [("visited", 3)])
    assert nobody.state == "open"
    session.commit()
    return station


def day_of(session: Session, station: Any, day: date) -> DutyDay:
    return days.add_day(session, station, day, day=day, places=3, begins=time(9), ends=time(11))


def attended(session: Session, sitting: Sitting, deputies: Iterable[Any], how: str) -> None:
    session.add_all(Attendance(sitting=sitting, deputy=one, state="present", how=how) for one in deputies)
    session.flush()


def received(session: Session, duty_day: DutyDay, parties: Iterable[tuple[str, int]], **more: Any) -> None:
    at = datetime(2026, 9, 1, tzinfo=UTC)
    session.add_all(
        Reception(duty_day_id=duty_day.id, kind=kind, persons=size, party=size > 0, subject="Wages", entered_at=at)
        for kind, size in parties
    )
    session.flush()
    for one in session.query(Reception).filter_by(duty_day_id=duty_day.id):
        for name, value in more.items():
            setattr(one, name, value)
    session.flush()


def test_it_has_a_line_for_every_day_the_figures_count_and_the_same_numbers(session: Session, mill: Any) -> None:
    scope = FigureScope(
        region_code=mill.region_code, station_id=mill.id, begins=date(2026, 1, 1), ends=date(2026, 12, 31)
    )
    lines = session.execute(days_held(scope).order_by("day")).all()
    assert [line.day.month for line in lines] == [3, 4, 5]
    counted = {one.key: one.compute(session, scope) for one in FIGURES}
    assert len(lines) == counted["duty_days"]
    assert sum(line.deputies for line in lines) == counted["duty_participations"] == 3
    assert sum(line.persons for line in lines) == counted["people_received"] == 6
    assert sum(line.parties for line in lines) == counted["groups_received"] == 2
    assert [bool(line.entered_later) for line in lines] == [True, False, False]


def test_its_excel_file_says_who_was_there_and_what_was_entered_later(
    session: Session, mill: Any, as_: As, tap: Any
) -> None:
    account = make_account(session, role="manager", station=mill)
    session.commit()
    client = as_(account)
    answer = tap(client, f"/stations/{mill.id}/registers/duty_days.days{PERIOD}", format="xlsx")
    rows = list(openpyxl.load_workbook(BytesIO(answer.data)).worksheets[0].iter_rows(values_only=True))
    assert rows[1][0] == "2026年3月10日"
    assert rows[1][1] == "09:00–11:00"
    assert rows[1][8] == "补录"
    assert rows[2][8] is None
    assert len(str(rows[1][3]).split("、")) == 2
    assert rows[-1][0] == "合计"
    assert rows[-1][4:8] == ("3", "2", "6", "2")


def test_its_page_asks_at_most_eight_statements(session: Session, mill: Any, as_: As, count: Count) -> None:
    account = make_account(session, role="manager", station=mill)
    session.commit()
    client = as_(account)
    url = f"/stations/{mill.id}/registers/duty_days.days{PERIOD}"
    client.get(url)
    with count() as asked:
        page = page_of(client.get(url))
    assert "驻站日台账" in page.text
    assert len([one for one in asked if one.startswith(("SELECT", "WITH"))]) <= 8
