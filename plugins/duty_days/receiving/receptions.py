"""Receptions: writing down who was received, changing it, settling what was passed on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from core.api.data import Deputy
from core.api.work import STATION_ZONE
from plugins.duty_days.models import Booking, DutyDay, ReceivedBy, Reception, Visitor
from plugins.duty_days.receiving.errors import BookingUsed, DayAhead, NothingPassedOn, OutcomeMissing
from plugins.duty_days.receiving.passing_on import pass_on

WORTH_BELIEVING_DAYS = 3
"""A phone that was without a connection for longer than this does not tell when something was noted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is written down of a reception."""

    kind: str = "walk_in"
    at: datetime | None = None
    persons: int = 1
    party: bool = True
    """False: a further subject of people who are counted already."""
    name: str = ""
    phone: str = ""
    subject: str = ""
    category: str = "other"
    answer: str = ""
    passed_on: str = ""
    deputies: tuple[int, ...] = ()
    sitting_id: int | None = None
    noted_at: datetime | None = None
    """When it was typed, as far as the phone that sent it later knows."""


def record(
    session: Session, duty_day: DutyDay, said: Said, today: date, at: datetime, booking: Booking | None = None
) -> Reception:
    """Write a reception down. Raises DayAhead, BookingUsed."""
    if duty_day.day > today:
        raise DayAhead
    if booking is not None and booking.state == "came":
        raise BookingUsed
    reception = Reception(
        duty_day_id=duty_day.id,
        booking_id=booking.id if booking else None,
        entered_later=is_entered_later(duty_day.day, today, said.noted_at),
        entered_at=at,
    )
    if booking is not None:
        booking.state, reception.visitor_id = "came", booking.visitor_id
    session.add(reception)
    _set(session, reception, said, duty_day.day)
    if reception.passed_on:
        pass_on(session, reception.id)
    return reception


def change(session: Session, reception: Reception, said: Said, *, with_visitor: bool = True) -> None:
    """Correct a reception; without the visitor, name and number stay as they are."""
    _set(session, reception, said, reception.duty_day.day, with_visitor=with_visitor)
    if reception.passed_on:
        pass_on(session, reception.id)


def remove(session: Session, reception: Reception) -> None:
    """Take a reception out that never was one; its booking is open again."""
    if reception.booking_id is not None:
        booking = session.get(Booking, reception.booking_id)
        if booking is not None:
            booking.state = "booked"
    visitor = reception.visitor if reception.booking_id is None else None
    session.delete(reception)
    session.flush()
    if visitor is not None:
        session.delete(visitor)
        session.flush()


def settle(session: Session, reception: Reception, outcome: str, today: date) -> None:
    """The station itself has settled what was passed on. Raises NothingPassedOn, OutcomeMissing."""
    if not reception.is_open:
        raise NothingPassedOn
    if not outcome.strip():
        raise OutcomeMissing
    reception.settled_on, reception.outcome = today, outcome.strip()
    session.flush()


def forget_visitor(session: Session, visitor: Visitor) -> None:
    """Let name and number go; what was said stays, as a record without a face."""
    session.delete(visitor)
    session.flush()
    session.expire_all()


def is_entered_later(day: date, today: date, noted_at: datetime | None) -> bool:
    """Whether something is entered from paper; what a phone noted on the day and sent a little later is not."""
    if day >= today:
        return False
    noted_on = noted_at.astimezone(STATION_ZONE).date() if noted_at else None
    return noted_on != day or (today - day).days > WORTH_BELIEVING_DAYS


def with_deputies(session: Session, reception_id: int) -> Reception:
    """A reception with who received."""
    query = select(Reception).where(Reception.id == reception_id).options(received_by())
    return session.scalars(query.execution_options(populate_existing=True)).one()


def received_by() -> ORMOption:
    """Who received, with their names: for queries of receptions."""
    return selectinload(Reception.received_by).joinedload(ReceivedBy.deputy).joinedload(Deputy.person)


def of_day(session: Session, duty_day_id: int, deputy_id: int | None = None) -> Sequence[Reception]:
    """The receptions of a day in their order; with a deputy, those in which this one received."""
    query = select(Reception).where(Reception.duty_day_id == duty_day_id).options(received_by())
    if deputy_id is not None:
        theirs = select(ReceivedBy.reception_id).where(ReceivedBy.deputy_id == deputy_id)
        query = query.where(Reception.id.in_(theirs))
    return session.scalars(query.options(joinedload(Reception.visitor)).order_by(Reception.at, Reception.id)).all()


def _set(session: Session, reception: Reception, said: Said, day: date, *, with_visitor: bool = True) -> None:
    reception.kind, reception.at, reception.sitting_id = said.kind, said.at, said.sitting_id
    reception.persons, reception.party = (said.persons if said.party else 0), said.party
    reception.subject, reception.category, reception.answer = said.subject, said.category, said.answer
    if not reception.passed_key:
        reception.passed_on = said.passed_on
    session.flush()
    if with_visitor:
        _set_visitor(session, reception, said, day)
    wanted = set(said.deputies)
    for one in list(reception.received_by):
        if one.deputy_id not in wanted:
            reception.received_by.remove(one)
    there = {one.deputy_id for one in reception.received_by}
    reception.received_by.extend(ReceivedBy(deputy_id=number) for number in said.deputies if number not in there)
    session.flush()


def _set_visitor(session: Session, reception: Reception, said: Said, day: date) -> None:
    visitor = session.get(Visitor, reception.visitor_id) if reception.visitor_id else None
    if visitor is None:
        if not (said.name or said.phone):
            return
        visitor = Visitor(day=day)
        session.add(visitor)
    visitor.name, visitor.phone = said.name, said.phone
    session.flush()
    reception.visitor_id = visitor.id
    session.flush()
