"""A phone that came in by a slip is no way around the password's second factor; a passer-by takes over no account."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from core.accounts import guesses, service
from core.accounts.models import Account, Device, Grant, LoginAttempt
from core.database import Database
from core.testing import make_account, make_deputy, make_station, page_of, sign_in
from core.testing.factories import PASSWORD
from tests.core.accounts.letting_in import NOW, confirm, handed_out, is_in, phone

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
FRESH = "three green lanterns"


@pytest.fixture
def own_phone(app: Flask, database: Database) -> FlaskClient:
    """The phone of a deputy who is also an office, with a password and a second factor."""
    with database.writing() as session:
        make_deputy(session, "Wang Fang", station=make_station(session), phone="19900000001")
        token = next(iter(handed_out(session).values()))
        account = session.scalars(select(Account)).one()
        account.password_hash, account.totp_secret = service.hashed(PASSWORD), SECRET
    client = phone(app)
    client.set_cookie("language", "en")
    confirm(client, token, "0001")
    return client


def test_a_phone_does_not_change_what_the_password_protects(own_phone: FlaskClient, database: Database) -> None:
    page = page_of(own_phone.get("/accounts/mine"))
    assert "Present password" not in page.text
    assert "Second factor" not in page.text
    once = {name: value for name, value in page.form("/end").values.items() if name != "once"}
    for path, given in {
        "/accounts/mine": {"present": PASSWORD, "password": FRESH},
        "/accounts/mine/second-factor": {"present": PASSWORD, "code": "000000"},
        "/accounts/mine/second-factor/off": {"present": PASSWORD},
    }.items():
        answer = own_phone.post(path, data={**once, **given})
        assert (answer.status_code, "Sign in with your user name" in page_of(answer).text) == (403, True)
    with database.reading() as session:
        kept = session.scalars(select(Account)).one()
        assert kept.totp_secret == SECRET
        assert service.password_fits(kept, PASSWORD)


def test_another_authenticator_wants_the_password(app: Flask, database: Database) -> None:
    with database.writing() as session:
        keeper = make_account(session, "keeper", role="manager")
    client = sign_in(app.test_client(), keeper)
    form = page_of(client.get("/accounts/mine/second-factor")).form("/second-factor")
    assert form.submit(client, {"present": "another one", "code": "000000"}).status_code == 422
    assert form.submit(client, {"code": "000000"}).status_code == 422
    with database.reading() as session:
        assert session.scalars(select(Account.totp_secret)).all() == [None]


def test_a_secret_that_signed_a_phone_in_once_stands_for_nobody_else(app: Flask, database: Database) -> None:
    with database.writing() as session:
        station = make_station(session)
        wang = make_deputy(session, "Wang Fang", station=station, phone="19900000001")
        li = make_deputy(session, "Li Na", station=station, phone="19900000002")
        tokens = handed_out(session)
        first, second = tokens[wang.person_id], tokens[li.person_id]
    before = phone(app)
    before.get(f"/activate/{first}")
    offered = before.get_cookie("device_next")
    assert offered is not None
    confirm(before, first, "0001")
    lost = phone(app)  # the same phone, but the answer never came: it carries what it had before
    lost.set_cookie("device_next", offered.value)
    assert confirm(lost, second, "0002").status_code == 303
    assert is_in(lost)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Device)) == 2


def test_a_few_tries_a_day_get_no_further_than_many_at_once(app: Flask, database: Database) -> None:
    with database.writing() as session:
        make_deputy(session, "Wang Fang", station=make_station(session), phone="19900000001")
        token = next(iter(handed_out(session).values()))
    for _day in range(guesses.SLIP.on_account - 1):
        assert confirm(phone(app), token, "9999").status_code == 422
    with database.writing() as session:
        guesses.count(session, guesses.PASSWORD, "somebody", "here", NOW)
        guesses.tidy(session, NOW + timedelta(days=59))
        assert set(session.scalars(select(LoginAttempt.kind))) == {"slip"}
    assert confirm(phone(app), token, "9999").status_code == 422
    assert phone(app).get(f"/activate/{token}").status_code == 410


def test_an_administrator_who_has_no_password_yet_does_not_count(app: Flask, database: Database) -> None:
    with database.writing() as session:
        boss = make_account(session, "boss", role="administrator")
        heir = make_account(session, "heir", role="administrator")
        heir.password_hash = None
        boss_id, grant_id = boss.id, boss.grants[0].id
    client = sign_in(app.test_client(), boss)
    client.set_cookie("language", "en")
    form = page_of(client.get(f"/accounts/{boss_id}")).form(f"/roles/{grant_id}/revoke")
    assert "last administrator" in page_of(form.submit(client, {})).text
    with database.writing() as session:
        heir = session.scalars(select(Account).where(Account.username == "heir")).one()
        service.set_password(session, heir, service.hashed(FRESH), datetime.now(UTC))
    form = page_of(client.get(f"/accounts/{boss_id}")).form(f"/roles/{grant_id}/revoke")
    assert form.submit(client, {}).status_code == 303


def test_a_log_names_no_link_that_lets_in(
    app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    with database.writing() as session:
        make_deputy(session, "Wang Fang", station=make_station(session), phone="19900000001")
        token = next(iter(handed_out(session).values()))
    monkeypatch.setattr("core.accounts.views.letting_in._station_of", lambda _slip: 1 / 0)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    assert phone(app).get(f"/activate/{token}").status_code == 500
    written = "".join(capfd.readouterr())
    assert "unexpected_error" in written
    assert f"/activate/{token}" not in written


def test_what_a_link_shows_is_kept_by_nobody_on_the_way(app: Flask, database: Database) -> None:
    with database.writing() as session:
        make_deputy(session, "Wang Fang", station=make_station(session), phone="19900000001")
        token = next(iter(handed_out(session).values()))
    assert phone(app).get(f"/activate/{token}").headers["Cache-Control"] == "no-store"


def test_two_administrators_who_leave_at_once_leave_one_behind(app: Flask, database: Database, on_both: str) -> None:
    with database.writing() as session:
        bosses = [make_account(session, f"boss{number}", role="administrator") for number in range(2)]
        grants = [boss.grants[0].id for boss in bosses]
    clients = [sign_in(app.test_client(), boss) for boss in bosses]
    forms = [
        page_of(client.get(f"/accounts/{boss.id}")).form(f"/roles/{grant}/revoke")
        for client, boss, grant in zip(clients, bosses, grants, strict=True)
    ]
    ready, answers = threading.Barrier(len(forms)), []

    def leave(number: int) -> None:
        ready.wait()
        answers.append(forms[number].submit(clients[number]).status_code)

    senders = [threading.Thread(target=leave, args=(number,)) for number in range(len(forms))]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert sorted(answers) in ([303, 422], [303, 503]), "refused, or asked to try again"
    with database.reading() as session:
        assert session.scalar(select(func.count()).where(Grant.role == "administrator")) == 1


WILD = ("\x00", "a\x00b", "\U0001f600" * 30, "-1", "\u0663\u0664\u0665\u0666", "' OR 1=1 --", "x" * 5000, "\u202e1234")


def test_whatever_strangers_type_gets_a_sentence(app: Flask, database: Database, on_both: str) -> None:
    client = phone(app)
    for path, names in {
        "/login": ("username", "password"),
        "/activate": ("code", "digits"),
    }.items():
        for wild in WILD:
            for name in names:
                form = page_of(client.get(path)).form(path)
                given = dict.fromkeys(names, "1234") | {name: wild}
                assert form.submit(client, given).status_code == 422, (path, name, wild)
    for address in ("/activate/%00", "/restore/%00", "/activate/%F0%9F%98%80", "/activate?code=%00"):
        assert client.get(address).status_code in (200, 404), address


def test_whatever_an_office_searches_for_gets_a_list(app: Flask, database: Database, on_both: str) -> None:
    with database.writing() as session:
        office = make_account(session, role="office")
    client = sign_in(app.test_client(), office)
    for asked in ("q=%00", "q=%25_%5C", "page=99999999999999999999", "sort=x&state=%ff", "role=%00"):
        assert client.get(f"/accounts/?{asked}").status_code == 200, asked
