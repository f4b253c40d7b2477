"""A form sent after the session ended: what was typed comes through the sign-in."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from core.database import Database
from core.stations.models import Station
from core.testing.factories import PASSWORD, make_account, make_deputy, make_region, make_station
from core.testing.pages import Page, page_of
from core.testing.signing import sign_in
from core.web.resuming import MOST_BYTES

TYPED = 'Dyers\' "Row" </textarea><script>x</script> & more'
HERE = {"Origin": "http://localhost"}


@pytest.fixture
def office(client: FlaskClient, database: Database) -> FlaskClient:
    with database.writing() as session:
        make_region(session)
        make_account(session, "somebody", role="office")
    return signed_in_again(client)


def signed_in_again(client: FlaskClient) -> FlaskClient:
    form = page_of(client.get("/login")).form("/login")
    assert form.submit(client, {"username": "somebody", "password": PASSWORD}).status_code == 303
    return client


def sign_out_in_another_tab(client: FlaskClient) -> None:
    page_of(client.get("/start")).form("/logout").submit(client)


def entered(client: FlaskClient, **typed: Any) -> Any:
    """The answer to a new station's form, sent after the other tab signed out."""
    form = page_of(client.get("/stations/new")).form("/stations/new")
    sign_out_in_another_tab(client)
    return form.submit(client, {"name": "Dyers' Row", "note": TYPED, "region_code": "320381", **typed})


def through_the_door(client: FlaskClient, answer: Any, password: str = PASSWORD) -> Page:
    return page_of(page_of(answer).form("/login").submit(client, {"username": "somebody", "password": password}))


def names(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        return [(one.name, one.note) for one in session.scalars(select(Station))]


def test_a_form_sent_after_signing_out_is_one_tap_away_after_signing_in(
    office: FlaskClient, database: Database
) -> None:
    answer = entered(office)
    assert answer.status_code == 401
    assert "都已保留" in page_of(answer).text
    page = through_the_door(office, answer)
    assert TYPED in page.text
    assert not [one for one in page.elements if one.name == "script" and "src" not in one.attributes]
    assert names(database) == [], "nothing is sent by itself"
    first, second = (page.form("/stations/new").submit(office) for _tap in range(2))
    assert (first.status_code, second.location) == (303, first.location)
    assert names(database) == [("Dyers' Row", TYPED)]


def test_a_wrong_password_in_between_loses_nothing(office: FlaskClient, database: Database) -> None:
    answer = entered(office)
    refused = page_of(answer).form("/login").submit(office, {"username": "somebody", "password": "a wrong one"})
    assert refused.status_code == 422
    assert through_the_door(office, refused).form("/stations/new").submit(office).status_code == 303
    assert names(database) == [("Dyers' Row", TYPED)]


def test_the_form_is_still_there_when_the_page_is_loaded_again(office: FlaskClient) -> None:
    form, typed = page_of(entered(office)).form("/login"), {"username": "somebody", "password": PASSWORD}
    assert [TYPED in page_of(form.submit(office, typed)).text for _time in range(2)] == [True, True]


def test_passwords_are_not_carried(office: FlaskClient) -> None:
    form = page_of(office.get("/accounts/mine")).form("/accounts/mine")
    sign_out_in_another_tab(office)
    answer = form.submit(office, {"present": "the-present-one", "password": "the-coming-one"})
    assert answer.status_code == 401
    assert "the-present-one" not in answer.text
    assert "the-coming-one" not in answer.text


def test_more_than_can_be_kept_is_said_so(office: FlaskClient) -> None:
    answer = entered(office, note="x" * MOST_BYTES)
    assert answer.status_code == 401
    assert "内容太长" in page_of(answer).text
    assert "unsent" not in page_of(answer).form("/login").names()


@pytest.mark.parametrize(
    "packed",
    [
        "nonsense",
        "[]",
        "null",
        '["/stations/new", [["a"]], false]',
        '["/stations/new", [["a", 1]], false]',
        '["//elsewhere.example.cn/", [], false]',
        '["https://elsewhere.example.cn/", [], false]',
        '["/\\\\elsewhere.example.cn", [], false]',
        '["/\\t/elsewhere.example.cn", [], false]',
        "[" * 5000,
    ],
)
def test_what_nobody_kept_is_not_shown(client: FlaskClient, database: Database, packed: str) -> None:
    with database.writing() as session:
        make_account(session, "somebody", role="office")
    form = page_of(client.get("/login")).form("/login")
    answer = client.post("/login", data={**form.values, "username": "somebody", "password": PASSWORD, "unsent": packed})
    assert (answer.status_code, answer.location) == (303, "/start")


def test_a_form_whose_cookie_is_gone_is_kept_too(office: FlaskClient, database: Database) -> None:
    form = page_of(office.get("/stations/new")).form("/stations/new")
    office.delete_cookie("session")
    sent = {**form.values, "name": "Dyers' Row", "note": TYPED, "region_code": "320381"}
    answer = office.post("/stations/new", data=sent, headers=HERE)
    assert answer.status_code == 400
    assert through_the_door(office, answer).form("/stations/new").submit(office).status_code == 303
    assert names(database) == [("Dyers' Row", TYPED)]


def test_a_form_older_than_the_new_cookie_can_be_sent_again_at_once(office: FlaskClient, database: Database) -> None:
    form = page_of(office.get("/stations/new")).form("/stations/new")
    office.delete_cookie("session")
    signed_in_again(office)
    sent = {**form.values, "name": "Dyers' Row", "region_code": "320381"}
    answer = office.post("/stations/new", data=sent, headers=HERE)
    assert answer.status_code == 400
    assert names(database) == []
    assert page_of(answer).form("/stations/new").submit(office).status_code == 303
    assert [name for name, _note in names(database)] == ["Dyers' Row"]


def test_a_form_of_another_site_is_not_kept_for_sending(office: FlaskClient) -> None:
    for headers in ({}, {"Origin": "https://elsewhere.example.cn"}, {"Origin": "null"}):
        answer = office.post("/stations/new", data={"name": TYPED}, headers=headers)
        assert answer.status_code == 400
        assert "Dyers" not in answer.text


def test_a_sign_in_whose_cookie_is_gone_is_asked_for_once_more(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        make_account(session, "somebody", role="office")
    answer = client.post("/login", data={"username": "somebody", "password": PASSWORD}, headers=HERE)
    assert answer.status_code == 400
    assert PASSWORD not in answer.text
    signed_in = page_of(answer).form("/login").submit(client, {"username": "somebody", "password": PASSWORD})
    assert signed_in.status_code == 303


def test_what_somebody_signed_in_was_shown_is_asked_for_anew_and_what_a_form_answered_is_kept_nowhere(
    client: FlaskClient, database: Database
) -> None:
    with database.writing() as session:
        account = make_account(session, role="office")
        deputy = make_deputy(session, station=make_station(session))
    assert "private" not in client.get("/").headers.get("Cache-Control", "")
    sign_in(client, account)
    for address in ("/", "/deputies/", "/no/such/page"):
        assert client.get(address).headers["Cache-Control"] == "private, no-cache"
    page = page_of(client.get(f"/deputies/{deputy.id}"))
    revealed = page.form(f"/deputies/{deputy.id}/phone").submit(client)
    assert deputy.person.phone[-4:] in revealed.text
    assert revealed.headers["Cache-Control"] == "no-store"
    with client.get("/static/site.css") as style:
        assert "max-age" in style.headers["Cache-Control"]
