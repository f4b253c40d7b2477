"""Booking a time: the public asks for one beforehand, without an account, and gets a ticket only they can show."""

from __future__ import annotations

import hashlib
import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.api.data import Station
from core.api.declare import NotFound
from core.api.work import STATION_ZONE
from plugins.duty_days.models import Booking, DutyDay, ReceivingSettings, Sitting, Visitor
from plugins.duty_days.models.receiving import USUAL_BOOKINGS
from plugins.duty_days.receiving.errors import (
    BookedAlready,
    BookingFull,
    BookingPassed,
    NoBookingHere,
    TimeTaken,
    TooManyBookings,
)

AHEAD = timedelta(days=45)
"""So far ahead a time can be booked."""
STEP = timedelta(minutes=30)
MOST_FROM_ADDRESS = 8
WINDOW = timedelta(hours=1)
MOST_OF_NUMBER = 2
"""Open bookings of one telephone number at one station."""


@dataclass(frozen=True, slots=True)
class Time:
    """A time that can be booked: a sitting, when to arrive (None: while people are received), and how many fit."""

    sitting: Sitting
    arrives: time | None
    left: int

    @property
    def key(self) -> str:
        """What a form sends back."""
        return f"{self.sitting.id}-{self.arrives:%H%M}" if self.arrives else f"{self.sitting.id}-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Who wants to come when, and what about."""

    key: str
    """The time, as :attr:`Time.key` has it."""
    name: str
    phone: str
    subject: str
    persons: int = 1


def times_at(session: Session, station: Station, today: date, at: datetime) -> list[Time]:
    """All times that can be booked at the station, soonest first; none where it takes no bookings."""
    most = _most_bookings(session, station.id)
    if not most or station.state != "open":
        return []
    sittings = session.scalars(
        select(Sitting)
        .join(Sitting.duty_day)
        .where(DutyDay.station_id == station.id, DutyDay.state == "open", DutyDay.day.between(today, today + AHEAD))
        .order_by(DutyDay.day, Sitting.begins, Sitting.id)
    ).all()
    taken = _taken(session, [sitting.id for sitting in sittings])
    return [one for sitting in sittings for one in _times(sitting, taken.get(sitting.id, Counter()), most, at)]


def book(
    session: Session,
    station: Station,
    wish: Wish,
    *,
    address: str,
    today: date,
    at: datetime,
) -> tuple[Booking, str]:
    """Give a time away; the booking, and the token of its ticket, which is kept nowhere.

    Raises TooManyBookings, BookedAlready, NoBookingHere, BookingFull, TimeTaken.
    """
    # One at a time gives the station's times away; SQLite has one writer anyway.
    session.execute(select(Station.id).where(Station.id == station.id).with_for_update(key_share=True))
    _check_not_too_many(session, station, wish.phone, address, today, at)
    wanted = _wanted(session, station, wish.key, today, at)
    number = session.scalar(select(func.max(Booking.number)).where(Booking.sitting_id == wanted.sitting.id)) or 0
    visitor = Visitor(name=wish.name, phone=wish.phone, day=wanted.sitting.duty_day.day)
    session.add(visitor)
    session.flush()
    token = secrets.token_urlsafe(18)
    booking = Booking(
        sitting_id=wanted.sitting.id,
        number=number + 1,
        token_digest=digest_of(token),
        arrives=wanted.arrives,
        persons=wish.persons,
        subject=wish.subject,
        booked_at=at,
        address_digest=address,
        visitor_id=visitor.id,
    )
    session.add(booking)
    session.flush()
    return booking, token


def of_ticket(session: Session, token: str) -> Booking:
    """The booking of this ticket. Raises NotFound."""
    found = session.scalars(select(Booking).where(Booking.token_digest == digest_of(token))).one_or_none()
    if found is None:
        raise NotFound
    return found


def cancel(session: Session, booking: Booking, today: date) -> None:
    """They do not come after all: the time is free for others. Raises BookingPassed."""
    if booking.state == "cancelled":
        return
    if not booking.is_open or booking.sitting.duty_day.day < today:
        raise BookingPassed
    booking.state = "cancelled"
    session.flush()


def missed(session: Session, booking: Booking) -> None:
    """They were expected and did not come. Raises BookingPassed."""
    if not booking.is_open:
        raise BookingPassed
    booking.state = "missed"
    session.flush()


def of_day(session: Session, duty_day_id: int) -> Sequence[Booking]:
    """Who is expected on a day, in the order of their times."""
    query = (
        select(Booking)
        .join(Booking.sitting)
        .where(Sitting.duty_day_id == duty_day_id)
        .order_by(Booking.arrives, Booking.number)
    )
    return session.scalars(query).all()


def digest_of(token: str) -> str:
    """What is kept of a ticket's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _most_bookings(session: Session, station_id: int) -> int:
    decided = session.scalar(select(ReceivingSettings.most_bookings).where(ReceivingSettings.station_id == station_id))
    return USUAL_BOOKINGS if decided is None else decided


def _taken(session: Session, sitting_ids: Sequence[int]) -> dict[int, Counter[time | None]]:
    """How often each time of these sittings is given away."""
    rows = session.execute(
        select(Booking.sitting_id, Booking.arrives, func.count())
        .where(Booking.sitting_id.in_(sitting_ids), Booking.state != "cancelled")
        .group_by(Booking.sitting_id, Booking.arrives)
    )
    taken: dict[int, Counter[time | None]] = {}
    for sitting_id, arrives, number in rows:
        taken.setdefault(sitting_id, Counter())[arrives] = number
    return taken


def _times(sitting: Sitting, taken: Counter[time | None], most: int, at: datetime) -> list[Time]:
    """The times of a sitting that have not passed, with how many fit into each."""
    left = max(most - taken.total(), 0)
    steps = _steps(sitting)
    if not steps:
        return [Time(sitting, None, left)]
    each = -(-most // len(steps))
    coming = [step for step in steps if datetime.combine(sitting.duty_day.day, step, STATION_ZONE) > at]
    return [Time(sitting, step, min(left, max(each - taken[step], 0))) for step in coming]


def _steps(sitting: Sitting) -> list[time]:
    if sitting.begins is None or sitting.ends is None:
        return []
    step, end = datetime.combine(date.min, sitting.begins), datetime.combine(date.min, sitting.ends)
    steps = []
    while step < end:
        steps.append(step.time())
        step += STEP
    return steps


def _check_not_too_many(
    session: Session, station: Station, phone: str, address: str, today: date, at: datetime
) -> None:
    recent = select(func.count()).where(Booking.address_digest == address, Booking.booked_at > at - WINDOW)
    if address and (session.scalar(recent) or 0) >= MOST_FROM_ADDRESS:
        raise TooManyBookings(most=MOST_FROM_ADDRESS)
    of_number = (
        select(func.count())
        .select_from(Booking)
        .join(Booking.visitor)
        .join(Booking.sitting)
        .join(Sitting.duty_day)
        .where(Visitor.phone == phone, Booking.state == "booked")
        .where(DutyDay.station_id == station.id, DutyDay.day >= today)
    )
    if (session.scalar(of_number) or 0) >= MOST_OF_NUMBER:
        raise BookedAlready(most=MOST_OF_NUMBER)


def _wanted(session: Session, station: Station, key: str, today: date, at: datetime) -> Time:
    times = times_at(session, station, today, at)
    found = next((one for one in times if one.key == key), None)
    if found is None:
        raise NoBookingHere
    if found.left:
        return found
    of_sitting = [one for one in times if one.sitting.id == found.sitting.id]
    raise TimeTaken if any(one.left for one in of_sitting) else BookingFull
