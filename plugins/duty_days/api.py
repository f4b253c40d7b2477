"""What other plugins may use of duty days: its hooks, and what they give."""

from plugins.duty_days.hookspecs import duty_days_passed_on, duty_days_restrictions, duty_days_rules
from plugins.duty_days.receiving.passing_on import PassedOn, TakenOver
from plugins.duty_days.rules.kinds import RhythmKind
from plugins.duty_days.rules.restrictions import Restriction
from plugins.duty_days.rules.seasons import Season

__all__ = [
    "PassedOn",
    "Restriction",
    "RhythmKind",
    "Season",
    "TakenOver",
    "duty_days_passed_on",
    "duty_days_restrictions",
    "duty_days_rules",
]
