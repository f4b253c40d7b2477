"""Real servers on data of their own, for people who click."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Final

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from core.testing.browser import PHONE
from core.testing.databases import Store
from core.testing.fixtures import SECRET_KEY
from core.testing.promises.worlds import load_demonstration
from core.testing.serving import Served, serving

SignIn = Callable[[Page, str, str, str], None]
PATIENCE_S: Final = 90
"""So long something may take that comes by itself, on a machine with much else to do."""
expect.set_options(timeout=PATIENCE_S * 1000)


@pytest.fixture
def demonstration_server(store: Store, tmp_path: Path) -> Iterator[Served]:
    """A real server on Xinyi, which the test may change."""
    more = {
        "LIANZHAN_DATABASE_URL": store.sqlite("demonstration", load_demonstration),
        "LIANZHAN_SECRET_KEY": SECRET_KEY,
    }
    with serving(tmp_path, "--web-only", more=more) as served:
        yield served


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A phone of somebody's."""
    with browser.new_context(
        viewport=PHONE, has_touch=True, is_mobile=True, locale="zh-CN", timezone_id="Asia/Shanghai"
    ) as context:
        context.set_default_timeout(20_000)
        yield context


def until(page: Page, holds: str) -> None:
    """Wait until an expression holds on the page; asked from outside, as the page's own policy evaluates no text."""
    patience = monotonic() + PATIENCE_S
    while monotonic() < patience:
        with suppress(Error):  # asked in the middle of a navigation: asked again
            if page.evaluate(holds):
                return
        page.wait_for_timeout(50)
    raise AssertionError(f"never came: {holds}")


def until_kept(page: Page, name: str) -> None:
    """Wait until this page opens without a connection: it and all it stands on lie on the device."""
    until(page, "navigator.serviceWorker.controller !== null")
    until(
        page,
        f"""caches.open("kept-{name}").then((kept) => Promise.all(
            [location.href, ...[...document.querySelectorAll("link[rel=stylesheet], script[src]")].map((one) => one.href || one.src)]
            .map((one) => kept.match(one)))).then((found) => found.every(Boolean))""",
    )


@pytest.fixture
def sign_in_by_hand() -> SignIn:
    """Sign in as people do: open the page, type, press the button."""

    def sign_in(page: Page, url: str, username: str, password: str) -> None:
        page.goto(f"{url}/login")
        page.locator("input[name=username]").fill(username)
        page.locator("input[name=password]").fill(password)
        page.locator("main form button[type=submit]").click()
        expect(page).to_have_url(f"{url}/start")

    return sign_in
