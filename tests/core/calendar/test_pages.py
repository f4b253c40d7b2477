"""A clerk sees a year at a glance, pastes the notice, compares and confirms."""

import pytest
from flask.testing import FlaskClient

from core.clock import today
from core.database import Database
from core.testing import make_account, page_of, sign_in
from tests.core.calendar.test_service import NOTICE_2026


@pytest.fixture
def office(client: FlaskClient, database: Database) -> FlaskClient:
    with database.writing() as session:
        account = make_account(session, role="office")
    client.set_cookie("language", "en")
    return sign_in(client, account)


def text(client: FlaskClient, url: str) -> str:
    return client.get(url).get_data(as_text=True)


def test_this_year_is_one_step_away(office: FlaskClient) -> None:
    assert f"Working days {today().year}" in text(office, "/calendar/")


def test_a_guessed_year_is_marked_and_a_confirmed_one_is_not(office: FlaskClient) -> None:
    assert "provisional" in text(office, "/calendar/2027")
    page_of(office.get("/calendar/2027")).form("/confirm").submit(office)
    assert "provisional" not in text(office, "/calendar/2027").partition("<h1>")[2].partition("announced")[0]
    page_of(office.get("/calendar/2027")).form("/doubt").submit(office)
    assert "not confirmed yet" in text(office, "/calendar/2027")


def test_the_notice_is_pasted_compared_and_confirmed(office: FlaskClient) -> None:
    form = page_of(office.get("/calendar/2026")).form("/notice")
    answer = form.submit(office, {"text": NOTICE_2026})
    assert answer.status_code == 303
    assert "39 days were found" in text(office, answer.location)


def test_a_notice_of_another_year_comes_back_with_what_was_pasted(office: FlaskClient) -> None:
    answer = page_of(office.get("/calendar/2027")).form("/notice").submit(office, {"text": NOTICE_2026})
    assert answer.status_code == 422
    back = answer.get_data(as_text=True)
    assert "does not fit 2027" in back
    assert "国庆节" in back


def test_days_are_entered_by_their_first_and_last(office: FlaskClient) -> None:
    typed = {"kind": "holiday", "first": "2027-02-05", "last": "2027-02-11", "name": "Spring Festival"}
    assert page_of(office.get("/calendar/2027")).form("/days").submit(office, typed).status_code == 303
    assert "Spring Festival" in text(office, "/calendar/2027")
    turned = typed | {"first": "2027-02-11", "last": "2027-02-05"}
    assert page_of(office.get("/calendar/2027")).form("/days").submit(office, turned).status_code == 422


def test_a_festival_typed_in_one_language_is_called_rightly_in_the_other(office: FlaskClient) -> None:
    typed = {"kind": "holiday", "first": "2027-06-09", "last": "2027-06-09", "name": "端午节"}
    page_of(office.get("/calendar/2027")).form("/days").submit(office, typed)
    assert "Dragon Boat Festival" in text(office, "/calendar/2027")


def test_deputies_see_it_and_change_nothing(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        account = make_account(session, role="deputy")
    sign_in(client, account)
    assert page_of(client.get("/calendar/2026")).forms[-1].action.startswith("/calendar") is False
    assert client.post("/calendar/2026/confirm").status_code in (400, 403)


@pytest.mark.parametrize("year", ["2003", "2101", "99999999999999999999", "0"])
def test_a_year_without_a_calendar_is_not_found(office: FlaskClient, year: str) -> None:
    assert office.get(f"/calendar/{year}").status_code == 404
