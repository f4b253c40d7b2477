"""Words of minutes: their states, what happened to them, how they were signed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from core.api.declare import LazyText, _

STATES: Final[Mapping[str, LazyText]] = {
    "draft": _("Still being written"),
    "circulated": _("Circulated"),
    "signed_off": _("Signed off, to be issued"),
    "issued": _("Issued"),
}
MARKS: Final = {"draft": "quiet", "circulated": "info", "signed_off": "soon", "issued": "done"}
STEPS: Final[Mapping[str, LazyText]] = {
    "drawn": _("Drawn from the record"),
    "circulated": _("Circulated"),
    "taken_back": _("Taken back to be worked on"),
    "signed_off": _("Everybody who was asked has signed off"),
    "text_changed": _("What was decided was changed: sign-off is asked for again"),
    "issued": _("Issued"),
}
WAYS: Final[Mapping[str, LazyText]] = {
    "link": _("By their link"),
    "account": _("By their account"),
    "paper": _("By paper"),
}
PARTS: Final[Mapping[str, LazyText]] = {
    "chairs": _("Chaired"),
    "attends": _("Attended"),
    "sits_in": _("Sat in"),
    "records": _("Took the record"),
    "excused": _("Excused"),
    "absent": _("Absent"),
}
"""Parts of the attendance in the order in which minutes name them."""
