"""What other plugins may use of alliances: its hooks, and what they give."""

from plugins.alliances.actions.offered import ActionField, ActionKind, BecameMatter, OrganMustAct
from plugins.alliances.actions.service import agree, open_of
from plugins.alliances.hookspecs import (
    alliances_action_kinds,
    alliances_action_passed_on,
    alliances_minutes_sections,
    alliances_panels,
)
from plugins.alliances.meetings.forums import found_forum
from plugins.alliances.meetings.forums import next_number as next_session_number
from plugins.alliances.meetings.planning import Plan as MeetingPlan
from plugins.alliances.meetings.planning import hold as hold_meeting
from plugins.alliances.meetings.planning import plan as plan_meeting
from plugins.alliances.minutes.offered import MinutesSection
from plugins.alliances.models import Action, Alliance, Forum, Meeting, Member

__all__ = [
    "Action",
    "ActionField",
    "ActionKind",
    "Alliance",
    "BecameMatter",
    "Forum",
    "Meeting",
    "MeetingPlan",
    "Member",
    "MinutesSection",
    "OrganMustAct",
    "agree",
    "alliances_action_kinds",
    "alliances_action_passed_on",
    "alliances_minutes_sections",
    "alliances_panels",
    "found_forum",
    "hold_meeting",
    "next_session_number",
    "open_of",
    "plan_meeting",
]
