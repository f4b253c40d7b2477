"""The second factor: asked for after the password, each code once, compulsory where a setting says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import Role
from core.accounts import guesses, second_factor
from core.accounts.models import Account, RecoveryCode
from core.database import Database
from core.options.service import decide
from core.testing import make_account, page_of
from core.testing.factories import PASSWORD
from core.testing.pages import Page

KEY = "a-key-that-only-tests-know"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def code_at(at: datetime, secret: str = SECRET) -> str:
    return pyotp.TOTP(secret).at(at)


@pytest.fixture
def office(database: Database) -> str:
    """The user name of an office with a second factor."""
    with database.writing() as session:
        account = make_account(session, "office", role="office")
        account.totp_secret = SECRET
    return "office"


def password_of(client: FlaskClient, username: str, **more: str) -> Page:
    client.set_cookie("language", "en")
    form = page_of(client.get("/login", query_string=more)).form("/login")
    return page_of(form.submit(client, {"username": username, "password": PASSWORD}))


def is_in(client: FlaskClient) -> bool:
    return client.get("/start").status_code == 200


def test_the_password_alone_lets_nobody_in(client: FlaskClient, office: str) -> None:
    page = password_of(client, office)
    assert page.form("/login/code")
    assert not is_in(client)


def test_password_and_code_let_in_and_lead_to_the_page_that_asked(client: FlaskClient, office: str) -> None:
    page = password_of(client, office, next="/deputies/")
    answer = page.form("/login/code").submit(client, {"code": code_at(datetime.now(UTC))})
    assert (answer.status_code, answer.location) == (303, "/deputies/")
    assert is_in(client)


def test_a_wrong_code_is_counted_and_guessing_is_locked_out(
    client: FlaskClient, database: Database, office: str
) -> None:
    page = password_of(client, office)
    for _try in range(guesses.SECOND.on_account):
        assert page.form("/login/code").submit(client, {"code": "000000"}).status_code == 422
    answer = page.form("/login/code").submit(client, {"code": code_at(datetime.now(UTC))})
    assert "Too many failed attempts" in page_of(answer).text
    assert not is_in(client)


def test_the_second_step_without_the_first_leads_back(client: FlaskClient, office: str) -> None:
    form = page_of(client.get("/login")).form("/login").values
    answer = client.post("/login/code", data={**form, "code": code_at(datetime.now(UTC))})
    assert (answer.status_code, answer.location) == (303, "/login")


def test_a_code_is_taken_once(session: Session) -> None:
    account = make_account(session, role="office")
    account.totp_secret = SECRET
    session.flush()
    code = code_at(NOON)
    second_factor.take_code(session, account, code, KEY, NOON)
    for later in (NOON, NOON + timedelta(seconds=20)):
        with pytest.raises(second_factor.CodeWrong):
            second_factor.take_code(session, account, code, KEY, later)
    with pytest.raises(second_factor.CodeWrong):  # nor one from before it
        second_factor.take_code(session, account, code_at(NOON - timedelta(seconds=30)), KEY, NOON)
    second_factor.take_code(session, account, code_at(NOON + timedelta(seconds=30)), KEY, NOON + timedelta(seconds=30))


@pytest.mark.parametrize("off", [-90, 90])
def test_a_code_of_another_time_is_refused(session: Session, off: int) -> None:
    account = make_account(session, role="office")
    account.totp_secret = SECRET
    session.flush()
    with pytest.raises(second_factor.CodeWrong):
        second_factor.take_code(session, account, code_at(NOON + timedelta(seconds=off)), KEY, NOON)


def test_recovery_codes_let_in_once_each_and_only_digests_are_kept(session: Session) -> None:
    account = make_account(session, role="office")
    codes = second_factor.set_up(session, account, SECRET, code_at(NOON), KEY, NOON)
    assert len(set(codes)) == second_factor.RECOVERY_CODES
    kept = session.scalars(select(RecoveryCode.code_digest)).all()
    assert not set(codes) & set(kept)
    second_factor.take_code(session, account, codes[3].upper().replace("-", " "), KEY, NOON)
    with pytest.raises(second_factor.CodeWrong):
        second_factor.take_code(session, account, codes[3], KEY, NOON)
    assert second_factor.codes_left(session, account.id) == second_factor.RECOVERY_CODES - 1


def test_where_it_is_compulsory_the_sign_in_leads_to_set_up_and_nowhere_else(
    app: Flask, client: FlaskClient, database: Database
) -> None:
    with database.writing() as session:
        make_account(session, "boss", role="administrator")
        make_account(session, "keeper", role="manager")
        decide(session, second_factor.COMPULSORY, frozenset({Role.ADMINISTRATOR, Role.OFFICE}))
    page = password_of(client, "boss")
    form = page.form("/login/set-up")
    assert not is_in(client)
    secret = page.text.split("key ")[1].split(" Sign-in code")[0].replace(" ", "")[:32]
    assert form.submit(client, {"code": "000000"}).status_code == 422
    assert not is_in(client)
    answer = form.submit(client, {"code": code_at(datetime.now(UTC), secret)})
    assert answer.status_code == 200
    assert "Recovery codes" in page_of(answer).text
    assert is_in(client)
    other = app.test_client()
    password_of(other, "keeper")
    assert is_in(other)
    assert "Switch off" not in page_of(client.get("/accounts/mine")).text


def test_everybody_with_a_password_may_set_one_up_and_switch_it_off(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        make_account(session, "keeper", role="manager")
    password_of(client, "keeper")
    page = page_of(client.get("/accounts/mine/second-factor"))
    secret = page.text.split("key ")[1].split(" Present password")[0].replace(" ", "")[:32]
    form = page.form("/accounts/mine/second-factor")
    assert form.submit(client, {"present": PASSWORD, "code": "123"}).status_code == 422
    assert form.submit(client, {"present": PASSWORD, "code": code_at(datetime.now(UTC), secret)}).status_code == 200
    form = page_of(client.get("/accounts/mine/second-factor/off")).form("/off")
    assert form.submit(client, {"present": "wrong"}).status_code == 422
    assert form.submit(client, {"present": PASSWORD}).status_code == 303
    with database.reading() as session:
        assert session.scalars(select(Account.totp_secret)).all() == [None]
