"""Meetings, for other rooms and for demonstrations: to plan one, invite, answer, mark who came, and hold it."""

from __future__ import annotations

from plugins.alliances.meetings.agenda import actions_on, add, left_open_for
from plugins.alliances.meetings.attending import Attended, attendance_of, check_in, counted, mark, mark_rest
from plugins.alliances.meetings.forums import close_forum, found_forum, next_number
from plugins.alliances.meetings.inviting import (
    Guests,
    answer,
    deputies_of,
    give_part,
    invite,
    members_of,
    remind,
)
from plugins.alliances.meetings.planning import Plan, cancel, change, hold, move, plan

__all__ = [
    "Attended",
    "Guests",
    "Plan",
    "actions_on",
    "add",
    "answer",
    "attendance_of",
    "cancel",
    "change",
    "check_in",
    "close_forum",
    "counted",
    "deputies_of",
    "found_forum",
    "give_part",
    "hold",
    "invite",
    "left_open_for",
    "mark",
    "mark_rest",
    "members_of",
    "move",
    "next_number",
    "plan",
    "remind",
]
