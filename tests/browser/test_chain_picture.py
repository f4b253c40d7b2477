"""A manager looks at the chain: it is drawn on a phone and at a desk within the policy against inline style and script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from core.testing.browser import DESK, PHONE
from core.testing.serving import Served

SignIn = Callable[[Page, str, str, str], None]


@pytest.mark.parametrize("window", [PHONE, DESK], ids=["on a phone", "at a desk"])
def test_a_chain_is_drawn_with_a_table_beside_it(
    browser: Browser, demonstration_server: Served, sign_in_by_hand: SignIn, window: ViewportSize
) -> None:
    with browser.new_context(viewport=window, locale="zh-CN") as context:
        page = context.new_page()
        told: list[str] = []
        page.on("console", lambda message: told.append(message.text))
        page.on("pageerror", lambda problem: told.append(str(problem)))
        sign_in_by_hand(page, demonstration_server.url, "manager", "lianzhan-demo")
        page.goto(f"{demonstration_server.url}/stations/1/p/enterprise_visits/chain")
        expect(page.locator("[data-chain] canvas")).to_be_visible()
        expect(page.locator("main table").last.locator("tbody tr")).to_have_count(44)
        page.goto(f"{demonstration_server.url}/p/enterprise_visits/coverage")
        expect(page.locator("[data-bars] canvas")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert told == []
