"""Promise 3: every page, at its richest role, can be used by everybody: on a phone, on a desk, and by keyboard."""

import re

from playwright.sync_api import Page

from core.testing.promises.accessibility import *
from core.testing.serving import Served


def test_the_edition_for_older_readers_is_a_switch(browser_page: Page, served_demonstration: Served) -> None:
    browser_page.goto(served_demonstration.url)
    size = "parseFloat(getComputedStyle(document.querySelector('main p, main li')).fontSize)"
    before = browser_page.evaluate(size)
    switch = browser_page.locator(
        "form[action$='/preferences'] button", has=browser_page.locator("xpath=../input[@name='elder']")
    )
    switch = switch if switch.count() else browser_page.locator("button[name=elder]")
    assert switch.count(), "no page has a switch to the edition for older readers"
    if not switch.first.is_visible():
        browser_page.locator("summary").last.click()
    switch.first.click()
    assert browser_page.evaluate(size) > before
    assert re.match(served_demonstration.url + "/$", browser_page.url)
