"""A duty day, on real phones: signed up, reminded, checked in, a reception written down without a connection and sent once."""

from __future__ import annotations

import hmac
import os
import re
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from sqlalchemy import func, select, update

from core.accounts.models import Account
from core.app import create_app
from core.clock import STATION_ZONE, now, today
from core.database import Database
from core.stations.models import Station
from core.testing.browser import PHONE
from core.testing.databases import Store
from core.testing.fixtures import SECRET_KEY, settings_for
from core.testing.promises.worlds import load_demonstration
from core.testing.serving import Served, serving
from plugins.duty_days.models import Attendance, DutyDay, Reception, Slot
from plugins.duty_days.receiving import codes
from plugins.duty_days.telling.service import look
from plugins.duty_days.testing import make_duty_day
from tests.browser.conftest import SignIn, until, until_kept

PASSWORD = "lianzhan-demo"
SAVE = "main form[data-sends-later] .form-foot button[type=submit]"


@dataclass(frozen=True, slots=True)
class Day:
    """A duty day of the demonstration's station, today."""

    served: Served
    database: Database
    station: int
    day: int
    sitting: int

    @property
    def url(self) -> str:
        return self.served.url

    def code(self) -> str:
        """What the station's screen shows at this moment."""
        key = hmac.digest(SECRET_KEY.encode(), b"duty_days.check_in", "sha256")
        return codes.make(key, self.station, today(), now())

    def receptions(self) -> list[str]:
        """What was received about on this day."""
        with self.database.reading() as session:
            query = select(Reception.subject).where(Reception.duty_day_id == self.day).order_by(Reception.id)
            return list(session.scalars(query))

    def remind(self) -> None:
        """What the scheduler does every other minute, two hours before a sitting that was signed up for a week ago."""
        at = datetime.combine(today(), time(7, 5), STATION_ZONE)
        with self.database.writing() as session:
            session.execute(update(Slot).where(Slot.sitting_id == self.sitting).values(taken_at=at - timedelta(days=8)))
            look(session, at)
            look(session, at)


@pytest.fixture
def day(store: Store, tmp_path: Path) -> Iterator[Day]:
    """A real server on Xinyi, whose station of the account "manager" receives people today."""
    url = store.sqlite("demonstration", load_demonstration)
    app = create_app(settings_for(url, tmp_path / "here"))
    database: Database = app.extensions["lianzhan"].database
    with database.writing() as session:
        manager = session.scalars(select(Account).where(Account.username == "manager")).one()
        station = session.get_one(Station, manager.grants[0].station_id)
        found: DutyDay = make_duty_day(session, station, today(), places=6)
        numbers = station.id, found.id, found.sittings[0].id
    more = {"LIANZHAN_DATABASE_URL": url, "LIANZHAN_SECRET_KEY": SECRET_KEY}
    with serving(tmp_path, "--web-only", more=more) as served:
        yield Day(served, database, *numbers)
    database.dispose()


def family(pid: int) -> list[int]:
    """A process and all that came of it."""
    threads = Path(f"/proc/{pid}/task").glob("*/children")
    children = [child for thread in threads for child in thread.read_text(encoding="utf-8").split()]
    return [pid, *(one for child in children for one in family(int(child)))]


def write_down(page: Page, subject: str) -> None:
    """Fill in the form of a reception and press Save."""
    page.locator("input[name=subject]").fill(subject)
    page.locator("input[name=persons]").fill("2")
    page.locator(SAVE).click()


def kept(page: Page) -> int:
    """How much of a duty day is kept on the phone."""
    return int(page.evaluate("Object.keys(localStorage).filter(name => /^kept:\\d+:/.test(name)).length"))


