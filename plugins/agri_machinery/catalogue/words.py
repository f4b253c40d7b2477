"""What kinds of entries of the catalogue are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from core.api.declare import LazyText, _

KINDS: Final[Mapping[str, LazyText]] = {
    "variety": _("Variety"),
    "fertiliser": _("Fertiliser"),
    "machine": _("Farm machine"),
}
