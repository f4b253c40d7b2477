"""What states of technology problems are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from core.api.declare import LazyText, _

STATES: Final[Mapping[str, LazyText]] = {
    "raised": _("Problem raised"),
    "studied": _("Being studied"),
    "tried": _("Solution on trial"),
    "settled": _("Problem settled"),
    "dropped": _("Given up"),
}
MARKS: Final[Mapping[str, str]] = {
    "raised": "late",
    "studied": "soon",
    "tried": "info",
    "settled": "done",
    "dropped": "quiet",
}
"""The colour of each."""
