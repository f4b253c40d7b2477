"""Promise 6: what protects people and their data, on every page and in every form; and the doors of the platform."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from core.accounts.guesses import PASSWORD as LIMIT
from core.accounts.models import Account, LoginAttempt
from core.app import create_app
from core.audit.service import verify
from core.clock import now
from core.database import Database
from core.testing import make_account
from core.testing.databases import Store
from core.testing.factories import PASSWORD
from core.testing.fixtures import SECRET_KEY, settings_for
from core.testing.pages import Page, page_of
from core.testing.promises.files import *
from core.testing.promises.security import *
from core.testing.promises.world import STRANGER, World
from core.testing.promises.worlds import load_demonstration
from core.testing.serving import lianzhan, serving
from core.testing.signing import cookie_of


def test_a_token_does_not_wear_out(world: World) -> None:
    assert world.app.config["WTF_CSRF_TIME_LIMIT"] is None


def sign_in_by_hand(app: Flask, base: str) -> list[str]:
    client = app.test_client()
    page = page_of(client.get("/login", base_url=base))
    answer = client.post(
        "/login",
        base_url=base,
        data={**page.form("/login").values, "username": "somebody", "password": PASSWORD},
        headers={"Referer": f"{base}/login"},
    )
    assert answer.status_code == 303, page_of(answer).text
    return answer.headers.getlist("Set-Cookie")


def test_cookies_are_kept_from_scripts_and_other_sites(app: Flask, database: Database) -> None:
    with database.writing() as session:
        make_account(session, "somebody", role="office")
    for cookie in sign_in_by_hand(app, "http://localhost"):
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Secure" not in cookie


def test_under_https_cookies_are_secure_and_browsers_are_told_to_stay(database_url: str, tmp_path: Path) -> None:
    app = create_app(settings_for(database_url, tmp_path, public_url="https://lianzhan.example.cn"))
    with app.extensions["lianzhan"].database.writing() as session:
        make_account(session, "somebody", role="office")
    client = app.test_client()
    cookies = sign_in_by_hand(app, "https://lianzhan.example.cn")
    page = page_of(client.get("/", base_url="https://lianzhan.example.cn"))
    choice = page.form("/preferences")
    answer = client.post(
        "/preferences",
        base_url="https://lianzhan.example.cn",
        data=choice.values | {"elder": "1"},
        headers={"Referer": "https://lianzhan.example.cn/"},
    )
    for cookie in [*cookies, *answer.headers.getlist("Set-Cookie")]:
        assert "HttpOnly" in cookie
        assert "Secure" in cookie
        assert "SameSite" in cookie
    assert "max-age" in client.get("/", base_url="https://lianzhan.example.cn").headers["Strict-Transport-Security"]
    app.extensions["lianzhan"].database.dispose()


def guess(client: FlaskClient, username: str, password: str) -> tuple[int, str]:
    values = page_of(client.get("/login")).form("/login").values
    answer = client.post("/login", data={**values, "username": username, "password": password})
    return answer.status_code, page_of(answer).text


@pytest.fixture
def quick_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 with little work: a test guesses often."""
    from argon2 import PasswordHasher

    from core.accounts import service

    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(service, "_hasher", lambda: quick)
    monkeypatch.setattr(service, "_nobody", lambda: quick.hash("nobody"))


def test_guessing_is_locked_out_and_the_lock_outlives_a_restart(
    app: Flask, database: Database, database_url: str, tmp_path: Path, quick_hashing: None
) -> None:
    with database.writing() as session:
        make_account(session, "somebody", role="office")
    client = app.test_client()
    for _attempt in range(LIMIT.on_account):
        assert guess(client, "somebody", "wrong")[0] == 422
    locked = guess(client, "somebody", PASSWORD)
    assert locked[0] != 303
    restarted = create_app(settings_for(database_url, tmp_path / "again"))
    assert guess(restarted.test_client(), "somebody", PASSWORD)[1] == locked[1]
    with database.writing() as session:
        session.execute(update(LoginAttempt).values(at=now() - timedelta(hours=1)))
    assert guess(restarted.test_client(), "somebody", PASSWORD)[0] == 303
    restarted.extensions["lianzhan"].database.dispose()


def test_a_failed_sign_in_counts_although_it_is_refused(app: Flask, database: Database, quick_hashing: None) -> None:
    guess(app.test_client(), "nobody-at-all", "wrong")
    with database.reading() as session:
        assert session.scalars(select(LoginAttempt.username)).all() == ["nobody-at-all"]


def test_a_refusal_does_not_tell_whether_the_account_exists(
    app: Flask, database: Database, quick_hashing: None
) -> None:
    with database.writing() as session:
        make_account(session, "somebody", role="office")
    client = app.test_client()
    assert guess(client, "somebody", "wrong")[1].replace("somebody", "") == guess(client, "nobody", "wrong")[1].replace(
        "nobody", ""
    )


