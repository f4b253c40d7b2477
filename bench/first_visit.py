"""How much a phone downloads that has never been here: the public home page and everything it names."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urldefrag, urljoin

from bench.pages import BROWSER
from bench.rows import Row
from core.testing.serving import serving

MOST_FILES = 50
STYLES_NAME = re.compile(r"""(?:url\(|@import\s+)["']?([^"')\s;]+)""")


def measure(data_dir: Path) -> list[Row]:
    """The bytes of all bodies as they come over the wire, each address once."""
    with serving(data_dir, "--web-only") as served:
        visited = _visit(f"{served.url}/")
    return [Row("first-visit:kb", sum(visited.values()) / 1024, "KB")]


def _visit(home: str) -> dict[str, int]:
    waiting = [home]
    visited: dict[str, int] = {}
    while waiting:
        address = waiting.pop()
        if address in visited or not address.startswith(home):
            continue
        if len(visited) == MOST_FILES:
            raise RuntimeError(f"the home page names more than {MOST_FILES} files")
        sent, kind = _get(address, BROWSER)
        visited[address] = len(sent)
        plain, _kind = _get(address, BROWSER | {"Accept-Encoding": "identity"})
        waiting += [urldefrag(urljoin(address, name)).url for name in _named(plain.decode(errors="replace"), kind)]
    return visited


def _get(address: str, headers: dict[str, str]) -> tuple[bytes, str]:
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=30) as answer:  # noqa: S310 - our own server
        return answer.read(), answer.headers.get_content_type()


def _named(text: str, kind: str) -> Iterator[str]:
    """The files a browser fetches by itself for a page or a stylesheet."""
    if kind == "text/css":
        yield from (name for name in STYLES_NAME.findall(text) if not name.startswith("data:"))
    elif kind in ("text/html", "image/svg+xml"):
        page = _Names()
        page.feed(text)
        yield from page.found


class _Names(HTMLParser):
    """What stylesheets, scripts, pictures and icons of a page are called."""

    FETCHED = (
        ("link", "href"),
        ("script", "src"),
        ("img", "src"),
        ("use", "href"),
        ("image", "href"),
        ("source", "src"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what the tag names."""
        named = dict(attrs)
        self.found += [
            value
            for one, attribute in self.FETCHED
            if tag == one and (value := named.get(attribute)) and value[0] != "#"
        ]
