"""A station's manager at a desk: finds a deputy by what one remembers, and sees who serves when."""

from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

from core.testing.browser import DESK
from core.testing.serving import Served

SignIn = Callable[[Page, str, str, str], None]
ROWS = "main table.grid tbody tr"


def test_a_manager_finds_a_deputy_by_name_and_looks_up_a_number(
    browser: Browser, demonstration_server: Served, sign_in_by_hand: SignIn
) -> None:
    with browser.new_context(viewport=DESK, locale="zh-CN") as context:
        page = context.new_page()
        sign_in_by_hand(page, demonstration_server.url, "manager", "lianzhan-demo")
        page.goto(f"{demonstration_server.url}/deputies/")
        every = page.locator(ROWS).count()
        assert 5 <= every <= 30, "a manager sees the deputies of one station"
        name = page.locator(f"{ROWS} th a").first.inner_text()
        page.locator("input[name=q]").fill(name)
        page.keyboard.press("Enter")
        expect(page.locator(f"{ROWS} th a").first).to_have_text(name)
        assert page.locator(ROWS).count() < every
        page.locator(f"{ROWS} th a").first.click()
        page.locator("main form[action$='/phone'] button").click()
        expect(page.locator("main a[href^='tel:']").first).to_be_visible()


def test_a_manager_sees_who_serves_in_the_coming_month(
    browser_page: Page, demonstration_server: Served, sign_in_by_hand: SignIn
) -> None:
    sign_in_by_hand(browser_page, demonstration_server.url, "manager", "lianzhan-demo")
    browser_page.goto(f"{demonstration_server.url}/p/duty_days/list")
    expect(browser_page.locator("h1")).to_be_visible()
    assert browser_page.locator("main").inner_text().strip()