def test_a_deputy_on_a_phone_signs_up_is_reminded_checks_in_records_a_reception_offline_and_sends_it(
    browser: Browser, phone: BrowserContext, day: Day, sign_in_by_hand: SignIn
) -> None:
    page = phone.new_page()
    sign_in_by_hand(page, day.url, "deputy", PASSWORD)
    # signs up
    page.goto(f"{day.url}/p/duty_days/")
    page.locator(f"form[action$='/sittings/{day.sitting}/sign-up'] button").first.tap()
    expect(page.get_by_role("status").first).to_be_visible()
    # is reminded, once
    day.remind()
    day.remind()
    page.goto(f"{day.url}/notices/")
    expect(page.locator("main").get_by_text("09:00").first).to_be_visible()
    # checks in, and is seen at the desk at once
    with browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai") as desk:
        screen = desk.new_page()
        sign_in_by_hand(screen, day.url, "manager", PASSWORD)
        screen.goto(f"{day.url}/p/duty_days/days/{day.day}/desk")
        expect(screen.locator("#here .duty-code-picture svg")).to_be_visible()
        expect(screen.locator("#here a[href$='/revoke']")).to_have_count(0)
        page.goto(f"{day.url}/p/duty_days/here?code={day.code()}")
        page.locator("main form button").tap()
        expect(page).to_have_url(f"{day.url}/p/duty_days/days/{day.day}/mine")
        expect(screen.locator("#here a[href$='/revoke']")).to_have_count(1)
    # writes two receptions down without a connection, and opens the page anew in between
    page.locator("a[href$='/receptions/new']").first.tap()
    until_kept(page, "duty_days")
    phone.set_offline(True)
    write_down(page, "Street lamp")
    expect(page.locator("#unsent")).to_contain_text("1")
    page.goto(f"{day.url}/p/duty_days/days/{day.day}/receptions/new")
    expect(page.locator("#unsent")).to_contain_text("Street lamp")
    expect(page.locator("#unsent")).to_contain_text(re.compile(r"此页面是\d+:\d+保存"))
    write_down(page, "Bus stop")
    expect(page.locator("#unsent li")).to_have_count(2)
    assert day.receptions() == []
    # sends them, each once
    phone.set_offline(False)
    expect(page.locator("#unsent li")).to_have_count(0)
    page.goto(f"{day.url}/p/duty_days/days/{day.day}/mine")
    expect(page.locator("main")).to_contain_text("Bus stop")
    assert day.receptions() == ["Street lamp", "Bus stop"]


def test_what_was_sent_while_the_answer_was_lost_is_one_reception(
    phone: BrowserContext, day: Day, sign_in_by_hand: SignIn
) -> None:
    page = phone.new_page()
    sign_in_by_hand(page, day.url, "manager", PASSWORD)
    page.goto(f"{day.url}/p/duty_days/days/{day.day}/receptions/new")
    lost = []

    def lose_the_first_answers(route: Route) -> None:
        if route.request.method != "POST" or len(lost) >= 2:
            route.continue_()
            return
        lost.append(route.fetch(max_redirects=0).status)
        route.abort("connectionreset")

    phone.route("**/receptions/new", lose_the_first_answers)
    write_down(page, "Street lamp")
    expect(page.locator("#unsent li")).to_have_count(1)
    page.locator("#unsent > button").click()
    until(page, "document.querySelectorAll('#unsent > button').length === 1")
    for _time in range(3):
        if page.locator("#unsent > button").count():
            page.locator("#unsent > button").click()
            page.wait_for_timeout(1000)
    expect(page.locator("#unsent li")).to_have_count(0)
    assert lost == [303, 303]
    assert day.receptions() == ["Street lamp"]


def test_what_was_typed_survives_a_page_that_was_closed(
    phone: BrowserContext, day: Day, sign_in_by_hand: SignIn
) -> None:
    page = phone.new_page()
    sign_in_by_hand(page, day.url, "manager", PASSWORD)
    page.goto(f"{day.url}/p/duty_days/days/{day.day}/receptions/new")
    page.locator("input[name=subject]").fill("Half a sen")
    page.locator("textarea[name=answer]").fill("An answer")
    page.close()
    again = phone.new_page()
    again.goto(f"{day.url}/p/duty_days/days/{day.day}/receptions/new")
    expect(again.locator("input[name=subject]")).to_have_value("Half a sen")
    expect(again.locator("textarea[name=answer]")).to_have_value("An answer")


