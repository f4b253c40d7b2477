"""Why somebody cannot serve, and why a place is free, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from core.api.data import day_in_words
from core.api.declare import LazyText, _

WHY_NOT: Final[Mapping[str, LazyText]] = {
    "leave": _("on leave"),
    "mandate": _("no mandate in force"),
    "placement": _("not placed at this station"),
    "restricted": _("the station restricts this day"),
    "elsewhere": _("not placed at this station"),
    "serves_here": _("serves here already"),
    "same_time": _("serves somewhere else at that time"),
    "period": _("already serves shortly before or after"),
    "enterprise": _("a colleague of the same enterprise serves here"),
    "wish": _("would rather not then"),
    "unwilling": _("declined the invitation"),
}
_OTHER: Final = _("not available")


def why_not(reason: str) -> LazyText:
    """Why a deputy cannot serve in a sitting, as part of a sentence."""
    return WHY_NOT.get(reason, _OTHER)


def listed(days: Iterable[date]) -> LazyText:
    """Days in words, one after the other; each once."""
    first, *others = dict.fromkeys(days)
    words = day_in_words(first)
    for day in others:
        words = _("%(before)s, %(last)s", before=words, last=day_in_words(day))
    return words
