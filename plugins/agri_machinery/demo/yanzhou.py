"""Yanzhou: two years of technology problems, four institutes, and trials of variety, fertiliser and machine."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from core.api.data import Station
from plugins.agri_machinery.demo import told


def stations(session: Session) -> list[Station]:
    """The station of the chain of agricultural machinery."""
    return told.stations(session, told.words_of("yanzhou"))


def load(session: Session, today: date) -> None:
    """What the trade did."""
    told.load(session, today, "yanzhou")
