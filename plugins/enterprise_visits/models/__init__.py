"""The tables of enterprise visits, a module a subject."""

from plugins.enterprise_visits.models.base import Base
from plugins.enterprise_visits.models.pairing import Pairing, Proposal, ProposedPair, Ruling

__all__ = ["Base", "Pairing", "Proposal", "ProposedPair", "Ruling"]
