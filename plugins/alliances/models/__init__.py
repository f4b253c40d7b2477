"""The tables of alliances, a module a subject."""

from plugins.alliances.models.actions import Action, ActionNote, OnAgenda
from plugins.alliances.models.alliances import Alliance, Member
from plugins.alliances.models.base import Base
from plugins.alliances.models.meetings import AgendaItem, Forum, Meeting, Participant

__all__ = [
    "Action",
    "ActionNote",
    "AgendaItem",
    "Alliance",
    "Base",
    "Forum",
    "Meeting",
    "Member",
    "OnAgenda",
    "Participant",
]
