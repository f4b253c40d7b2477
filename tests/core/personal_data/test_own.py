"""One's own data: a copy to take along, and a request to have something put right."""

import io

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from core.audit.models import AuditEntry
from core.database import Database
from core.deputies.models import Deputy
from core.testing.factories import make_account, make_deputy, make_station
from core.testing.pages import page_of
from core.testing.signing import sign_in


@pytest.fixture
def deputy(client: FlaskClient, database: Database) -> Deputy:
    with database.writing("test") as session:
        deputy = make_deputy(session, "Quillan Farrow", phone="19912344321", station=make_station(session, "Loom Yard"))
        account = make_account(session, "quillan", role="deputy", deputy=deputy)
    sign_in(client, account)
    return deputy


def test_the_copy_holds_all_of_it_and_nothing_computed(client: FlaskClient, database: Database, deputy: Deputy) -> None:
    answer = page_of(client.get("/personal-data/mine")).form("/mine/copy").submit(client)
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {"Quillan Farrow", "19912344321", "Loom Yard", "quillan"} <= set(cells)
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert not [cell for cell in cells if "argon2" in cell]
    with database.reading() as session:
        assert session.scalars(select(AuditEntry).where(AuditEntry.action == "copy")).one().actor == "quillan"


def test_who_looked_at_the_number_stands_in_the_copy(
    app: Flask, client: FlaskClient, database: Database, deputy: Deputy
) -> None:
    with database.writing("test") as session:
        office = make_account(session, "curious", role="office")
    other = sign_in(app.test_client(), office)
    page_of(other.get(f"/deputies/{deputy.id}")).form("/phone").submit(other)
    answer = page_of(client.get("/personal-data/mine")).form("/mine/copy").submit(client)
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert "curious" in [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]


def test_a_correction_is_asked_for_and_answered(
    app: Flask, client: FlaskClient, database: Database, deputy: Deputy
) -> None:
    page = page_of(client.get("/personal-data/mine"))
    form = next(one for one in page.forms if "words" in one.names())
    assert form.submit(client, {"words": "My trade is dyeing"}).status_code == 303
    with database.writing("test") as session:
        office = make_account(session, "clerk", role="office")
    other = sign_in(app.test_client(), office)
    assert "My trade is dyeing" in other.get("/personal-data/requests").text
    form = page_of(other.get("/personal-data/requests/1")).form("/requests/1")
    assert form.submit(other, {"answer": "Put right"}).status_code == 303
    assert "Put right" in client.get("/personal-data/mine").text
    again = form.submit(other, {"answer": "Once more", "once": "other"})
    assert again.status_code == 422
    assert "Once more" in again.text


def test_an_office_elsewhere_sees_no_request(
    app: Flask, client: FlaskClient, database: Database, deputy: Deputy
) -> None:
    page = page_of(client.get("/personal-data/mine"))
    next(one for one in page.forms if "words" in one.names()).submit(client, {"words": "My trade is dyeing"})
    with database.writing("test") as session:
        office = make_account(session, "elsewhere", role="office", region="3204")
    other = sign_in(app.test_client(), office)
    assert "My trade is dyeing" not in other.get("/personal-data/requests").text
    assert other.get("/personal-data/requests/1").status_code == 403


def test_the_ways_to_it_stand_on_the_account_and_on_the_deputy(
    app: Flask, client: FlaskClient, database: Database, deputy: Deputy
) -> None:
    assert 'href="/personal-data/mine"' in client.get("/accounts/mine").text
    assert "/personal-data/deputies/" not in client.get(f"/deputies/{deputy.id}").text
    with database.writing("test") as session:
        office = make_account(session, "clerk", role="office")
    other = sign_in(app.test_client(), office)
    assert f'href="/personal-data/deputies/{deputy.id}"' in other.get(f"/deputies/{deputy.id}").text
