"""The pages of notices: a bell, an inbox, an address of one's own, what became of messages, groups."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from core.access import Role
from core.accounts.models import Account
from core.app import create_app
from core.audit.models import AuditEntry
from core.clock import now
from core.database import Database
from core.notices.models import Delivery, Notice, Robot, Wish
from core.notices.service import notify
from core.notices.wishes import MOST_TRIES, code_of
from core.settings import Settings
from core.stations.models import Station
from core.testing import make_account, make_station, sign_in
from core.testing.signing import csrf_token
from core.words import lazy

KEY = "7f1c0000-1111-2222-3333-deadbeef9a9a"
URL = f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}"


@pytest.fixture
def app(settings: Settings) -> Any:
    """An application that sends mails."""
    made = create_app(replace(settings, mail_url="smtp://127.0.0.1:1?starttls=0"))
    yield made
    made.extensions["lianzhan"].database.dispose()


def post(client: FlaskClient, path: str, /, **data: Any) -> Any:
    return client.post(path, data={"csrf_token": csrf_token(client.application), **data})


def account_of(app: Flask, **values: Any) -> Account:
    database: Database = app.extensions["lianzhan"].database
    with database.writing() as session:
        return make_account(session, **values)


def tell(database: Database, account: Account, number: int = 1, link: str = "/p/duty_days/") -> int:
    with database.writing() as session:
        notify(
            session,
            account_id=account.id,
            key=f"tests.greeting:{number}",
            title=lazy("Greeting <b>%(n)s</b>", n=number),
            link=link,
            at=now(),
        )
        return session.scalar(select(func.max(Notice.id))) or 0


def test_the_bell_counts_what_is_not_read_and_opening_a_notice_leads_on(
    app: Flask, client: FlaskClient, database: Database
) -> None:
    account, other = account_of(app, role="office"), account_of(app, role="office")
    first, _second = tell(database, account), tell(database, account, 2)
    sign_in(client, account)
    page = client.get("/notices/").text
    assert '<span class="tool-count">2</span>' in page
    assert "Greeting &lt;b&gt;1&lt;/b&gt;" in page
    answer = post(client, "/notices/open", notice=first)
    assert (answer.status_code, answer.location) == (303, "/p/duty_days/")
    assert '<span class="tool-count">1</span>' in client.get("/notices/").text
    assert post(client, "/notices/read").status_code == 303
    assert "tool-count" not in client.get("/notices/").text
    sign_in(client, other)
    assert "Greeting" not in client.get("/notices/").text
    assert post(client, "/notices/open", notice=first).status_code == 404


@pytest.mark.parametrize("asked", ["", "0", "-1", "x", "9" * 30, "99999999999999999999", "²"])
def test_a_notice_that_is_none_is_not_found(app: Flask, client: FlaskClient, asked: str) -> None:
    sign_in(client, account_of(app, role="office"))
    assert post(client, "/notices/open", notice=asked).status_code == 404


def test_an_address_is_used_once_the_code_from_the_mail_is_typed_in(
    app: Flask, client: FlaskClient, database: Database
) -> None:
    account = account_of(app, role="office")
    sign_in(client, account)
    assert post(client, "/notices/wishes/mail", mail="no address").status_code == 422
    assert post(client, "/notices/wishes/mail", mail=" li@example.org ").status_code == 303
    assert post(client, "/notices/wishes/mail", mail="li@example.org").status_code == 422  # a moment ago
    tell(database, account)
    with database.reading() as session:
        wish = session.get_one(Wish, account.id)
        code = code_of(app.config["SECRET_KEY"], wish)
        (mail,) = session.scalars(select(Delivery)).all()
        assert mail.key.startswith("notices.confirm:")
        assert code not in f"{mail.title} {mail.body}"
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    assert post(client, "/notices/wishes/code", code=wrong).status_code == 422
    assert post(client, "/notices/wishes/code", code=f"{code[:3]} {code[3:]}").status_code == 303
    tell(database, account, 2)
    with database.reading() as session:
        assert session.scalar(select(func.count(Delivery.id))) == 2
    assert post(client, "/notices/wishes/forget").status_code == 303
    with database.reading() as session:
        assert session.get_one(Wish, account.id).mail == ""


def test_a_code_can_be_guessed_at_a_few_times_only(app: Flask, client: FlaskClient, database: Database) -> None:
    account = account_of(app, role="office")
    sign_in(client, account)
    post(client, "/notices/wishes/mail", mail="li@example.org")
    with database.reading() as session:
        code = code_of(app.config["SECRET_KEY"], session.get_one(Wish, account.id))
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    for _try in range(MOST_TRIES):
        assert post(client, "/notices/wishes/code", code=wrong).status_code == 422
    assert post(client, "/notices/wishes/code", code=code).status_code == 422


def test_what_is_not_wanted_as_mail_is_chosen(app: Flask, client: FlaskClient, database: Database) -> None:
    account = account_of(app, role="office")
    with database.writing() as session:
        session.add(Wish(account_id=account.id, mail="li@example.org", mail_asked_at=now(), mail_confirmed_at=now()))
    sign_in(client, account)
    assert 'value="duty_days"' not in client.get("/notices/wishes").text
    with database.writing() as session:
        notify(session, account_id=account.id, key="duty_days.reminder:1", title=lazy("Hello"), at=now())
    assert 'value="duty_days"' in client.get("/notices/wishes").text
    assert post(client, "/notices/wishes", is_on="y").status_code == 303
    with database.reading() as session:
        wish = session.get_one(Wish, account.id)
        assert (wish.is_on, "duty_days" in wish.without) == (True, True)
        assert not wish.wants("duty_days.reminder")


def group(database: Database, station: Station, state: str = "uncertain") -> tuple[int, int]:
    with database.writing() as session:
        robot = Robot(
            station_id=station.id, region_code=station.region_code, name="Mill", service="wecom", secret_url=URL
        )
        session.add(robot)
        session.flush()
        where = {"robot_id": robot.id, "station_id": station.id, "region_code": station.region_code}
        delivery = Delivery(key="tests.list:1", title="List", body="", at=now(), next_at=now(), state=state, **where)
        session.add(delivery)
        session.flush()
        return robot.id, delivery.id


def test_an_uncertain_message_is_sent_again_or_put_down_as_arrived_by_one_person_only(
    app: Flask, client: FlaskClient, database: Database
) -> None:
    with database.writing() as session:
        station = make_station(session)
    _robot, delivery = group(database, station)
    sign_in(client, account_of(app, role="manager", station=station))
    page = client.get("/notices/deliveries?state=uncertain").text
    assert f"/notices/deliveries/{delivery}/arrived" in page
    assert post(client, f"/notices/deliveries/{delivery}/again").status_code == 303
    assert post(client, f"/notices/deliveries/{delivery}/arrived").status_code == 409
    with database.reading() as session:
        assert session.get_one(Delivery, delivery).state == "waiting"
        assert session.scalar(select(AuditEntry.action).where(AuditEntry.action == "send_again")) == "send_again"
    with database.writing() as session:
        session.get_one(Delivery, delivery).state = "uncertain"
    assert post(client, f"/notices/deliveries/{delivery}/arrived").status_code == 303
    with database.reading() as session:
        assert session.get_one(Delivery, delivery).state == "sent"


def test_a_group_is_entered_and_its_address_never_shown_again(
    app: Flask, client: FlaskClient, database: Database
) -> None:
    with database.writing() as session:
        station = make_station(session)
    sign_in(client, account_of(app, role="administrator"))
    asked = {"name": "Mill", "station": station.id, "is_on": "y"}
    for refused in ("", "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k", "https://example.org/robot/send?key=k",
                    "https://qyapi.weixin.qq.com@example.org/cgi-bin/webhook/send?key=k", "https://[", "file:///etc/passwd"):  # fmt: skip
        assert post(client, "/notices/groups/new", url=refused, **asked).status_code == 422, refused
    assert post(client, "/notices/groups/new", url=URL, name="Mill").status_code == 422  # nobody's
    assert post(client, "/notices/groups/new", url=URL, **asked).status_code == 303
    with database.reading() as session:
        robot = session.scalars(select(Robot)).one().id
    for page in ("/notices/groups", f"/notices/groups/{robot}", "/audit/"):
        shown = client.get(page).text
        assert KEY not in shown
    assert "…9a9a" in client.get("/notices/groups").text
    assert post(client, f"/notices/groups/{robot}", url="", **{**asked, "name": "Other"}).status_code == 303
    with database.reading() as session:
        kept = session.get_one(Robot, robot)
        assert (kept.name, kept.secret_url) == ("Other", URL)
        facts = [str(entry.facts) for entry in session.scalars(select(AuditEntry))]
        assert not any(KEY in each for each in facts)
    assert post(client, f"/notices/groups/{robot}/try").status_code == 303
    assert post(client, f"/notices/groups/{robot}/delete").status_code == 303
    with database.reading() as session:
        assert session.scalar(select(func.count(Delivery.id))) == 0


def test_of_the_menu_entries_of_notices_only_the_one_that_is_open_is_current(app: Flask) -> None:
    client = sign_in(app.test_client(), account_of(app, role=Role.ADMINISTRATOR))
    for url, title in (("/notices/deliveries", "邮件和群消息"), ("/notices/groups/new", "工作群")):
        marked = re.findall(r'aria-current="page">(?:<svg.*?</svg>)?([^<]*)<', client.get(url).text, re.DOTALL)
        assert {one.strip() for one in marked} == {title}
