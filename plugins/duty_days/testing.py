"""Samples for tests: a record of a station for every parameter in the addresses of this plugin."""

from __future__ import annotations

import hmac
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Deputy, Station
from core.api.declare import UrlSample
from core.api.work import today
from plugins.duty_days import service
from plugins.duty_days.feeds import service as feeds
from plugins.duty_days.models import DutyDay, Rule, Sitting, Slot
from plugins.duty_days.rules.rhythms import Rhythm, day_of_month
from plugins.duty_days.rules.service import add_rule, rules_of
from plugins.duty_days.signing_up.service import put_in


def make_rule(session: Session, station: Station, rhythm: Rhythm | None = None, on: date | None = None) -> Rule:
    """A rule of the station with its coming days, the 10th of every month where none is given; found again."""
    rhythm = rhythm or day_of_month(10)
    found = next((rule for rule in rules_of(session, station) if rule.rhythm == rhythm), None)
    return found or add_rule(session, station, rhythm, on or today())


def make_duty_day(
    session: Session, station: Station, day: date | None = None, places: int = 3, theme: str = ""
) -> DutyDay:
    """A duty day of the station, in a week where none is given; found again."""
    day = day or today() + timedelta(days=7)
    found = session.scalars(select(DutyDay).where(DutyDay.station_id == station.id, DutyDay.day == day)).one_or_none()
    hours = {"begins": time(9), "ends": time(11, 30)}
    return found or service.add_day(session, station, min(day, today()), day=day, places=places, theme=theme, **hours)


def make_sitting(session: Session, station: Station, day: date | None = None, places: int = 3) -> Sitting:
    """The sitting of such a day."""
    return make_duty_day(session, station, day, places).sittings[0]


def make_slot(session: Session, station: Station, deputy: Deputy | None = None) -> Slot:
    """A place of such a day, held by the deputy if one is given."""
    sitting = make_sitting(session, station)
    return put_in(session, sitting.id, deputy.id, datetime.now(UTC)) if deputy else sitting.slots[0]


def make_address(session: Session, station: Station) -> str:
    """The secret part of the address of the station's feed, as the application of a test computes it."""
    from core.testing.fixtures import SECRET_KEY  # late: it brings pytest

    feed = feeds.feed_of(session, station) or feeds.renew(session, station, datetime.now(UTC))
    return feeds.address_of(feed, hmac.digest(SECRET_KEY.encode(), b"duty_days.feed", "sha256"))


SAMPLES = (
    UrlSample(parameter="address", make=make_address),
    UrlSample(parameter="rule", make=make_rule),
    UrlSample(parameter="duty_day", make=make_duty_day),
    UrlSample(parameter="sitting", make=make_sitting),
    UrlSample(parameter="slot", make=make_slot),
)
