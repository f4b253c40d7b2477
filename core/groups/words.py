"""What deputy groups are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from core.words import LazyText
from core.words import lazy as _

KIND_TITLES: Final[Mapping[str, LazyText]] = {"area": _("Of an area"), "trade": _("Of a trade")}


def kind_title(kind: str) -> str:
    """The kind of a group as people say it."""
    title = KIND_TITLES.get(kind)
    return str(title) if title else kind
