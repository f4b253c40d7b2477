"""What tiers, states and staff of a station are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from core.words import LazyText
from core.words import lazy as _

TIER_TITLES: Final[Mapping[str, LazyText]] = {
    "home": _("Deputies' home"),
    "station": _("Liaison station"),
    "room": _("Liaison room"),
    "point": _("Liaison point"),
    "studio": _("Deputy's studio"),
    "post": _("Service post"),
    "chain_station": _("Industrial chain station"),
}
STATE_TITLES: Final[Mapping[str, LazyText]] = {
    "planned": _("Being set up"),
    "open": _("Open"),
    "closed": _("Closed"),
}
ROLE_TITLES: Final[Mapping[str, LazyText]] = {
    "head": _("Station head"),
    "deputy_head": _("Deputy station head"),
    "liaison": _("Liaison officer"),
}


def tier_title(tier: str) -> str:
    """The tier as people say it."""
    return _said(TIER_TITLES, tier)


def state_title(state: str) -> str:
    """The state of a station as people say it."""
    return _said(STATE_TITLES, state)


def role_title(role: str) -> str:
    """What a person who runs a station is called."""
    return _said(ROLE_TITLES, role)


def _said(titles: Mapping[str, LazyText], key: str) -> str:
    title = titles.get(key)
    return str(title) if title else key
