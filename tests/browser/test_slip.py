"""A deputy scans a slip with a phone, and is in from then on; until somebody ends it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from core.access import Reach
from core.accounts import slips, waiting
from core.clock import now
from core.database import Database
from core.people.models import Person
from core.testing.browser import DESK, PHONE, barriers
from core.testing.databases import Store
from core.testing.fixtures import SECRET_KEY
from core.testing.promises.worlds import load_demonstration
from core.testing.serving import Served, serving

SignIn = Callable[[Page, str, str, str], None]
ANDROID = "Mozilla/5.0 (Linux; Android 14; V2266A) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"
BUTTON = "main form button[type=submit]"


@dataclass(frozen=True)
class Slip:
    """A printed slip: its link, and the deputy it is for."""

    link: str
    deputy_id: int
    name: str
    phone: str


@pytest.fixture
def slip_server(store: Store, tmp_path: Path) -> Iterator[tuple[Served, Slip]]:
    """A real server on Xinyi, and the slip of one of its deputies."""
    url = store.sqlite("demonstration", load_demonstration)
    more = {"LIANZHAN_DATABASE_URL": url, "LIANZHAN_SECRET_KEY": SECRET_KEY}
    database = Database(url)
    with database.writing() as session:
        holder = waiting.Awaiting(*session.execute(waiting.awaiting(Reach(everything=True)).limit(1)).one())
        tokens = slips.tokens_for(session, SECRET_KEY, "a form", [holder])
        slips.hand_out(session, [holder], tokens, now(), days=60)
        number = session.get_one(Person, holder.person_id).phone or ""
    database.dispose()
    with serving(tmp_path, "--web-only", more=more) as served:
        link = f"{served.url}/activate/{tokens[holder.person_id]}"
        yield served, Slip(link, holder.deputy_id, holder.name, number)


def a_phone(browser: Browser, *, javascript: bool = True, **more: object) -> BrowserContext:
    return browser.new_context(
        viewport=PHONE,
        has_touch=True,
        is_mobile=True,
        locale="zh-CN",
        user_agent=ANDROID,
        java_script_enabled=javascript,
        **more,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no javascript"])
def test_a_deputy_scans_confirms_and_is_in_after_a_restart_until_it_is_ended(
    browser: Browser, slip_server: tuple[Served, Slip], sign_in_by_hand: SignIn, javascript: bool
) -> None:
    served, slip = slip_server
    with a_phone(browser, javascript=javascript) as context:
        page = context.new_page()
        page.goto(slip.link)
        expect(page.locator("h1")).to_contain_text(slip.name)
        assert slip.phone not in page.content()
        assert slip.phone[-4:] not in page.inner_text("body")
        page.locator("input[name=digits]").fill("0000" if slip.phone[-4:] != "0000" else "1111")
        page.locator(BUTTON).tap()
        expect(page.get_by_role("alert").first).to_be_visible()
        page.locator("input[name=digits]").fill(slip.phone[-4:])
        page.locator(BUTTON).tap()
        expect(page).to_have_url(re.compile(r"/start$"))
        kept = [one for one in context.cookies() if one.get("expires", -1) > 0]  # what outlives the browser
    with a_phone(browser, javascript=javascript) as context:
        context.add_cookies(kept)  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(f"{served.url}/start")
        expect(page).to_have_url(f"{served.url}/start")
        page.goto(f"{served.url}/accounts/mine")
        expect(page.locator("main")).to_contain_text("\u5b89\u5353\u624b\u673a")
        with browser.new_context(viewport=DESK, locale="zh-CN") as desk:
            office = desk.new_page()
            sign_in_by_hand(office, served.url, "office", "lianzhan-demo")
            office.goto(f"{served.url}/accounts/deputies/{slip.deputy_id}")
            office.locator("form[action$='/end'] button").click()
            expect(office.get_by_role("status").first).to_be_visible()
        page.goto(f"{served.url}/start")
        expect(page).to_have_url(re.compile(r"/login"))


def test_an_office_prints_slips_and_each_page_of_the_way_is_for_everybody(
    browser: Browser, slip_server: tuple[Served, Slip], sign_in_by_hand: SignIn
) -> None:
    served, slip = slip_server
    with browser.new_context(viewport=DESK, locale="zh-CN", accept_downloads=True) as desk:
        page = desk.new_page()
        sign_in_by_hand(page, served.url, "office", "lianzhan-demo")
        page.goto(f"{served.url}/accounts/slips")
        with page.expect_download() as started:
            page.locator(BUTTON).click()
        assert Path(started.value.path()).read_bytes().startswith(b"%PDF")
        assert started.value.suggested_filename.endswith(".pdf")
    with a_phone(browser) as context:
        page = context.new_page()
        page.goto(slip.link)
        expect(page.locator("h1")).to_be_visible()  # it was replaced by the printing: a sentence, and the way on
        assert barriers(page) == []
        page.goto(f"{served.url}/activate")
        assert barriers(page) == []


def test_what_is_shown_once_is_for_everybody_too(
    browser: Browser, slip_server: tuple[Served, Slip], sign_in_by_hand: SignIn
) -> None:
    served, _slip = slip_server
    with a_phone(browser) as context:
        page = context.new_page()
        sign_in_by_hand(page, served.url, "deputy", "lianzhan-demo")
        page.goto(f"{served.url}/accounts/mine")
        page.locator("form[action$='/mine/code'] button").tap()
        expect(page.locator(".code-shown")).to_have_text(re.compile(r"\d{4} \d{4}"))
        assert barriers(page) == []
    with browser.new_context(viewport=DESK, locale="zh-CN") as desk:
        page = desk.new_page()
        sign_in_by_hand(page, served.url, "office", "lianzhan-demo")
        page.goto(f"{served.url}/accounts/?role=manager")
        page.locator("tbody a").first.click()
        page.locator("details.sure summary").click()
        page.locator("form[action$='/restore'] button").click()
        link = page.locator(".poster-url")
        expect(link).to_contain_text("/restore/")
        assert barriers(page) == []
        path = "/restore/" + (link.text_content() or "").strip().rpartition("/")[2]
        page.goto(served.url + path)
        expect(page.locator("input[name=password]")).to_be_visible()
        assert barriers(page) == []
