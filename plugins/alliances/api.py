"""What other plugins may use of alliances: its hooks, and what they give."""

from plugins.alliances.actions.offered import ActionField, ActionKind, BecameMatter, OrganMustAct
from plugins.alliances.actions.service import agree, open_of
from plugins.alliances.hookspecs import (
    alliances_action_kinds,
    alliances_action_passed_on,
    alliances_minutes_sections,
    alliances_panels,
)
from plugins.alliances.minutes.offered import MinutesSection
from plugins.alliances.models import Action, Alliance, Meeting, Member

__all__ = [
    "Action",
    "ActionField",
    "ActionKind",
    "Alliance",
    "BecameMatter",
    "Meeting",
    "Member",
    "MinutesSection",
    "OrganMustAct",
    "agree",
    "alliances_action_kinds",
    "alliances_action_passed_on",
    "alliances_minutes_sections",
    "alliances_panels",
    "open_of",
]
