"""What congresses and their terms are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from core.congresses.models import Congress
from core.words import LazyText
from core.words import lazy as _

LEVEL_TITLES: Final[Mapping[str, LazyText]] = {
    "national": _("National"),
    "provincial": _("Provincial"),
    "prefectural": _("Prefectural"),
    "county": _("County"),
    "township": _("Township"),
}


def level_title(level: str) -> str:
    """The level of a congress as people say it."""
    title = LEVEL_TITLES.get(level)
    return str(title) if title else level


def level_titles(levels: Iterable[str] | str | None) -> str:
    """Several levels in one text, the highest first, each once; also as a query joins them, line by line."""
    held = set(levels.splitlines() if isinstance(levels, str) else levels or ())
    return str(_(", ")).join(str(title) for level, title in LEVEL_TITLES.items() if level in held)


def congress_title(congress: Congress) -> str:
    """A congress as people say it: that of a place, or the National People's Congress."""
    return place_title(congress.level, congress.name)


def place_title(level: str, place: str) -> str:
    """The same, of the congress of this level at this place."""
    if level == "national":
        return str(_("National People's Congress"))
    return str(_("People's Congress of %(place)s", place=place))


def term_title(number: int) -> str:
    """A term as people say it: the 18th term."""
    return str(_("Term %(n)s", n=number))
