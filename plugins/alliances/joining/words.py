"""The words of alliances: what members are, and how an alliance stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from core.api.declare import LazyText, _
from plugins.alliances.models.alliances import Alliance

ROLES: Final[Mapping[str, LazyText]] = {
    "leading": _("Leading member"),
    "member": _("Member of the alliance"),
    "expert": _("Expert"),
    "deputy": _("Deputy as a member"),
    "grower": _("Large grower"),
}
STANDINGS: Final[Mapping[str, LazyText]] = {
    "founding": _("Being founded"),
    "at_work": _("At work"),
    "dissolved": _("Dissolved"),
}
MARKS: Final[Mapping[str, str]] = {"founding": "soon", "at_work": "done", "dissolved": "quiet"}
"""The colour of each standing."""


def standing(alliance: Alliance) -> str:
    """How it stands: ``founding``, ``at_work`` or ``dissolved``. Takes a row of a list as well."""
    if alliance.dissolved_on is not None:
        return "dissolved"
    return "founding" if alliance.founded_on is None else "at_work"
