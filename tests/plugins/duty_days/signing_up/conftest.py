"""What tests of signing up have: a station with deputies, and days to sign up for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.clock import today
from core.deputies.models import Deputy
from core.notices.models import Notice
from core.stations.models import Station
from core.testing import make_deputy, make_station
from plugins.duty_days.models import Sitting
from plugins.duty_days.testing import make_sitting


def at() -> datetime:
    """Now."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Place:
    """A station, its deputies, and a sitting in a week."""

    station: Station
    deputies: list[Deputy]
    sitting: Sitting


def make_place(session: Session, deputies: int = 5, places: int = 1) -> Place:
    """A station with so many deputies, and a sitting with so many places."""
    station = make_station(session)
    people = [make_deputy(session, station=station) for _number in range(deputies)]
    return Place(station, people, make_sitting(session, station, today() + timedelta(days=7), places))


@pytest.fixture
def place(session: Session) -> Place:
    """A station with five deputies and one place."""
    return make_place(session)


def told(session: Session, deputy: Deputy) -> list[str]:
    """The keys of what the deputy was told, without what they are about."""
    session.flush()
    keys = session.scalars(select(Notice.key).where(Notice.person_id == deputy.person_id).order_by(Notice.id))
    return [key.partition(":")[0] for key in keys]
