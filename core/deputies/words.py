"""What the states of a mandate are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from core.words import LazyText
from core.words import lazy as _

MANDATE_STATE_TITLES: Final[Mapping[str, LazyText]] = {
    "serving": _("Serving"),
    "by-elected": _("By-elected"),
    "suspended": _("Suspended"),
    "resigned": _("Resigned"),
    "ended": _("Ended"),
    "elected": _("Elected for the coming term"),
}


def mandate_state_title(state: str) -> str:
    """The state of a mandate as people say it."""
    title = MANDATE_STATE_TITLES.get(state)
    return str(title) if title else state
