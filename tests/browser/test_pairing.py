"""A station's manager pairs, locks, runs again, reads why, publishes and goes back: at a desk, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

from core.testing.browser import DESK
from core.testing.serving import Served

SignIn = Callable[[Page, str, str, str], None]
ENDS = "tr.pair-is-ends"
BEGINS = "tr.pair-is-new"


def test_a_manager_pairs_locks_runs_again_reads_why_publishes_and_goes_back(
    browser: Browser, demonstration_server: Served, sign_in_by_hand: SignIn
) -> None:
    with browser.new_context(viewport=DESK, locale="zh-CN") as context:
        page = context.new_page()
        sign_in_by_hand(page, demonstration_server.url, "manager", "lianzhan-demo")
        page.goto(f"{demonstration_server.url}/p/enterprise_visits/pairing")
        page.locator(".pair-places a[href*='/stations/']").first.click()
        here = page.url
        proposes(page)
        locks_and_forbids(page)
        runs_again(page)
        reads_why(page)
        publishes(page)
        goes_back(page, here)


def proposes(page: Page) -> None:
    """Ask for pairs, with one weight moved by its slider."""
    page.locator("a[href$='/pairing/propose']").click()
    slider = page.locator(".pair-weight input[type=range]").first
    slider.focus()
    slider.press("ArrowRight")
    expect(page.locator(".pair-weight input[inputmode=numeric]").first).to_have_value("110")
    page.locator("form[action$='/propose'] button[type=submit]").click()
    expect(page.locator("form[action$='/publish'] button")).to_be_visible()


def locks_and_forbids(page: Page) -> None:
    """Forbid the first pair and lock the second one, each with a tap."""
    page.goto(page.url.partition("?")[0] + "?show=all")
    page.locator("form[action*='/rule/forbid/'] button").first.click()
    expect(page.locator(".pair-ruled")).to_have_count(1)
    page.locator("form[action*='/rule/lock/'] button").first.click()
    expect(page.locator(".pair-ruled")).to_have_count(2)


def runs_again(page: Page) -> None:
    """What was forbidden ends, and the difference stands first."""
    page.locator("form[action$='/again'] button").click()
    expect(page.locator(f"{ENDS} .pair-ruled")).to_have_count(1)
    expect(page.locator(BEGINS).first).to_be_visible()
    expect(page.locator("svg.pair-threads .pair-thread-ends").first).to_be_attached()


def reads_why(page: Page) -> None:
    """Why a new pair, in parts; and why not the one that ends."""
    draft = page.url
    page.locator(f"{BEGINS} a[href*='/proposed/']").first.click()
    expect(page.locator(".pair-parts tbody tr")).not_to_have_count(0)
    page.goto(draft)
    page.locator(f"{ENDS} a[href*='/why-not']").first.click()
    expect(page.locator("section[aria-labelledby=answer]")).to_be_visible()
    page.goto(draft)


def publishes(page: Page) -> None:
    """Accept what falls short, if anything does, and publish."""
    accept = page.locator("form[action*='/accept'] button")
    if accept.count():
        accept.click()
    page.locator("form[action$='/publish'] button").click()
    expect(page.locator(".pair-published")).to_be_visible()


def goes_back(page: Page, here: str) -> None:
    """Bring the version of before back, and publish that: what was forbidden is left out, and said so."""
    page.goto(f"{here}/versions")
    expect(page.locator("table.grid tbody tr")).not_to_have_count(1)
    page.locator("details.sure summary").first.click()
    page.locator("form[action$='/roll-back'] button").first.click()
    expect(page.locator(".pair-ready")).to_be_visible()
    publishes(page)