def test_a_sign_in_leads_to_no_other_site(app: Flask, database: Database, quick_hashing: None) -> None:
    with database.writing() as session:
        make_account(session, "somebody", role="office")
    for trap in (
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        "/%0d%0aevil",
    ):
        client = app.test_client()
        values = page_of(client.get("/login", query_string={"next": trap})).form("/login").values
        answer = client.post(
            "/login", query_string={"next": trap}, data={**values, "username": "somebody", "password": PASSWORD}
        )
        assert answer.status_code == 303
        assert answer.location.startswith("/"), f"{trap} leads to {answer.location}"
        assert not answer.location.replace("\t", "").startswith(("//", "/\\")), f"{trap} leads to {answer.location}"


def test_a_changed_password_signs_other_devices_out(app: Flask, database: Database) -> None:
    with database.writing() as session:
        account = make_account(session, role="office")
    client = app.test_client()
    client.set_cookie("session", cookie_of(app, account))
    assert client.get("/start").status_code == 200
    with database.writing() as session:
        session.get_one(Account, account.id).stamp = "another"
    assert client.get("/start").status_code == 302


def test_an_account_that_was_switched_off_is_out_at_once(app: Flask, database: Database) -> None:
    with database.writing() as session:
        account = make_account(session, role="office")
    client = app.test_client()
    client.set_cookie("session", cookie_of(app, account))
    with database.writing() as session:
        session.get_one(Account, account.id).is_active = False
    assert client.get("/start").status_code == 302


def test_a_database_that_is_no_demonstration_has_no_account(database: Database) -> None:
    with database.reading() as session:
        assert session.scalars(select(Account.id)).all() == []


def test_the_sign_in_page_tells_passwords_of_a_demonstration_only(app: Flask, demonstration: World) -> None:
    assert "lianzhan-demo" not in app.test_client().get("/login").get_data(as_text=True)
    assert "lianzhan-demo" in demonstration.client(STRANGER).get("/login").get_data(as_text=True)


def test_the_audit_of_the_demonstration_is_whole_and_shows_every_fault(store: Store, tmp_path: Path) -> None:
    url = store.sqlite("demonstration", load_demonstration)
    more = {"LIANZHAN_DATABASE_URL": url}
    assert lianzhan("audit", "verify", data_dir=tmp_path, more=more).returncode == 0
    database = Database(url)
    with database.reading() as session:
        assert verify(session).entries > 88
    for statement, at in (
        ("UPDATE audit_entry SET actor = 'somebody else' WHERE id = 40", 40),
        ("DELETE FROM audit_entry WHERE id = 30", 30),
        ("DELETE FROM audit_entry WHERE id > 80", 30),
        ("UPDATE audit_entry SET facts = '{}' WHERE id = 20", 20),
    ):
        with database.engine.connect().execution_options(writes=True) as connection, connection.begin():
            connection.exec_driver_sql(statement)
        with database.reading() as session:
            assert verify(session).fault_at == at
        told = lianzhan("audit", "verify", data_dir=tmp_path, more=more)
        assert told.returncode == 1
        assert str(at) in told.stderr
    database.dispose()


def test_the_lock_holds_over_processes(store: Store, tmp_path: Path) -> None:
    """Two servers on one database count together."""
    url = store.sqlite("demonstration", load_demonstration)
    more = {"LIANZHAN_DATABASE_URL": url, "LIANZHAN_SECRET_KEY": SECRET_KEY}
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
    with serving(folders[0], "--web-only", more=more) as one, serving(folders[1], "--web-only", more=more) as two:
        statuses: list[int] = []
        guessing = [
            threading.Thread(target=lambda url=served.url: statuses.extend(_guesses(url, LIMIT.on_account)))
            for served in (one, two)
        ]  # type: ignore[misc]
        for each in guessing:
            each.start()
        for each in guessing:
            each.join()
        assert 500 not in statuses
        assert 303 not in _guesses(one.url, 1, "lianzhan-demo") + _guesses(two.url, 1, "lianzhan-demo")


def _guesses(url: str, times: int, password: str = "wrong") -> list[int]:  # noqa: S107
    import http.cookiejar
    import urllib.error
    import urllib.parse
    import urllib.request

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_arguments: object) -> None:
            return None

    statuses = []
    for _time in range(times):
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()), Stay)
        with opener.open(f"{url}/login") as answer:
            values = Page(answer.read().decode(), "/login").form("/login").values
        sent = urllib.parse.urlencode({**values, "username": "office", "password": password}, doseq=True).encode()
        try:
            with opener.open(f"{url}/login", data=sent) as answer:
                statuses.append(answer.status)
        except urllib.error.HTTPError as problem:
            statuses.append(problem.code)
            problem.close()
    return statuses
