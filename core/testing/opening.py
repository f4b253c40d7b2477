"""Pages of a real browser on a real server, opened as somebody without typing a password."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, Literal

from flask import Flask

from core.accounts.models import Account
from core.testing.browser import DESK, PHONE
from core.testing.serving import Served
from core.testing.signing import cookie_of
from core.testing.visitors import Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Size = Literal["phone", "desk"]
"""What the page is looked at on: a telephone, 360 px wide and touched, or a desk's screen of 1280 px."""


class Opening:
    """What the fixture ``open_page`` gives: a function that opens pages of the browser, each as somebody of its own."""

    def __init__(self, browser: Browser, app: Flask, server: Callable[[], Served]) -> None:
        self._browser, self._app, self._server = browser, app, server
        self._contexts = ExitStack()

    def __call__(
        self,
        who: Visitor | Account | None = None,
        *,
        size: Size = "phone",
        at: Served | None = None,
        scripts: bool = True,
        **more: Any,
    ) -> Page:
        """A page on the server (``at`` one of the test's own), signed in as whoever is given, else a stranger's.

        Addresses may be paths: ``page.goto("/start")``. ``scripts=False`` opens it without JavaScript; ``more`` are
        options of Playwright's ``new_context``.
        """
        server = at or self._server()
        hand = {"has_touch": True, "is_mobile": True} if size == "phone" else {}
        given: dict[str, Any] = {"viewport": PHONE if size == "phone" else DESK, **hand, "base_url": server.url}
        given |= {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "java_script_enabled": scripts}
        context = self._contexts.enter_context(self._browser.new_context(**(given | more)))
        account = who.account if isinstance(who, Visitor) else who
        if account is not None:
            context.add_cookies([{"name": "session", "value": cookie_of(self._app, account), "url": server.url}])
        return context.new_page()

    def close(self) -> None:
        """Close every page that was opened."""
        self._contexts.close()


@contextmanager
def opening(browser: Browser, app: Flask, server: Callable[[], Served]) -> Iterator[Opening]:
    """Pages for the block; they are closed after it. The server is started with the first page that needs it."""
    pages = Opening(browser, app, server)
    try:
        yield pages
    finally:
        pages.close()
