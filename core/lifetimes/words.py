"""What happened to a station, as people say it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from core.words import LazyText
from core.words import lazy as _

EVENT_TITLES: Final[Mapping[str, LazyText]] = {
    "planned": _("Planned"),
    "opened": _("Opened"),
    "moved": _("Moved"),
    "renamed": _("Renamed"),
    "merged": _("Merged into another station"),
    "closed": _("Closed"),
    "reopened": _("Opened again"),
    "took_in": _("Took in another station"),
    "merge_undone": _("Merger undone"),
}


def event_title(kind: str) -> str:
    """The kind of event as people say it."""
    title = EVENT_TITLES.get(kind)
    return str(title) if title else kind
