"""The tables of alliances, a module a subject."""

from plugins.alliances.models.actions import Action, ActionNote, OnAgenda
from plugins.alliances.models.alliances import Alliance, Member
from plugins.alliances.models.base import Base
from plugins.alliances.models.meetings import AgendaItem, Forum, Meeting, Participant
from plugins.alliances.models.writing import Document, OvertakenText, Passage, PassageVersion

__all__ = [
    "Action",
    "ActionNote",
    "AgendaItem",
    "Alliance",
    "Base",
    "Document",
    "Forum",
    "Meeting",
    "Member",
    "OnAgenda",
    "OvertakenText",
    "Participant",
    "Passage",
    "PassageVersion",
]
