"""Staying signed in: a password's sign-in ends by itself, a phone's when somebody ends it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from core.accounts import viewers
from core.accounts.models import Account, Device
from core.clock import now, today
from core.database import Database
from core.options.service import decide
from core.testing import make_account, make_deputy, page_of, sign_in
from core.testing.factories import PASSWORD
from tests.core.accounts.letting_in import WECHAT, confirm, handed_out, is_in, phone


@pytest.fixture
def token(database: Database) -> str:
    with database.writing() as session:
        make_deputy(session, "Wang Fang", phone="19900000001")
        return next(iter(handed_out(session).values()))


def by_hand(app: Flask, username: str, password: str = PASSWORD) -> FlaskClient:
    client = app.test_client()
    form = page_of(client.get("/login")).form("/login")
    form.submit(client, {"username": username, "password": password})
    return client


@pytest.mark.parametrize(("since", "seen", "stays"), [(11, 7, True), (11, 9, False), (13, 0, False), (0, 0, True)])
def test_a_sign_in_by_password_ends_by_itself(
    app: Flask, database: Database, since: int, seen: int, stays: bool
) -> None:
    with database.writing() as session:
        account = make_account(session, role="office")
    client = sign_in(app.test_client(), account)
    with client.session_transaction() as kept:
        kept["since"] -= since * 3600
        kept["seen"] -= seen * 3600
    assert is_in(client) is stays


def test_using_it_keeps_a_sign_in_alive(app: Flask, database: Database) -> None:
    with database.writing() as session:
        account = make_account(session, role="office")
    client = sign_in(app.test_client(), account)
    with client.session_transaction() as kept:
        kept["seen"] -= 7 * 3600
    assert is_in(client)
    with client.session_transaction() as kept:
        assert kept["seen"] >= int(now().timestamp()) - 60


def test_how_long_is_decided_on_a_page(app: Flask, database: Database) -> None:
    with database.writing() as session:
        account = make_account(session, role="office")
        decide(session, viewers.IDLE_HOURS, 1)
    client = sign_in(app.test_client(), account)
    with client.session_transaction() as kept:
        kept["seen"] -= 2 * 3600
    assert not is_in(client)


def test_a_cookie_that_does_not_say_when_it_began_is_worth_nothing(app: Flask, database: Database) -> None:
    with database.writing() as session:
        account = make_account(session, role="office")
    client = sign_in(app.test_client(), account)
    with client.session_transaction() as kept:
        del kept["since"]
    assert not is_in(client)


def test_a_phone_that_was_not_used_for_half_a_year_is_out(app: Flask, database: Database, token: str) -> None:
    client = phone(app)
    confirm(client, token, "0001")
    for days, stays in ((179, True), (181, False)):
        with database.writing() as session:
            session.execute(update(Device).values(seen_on=today() - timedelta(days=days)))
        assert is_in(client) is stays


def test_the_day_a_phone_was_last_seen_is_kept(app: Flask, database: Database, token: str) -> None:
    client = phone(app)
    confirm(client, token, "0001")
    with database.writing() as session:
        session.execute(update(Device).values(seen_on=today() - timedelta(days=3)))
    answer = client.get("/start")
    assert any(cookie.startswith("device=") for cookie in answer.headers.getlist("Set-Cookie"))
    with database.reading() as session:
        assert session.scalars(select(Device.seen_on)).one() == today()


def test_a_phone_that_is_signed_out_elsewhere_is_out_at_once(app: Flask, database: Database, token: str) -> None:
    first = phone(app)
    confirm(first, token, "0001")
    second = phone(app, WECHAT)
    shown = page_of(page_of(first.get("/accounts/mine")).form("/accounts/mine/code").submit(first))
    code = _code(shown.text)
    form = page_of(second.get("/activate")).form("/activate")
    assert form.submit(second, {"code": code, "digits": "0001"}).status_code == 303
    assert is_in(second)
    page = page_of(first.get("/accounts/mine"))
    with database.reading() as session:
        later = session.scalars(select(Device.id).order_by(Device.id.desc())).first()
    assert page.form(f"/accounts/mine/devices/{later}/end").submit(first).status_code == 303
    assert not is_in(second)
    assert is_in(first)


def _code(text: str) -> str:
    import re

    found = re.search(r"\b(\d{4}) (\d{4})\b", text)
    assert found
    return found[1] + found[2]


def test_a_code_holds_for_one_phone_and_ten_minutes(app: Flask, database: Database, token: str) -> None:
    first = phone(app)
    confirm(first, token, "0001")
    code = _code(page_of(page_of(first.get("/accounts/mine")).form("/accounts/mine/code").submit(first)).text)
    for number, status in ((1, 303), (2, 422)):
        other = phone(app)
        form = page_of(other.get("/activate")).form("/activate")
        assert form.submit(other, {"code": code, "digits": "0001"}).status_code == status, number


def test_guessing_at_codes_is_locked_out(app: Flask, database: Database, token: str) -> None:
    first = phone(app)
    confirm(first, token, "0001")
    code = _code(page_of(page_of(first.get("/accounts/mine")).form("/accounts/mine/code").submit(first)).text)
    for number in range(15):
        other = phone(app)
        page_of(other.get("/activate")).form("/activate").submit(other, {"code": f"{number:08d}", "digits": "0001"})
    other = phone(app)
    form = page_of(other.get("/activate")).form("/activate")
    assert form.submit(other, {"code": code, "digits": "0001"}).status_code == 422
    assert not is_in(other)


def test_signing_out_everywhere_else_leaves_this_phone(app: Flask, database: Database, token: str) -> None:
    client = phone(app)
    confirm(client, token, "0001")
    with database.reading() as session:
        account = session.scalars(select(Account)).one()
    browser = sign_in(app.test_client(), account)
    assert is_in(browser)
    assert page_of(client.get("/accounts/mine")).form("/accounts/mine/devices/end").submit(client).status_code == 303
    assert is_in(client)
    assert not is_in(browser)


def test_signing_out_on_the_phone_ends_it(app: Flask, database: Database, token: str) -> None:
    client = phone(app)
    confirm(client, token, "0001")
    secret = client.get_cookie("device").value  # type: ignore[union-attr]
    page_of(client.get("/start")).form("/logout").submit(client)
    assert not is_in(client)
    client.set_cookie("device", secret)
    assert not is_in(client)


def test_nobody_signs_the_phone_of_another_out(app: Flask, database: Database, token: str) -> None:
    client = phone(app)
    confirm(client, token, "0001")
    with database.writing() as session:
        other = make_account(session, role="office")
        device = session.scalars(select(Device.id)).one()
    stranger = sign_in(app.test_client(), other)
    values = page_of(stranger.get("/accounts/mine")).form("/accounts/mine/devices/end").values
    assert stranger.post(f"/accounts/mine/devices/{device}/end", data=values).status_code == 404
    assert is_in(client)


def test_a_phone_may_sign_in_for_its_other_roles(app: Flask, database: Database, token: str) -> None:
    client = phone(app)
    confirm(client, token, "0001")
    with database.writing() as session:
        make_account(session, "keeper", role="manager")
    form = page_of(client.get("/login")).form("/login")
    assert form.submit(client, {"username": "keeper", "password": PASSWORD}).status_code == 303
    assert client.get("/accounts/").status_code == 200


def test_switching_an_account_off_signs_its_phones_out_for_good(app: Flask, database: Database, token: str) -> None:
    client = phone(app)
    confirm(client, token, "0001")
    with database.writing() as session:
        boss = make_account(session, role="administrator")
        account = session.scalars(select(Account).where(Account.id != boss.id)).one().id
    office = sign_in(app.test_client(), boss)
    for values in ({}, {"is_active": "y"}):
        form = page_of(office.get(f"/accounts/{account}")).form(f"/accounts/{account}")
        given = {name: value for name, value in form.values.items() if name != "is_active"}
        assert office.post(form.action, data={**given, **values}).status_code == 303
        assert not is_in(client)


def test_signing_out_leaves_nothing_in_the_cookie_for_the_next_one(app: Flask, database: Database) -> None:
    with database.writing() as session:
        keeper = make_account(session, "keeper", role="manager")
    client = sign_in(app.test_client(), keeper)
    client.get("/accounts/mine/second-factor")
    page_of(client.get("/accounts/mine")).form("/logout").submit(client)
    with client.session_transaction() as kept:
        assert set(kept) <= {"_flashes", "csrf_token"}
