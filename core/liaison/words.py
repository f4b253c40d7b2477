"""What those who look after a station are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from core.words import LazyText
from core.words import lazy as _

LIAISON_TITLES: Final[Mapping[str, LazyText]] = {
    "leader": _("Liaison leader"),
    "committee": _("Liaison committee"),
    "organ": _("Stationed organ"),
}
LIAISONS: Final[Mapping[str, str]] = {"leader": "leader_text", "committee": "committee_text", "organ": "organs_text"}
"""The kinds, and where a station keeps what its roster says of them in words."""


def liaison_title(kind: str) -> str:
    """The kind as people say it."""
    title = LIAISON_TITLES.get(kind)
    return str(title) if title else kind
