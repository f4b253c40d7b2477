"""The words of action items: their states, their usual kind, and who may have to do them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from core.api.declare import LazyText, _

USUAL: Final = _("Action item")
STATES: Final[Mapping[str, LazyText]] = {
    "open": _("To be done"),
    "doing": _("Being done"),
    "done": _("It is done"),
    "dropped": _("It was dropped"),
}
MARKS: Final[Mapping[str, str]] = {"open": "soon", "doing": "info", "done": "done", "dropped": "quiet"}
"""The colour of each state."""
MOVES: Final[Mapping[str, LazyText]] = {
    "": _("It stands as before"),
    "open": _("It is to be done again"),
    "doing": _("Work has begun"),
    "done": _("It is done"),
    "dropped": _("It is dropped"),
}
"""What can be said of one, as the form offers it."""
OWNERS: Final[Mapping[str, LazyText]] = {
    "member": _("%(name)s (member)"),
    "deputy": _("%(name)s (deputy)"),
    "account": _("%(name)s (staff)"),
    "organ": _("%(name)s (organ that must act)"),
}
"""Who may have to do it, as a list names them."""
