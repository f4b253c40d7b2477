"""The words of the day: how somebody came, what it was about, how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from core.api.declare import LazyText, _

CATEGORIES: Final[Mapping[str, LazyText]] = {
    "enterprise": _("Running an enterprise"),
    "work": _("Work and wages"),
    "farming": _("Farming and villages"),
    "land": _("Land and housing"),
    "building": _("Roads, building, traffic"),
    "environment": _("Environment"),
    "school": _("Schools"),
    "health": _("Health and care"),
    "welfare": _("Pensions and relief"),
    "law": _("Law and order"),
    "policy": _("Laws and policies explained"),
    "other": _("Other"),
}
"""What people come about."""

KINDS: Final[Mapping[str, LazyText]] = {
    "walk_in": _("Came by"),
    "booked": _("Booked"),
    "visited": _("Visited"),
}
STATES: Final[Mapping[str, LazyText]] = {
    "present": _("There"),
    "late": _("Late"),
    "absent": _("Not there"),
    "replaced": _("Replaced"),
}
HOW: Final[Mapping[str, LazyText]] = {
    "code": _("scanned the code"),
    "by_hand": _("by hand"),
    "entered_later": _("entered later"),
}
BOOKINGS: Final[Mapping[str, LazyText]] = {
    "booked": _("Expected"),
    "came": _("Came"),
    "missed": _("Did not come"),
    "cancelled": _("Cancelled by them"),
}
