"""Promise 3: every page, at its richest role, can be used by everybody: on a phone, on a desk, and by keyboard."""

from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from core.testing.about import subject_of_run
from core.testing.browser import DESK, PHONE, barriers
from core.testing.promises import promises
from core.testing.promises.world import STRANGER, Route, World
from core.testing.serving import Served
from core.testing.signing import cookie_of

SHARES = 12
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


@dataclass
class Walk:
    """What was found on a walk through pages: each was opened once, and looked at in every way."""

    barriers: list[str] = field(default_factory=list)
    for_older_readers: list[str] = field(default_factory=list)
    by_keyboard: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    """What the console said against the pages."""


@pytest.fixture(scope="module")
def walk(browser: Browser, demonstration: World, served_demonstration: Served, pages: list[tuple[Route, str]]) -> Walk:
    """Through a share of all pages, in one window: a page in a window of its own costs four times as much."""
    found = Walk()
    with browser.new_context(viewport=PHONE, locale="zh-CN", reduced_motion="reduce") as context:
        page = context.new_page()
        page.on("console", lambda said: _note(found, page, said))
        for route, role in pages:
            name = f"{route.name} ({role})"
            if status := _open(context, page, demonstration, served_demonstration, route, role):
                found.barriers.append(f"{name}: answers {status}")
                continue
            found.barriers += shut_out(page, name)
            if demonstration.is_open(route) or route.owner in demonstration.plugins:
                page.evaluate("document.documentElement.classList.add('elder')")
                found.for_older_readers += shut_out(page, name)
                page.evaluate("document.documentElement.classList.remove('elder')")
            found.by_keyboard += stumbles(page, name)
    return found


def _open(context: BrowserContext, page: Page, world: World, served: Served, route: Route, role: str) -> int:
    """Open the page as the role; the status where it is not 200, else 0."""
    context.clear_cookies(name="session")
    if role != STRANGER:
        cookie = cookie_of(world.app, world.accounts[role])
        context.add_cookies([{"name": "session", "value": cookie, "url": served.url}])
    page.set_viewport_size(PHONE)
    answer = page.goto(served.url + route.urls["own"])
    status = answer.status if answer else 0
    return 0 if status == 200 else status or 500


def _note(found: Walk, page: Page, said: ConsoleMessage) -> None:
    if said.type == "error":
        found.complaints.append(f"{page.url}: {said.text}")


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
    return found


def stumbles(page: Page, name: str) -> list[str]:
    """Where the tab key loses its way to the first main action, or one does not see where one is."""
    found = []
    page.set_viewport_size(DESK)
    reached = page.locator("main .btn-primary:visible, main button[type=submit]:visible").count() == 0
    page.evaluate("document.activeElement && document.activeElement.blur()")
    for _step in range(LONGEST_WAY):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus["end"]:
            break
        if not (focus["visible"] or focus["again"]):
            found.append(f"{name}: one does not see that {focus['at']!r} has the focus")
        if focus["main"]:
            reached = True
            break
    return found if reached else [*found, f"{name}: the tab key does not reach the main action"]


@promises("accessibility", "Every page passes axe (WCAG 2.2 AA) and fits its window, on a phone and on a desk")
def test_every_page_passes_axe_and_fits_its_window(walk: Walk) -> None:
    assert not walk.barriers, "\n".join(walk.barriers)
    assert not walk.complaints, "\n".join(walk.complaints)


@promises("accessibility", "The edition for older readers passes, too")
def test_the_edition_for_older_readers_passes_too(walk: Walk) -> None:
    assert not walk.for_older_readers, "\n".join(walk.for_older_readers)


@promises("accessibility", "Every page is used by keyboard, and one sees where one is")
def test_every_page_is_used_by_keyboard(walk: Walk) -> None:
    """The tab key reaches the first main action, and one sees where one is at every step."""
    assert not walk.by_keyboard, "\n".join(walk.by_keyboard)
