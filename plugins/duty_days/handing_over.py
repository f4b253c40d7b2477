"""What becomes of a station's coming duty days when it closes or is merged into another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from core.api.data import Deputy, Station
from core.api.declare import HandOver, _
from plugins.duty_days import service
from plugins.duty_days.models import DutyDay, Sitting, Slot


def told(session: Session, station: Station, into: Station | None, day: date) -> Iterator[HandOver]:
    """What would become of the coming days, before anything is saved."""
    moving, staying = _sorted(session, station, into, day)
    if moving and into is not None:
        yield HandOver(
            sentence=_(
                "Coming duty days on which somebody is signed up and %(name)s has none: %(n)s. They move there.",
                n=len(moving),
                name=into.name,
            )
        )
    if staying:
        signed_up = sum(len(one.on_duty) for one in staying)
        yield HandOver(
            sentence=_(
                "Coming duty days that are cancelled: %(n)s. Deputies signed up for them: %(deputies)s.",
                n=len(staying),
                deputies=signed_up,
            )
        )


def hand_over(session: Session, station: Station, into: Station | None, day: date) -> None:
    """Move the days on which somebody is signed up to the other station where it has none; cancel the rest.

    What has been held stays with the closed station, and its rules make no more days.
    """
    moving, staying = _sorted(session, station, into, day)
    for one in moving:
        one.station_id, one.rule_id = into.id if into else one.station_id, None
    for one in staying:
        service.cancel(session, one)
    session.flush()


def _sorted(
    session: Session, station: Station, into: Station | None, day: date
) -> tuple[Sequence[DutyDay], Sequence[DutyDay]]:
    """The coming days that would move, and those that would be cancelled."""
    here = select(DutyDay).where(DutyDay.station_id == station.id, DutyDay.day > day, DutyDay.state == "open")
    people = joinedload(Slot.deputy).joinedload(Deputy.person)
    loaded = selectinload(DutyDay.sittings).selectinload(Sitting.slots).options(people)
    days = session.scalars(here.order_by(DutyDay.day).options(loaded)).all()
    if into is None:
        return [], days
    taken = set(session.scalars(select(DutyDay.day).where(DutyDay.station_id == into.id, DutyDay.day > day)))
    moving = [one for one in days if one.day not in taken and one.on_duty]
    return moving, [one for one in days if one not in moving]
