"""The tables of alliances, a module a subject."""

from plugins.alliances.models.alliances import Alliance, Member
from plugins.alliances.models.base import Base
from plugins.alliances.models.meetings import AgendaItem, Forum, Meeting, Participant

__all__ = [
    "AgendaItem",
    "Alliance",
    "Base",
    "Forum",
    "Meeting",
    "Member",
    "Participant",
]
