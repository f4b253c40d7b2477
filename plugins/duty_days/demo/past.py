"""The days that have been: who had signed up, who checked in, and who was received."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from core.api.data import Station
from core.api.work import STATION_ZONE
from plugins.duty_days.models import DutyDay, Sitting
from plugins.duty_days.receiving import attendance, receptions
from plugins.duty_days.receiving.receptions import Said
from plugins.duty_days.signing_up.service import sign_up

EMPTY_EVERY: Final = 4
"""On every so many-th day one place stayed empty."""
LATE_EVERY: Final = 17
ABSENT_EVERY: Final = 23
CAME_TO_THE_MORNING: Final = time(9)
PARTIES: Final = (2, 1, 3)
PERSONS: Final = (1, 2, 1, 3, 1, 5)


def what_has_been(
    session: Session,
    station: Station,
    days: Sequence[DutyDay],
    deputies: Sequence[int],
    told: Sequence[Mapping[str, Any]],
) -> None:
    """Everybody in turn: the next day goes on where this one ends."""
    turn = subject = 0
    for number, duty_day in enumerate(days):
        for sitting in duty_day.sittings:
            places = min(sitting.places - (number % EMPTY_EVERY == 0 and sitting.places > 1), len(deputies))
            serving = [deputies[(turn + place) % len(deputies)] for place in range(places)]
            turn += places
            _serve(session, station, sitting, serving, turn)
            for _party in range(PARTIES[number % len(PARTIES)] if sitting.purpose == "receives" else 1):
                _receive(session, sitting, serving, told[subject % len(told)], subject)
                subject += 1


def _serve(session: Session, station: Station, sitting: Sitting, serving: Sequence[int], turn: int) -> None:
    """They signed up a week before; most checked in in time, some late, and some did not come."""
    day = sitting.duty_day.day
    week_before = day - timedelta(days=7)
    begins = datetime.combine(day, sitting.begins or CAME_TO_THE_MORNING, STATION_ZONE)
    for place, deputy in enumerate(serving):
        if sitting.slot_of(deputy) is None:
            sign_up(session, sitting.id, deputy, week_before, datetime.combine(week_before, time(20, 15), STATION_ZONE))
        if (turn + place) % ABSENT_EVERY == 0:
            attendance.put_down(session, sitting, deputy, "absent", day, begins + timedelta(hours=1))
        elif (turn + place) % LATE_EVERY == 0:
            attendance.put_down(session, sitting, deputy, "late", day, begins + timedelta(minutes=25))
        else:
            attendance.check_in(session, station, deputy, day, begins - timedelta(minutes=8 - place))


def _receive(session: Session, sitting: Sitting, serving: Sequence[int], told: Mapping[str, Any], number: int) -> None:
    """A party with its subject; what was passed on is settled by now, where an outcome is told."""
    day = sitting.duty_day.day
    at = datetime.combine(day, sitting.begins or CAME_TO_THE_MORNING, STATION_ZONE) + timedelta(
        minutes=20 + number % 90
    )
    said = Said(
        kind="walk_in" if sitting.purpose == "receives" else "visited",
        at=at,
        noted_at=at,
        persons=PERSONS[number % len(PERSONS)],
        subject=told["subject"],
        category=told["category"],
        answer=told["answer"],
        passed_on=told.get("passed_on", ""),
        deputies=tuple(serving),
        sitting_id=sitting.id,
    )
    reception = receptions.record(session, sitting.duty_day, said, day, at)
    if told.get("outcome") and reception.is_open:
        receptions.settle(session, reception, told["outcome"], day + timedelta(days=20))
