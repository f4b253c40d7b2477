"""Duty days in the demonstration: who was on duty this year, and who has signed up for the coming days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Station
from core.api.declare import DemoScenario
from core.api.work import STATION_ZONE
from plugins.duty_days import lists
from plugins.duty_days.models import DutyDay, Rule
from plugins.duty_days.rules.service import horizon, make_days
from plugins.duty_days.signing_up.service import sign_up

XINYI = "320381"
SIGNED_UP_AHEAD = (2, 1)
"""How many have signed up for a station's next day and for the one after it; the rest is free."""
ABSENT_EVERY = 4
"""On every so many-th past day one place stayed empty."""


def load_xinyi(session: Session, today: date) -> None:
    """The duty days of the year up to three months ahead; days for which somebody is signed up already stay as they are."""
    rules = session.scalars(
        select(Rule).join(Rule.station).where(Station.region_code.startswith(XINYI)).order_by(Rule.id)
    ).all()
    make_days(session, rules, today.replace(month=1, day=1), horizon(today))
    for station in dict.fromkeys(rule.station for rule in rules):
        deputies = sorted(number for number, _name in lists.deputies_of(session, station))
        query = select(DutyDay).where(DutyDay.station_id == station.id, DutyDay.day >= today.replace(month=1, day=1))
        days = session.scalars(lists.with_everybody(query)).unique().all()
        first_ahead = sum(1 for day in days if day.day <= today)
        for number, duty_day in enumerate(days, start=-first_ahead):
            if deputies and not duty_day.is_cancelled and not duty_day.on_duty:
                _sign_up(session, duty_day, number, deputies)


def _sign_up(session: Session, duty_day: DutyDay, number: int, deputies: Sequence[int]) -> None:
    """Everybody in turn: so many places a day, the next day goes on where this one ends."""
    sitting = duty_day.sittings[0]
    wanted = (
        sitting.places - (number % ABSENT_EVERY == 0) if number < 0 else dict(enumerate(SIGNED_UP_AHEAD)).get(number, 0)
    )
    week_before = duty_day.day - timedelta(days=7)
    at = datetime.combine(week_before, time(20, 15), STATION_ZONE)
    for place in range(min(wanted, len(deputies))):
        deputy_id = deputies[(number * sitting.places + place) % len(deputies)]
        sign_up(session, sitting.id, deputy_id, week_before, at)


SCENARIOS = (DemoScenario(place="xinyi", load=load_xinyi),)
