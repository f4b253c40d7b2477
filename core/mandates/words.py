"""What is said of the states a mandate passes through."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from core.words import LazyText
from core.words import lazy as _

EVENT_TITLES: Final[Mapping[str, LazyText]] = {
    "by-elected": _("By-elected"),
    "suspended": _("Suspended"),
    "serving": _("Restored"),
    "resigned": _("Resigned"),
    "ended": _("Ended"),
}
"""What has happened, by the state a mandate is in from then on."""
CHANGE_WORDS: Final[Mapping[str, LazyText]] = {
    "suspended": _("It is suspended"),
    "serving": _("It is restored"),
    "resigned": _("The deputy has resigned"),
    "ended": _("It has ended"),
}
"""The same as a form offers it."""
