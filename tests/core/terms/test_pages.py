"""The pages of a term change: an office walks from the roster to the confirmation."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from core.database import Database
from core.deputies.models import Mandate
from core.terms.models import TermChange
from core.testing.factories import make_account, make_deputy, make_station
from core.testing.pages import page_of
from core.testing.signing import sign_in
from tests.core.terms.changing import COUNTY, county_level, deputy_named, roster


@pytest.fixture
def database(app: Flask) -> Database:
    """The test's database, as the pages use it."""
    found: Database = app.extensions["lianzhan"].database
    return found


@pytest.fixture
def office(client: FlaskClient, database: Database) -> FlaskClient:
    with database.writing() as session:
        station = make_station(session, "Old station")
        make_deputy(session, "Who Stays", station=station, phone="19900000001")
        make_deputy(session, "Who Goes", station=station, phone="19900000002")
        account = make_account(session, role="office")
    return sign_in(client, account)


def started(office: FlaskClient) -> str:
    form = page_of(office.get("/term-changes/new")).form("/term-changes/new")
    answer = form.submit(office, {"region_code": COUNTY, "number": "19", "day": "2026-11-10"})
    assert answer.status_code == 303, page_of(answer).text
    return str(answer.location)


def brought(office: FlaskClient, change: str) -> None:
    """Bring and write the roster of the new term."""
    data = roster([("Who Stays", "19900000001", county_level()), ("Who Comes", "19900000009", county_level())])
    form = page_of(office.get(f"{change}/roster")).form("/roster")
    values = {**form.values, "file": (io.BytesIO(data), "new-term.csv")}
    answer = office.post(f"{change}/roster", data=values, content_type="multipart/form-data")
    assert answer.status_code == 303, page_of(answer).text
    preview = page_of(office.get(answer.location))
    assert change in office.get(answer.location).text
    assert preview.form("/write").submit(office).status_code == 303


def states(database: Database) -> dict[str, list[str]]:
    names = ("Who Stays", "Who Goes", "Who Comes")
    with database.reading() as session:
        return {name: [mandate.state for mandate in deputy_named(session, name).mandates] for name in names}


def test_an_office_walks_from_the_roster_to_the_confirmation(office: FlaskClient, database: Database) -> None:
    change = started(office)
    assert "导入新一届名册" in office.get(change).text
    brought(office, change)
    assert states(database) == {"Who Stays": ["serving", "elected"], "Who Goes": ["serving"], "Who Comes": ["elected"]}
    for part, name in (("stay", "Who Stays"), ("go", "Who Goes"), ("come", "Who Comes")):
        page = office.get(f"{change}/people?part={part}").text
        assert [one for one in ("Who Stays", "Who Goes", "Who Comes") if f">{one}</a>" in page] == [name]
    assert page_of(office.get(change)).form("/apply").submit(office).status_code == 303
    assert states(database) == {"Who Stays": ["ended", "serving"], "Who Goes": ["ended"], "Who Comes": ["serving"]}
    assert page_of(office.get(change)).form("/revert").submit(office).status_code == 303
    assert states(database) == {"Who Stays": ["serving", "elected"], "Who Goes": ["serving"], "Who Comes": ["elected"]}
    assert page_of(office.get(change)).form("/apply").submit(office).status_code == 303
    assert page_of(office.get(change)).form("/confirm").submit(office).status_code == 303
    assert "已确认" in office.get(change).text
    assert office.get("/term-changes/").status_code == 200


def test_a_second_tap_on_put_into_force_changes_nothing_more(office: FlaskClient, database: Database) -> None:
    change = started(office)
    brought(office, change)
    form = page_of(office.get(change)).form("/apply")
    other = page_of(office.get(change)).form("/apply")
    assert form.submit(office).status_code == 303
    assert form.submit(office).status_code == 303
    late = other.submit(office)
    assert late.status_code == 422
    assert "他人已对本次换届作了后续操作" in late.text
    with database.reading() as session:
        assert len(session.scalars(select(Mandate).where(Mandate.state == "serving")).all()) == 2


def test_a_change_that_is_given_up_is_forgotten(office: FlaskClient, database: Database) -> None:
    change = started(office)
    brought(office, change)
    assert page_of(office.get(change)).form("/drop").submit(office).status_code == 303
    with database.reading() as session:
        assert session.scalars(select(TermChange)).one().state == "dropped"
        assert [m.state for m in session.scalars(select(Mandate))] == ["serving", "serving"]


def test_before_the_first_session_there_is_no_button(office: FlaskClient) -> None:
    form = page_of(office.get("/term-changes/new")).form("/term-changes/new")
    answer = form.submit(office, {"region_code": COUNTY, "number": "19", "day": "2099-01-05"})
    brought(office, str(answer.location))
    page = page_of(office.get(answer.location))
    assert "在此之前上一届代表继续履职" in page.text
    assert not [one for one in page.forms if one.action.endswith("/apply")]


def test_the_office_of_another_county_sees_nothing_of_it(office: FlaskClient, database: Database) -> None:
    change = started(office)
    with database.writing() as session:
        account = make_account(session, role="office", region="320382")
    sign_in(office, account)
    assert office.get(change).status_code == 403
    assert COUNTY not in page_of(office.get("/term-changes/")).text