def test_on_a_slow_connection_the_kept_page_says_when_it_was_kept_and_a_new_one_says_nothing(
    phone: BrowserContext, day: Day, sign_in_by_hand: SignIn
) -> None:
    page = phone.new_page()
    sign_in_by_hand(page, day.url, "manager", PASSWORD)
    desk = f"{day.url}/p/duty_days/days/{day.day}/desk"
    page.goto(desk)
    until_kept(page, "duty_days")
    server = family(day.served.process.pid)
    for pid in server:
        os.kill(pid, signal.SIGSTOP)  # the server takes the connection, and answers nothing
    try:
        page.goto(desk)
        expect(page.locator("#unsent")).to_contain_text(re.compile(r"此页面是\d+:\d+保存"))
        expect(page.locator("h1")).to_be_visible()
    finally:
        for pid in server:
            os.kill(pid, signal.SIGCONT)
    page.goto(desk)
    expect(page.locator("#unsent")).to_be_hidden()


def test_a_page_that_came_past_what_keeps_it_is_kept_nevertheless(
    phone: BrowserContext, day: Day, sign_in_by_hand: SignIn
) -> None:
    page = phone.new_page()
    sign_in_by_hand(page, day.url, "manager", PASSWORD)
    page.goto(f"{day.url}/p/duty_days/days/{day.day}/desk")
    until(page, "navigator.serviceWorker.controller !== null")
    page.evaluate("async () => { window.isBefore = true; await caches.delete('kept-duty_days'); }")
    phone.new_cdp_session(page).send("Page.reload", {"ignoreCache": True})  # such a page is under no worker
    until(page, "window.isBefore === undefined && navigator.serviceWorker.controller !== null")
    until_kept(page, "duty_days")


def test_without_a_connection_no_form_of_somebody_else_is_opened(
    phone: BrowserContext, day: Day, sign_in_by_hand: SignIn
) -> None:
    page = phone.new_page()
    sign_in_by_hand(page, day.url, "manager", PASSWORD)
    form = f"{day.url}/p/duty_days/days/{day.day}/receptions/new"
    page.goto(f"{day.url}/p/duty_days/days/{day.day}/desk")
    until(page, "navigator.serviceWorker.controller !== null")
    page.evaluate(
        """async (form) => {
            const kept = await caches.open("kept-duty_days"), plain = await fetch(form);
            await kept.delete(form);
            await kept.put(`${form}?booking=1`, new Response("another's"));
            await kept.put(form, plain);
        }""",
        form,
    )
    phone.set_offline(True)
    page.goto(f"{form}?booking=2")
    expect(page.locator("input[name=subject]")).to_have_value("")


def test_what_is_refused_comes_back_with_the_reason_and_is_corrected(
    phone: BrowserContext, day: Day, sign_in_by_hand: SignIn
) -> None:
    page = phone.new_page()
    sign_in_by_hand(page, day.url, "manager", PASSWORD)
    page.goto(f"{day.url}/p/duty_days/days/{day.day}/receptions/new")
    phone.set_offline(True)
    page.locator("input[name=subject]").fill("Street lamp")
    page.locator("input[name=persons]").fill("9999")
    page.locator(SAVE).click()
    expect(page.locator("#unsent li")).to_have_count(1)
    phone.set_offline(False)
    expect(page.locator("#unsent li")).to_contain_text("500")
    page.locator("#unsent li button").first.click()
    expect(page.locator("input[name=subject]")).to_have_value("Street lamp")
    expect(page.locator("#unsent li")).to_have_count(0)
    page.locator("input[name=persons]").fill("9")
    page.locator(SAVE).click()
    expect(page).to_have_url(f"{day.url}/p/duty_days/days/{day.day}/desk")
    assert day.receptions() == ["Street lamp"]


