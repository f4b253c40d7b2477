"""What tests of rotas have: a station with days, and drafts for them."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from core.jobs.tasks import carry_next
from plugins.duty_days import service as days
from plugins.duty_days.models import DutyDay, Proposal
from plugins.duty_days.rota import service
from tests.plugins.duty_days.conftest import AT, TODAY

FIRST = date(2026, 12, 1)
LAST = date(2027, 2, 28)


def make_days(session: Session, station: Any, *wanted: date, places: int = 2) -> list[DutyDay]:
    """Duty days of the station, with so many places each."""
    return [days.add_day(session, station, TODAY, day=day, places=places) for day in wanted]


def three_months() -> tuple[date, ...]:
    return date(2026, 12, 10), date(2027, 1, 10), date(2027, 2, 10)


def ask(session: Session, station: Any, begins: date = FIRST, ends: date = LAST) -> Proposal:
    return service.ask(session, station, begins, ends, at=AT, today=TODAY, account_id=None)


def settled(session: Session, station: Any) -> Proposal:
    made = ask(session, station)
    service.settle(session, [made.id])
    session.refresh(made)
    return made


def drain(app: Flask) -> None:
    """Carry out what waits for a worker."""
    while carry_next(app.extensions["lianzhan"]):
        pass
