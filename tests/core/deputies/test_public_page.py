"""What strangers, stations and deputies themselves see of a deputy."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from core.audit.models import AuditEntry
from core.database import Database
from core.deputies.models import Deputy
from core.testing.factories import make_account, make_deputy, make_station
from core.testing.pages import page_of
from core.testing.signing import sign_in, sign_out

NUMBER = "19912345678"


@pytest.fixture
def deputy_with(database: Database) -> Callable[..., int]:
    def make(**facts: Any) -> int:
        with database.writing() as session:
            return make_deputy(session, station=make_station(session), phone=NUMBER, **facts).id

    return make


def test_a_stranger_sees_the_telephone_number_only_with_the_deputys_consent(
    client: FlaskClient, deputy_with: Callable[..., int], database: Database
) -> None:
    number = deputy_with()
    page = client.get(f"/deputies/{number}").text
    assert "199********" in page
    assert NUMBER not in page.replace(" ", "")
    with database.writing() as session:
        session.get_one(Deputy, number).phone_public = True
    page = client.get(f"/deputies/{number}").text
    assert f'href="tel:{NUMBER}"' in page
    assert "199 1234 5678" in page


def test_who_asked_not_to_be_shown_is_not_there_for_strangers(
    client: FlaskClient, deputy_with: Callable[..., int], database: Database
) -> None:
    number = deputy_with(name="Hidden Deputy", is_shown=False)
    assert client.get(f"/deputies/{number}").status_code == 404
    with database.reading() as session:
        station = session.get_one(Deputy, number).placements[0].station_id
    assert "Hidden Deputy" not in client.get(f"/stations/{station}").text
    with database.writing() as session:
        office = make_account(session, role="office")
    sign_in(client, office)
    assert client.get(f"/deputies/{number}").status_code == 200
    assert "Hidden Deputy" in client.get(f"/stations/{station}").text


def test_showing_a_number_is_a_post_and_stands_in_the_audit(
    client: FlaskClient, deputy_with: Callable[..., int], database: Database
) -> None:
    number = deputy_with()
    with database.writing() as session:
        office = make_account(session, "the-office", role="office")
    sign_in(client, office)
    page = page_of(client.get(f"/deputies/{number}"))
    assert NUMBER not in page.text.replace(" ", "")
    answer = page.form("/phone").submit(client)
    assert f'href="tel:{NUMBER}"' in answer.text
    with database.reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "reveal_phone")).one()
        assert (entry.actor, entry.subject_id) == ("the-office", str(number))
        assert NUMBER not in str(entry.facts)


def test_a_deputy_decides_alone_what_strangers_see(
    client: FlaskClient, deputy_with: Callable[..., int], database: Database
) -> None:
    number = deputy_with()
    with database.writing() as session:
        account = make_account(session, role="deputy", deputy=session.get_one(Deputy, number))
    sign_in(client, account)
    answer = (
        page_of(client.get("/deputies/mine"))
        .form("/deputies/mine")
        .submit(client, {"phone_public": "on", "is_shown": "on"})
    )
    assert answer.status_code == 303
    assert NUMBER in sign_out(client).get(f"/deputies/{number}").text.replace(" ", "")
