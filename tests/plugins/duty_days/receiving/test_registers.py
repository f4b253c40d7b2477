"""The register: printed from the records, signed on paper, and it is written down who took it out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from core.audit.models import AuditEntry
from core.clock import now, today
from core.database import Database
from core.plugin_host.host import host_of
from core.stations.models import Station
from core.testing import page_of
from plugins.duty_days.models import DutyDay, Reception
from plugins.duty_days.receiving import receptions, register
from plugins.duty_days.receiving.passing_on import PassedOn, TakenOver
from plugins.duty_days.receiving.receptions import Said
from plugins.duty_days.testing import make_duty_day, make_reception
from tests.plugins.duty_days.receiving.conftest import Day

Tap = Callable[..., Any]


@pytest.fixture
def received(database: Database, duty: Day) -> None:
    with database.writing() as session:
        station = session.get_one(Station, duty.station)
        make_reception(session, station, subject="#set text(red) $x$ *star*", name="A & B", persons=4)
        make_reception(session, station, subject="A tree", persons=1, party=False)


def test_the_register_of_a_day_is_a_pdf_and_audited(
    database: Database, duty: Day, received: None, keeper: FlaskClient, tap: Tap
) -> None:
    answer = tap(keeper, f"/p/duty_days/days/{duty.day}/register")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.get_data().startswith(b"%PDF")
    with database.reading() as session:
        facts = session.scalars(select(AuditEntry.facts).where(AuditEntry.action == "export")).one()
        assert facts is not None
        assert (facts["list"], facts["rows"], facts["whole_numbers"]) == ("duty_days.receptions", 2, False)


def test_what_stands_in_the_register(database: Database, duty: Day, received: None) -> None:
    with database.reading() as session:
        station = session.get_one(Station, duty.station)
        records = register.of_days(session, station, today(), today())
        (day,) = (register._day(one, records, whole=False) for one in records["days"])
        whole = register._day(records["days"][0], records, whole=True)
    first, second = day["rows"]
    assert first[3:6] == ["A & B", "199****09", "4"]
    assert second[5] == "\N{EN DASH}"
    assert whole["rows"][0][4] == "19900000009"
    assert [name.partition(" ")[0] for name in day["served"]] == ["Li", "Wang"]


def test_who_was_received_before_a_day_was_cancelled_stands_in_the_register(
    database: Database, duty: Day, received: None
) -> None:
    with database.writing() as session:
        station = session.get_one(Station, duty.station)
        make_duty_day(session, station, today() + timedelta(days=1)).state = "cancelled"
        session.get_one(DutyDay, duty.day).state = "cancelled"
        session.flush()
        records = register.of_days(session, station, today(), today() + timedelta(days=1))
    assert [one.id for one in records["days"]] == [duty.day]
    assert len(records["received"]) == 2


def test_a_period_is_at_most_a_year_and_ends_after_it_begins(duty: Day, keeper: FlaskClient, tap: Tap) -> None:
    url = f"/stations/{duty.station}/p/duty_days/register"
    day = today()
    for begins, ends in ((day, day - timedelta(days=1)), (day - timedelta(days=400), day)):
        answer = tap(keeper, url, begins=begins.isoformat(), ends=ends.isoformat())
        assert answer.status_code == 422
        assert "errors" in answer.get_data(as_text=True)
    answer = tap(keeper, url, begins=(day - timedelta(days=300)).isoformat(), ends=day.isoformat(), whole="y")
    assert answer.get_data().startswith(b"%PDF")


def test_a_deputy_takes_no_register_out(duty: Day, li: FlaskClient, tap: Tap) -> None:
    assert tap(li, f"/p/duty_days/days/{duty.day}/register").status_code == 403


# What is passed on


def test_a_plugin_for_matters_takes_over_what_is_passed_on(
    database: Database, duty: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[PassedOn] = []

    def take(_spec: Any, _session: Any, _station: Any, passed: PassedOn) -> TakenOver:
        asked.append(passed)
        return TakenOver(key="matters:matter:12", title="Matter 12")

    with database.writing() as session:
        monkeypatch.setattr(host_of(session), "ask_first", take)
        day = session.get_one(DutyDay, duty.day)
        said = Said(subject="Lamp", passed_on="Who mends it?", deputies=(duty.li,))
        one = receptions.record(session, day, said, today(), now())
        assert not one.is_open
        receptions.change(session, one, Said(subject="Two lamps", passed_on="Others", deputies=(duty.li,)))
        number = one.id
    assert [(each.reception_id, each.words, list(each.deputies)) for each in asked] == [
        (number, "Who mends it?", [duty.li])
    ]
    with database.reading() as session:
        kept = session.get_one(Reception, number)
        assert (kept.passed_to, kept.passed_on) == ("Matter 12", "Who mends it?")


def test_what_a_station_decides_holds_from_then_on(database: Database, duty: Day, keeper: FlaskClient) -> None:
    url = f"/stations/{duty.station}/p/duty_days/receiving"
    form = page_of(keeper.get(url)).form(url)
    assert form.submit(keeper, {**form.values, "grace_minutes": "241"}).status_code == 422
    assert form.submit(keeper, {**form.values, "grace_minutes": "0", "most_bookings": "0"}).status_code == 303
    assert "option" not in keeper.get(f"/stations/{duty.station}/p/duty_days/book").get_data(as_text=True)


def test_today_leads_to_the_desk_and_says_so_where_there_is_none(
    database: Database, duty: Day, keeper: FlaskClient
) -> None:
    url = f"/stations/{duty.station}/p/duty_days/today"
    assert keeper.get(url).location == f"/p/duty_days/days/{duty.day}/desk"
    with database.writing() as session:
        session.get_one(DutyDay, duty.day).state = "cancelled"
    assert keeper.get(url).status_code == 200