def test_a_check_in_by_hand_waits_for_the_connection(phone: BrowserContext, day: Day, sign_in_by_hand: SignIn) -> None:
    page = phone.new_page()
    sign_in_by_hand(page, day.url, "manager", PASSWORD)
    page.goto(f"{day.url}/p/duty_days/days/{day.day}/desk")
    phone.set_offline(True)
    form = page.locator("form[data-sends-later]", has=page.locator("select[name=deputy]")).first
    form.locator("select[name=deputy]").select_option(index=1)
    form.locator("button[value=late]").click()
    expect(page.locator("#unsent li")).to_have_count(1)
    phone.set_offline(False)
    expect(page.locator("#unsent li")).to_have_count(0)
    with day.database.reading() as session:
        came = session.scalars(select(Attendance).where(Attendance.sitting_id == day.sitting)).all()
    assert [(one.state, one.how) for one in came] == [("late", "by_hand")]


def test_signing_out_takes_along_what_was_kept_and_another_account_never_sees_it(
    phone: BrowserContext, day: Day, sign_in_by_hand: SignIn
) -> None:
    page = phone.new_page()
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    sign_in_by_hand(page, day.url, "manager", PASSWORD)
    new = f"{day.url}/p/duty_days/days/{day.day}/receptions/new"
    page.goto(new)
    until(page, "navigator.serviceWorker.controller !== null")
    page.locator("input[name=subject]").fill("A draft of the manager")
    page.goto(f"{day.url}/p/duty_days/days/{day.day}/desk")
    assert kept(page)
    # somebody else signs in without the first one having signed out
    phone.clear_cookies()
    sign_in_by_hand(page, day.url, "deputy", PASSWORD)
    assert kept(page) == 0
    page.goto(new)
    expect(page.locator("input[name=subject]")).to_have_value("")
    # and signs out with something that is not sent yet
    phone.route("**/kept/who", lambda route: route.abort())
    write_down(page, "Never sent")
    expect(page.locator("#unsent li")).to_have_count(1)
    page.locator("details.menu.only-narrow summary").tap()
    page.locator("details.menu.only-narrow form[data-signs-out] button").tap()
    expect(page).to_have_url(f"{day.url}/")
    assert len(asked) == 1
    assert kept(page) == 0
    assert page.evaluate("caches.keys().then(names => names.length)") == 0
    assert day.receptions() == []


def test_without_a_script_a_reception_is_written_down_all_the_same(
    browser: Browser, day: Day, sign_in_by_hand: SignIn
) -> None:
    with browser.new_context(viewport=PHONE, locale="zh-CN", java_script_enabled=False) as context:
        page = context.new_page()
        sign_in_by_hand(page, day.url, "manager", PASSWORD)
        page.goto(f"{day.url}/p/duty_days/days/{day.day}/desk")
        expect(page.locator(".duty-code-picture svg")).to_be_visible()
        page.locator("a[href$='/receptions/new']").first.click()
        page.locator("input[name=subject]").fill("Street lamp")
        page.locator(SAVE).click()
        expect(page).to_have_url(f"{day.url}/p/duty_days/days/{day.day}/desk")
        assert day.receptions() == ["Street lamp"]


def test_a_stranger_books_a_time_and_shows_the_ticket_at_the_desk(
    browser: Browser, phone: BrowserContext, day: Day, sign_in_by_hand: SignIn
) -> None:
    with day.database.writing() as session:
        make_duty_day(session, session.get_one(Station, day.station), today() + timedelta(days=1))
    page = phone.new_page()
    page.goto(f"{day.url}/stations/{day.station}/p/duty_days/book")
    page.locator("select[name=when]").select_option(index=1)
    page.locator("input[name=subject]").fill("A subsidy")
    page.locator("input[name=name]").fill("Visitor")
    page.locator("input[name=phone]").fill("19900000042")
    page.locator("main .form-foot button").click()
    expect(page.locator(".duty-code-picture svg")).to_be_visible()
    ticket = page.url
    with browser.new_context(locale="zh-CN") as desk:
        screen = desk.new_page()
        sign_in_by_hand(screen, day.url, "manager", PASSWORD)
        screen.goto(ticket)
        expect(screen.locator("main")).to_contain_text("A subsidy")
    with day.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Reception).where(Reception.duty_day_id == day.day)) == 0
