"""What term changes say of themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from core.words import LazyText
from core.words import lazy as _

if TYPE_CHECKING:
    from core.terms.models import TermChange

STATE_TITLES: Final[Mapping[str, LazyText]] = {
    "draft": _("In preparation"),
    "applied": _("In force, not yet confirmed"),
    "confirmed": _("Confirmed"),
    "dropped": _("Given up"),
}
STATE_KINDS: Final[Mapping[str, str]] = {"draft": "info", "applied": "soon", "confirmed": "done", "dropped": "quiet"}
PART_TITLES: Final[Mapping[str, LazyText]] = {"stay": _("Stay"), "go": _("Go"), "come": _("Come")}


def reason_of(change: TermChange) -> str:
    """Why mandates and placements ended or began, as their histories tell it."""
    return str(_("Change to term %(number)s", number=" / ".join(map(str, dict.fromkeys(change.numbers.values())))))
