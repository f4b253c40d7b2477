"""Xinyi: trials of a vegetable grower for the station of green food."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from core.api.data import Station
from plugins.agri_machinery.demo import told


def stations(session: Session) -> list[Station]:
    """The station of the chain of green food, whose growers try machines and fertilisers."""
    return told.stations(session, told.words_of("xinyi"))


def load(session: Session, today: date) -> None:
    """What the trade did."""
    told.load(session, today, "xinyi")
