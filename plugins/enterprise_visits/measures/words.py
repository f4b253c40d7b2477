"""What states of measures are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from core.api.declare import LazyText, _

STATES: Final[Mapping[str, LazyText]] = {
    "valid": _("Now in force"),
    "coming": _("Not in force yet"),
    "expired": _("No longer in force"),
}
MARKS: Final[Mapping[str, str]] = {"valid": "done", "coming": "info", "expired": "late"}
"""The colour of each."""
