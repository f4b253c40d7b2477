"""The tables of duty days, a module a subject."""

from plugins.duty_days.models.base import MOST_PLACES, Base
from plugins.duty_days.models.days import DutyDay, Sitting, Slot
from plugins.duty_days.models.receiving import (
    Attendance,
    Booking,
    PaperSheet,
    ReceivedBy,
    ReceivingSettings,
    Reception,
    Visitor,
)
from plugins.duty_days.models.rota import Offer, Proposal, ProposedPlace, RotaChoice, Round
from plugins.duty_days.models.rules import Rule

__all__ = [
    "MOST_PLACES",
    "Attendance",
    "Base",
    "Booking",
    "DutyDay",
    "Offer",
    "PaperSheet",
    "Proposal",
    "ProposedPlace",
    "ReceivedBy",
    "ReceivingSettings",
    "Reception",
    "RotaChoice",
    "Round",
    "Rule",
    "Sitting",
    "Slot",
    "Visitor",
]
