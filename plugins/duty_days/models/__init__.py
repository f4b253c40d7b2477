"""The tables of duty days, a module a subject."""

from plugins.duty_days.models.base import Base
from plugins.duty_days.models.days import MOST_PLACES, DutyDay, Rule, Sitting, Slot

__all__ = ["MOST_PLACES", "Base", "DutyDay", "Rule", "Sitting", "Slot"]
