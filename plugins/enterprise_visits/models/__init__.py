"""The tables of enterprise visits, a module a subject."""

from plugins.enterprise_visits.models.base import Base
from plugins.enterprise_visits.models.contacts import ContactDeed, ContactLink, VisitAnswer
from plugins.enterprise_visits.models.difficulties import Difficulty, DifficultyEvent
from plugins.enterprise_visits.models.helping import Introduction, Lead, LeadEvent, MutualHelp
from plugins.enterprise_visits.models.known import Competitor, Competitors, Interest, Need, Wanted, Wish
from plugins.enterprise_visits.models.links import CommitteeLink, CommitteeMember, Resident, ResidentLink
from plugins.enterprise_visits.models.measures import Measure, VisitMeasure
from plugins.enterprise_visits.models.pairing import Pairing, Proposal, ProposedPair, Ruling
from plugins.enterprise_visits.models.visits import (
    Campaign,
    Route,
    Visit,
    VisitDeputy,
    VisitPhoto,
    VisitSheet,
)

__all__ = [
    "Base",
    "Campaign",
    "CommitteeLink",
    "CommitteeMember",
    "Competitor",
    "Competitors",
    "ContactDeed",
    "ContactLink",
    "Difficulty",
    "DifficultyEvent",
    "Interest",
    "Introduction",
    "Lead",
    "LeadEvent",
    "Measure",
    "MutualHelp",
    "Need",
    "Pairing",
    "Proposal",
    "ProposedPair",
    "Resident",
    "ResidentLink",
    "Route",
    "Ruling",
    "Visit",
    "VisitAnswer",
    "VisitDeputy",
    "VisitMeasure",
    "VisitPhoto",
    "VisitSheet",
    "Wanted",
    "Wish",
]
