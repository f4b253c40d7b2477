"""What states and ways of telling are called."""

from __future__ import annotations

from typing import Final

from core.words import lazy as _

STATE_WORDS: Final = {
    "waiting": _("Waiting"),
    "sending": _("On its way"),
    "sent": _("Sent"),
    "uncertain": _("Uncertain"),
    "failed": _("Turned away"),
    "given_up": _("Given up"),
}
STATE_MARKS: Final = {
    "waiting": "soon",
    "sending": "info",
    "sent": "done",
    "uncertain": "late",
    "failed": "late",
    "given_up": "late",
}
CHANNEL_WORDS: Final = {"mail": _("E-mail"), "robot": _("Group")}
