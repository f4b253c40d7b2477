"""What states of trials and measurements are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from core.api.declare import LazyText, _

STATES: Final[Mapping[str, LazyText]] = {
    "proposed": _("To be agreed on"),
    "agreed": _("In the field"),
    "finished": _("Trial finished"),
    "dropped": _("Not carried out"),
}
MARKS: Final[Mapping[str, str]] = {"proposed": "soon", "agreed": "info", "finished": "done", "dropped": "quiet"}
"""The colour of each."""
MEASURES: Final[Mapping[str, LazyText]] = {
    "emergence": _("Emergence rate (per cent)"),
    "fertiliser": _("Fertiliser (kg/mu)"),
    "yield_kg": _("Yield (kg/mu)"),
    "cost": _("Cost (yuan/mu)"),
}
LIMITS: Final[Mapping[str, LazyText]] = {
    "emergence": _("An emergence rate lies between 0 and 100 per cent."),
    "fertiliser": _("Fertiliser lies between 0 and 300 kilograms a mu. Look whether a sack or a hectare was meant."),
    "yield_kg": _("A yield lies between 0 and 2000 kilograms a mu. Look whether jin or a hectare was meant."),
    "cost": _("A cost lies between 0 and 10000 yuan a mu. Look whether the whole field was meant."),
}
"""Why a number cannot be, in a sentence."""
