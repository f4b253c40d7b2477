"""The deeds of a deputy as a page lists them: newest first, the older ones folded away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask import url_for
from werkzeug.routing import BuildError

from core.plugin_host.declarations import Deed
from core.profiles.service import Deeds
from core.profiles.shown import Told

FIRST: Final = 8
"""So many stand on the page; the others unfold."""


ON_THE_BOARD: Final = 5
"""So many stand on the sheet for the wall, if there is room."""
LARGE_TYPE: Final = (14, 32)
SMALL_TYPE: Final = (34, 38)
"""How many lines stand on that sheet below the name, and how many characters on a line."""


@dataclass(frozen=True, slots=True)
class Row:
    """A deed as the page shows it."""

    day: date
    text: str
    url: str
    is_elsewhere: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """The deeds, and how many there are of each kind plugins count."""

    first: Sequence[Row]
    older: Sequence[Row]
    counts: Sequence[tuple[str, int]]


def deed_rows(deeds: Deeds) -> Listed:
    """These deeds for a page."""
    rows = [_row(deed) for deed in deeds.entries]
    return Listed(rows[:FIRST], rows[FIRST:], deeds.counts)


def on_the_board(said: Sequence[str], rows: Sequence[Row]) -> tuple[Sequence[Row], bool]:
    """The deeds that find room on one sheet of A4 below what is said there, and whether it needs the small type."""
    newest = rows[:ON_THE_BOARD]
    lines, width = LARGE_TYPE
    if _lines(said, width) + _lines([row.text for row in newest], width) <= lines:
        return newest, False
    lines, width = SMALL_TYPE
    left = lines - _lines(said, width)
    needed = [_lines([row.text for row in newest[:number]], width) for number in range(1, len(newest) + 1)]
    return newest[: sum(one <= left for one in needed)], True


def _lines(texts: Sequence[str], width: int) -> int:
    return sum(1 + len(text) // width for text in texts)


def _row(deed: Told | Deed) -> Row:
    if isinstance(deed, Deed):
        return Row(deed.day, str(deed.text), _address(deed), is_elsewhere=False)
    return Row(deed.day, deed.text, deed.link, is_elsewhere=True)


def _address(deed: Deed) -> str:
    """Where the deed leads; nowhere if the plugin names a page that is not there: that must not cost ours."""
    try:
        return url_for(deed.endpoint, **dict[str, Any](deed.arguments)) if deed.endpoint else ""
    except (BuildError, TypeError, ValueError):
        return ""
