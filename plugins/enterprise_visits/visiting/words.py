"""What is said about visits in more than one place."""

from __future__ import annotations

from typing import Final

from core.api.declare import _

STATES: Final = {"planned": _("Planned visit"), "held": _("Visit held"), "cancelled": _("Visit cancelled")}
ANSWERS: Final = {"asked": _("Asked"), "coming": _("Comes along"), "declined": _("Cannot come")}
