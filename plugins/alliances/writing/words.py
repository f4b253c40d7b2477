"""What documents and what was done to their passages are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from core.api.declare import LazyText, _

KINDS: Final[Mapping[str, LazyText]] = {"record": _("Record of the meeting"), "minutes": _("Minutes of the meeting")}
DEEDS: Final[Mapping[str, LazyText]] = {
    "added": _("Item added"),
    "written": _("Item written anew"),
    "moved": _("Item moved"),
    "removed": _("Item taken out"),
    "restored": _("Former version brought back"),
}
DIFFERENCES: Final[Mapping[str, LazyText]] = {
    "added": _("Only in the later version"),
    "removed": _("Only in the earlier version"),
    "changed": _("Worded differently"),
    "moved": _("Same words at another place"),
}
