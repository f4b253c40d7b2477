"""A station's manager at a desk: fills the rest, moves names, publishes, prints; and the same without JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from core.testing.browser import DESK, PHONE
from core.testing.databases import Store
from core.testing.fixtures import SECRET_KEY
from core.testing.promises.worlds import load_demonstration
from core.testing.serving import Served, serving

SignIn = Callable[[Page, str, str, str], None]
PROPOSED = ".rota-cell.rota-proposed"
FREE = ".rota-cell.rota-free"
MAKE = "main form:not([action]) button[type=submit]"


@pytest.fixture
def working_server(store: Store, tmp_path: Path) -> Iterator[Served]:
    """A real server on Xinyi with its worker, which the test may change."""
    more = {
        "LIANZHAN_DATABASE_URL": store.sqlite("demonstration", load_demonstration),
        "LIANZHAN_SECRET_KEY": SECRET_KEY,
    }
    with serving(tmp_path, more=more) as served:
        yield served


def rota_of(page: Page, served: Served) -> str:
    """The address of the rota of the manager's station."""
    page.goto(f"{served.url}/p/duty_days/list")
    manage = page.locator("main a[href*='/p/duty_days/manage']").first.get_attribute("href") or ""
    return served.url + manage.partition("/manage")[0] + "/rota"


def proposal(page: Page, served: Served, span: str) -> None:
    """Ask for a rota, and wait until it is ready."""
    page.goto(rota_of(page, served))
    page.locator(f"input[name=span][value={span}]").check()
    page.locator(MAKE).last.click()
    expect(page.locator("form[action$='/publish'] button")).to_be_visible()


def test_a_manager_fills_moves_publishes_and_prints(
    browser: Browser, working_server: Served, sign_in_by_hand: SignIn
) -> None:
    with browser.new_context(viewport=DESK, locale="zh-CN") as context:
        page = context.new_page()
        sign_in_by_hand(page, working_server.url, "manager", "lianzhan-demo")
        proposal(page, working_server, "year")
        count = page.locator(PROPOSED).count()
        assert count
        move_by_tapping(page, count)
        move_by_drawing(page, count)
        page.locator("form[action$='/publish'] button").click()
        expect(page.locator(".rota-published")).to_be_visible()
        expect(page.locator(PROPOSED)).to_have_count(0)
        prints(page, rota_of(page, working_server).replace("/rota", "/wall"))


def move_by_tapping(page: Page, count: int) -> None:
    """Take a name out by tapping its cell, and put it back."""
    value = page.locator(PROPOSED).first.get_attribute("value")
    page.locator(PROPOSED).first.click()
    expect(page.locator(PROPOSED)).to_have_count(count - 1)
    page.locator(f"{FREE}[value='{value}']").click()
    expect(page.locator(PROPOSED)).to_have_count(count)


def move_by_drawing(page: Page, count: int) -> None:
    """Draw a name to the cell of somebody else on the same day."""
    value = page.locator(PROPOSED).first.get_attribute("value") or ""
    sitting = value.partition("-")[0]
    target = page.locator(f".rota-target[data-cell^='{sitting}-']").first
    onto = target.get_attribute("data-cell")
    page.locator(f"{PROPOSED}[value='{value}']").drag_to(target)
    expect(page.locator(f"{PROPOSED}[value='{onto}']")).to_be_visible()
    expect(page.locator(PROPOSED)).to_have_count(count)


def prints(page: Page, url: str) -> None:
    """Make the workbook of the wall, and its PDF, which the browser opens."""
    page.goto(url)
    page.locator("input[name=format][value=xlsx]").check()
    with page.expect_download() as told:
        page.locator(MAKE).last.click()
    assert Path(told.value.path()).read_bytes().startswith(b"PK")
    page.goto(url)
    page.locator("input[name=format][value=pdf]").check()
    with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
        page.locator(MAKE).last.click()
    assert answered.value.headers["content-type"] == "application/pdf"


def test_without_javascript_names_are_moved_with_choices(
    browser: Browser, working_server: Served, sign_in_by_hand: SignIn
) -> None:
    context: BrowserContext
    with browser.new_context(viewport=PHONE, locale="zh-CN", java_script_enabled=False) as context:
        page = context.new_page()
        sign_in_by_hand(page, working_server.url, "manager", "lianzhan-demo")
        page.goto(rota_of(page, working_server))
        page.locator("input[name=span][value=year]").check()
        page.locator(MAKE).last.click()
        while not page.locator("form[action$='/publish'] button").count():
            page.wait_for_timeout(1000)
            page.reload()
        before = page.locator("details.rota-move").count()
        page.locator("details.rota-move summary").first.click()
        page.locator("details.rota-move form select").first.select_option("")
        page.locator("details.rota-move form button").first.click()
        expect(page.locator("details.rota-move")).to_have_count(before - 1)
