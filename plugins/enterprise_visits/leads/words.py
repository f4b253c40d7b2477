"""The words of leads: the stages they go through."""

from __future__ import annotations

from typing import Final

from core.api.declare import LazyText, _

STAGES: Final[dict[str, LazyText]] = {
    "lead": _("Lead"),
    "contact": _("In contact"),
    "negotiating": _("Negotiating"),
    "signed": _("Signed"),
    "project": _("Project"),
    "ended": _("Came to nothing"),
}
MARKS: Final = {
    "lead": "quiet",
    "contact": "info",
    "negotiating": "soon",
    "signed": "gold",
    "project": "done",
    "ended": "quiet",
}
"""How a stage looks: kinds of ``state`` in components/marks.html."""
