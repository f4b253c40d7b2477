"""What other plugins may use of enterprise visits: its hooks, and what they give."""

from plugins.enterprise_visits.difficulties.suggesting import BecameSuggestion, PlannedSuggestion
from plugins.enterprise_visits.fit.offered import Conflict, FitPart
from plugins.enterprise_visits.hookspecs import (
    enterprise_visits_conflicts,
    enterprise_visits_fit,
    enterprise_visits_suggested,
)

__all__ = [
    "BecameSuggestion",
    "Conflict",
    "FitPart",
    "PlannedSuggestion",
    "enterprise_visits_conflicts",
    "enterprise_visits_fit",
    "enterprise_visits_suggested",
]
