"""Real servers on data of their own, for people who click."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.testing.databases import Store
from core.testing.fixtures import SECRET_KEY
from core.testing.promises.worlds import load_demonstration
from core.testing.serving import Served, serving

SignIn = Callable[[Page, str, str, str], None]


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
def sign_in_by_hand() -> SignIn:
    """Sign in as people do: open the page, type, press the button."""

    def sign_in(page: Page, url: str, username: str, password: str) -> None:
        page.goto(f"{url}/login")
        page.locator("input[name=username]").fill(username)
        page.locator("input[name=password]").fill(password)
        page.locator("main form button[type=submit]").click()
        expect(page).to_have_url(f"{url}/start")

    return sign_in
