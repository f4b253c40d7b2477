"""What becomes of a station's coming duty days when it closes or is merged into another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, false, func, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from core.api.data import Deputy, Station
from core.api.declare import HandOver, _
from plugins.duty_days import service
from plugins.duty_days.models import DutyDay, Sitting, Slot


def told(session: Session, station: Station, into: Station | None, day: date) -> Iterator[HandOver]:
    """What would become of the coming days, before anything is saved; one statement."""
    coming = _coming(session, station, into, day)
    moving = sum(one.moves for one in coming)
    if moving and into is not None:
        yield HandOver(
            sentence=_(
                "Coming duty days on which somebody is signed up and %(name)s has none: %(n)s. They move there.",
                n=moving,
                name=into.name,
            )
        )
    if moving < len(coming):
        yield HandOver(
            sentence=_(
                "Coming duty days that are cancelled: %(n)s. Deputies signed up for them: %(deputies)s.",
                n=len(coming) - moving,
                deputies=sum(one.deputies for one in coming if not one.moves),
            )
        )


def hand_over(session: Session, station: Station, into: Station | None, day: date) -> None:
    """Move the days on which somebody is signed up to the other station where it has none; cancel the rest.

    What has been held stays with the closed station, and its rules make no more days.
    """
    moving = {one.id for one in _coming(session, station, into, day) if one.moves}
    people = joinedload(Slot.deputy).joinedload(Deputy.person)
    loaded = selectinload(DutyDay.sittings).selectinload(Sitting.slots).options(people)
    here = select(DutyDay).where(*_is_coming(station, day)).order_by(DutyDay.day).options(loaded)
    for one in session.scalars(here).all():
        if into is not None and one.id in moving:
            one.station_id, one.rule_id = into.id, None
        else:
            service.cancel(session, one)
    session.flush()


def _coming(session: Session, station: Station, into: Station | None, day: date) -> Sequence[Any]:
    """The coming days in order: ``id``, how many ``deputies`` are signed up, and whether the day ``moves``."""
    theirs = aliased(DutyDay)
    taken = select(theirs.id).where(theirs.station_id == (into.id if into else None), theirs.day == DutyDay.day)
    deputies = func.count(Slot.deputy_id.distinct())
    moves = (deputies > 0) & ~taken.exists() if into is not None else false()
    query = (
        select(DutyDay.id, deputies.label("deputies"), moves.label("moves"))
        .outerjoin(Sitting, Sitting.duty_day_id == DutyDay.id)
        .outerjoin(Slot, Slot.sitting_id == Sitting.id)
        .where(*_is_coming(station, day))
        .group_by(DutyDay.id, DutyDay.day)
    )
    return session.execute(query.order_by(DutyDay.day)).all()


def _is_coming(station: Station, day: date) -> tuple[ColumnElement[bool], ...]:
    return DutyDay.station_id == station.id, DutyDay.day > day, DutyDay.state == "open"
