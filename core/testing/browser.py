"""A real Chromium for tests, and axe-core to look for what shuts people out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from core.testing.machine import MissingPart, chromium, is_root

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, ViewportSize

AXE = ("axe_playwright_python", "axe.min.js")
"""The package that brings axe-core, and the file."""
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
# A browser of a test talks to our server and to nobody else.
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-features=Translate,OptimizationHints,MediaRouter,DialMediaRouteProvider,AutofillServerCommunication",
    "--no-first-run",
    "--no-pings",
    "--metrics-recording-only",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)
PHONE: ViewportSize = {"width": 360, "height": 780}
DESK: ViewportSize = {"width": 1280, "height": 860}


@contextmanager
def running_browser() -> Iterator[Browser]:
    """A Chromium for the block: the machine's own, or the one Playwright brought."""
    from playwright.sync_api import Error, sync_playwright

    arguments = [*QUIET, *(["--no-sandbox"] if is_root() else [])]
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=chromium(), args=arguments)
        except Error as problem:
            raise MissingPart(
                f"Chromium could not be started. Install the package chromium, or run `playwright install chromium`, then try again. {problem}"
            ) from problem
        yield browser
        browser.close()


def barriers(page: Page) -> list[str]:
    """What axe-core finds against WCAG 2.2 AA on the page as it stands, one line each.

    The script is evaluated by the browser's debugger, which a content security policy does not concern.
    """
    if not page.evaluate("typeof axe !== 'undefined'"):
        page.evaluate(axe().read_text(encoding="utf-8"))
    found = cast(
        "list[dict[str, Any]]",
        page.evaluate(
            "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']}).then(r => r.violations)", WCAG
        ),
    )
    return [f"{one['id']}: {node['target'][0]}: {_reason(node)}" for one in found for node in one["nodes"]]


def axe() -> Path:
    """The script of axe-core. Raises MissingPart where it was not installed."""
    package, file = AXE
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise MissingPart(
            "axe-core is not installed, and nothing else says what shuts people out: pip install 'lianzhan[testing]'."
        )
    return Path(spec.submodule_search_locations[0]) / file


def _reason(node: dict[str, Any]) -> str:
    return " ".join(node.get("failureSummary", "").split())[:300]
