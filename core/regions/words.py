"""What the levels of regions are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from core.words import LazyText
from core.words import lazy as _

REGION_LEVEL_TITLES: Final[Mapping[str, LazyText]] = {
    "provincial": _("Province"),
    "prefectural": _("Prefecture"),
    "county": _("County, district or city"),
    "township": _("Township or street"),
    "community": _("Community or village"),
}


def region_level_title(level: str) -> str:
    """The level of a region as people say it."""
    title = REGION_LEVEL_TITLES.get(level)
    return str(title) if title else level
