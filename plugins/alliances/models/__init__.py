"""The tables of alliances, a module a subject."""

from plugins.alliances.models.actions import Action, ActionNote, OnAgenda
from plugins.alliances.models.alliances import Alliance, Member
from plugins.alliances.models.base import Base
from plugins.alliances.models.circulation import Comment, Recipient, SignOff
from plugins.alliances.models.meetings import AgendaItem, Forum, Meeting, Participant
from plugins.alliances.models.minutes import Amendment, Decision, Drawn, Minutes, MinutesStep
from plugins.alliances.models.papers import PaperTemplate
from plugins.alliances.models.writing import Document, OvertakenText, Passage, PassageVersion

__all__ = [
    "Action",
    "ActionNote",
    "AgendaItem",
    "Alliance",
    "Amendment",
    "Base",
    "Comment",
    "Decision",
    "Document",
    "Drawn",
    "Forum",
    "Meeting",
    "Member",
    "Minutes",
    "MinutesStep",
    "OnAgenda",
    "OvertakenText",
    "PaperTemplate",
    "Participant",
    "Passage",
    "PassageVersion",
    "Recipient",
    "SignOff",
]
