"""What kinds and states of difficulties are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from core.api.declare import LazyText, _

KINDS: Final[Mapping[str, LazyText]] = {
    "financing": _("Financing"),
    "recruiting": _("Recruiting"),
    "land": _("Land and buildings"),
    "inspections": _("Inspections too frequent"),
    "logistics": _("Logistics"),
    "energy": _("Electricity, water and gas"),
    "market": _("Market and sales"),
    "technology": _("Technology"),
    "environment": _("Environment and safety"),
    "taxes": _("Taxes and fees"),
    "other": _("Another difficulty"),
}
STATES: Final[Mapping[str, LazyText]] = {
    "open": _("Difficulty open"),
    "answered": _("Answered on the spot"),
    "mutual_help": _("Solved by mutual help"),
    "with_organ": _("Brought to an organ"),
    "solved_by_organ": _("Solved by an organ"),
    "planned": _("Planned as a suggestion"),
    "suggestion": _("Became a suggestion"),
}
MARKS: Final[Mapping[str, str]] = {
    "open": "late",
    "answered": "done",
    "mutual_help": "done",
    "with_organ": "soon",
    "solved_by_organ": "done",
    "planned": "soon",
    "suggestion": "done",
}
"""The colour of each state."""
SAID_BY: Final[Mapping[str, LazyText]] = {
    "deputy": _("Entered by a deputy"),
    "contact": _("Entered by the enterprise's contact"),
    "station": _("Entered by the station"),
}
MOVES: Final[Mapping[str, LazyText]] = {
    "open": _("It is open again"),
    "answered": _("It was answered on the spot"),
    "mutual_help": _("Mutual help of enterprises solved it"),
    "with_organ": _("Bring it to an organ"),
    "solved_by_organ": _("The organ solved it"),
    "planned": _("Plan it as a suggestion"),
}
"""What can be done with one, as the form offers it."""
