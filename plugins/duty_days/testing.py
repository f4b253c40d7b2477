"""Samples for tests: a record of a station for every parameter in the addresses of this plugin."""

from __future__ import annotations

import hmac
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.api.data import Deputy, Placement, Station
from core.api.declare import UrlSample
from core.api.work import today
from plugins.duty_days import service
from plugins.duty_days.feeds import service as feeds
from plugins.duty_days.models import Attendance, Booking, DutyDay, PaperSheet, Reception, Rule, Sitting, Slot
from plugins.duty_days.receiving.attendance import put_down
from plugins.duty_days.receiving.bookings import Wish, book, times_at
from plugins.duty_days.receiving.receptions import Said
from plugins.duty_days.receiving.receptions import record as write_down
from plugins.duty_days.receiving.sheets import Read, keep
from plugins.duty_days.rota.testing import SAMPLES as ROTAS
from plugins.duty_days.rules.rhythms import Rhythm, day_of_month
from plugins.duty_days.rules.service import add_rule, rules_of
from plugins.duty_days.signing_up.service import put_in
from plugins.duty_days.signing_up.testing import SAMPLES as SIGNED_UP


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


def make_attendance(session: Session, station: Station) -> Attendance:
    """A check-in at the station today, by a deputy placed there."""
    sitting = make_sitting(session, station, today())
    return put_down(session, sitting, _deputy_at(session, station), "present", today(), datetime.now(UTC))


def make_reception(session: Session, station: Station, **more: Any) -> Reception:
    """Somebody received at the station today, by a deputy placed there."""
    day = make_duty_day(session, station, today())
    told = {
        "subject": "A lamp that does not burn",
        "name": "A visitor",
        "phone": "19900000009",
        "passed_on": "The lamp",
    }
    said = Said(**{**told, "deputies": (_deputy_at(session, station),), **more})
    return write_down(session, day, said, today(), datetime.now(UTC))


def make_booking(session: Session, station: Station) -> Booking:
    """A time booked at the station for a day in a week."""
    return _booked(session, station)[0]


def make_ticket(session: Session, station: Station) -> str:
    """The token of such a booking's ticket."""
    return _booked(session, station)[1]


def make_paper_sheet(session: Session, station: Station) -> PaperSheet:
    """A filled-in template that waits to be written."""
    values = {"day": "2026-01-10", "subject": "A lamp", "persons": 2, "kind": "walk_in", "category": "other"}
    values |= {"time": None, "name": "", "phone": "", "answer": "", "passed_on": "", "deputies": []}
    return keep(session, station.id, "paper.xlsx", [Read("Receptions", 2, "reception", values)], datetime.now(UTC))


def _booked(session: Session, station: Station) -> tuple[Booking, str]:
    make_duty_day(session, station)
    at = datetime.now(UTC)
    first = next(time for time in times_at(session, station, today(), at) if time.left)
    number = session.scalar(select(func.count()).select_from(Booking)) or 0
    wish = Wish(key=first.key, name="A visitor", phone=f"1990001{number:04d}", subject="A lamp")
    return book(session, station, wish, address="", today=today(), at=at)


def _deputy_at(session: Session, station: Station) -> int:
    query = select(Placement.deputy_id).where(Placement.station_id == station.id).order_by(Placement.deputy_id).limit(1)
    found = session.scalar(query)
    if found is None:
        from core.testing.factories import make_deputy  # late: factories are for tests only

        found = make_deputy(session, station=station).id
    return found


SAMPLES = (
    UrlSample(parameter="address", make=make_address),
    UrlSample(parameter="rule", make=make_rule),
    UrlSample(parameter="duty_day", make=make_duty_day),
    UrlSample(parameter="sitting", make=make_sitting),
    UrlSample(parameter="slot", make=make_slot),
    UrlSample(parameter="attendance", make=make_attendance),
    UrlSample(parameter="reception", make=make_reception),
    UrlSample(parameter="booking", make=make_booking),
    UrlSample(parameter="token", make=make_ticket, endpoint="duty_days.ticket"),
    UrlSample(parameter="token", make=make_ticket, endpoint="duty_days.cancel_ticket"),
    UrlSample(parameter="paper_sheet", make=make_paper_sheet),
    *SIGNED_UP,
    *ROTAS,
)
