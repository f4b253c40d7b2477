"""The tables of enterprise visits, a module a subject."""

from plugins.enterprise_visits.models.base import Base
from plugins.enterprise_visits.models.known import Competitor, Competitors, Interest, Need, Wanted, Wish
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
    "Competitor",
    "Competitors",
    "Interest",
    "Need",
    "Pairing",
    "Proposal",
    "ProposedPair",
    "Route",
    "Ruling",
    "Visit",
    "VisitDeputy",
    "VisitPhoto",
    "VisitSheet",
    "Wanted",
    "Wish",
]
