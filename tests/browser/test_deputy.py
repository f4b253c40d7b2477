"""A deputy with a phone and a minute: signs in, takes a place with one tap, gives it back with another."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from core.testing.browser import PHONE
from core.testing.serving import Served

SIGN_UP, WITHDRAW = "main form[action$='/sign-up'] button", "main form[action$='/withdraw'] button"
SignIn = Callable[[Page, str, str, str], None]


@pytest.mark.parametrize("with_javascript", [True, False], ids=["javascript", "no javascript"])
def test_a_deputy_signs_up_with_one_tap_and_withdraws(
    browser: Browser, demonstration_server: Served, sign_in_by_hand: SignIn, with_javascript: bool
) -> None:
    with browser.new_context(
        viewport=PHONE, has_touch=True, is_mobile=True, locale="zh-CN", java_script_enabled=with_javascript
    ) as context:
        page = context.new_page()
        sign_in_by_hand(page, demonstration_server.url, "deputy", "lianzhan-demo")
        page.goto(f"{demonstration_server.url}/p/duty_days/")
        free, held = page.locator(SIGN_UP).count(), page.locator(WITHDRAW).count()
        assert free, "the demonstration offers its deputy no day"
        page.locator(SIGN_UP).first.tap()
        expect(page.get_by_role("status").first).to_be_visible()
        expect(page.locator(SIGN_UP)).to_have_count(free - 1)
        assert page.locator(WITHDRAW).count() > held
        page.locator(WITHDRAW).first.tap()
        expect(page.locator(SIGN_UP)).to_have_count(free)
        assert page.locator(WITHDRAW).count() == held


def test_what_one_taps_is_large_enough_and_within_reach(
    browser_page: Page, demonstration_server: Served, sign_in_by_hand: SignIn
) -> None:
    sign_in_by_hand(browser_page, demonstration_server.url, "deputy", "lianzhan-demo")
    browser_page.goto(f"{demonstration_server.url}/p/duty_days/")
    for button in browser_page.locator(SIGN_UP).all():
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 44, box
        assert 0 <= box["x"] <= box["x"] + box["width"] <= PHONE["width"], box


def test_a_tap_without_having_signed_in_leads_to_the_sign_in_and_back(
    browser_page: Page, demonstration_server: Served
) -> None:
    url = demonstration_server.url
    browser_page.goto(f"{url}/p/duty_days/")
    expect(browser_page).to_have_url(re.compile(r"/login\?next="))
    browser_page.locator("input[name=username]").fill("deputy")
    browser_page.locator("input[name=password]").fill("wrong-password")
    browser_page.locator("main form button[type=submit]").click()
    expect(browser_page.get_by_role("alert").first).to_be_visible()
    expect(browser_page.locator("input[name=username]")).to_have_value("deputy")
    browser_page.locator("input[name=password]").fill("lianzhan-demo")
    browser_page.locator("main form button[type=submit]").click()
    expect(browser_page).to_have_url(f"{url}/p/duty_days/")


def test_the_home_page_leads_a_stranger_to_a_station_and_shows_no_number(
    browser_page: Page, demonstration_server: Served
) -> None:
    browser_page.goto(demonstration_server.url)
    browser_page.locator("main a[href^='/stations/']").first.click()
    expect(browser_page.locator("h1")).to_be_visible()
    assert not re.search(r"199\s?\d{4}\s?\d{4}", browser_page.inner_text("body"))
