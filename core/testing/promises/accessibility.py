"""Promise 3: every page, at its richest role, can be used by everybody: on a phone, on a desk, and by keyboard."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from core.testing.about import subject_of_run
from core.testing.browser import DESK, PHONE, barriers
from core.testing.promises import promises
from core.testing.promises.world import STRANGER, Route, World
from core.testing.serving import Served
from core.testing.signing import cookie_of

SHARES = 6
LONGEST_WAY = 60
"""More presses of the tab key than this lead nobody anywhere."""

FOCUS = """() => {
  const here = document.activeElement, look = getComputedStyle(here);
  const said = {
    at: here.tagName + " " + (here.innerText || here.name || here.id || "").trim().slice(0, 60),
    end: here === document.body,
    again: here === window.before,  // the parts of a date field are steps within one element
    visible: (look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0) || look.boxShadow !== "none",
    main: here.matches("main .btn-primary, main button[type=submit]"),
  };
  window.before = here;
  return said;
}"""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Walk through all pages in shares: all of them at once would take minutes, those of one plugin do not."""
    if "pages" in metafunc.fixturenames:
        shares = 1 if subject_of_run(metafunc.config) else SHARES
        every = [(share, shares) for share in range(1, shares + 1)]
        names = [f"share {share} of {shares}" for share, _shares in every]
        metafunc.parametrize("pages", every, ids=names, indirect=True, scope="module")


@pytest.fixture(scope="module")
def pages(request: pytest.FixtureRequest, demonstration: World) -> list[tuple[Route, str]]:
    """A share of all pages."""
    share, shares = request.param
    return list(demonstration.html_pages())[share - 1 :: shares]


class Window:
    """A window in which one page after the other is opened, each by who may see most of it."""

    def __init__(self, context: BrowserContext) -> None:
        self._context = context
        self.page = context.new_page()
        self.complaints: list[str] = []
        """What its console said against the pages."""
        self.page.on("console", self._note)

    def visit(self, world: World, served: Served, route: Route, role: str) -> Page:
        """The page, opened by the role."""
        self._context.clear_cookies(name="session")
        if role != STRANGER:
            cookie = cookie_of(world.app, world.accounts[role])
            self._context.add_cookies([{"name": "session", "value": cookie, "url": served.url}])
        answer = self.page.goto(served.url + route.urls["own"])
        assert answer is not None
        assert answer.status == 200, f"{route.name} answers {answer.status}"
        return self.page

    def _note(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self.complaints.append(f"{self.page.url}: {said.text}")


@pytest.fixture
def window(browser: Browser) -> Iterator[Window]:
    """One window for all pages of a share: a page in a window of its own costs four times as much."""
    with browser.new_context(viewport=PHONE, locale="zh-CN", reduced_motion="reduce") as context:
        yield Window(context)


def shut_out(page: Page, name: str) -> list[str]:
    """What axe finds on the page, and how much of it does not fit: on a phone, and when the window is a desk's."""
    found = []
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        if barriers(page):
            # What lies under a bar that stays at the foot is reached by scrolling: see the page in one piece.
            page.set_viewport_size({**size, "height": page.evaluate("document.documentElement.scrollHeight")})
            found += [f"{name}, {size['width']} px: {one}" for one in barriers(page)]
        width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if width > 0:
            found.append(f"{name}: is {width} px wider than its window of {size['width']} px")
    page.set_viewport_size(PHONE)
    return found


@promises("accessibility", "Every page passes axe (WCAG 2.2 AA) and fits its window, on a phone and on a desk")
def test_every_page_passes_axe_and_fits_its_window(
    window: Window, demonstration: World, served_demonstration: Served, pages: list[tuple[Route, str]]
) -> None:
    found: list[str] = []
    for route, role in pages:
        found += shut_out(window.visit(demonstration, served_demonstration, route, role), f"{route.name} ({role})")
    assert not found, "\n".join(found)
    assert not window.complaints, "\n".join(window.complaints)


@promises("accessibility", "The edition for older readers passes, too")
def test_the_edition_for_older_readers_passes_too(
    window: Window, demonstration: World, served_demonstration: Served, pages: list[tuple[Route, str]]
) -> None:
    window.page.context.add_cookies([{"name": "elder", "value": "1", "url": served_demonstration.url}])
    found: list[str] = []
    for route, role in pages:
        if demonstration.is_open(route) or route.owner in demonstration.plugins:
            page = window.visit(demonstration, served_demonstration, route, role)
            found += shut_out(page, f"{route.name} ({role})")
    assert not found, "\n".join(found)


@promises("accessibility", "Every page is used by keyboard, and one sees where one is")
def test_every_page_is_used_by_keyboard(
    window: Window, demonstration: World, served_demonstration: Served, pages: list[tuple[Route, str]]
) -> None:
    """The tab key reaches the first main action, and one sees where one is at every step."""
    found: list[str] = []
    window.page.set_viewport_size(DESK)
    for route, role in pages:
        page = window.visit(demonstration, served_demonstration, route, role)
        wanted = page.locator("main .btn-primary:visible, main button[type=submit]:visible").count() > 0
        page.evaluate("document.activeElement && document.activeElement.blur()")
        reached = not wanted
        for _step in range(LONGEST_WAY):
            page.keyboard.press("Tab")
            focus = page.evaluate(FOCUS)
            if focus["end"]:
                break
            if not (focus["visible"] or focus["again"]):
                found.append(f"{route.name} ({role}): one does not see that {focus['at']!r} has the focus")
            if focus["main"]:
                reached = True
                break
        if not reached:
            found.append(f"{route.name} ({role}): the tab key does not reach the main action")
    assert not found, "\n".join(found)
