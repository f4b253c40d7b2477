"""The tables of duty days, a module a subject."""

from plugins.duty_days.models.base import MOST_PLACES, Base
from plugins.duty_days.models.days import DutyDay, Sitting, Slot, StationedOrgan
from plugins.duty_days.models.feeds import Feed
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
from plugins.duty_days.models.signing_up import Invitation, Leave, Preference, SignUpChoice, Waiting
from plugins.duty_days.models.telling import Known, Tells

__all__ = [
    "MOST_PLACES",
    "Attendance",
    "Base",
    "Booking",
    "DutyDay",
    "Feed",
    "Invitation",
    "Known",
    "Leave",
    "Offer",
    "PaperSheet",
    "Preference",
    "Proposal",
    "ProposedPlace",
    "ReceivedBy",
    "ReceivingSettings",
    "Reception",
    "RotaChoice",
    "Round",
    "Rule",
    "SignUpChoice",
    "Sitting",
    "Slot",
    "StationedOrgan",
    "Tells",
    "Visitor",
    "Waiting",
]
