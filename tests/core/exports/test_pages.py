"""The pages of the exports: what a list shows is what its file holds, and whole numbers are written down."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from werkzeug.test import TestResponse

from core.audit.models import AuditEntry
from core.database import Database
from core.deputies.models import Placement
from core.people.models import Person
from core.testing.factories import make_account, make_deputy, make_enterprise, make_station
from core.testing.pages import page_of
from core.testing.signing import sign_in


@pytest.fixture
def two_counties(database: Database) -> dict[str, int]:
    """Two stations in a county, and one in another."""
    with database.writing() as session:
        own = make_station(session, "Own", deputies=2)
        neighbour = make_station(session, "Neighbour", deputies=1)
        make_station(session, "Elsewhere", region="370883", deputies=1)
        return {"own": own.id, "neighbour": neighbour.id}


def someone(client: FlaskClient, database: Database, role: str, station: int | None = None) -> FlaskClient:
    with database.writing() as session:
        from core.stations.models import Station

        at = session.get_one(Station, station) if station else None
        region = "320381" if role in ("office", "leader") else ""
        account = make_account(session, role=role, region=region, station=at)
    return sign_in(client, account)


def export(client: FlaskClient, url: str, **typed: Any) -> TestResponse:
    page = page_of(client.get(url))
    return page.form(url.partition("?")[0]).submit(client, typed)


def rows(answer: TestResponse) -> list[list[str]]:
    assert answer.status_code == 200
    if answer.mimetype == "text/csv":
        return list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    book = load_workbook(io.BytesIO(answer.get_data()))
    return [[str(cell.value or "") for cell in row] for sheet in book.worksheets for row in sheet.iter_rows()]


def audited(database: Database) -> list[dict[str, Any]]:
    with database.reading() as session:
        return [facts or {} for facts in session.scalars(select(AuditEntry.facts).where(AuditEntry.action == "export"))]


@pytest.mark.parametrize("format_", ["xlsx", "csv"])
def test_an_office_takes_out_its_county_and_nothing_beyond(
    client: FlaskClient, database: Database, two_counties: dict[str, int], on_both: str, format_: str
) -> None:
    office = someone(client, database, "office")
    found = rows(export(office, "/exports/stations", format=format_))
    assert sorted(row[0] for row in found[1:]) == ["Neighbour", "Own"]
    assert len(rows(export(office, "/exports/deputies", format=format_))) == 1 + 3


def test_filters_of_the_list_narrow_the_file(
    client: FlaskClient, database: Database, two_counties: dict[str, int]
) -> None:
    office = someone(client, database, "office")
    listed = page_of(office.get(f"/deputies/?station={two_counties['own']}"))
    link = next(link for link in listed.links if link.startswith("/exports/deputies"))
    assert f"station={two_counties['own']}" in link
    assert len(rows(export(office, link))) == 1 + 2
    assert audited(database)[0]["asked"] == {"station": str(two_counties["own"])}


def test_whole_numbers_leave_only_where_they_were_asked_for_and_are_written_down(
    client: FlaskClient, database: Database, two_counties: dict[str, int]
) -> None:
    office = someone(client, database, "office")
    with database.reading() as session:
        numbers = set(session.scalars(select(Person.phone).join(Placement, Placement.deputy_id > 0)))
    masked = rows(export(office, "/exports/deputies"))
    whole = rows(export(office, "/exports/deputies", whole_numbers="y"))
    assert not numbers & {cell for row in masked for cell in row}
    assert len(numbers & {cell for row in whole for cell in row}) == 3
    assert [(one["whole_numbers"], one["rows"]) for one in audited(database)] == [(False, 3), (True, 3)]


def test_a_leader_who_may_see_no_number_is_offered_none(
    client: FlaskClient, database: Database, two_counties: dict[str, int]
) -> None:
    leader = someone(client, database, "leader")
    assert "whole_numbers" not in page_of(leader.get("/exports/deputies")).form("/exports/deputies").names()
    taken = rows(export(leader, "/exports/deputies", whole_numbers="y"))
    assert all(not cell.isdigit() or len(cell) < 11 for row in taken for cell in row)


def test_a_manager_takes_out_the_own_station(
    client: FlaskClient, database: Database, two_counties: dict[str, int]
) -> None:
    manager = someone(client, database, "manager", two_counties["own"])
    assert [row[0] for row in rows(export(manager, "/exports/stations"))[1:]] == ["Own"]
    assert len(rows(export(manager, "/exports/deputies"))) == 1 + 2


def test_who_reaches_two_counties_gets_a_sheet_for_each(
    client: FlaskClient, database: Database, two_counties: dict[str, int]
) -> None:
    administrator = someone(client, database, "administrator")
    answer = export(administrator, "/exports/deputies")
    assert len(load_workbook(io.BytesIO(answer.get_data())).sheetnames) == 2


@pytest.mark.parametrize("format_", ["xlsx", "csv"])
def test_nothing_in_a_file_is_computed(client: FlaskClient, database: Database, format_: str) -> None:
    with database.writing() as session:
        station = make_station(session, "=1+1", address="@SUM(A1)", duty_words="-1")
        make_deputy(session, station=station).person.employer_text = "+8"
        make_enterprise(session, "'=A1", chain=station.chain)
    office = someone(client, database, "office")
    for kind in ("stations", "deputies", "enterprises"):
        answer = export(office, f"/exports/{kind}", format=format_)
        if format_ == "csv":
            assert not [cell for row in rows(answer) for cell in row if cell[:1] in ("=", "+", "-", "@")]
        else:
            book = load_workbook(io.BytesIO(answer.get_data()))
            assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
            assert not [
                cell
                for sheet in book
                for row in sheet
                for cell in row
                if cell.data_type == "n" and cell.value is not None
            ]


def test_strangers_and_deputies_take_nothing_out(client: FlaskClient, database: Database) -> None:
    assert client.get("/exports/deputies").status_code == 302
    deputy = someone(client, database, "organ")
    assert deputy.get("/exports/deputies").status_code == 403
