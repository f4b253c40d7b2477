"""What tests stand on does what it says: somebody signed in, a clock, a notifier that records, jobs, mails, a browser."""

from __future__ import annotations

import smtplib
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import expect

from core.accounts.models import Account
from core.clock import now, today
from core.database import Database
from core.jobs.tasks import enqueue
from core.notices.models import Robot, Wish
from core.notices.service import notify, post
from core.testing import Clock, Jobs, SignedIn, Told, make_account, make_deputy, make_station, visitor
from core.testing.opening import Opening
from core.testing.outside import Mails, wait_for
from core.testing.serving import Served, environment
from core.words import lazy

DAY = date(2031, 5, 6)
AT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize("role", ["administrator", "office", "leader", "manager", "deputy", "organ"])
def test_whoever_is_signed_in_sees_the_page_they_start_from(signed_in: SignedIn, role: str) -> None:
    somebody = signed_in(role)
    assert somebody.account
    assert somebody.account.name in somebody.page("/start").text


def test_two_people_are_signed_in_at_the_same_time(signed_in: SignedIn, database: Database, app: Flask) -> None:
    with database.writing() as session:
        station = make_station(session)
    manager, office = signed_in("manager", station=station), signed_in("office")
    assert manager.station_id == station.id
    assert office.get("/deputies/new").status_code == 200
    assert manager.get("/administration/").status_code == 403
    assert visitor(app).get("/start").status_code == 302
    with pytest.raises(LookupError, match="only a manager"):
        _ = office.station_id
    with pytest.raises(AssertionError, match="/start answers 302 FOUND and leads to /login"):
        visitor(app).page("/start")


def test_a_button_is_pressed_with_the_token_of_its_page(signed_in: SignedIn) -> None:
    somebody = signed_in("administrator")
    assert somebody.press("/logout").status_code in (302, 303)
    assert somebody.get("/start").status_code == 302


def test_the_clock_stands_where_the_test_stops_it(clock: Clock) -> None:
    assert clock.stop_at(DAY) == datetime(2031, 5, 6, 2, tzinfo=UTC)
    assert (now(), today()) == (datetime(2031, 5, 6, 2, tzinfo=UTC), DAY)
    assert clock.move(timedelta(hours=14)) == now()
    assert clock.today == date(2031, 5, 7), "midnight is that of the stations"
    clock.go_on()
    assert abs(now() - datetime.now(UTC)) < timedelta(minutes=1)
    with pytest.raises(ValueError, match="needs a zone"):
        clock.stop_at(datetime(2031, 5, 6, 2))  # noqa: DTZ001 - what is refused


def test_pages_and_jobs_see_the_stopped_clock(clock: Clock, signed_in: SignedIn, jobs: Jobs) -> None:
    clock.stop_at(DAY)
    somebody = signed_in("manager")
    assert "5月6日" in somebody.page("/start").text
    seen: list[datetime] = []
    jobs.declared("core.tidy")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("core.accounts.guesses.tidy", lambda _session, at: seen.append(at))
        jobs.run("core.tidy")
    assert seen == [clock.now]


def test_a_server_and_a_command_obey_the_clock_of_the_test(
    clock: Clock, live_server: Served, signed_in: SignedIn, open_page: Opening, tmp_path: Path
) -> None:
    clock.stop_at(DAY)
    page = open_page(signed_in("manager"))
    page.goto("/start")
    expect(page.locator("main")).to_contain_text("5月6日")
    clock.go_on()
    page.reload()
    expect(page.locator("main")).not_to_contain_text("5月6日")
    clock.stop_at(DAY)
    given = environment(tmp_path, clock.environment())
    command = [sys.executable, "-c", "from core.clock import today; print(today())"]
    done = subprocess.run(command, env=given, capture_output=True, text=True, check=True)  # noqa: S603 - our own
    assert done.stdout.strip() == "2031-05-06"


def test_a_page_is_opened_on_a_phone_and_at_a_desk(open_page: Opening, signed_in: SignedIn) -> None:
    office, stranger = open_page(signed_in("office"), size="desk"), open_page(scripts=False)
    office.goto("/start")
    stranger.goto("/start")
    assert (office.evaluate("innerWidth"), stranger.viewport_size) == (1280, {"width": 360, "height": 780})
    assert "/start" in office.url
    assert "/login" in stranger.url


def test_what_people_are_told_is_recorded_by_its_way(told: Told, database: Database) -> None:
    with database.writing() as session:
        station = make_station(session)
        deputy = make_deputy(session, station=station)
        account = make_account(session, role="deputy", deputy=deputy)
        session.add(Wish(account_id=account.id, mail="li@example.org", mail_asked_at=AT, mail_confirmed_at=AT))
        session.add(
            Robot(station_id=station.id, region_code=station.region_code, name="G", service="wecom", secret_url="x")
        )
    with database.writing() as session:
        words = {"title": lazy("Hello"), "body": lazy("%(n)s places left", n=3), "link": "/start"}
        notify(session, key="looms.hello:1", person_id=deputy.person_id, at=AT, **words)
        post(session, station, key="looms.broken:1", title=lazy("Broken"), at=AT)
    assert [(one.channel, one.title, one.body) for one in told.to(deputy)] == [
        ("platform", "Hello", "3 places left"),
        ("mail", "Hello", "3 places left"),
    ]
    assert told.to(account) == told.to(deputy.person) == told.all("looms.hello")
    assert [one.title for one in told.by("group")] == [one.title for one in told.to(station)] == ["Broken"]
    assert len(told.all("looms")) == 3
    told.forget()
    assert told.all() == []


def test_a_job_raises_what_it_raises(jobs: Jobs) -> None:
    assert "core.tidy" in jobs.names
    with pytest.raises(LookupError, match=r"no job 'core.dance', only core.tidy"):
        jobs.run("core.dance")


def test_tasks_that_wait_are_carried_out(jobs: Jobs, database: Database) -> None:
    with database.writing() as session:
        enqueue(session, "nobody.knows", {}, title=lazy("An errand"), region_code="", account_id=None, at=AT)
    (task,) = jobs.drain()
    assert (task.kind, task.state) == ("nobody.knows", "failed")
    assert list(jobs.drain()) == []


def test_the_mail_server_keeps_what_it_is_sent(mails: Mails) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.org", "b@example.org", "Tomorrow"
    host, _sep, port = mails.url.removeprefix("smtp://").partition("?")[0].partition(":")
    with smtplib.SMTP(host, int(port)) as connection:
        connection.send_message(message)
    wait_for(lambda: mails.to("b@example.org"))
    assert mails.to("b@example.org")[0]["Subject"] == "Tomorrow"


def test_an_account_that_exists_is_signed_in(signed_in: SignedIn, database: Database) -> None:
    with database.writing() as session:
        account = make_account(session, "zhou", role="office")
    assert isinstance(account, Account)
    assert signed_in(account).page("/start")


def test_signing_in_inside_a_transaction_is_told_how_to_do_it_instead(signed_in: SignedIn, database: Database) -> None:
    with database.engine.connect() as one, database.engine.connect() as another:
        for connection in (one, another):
            connection.exec_driver_sql("PRAGMA busy_timeout = 50")  # of the two that are used below
    with database.writing() as session:
        make_station(session)
        session.flush()
        with pytest.raises(RuntimeError, match="call it before or after"):
            signed_in("office")
