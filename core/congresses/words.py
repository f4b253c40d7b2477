"""What congresses and their terms are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

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


def term_title(number: int) -> str:
    """A term as people say it: the 18th term."""
    return str(_("Term %(n)s", n=number))
