"""Signing up: taking a place of a sitting and giving it back, by the deputy or by who runs the station."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, or_, select
from sqlalchemy.orm import Session, aliased

from core.api.data import SERVING, Deputy, Mandate, Person, Placement, Station, prepared
from core.api.declare import NotFound
from plugins.duty_days.errors import DayCancelled, DayPassed, MandateEnded, NotOfThisStation, SlotFull
from plugins.duty_days.models import DutyDay, Sitting, Slot


def sign_up(session: Session, sitting_id: int, deputy_id: int, today: date, at: datetime) -> Slot:
    """Give the deputy a place; the one they hold, if they hold one.

    Raises SlotFull, DayPassed, DayCancelled, MandateEnded, NotOfThisStation.
    """
    found = _lock(session, sitting_id, deputy_id)
    if found.day < today:
        raise DayPassed
    return _give_place(session, found, deputy_id, at)


def withdraw(session: Session, sitting_id: int, deputy_id: int, today: date) -> None:
    """Give the deputy's place back, if they hold one. Raises DayPassed."""
    found = _lock(session, sitting_id, deputy_id)
    if found.day < today:
        raise DayPassed
    for slot in found.slots:
        if slot.deputy_id == deputy_id:
            take_out(session, slot)


def put_in(session: Session, sitting_id: int, deputy_id: int, at: datetime) -> Slot:
    """What the station's manager may: the same as :func:`sign_up`, also for a day that has passed."""
    return _give_place(session, _lock(session, sitting_id, deputy_id), deputy_id, at)


def take_out(session: Session, slot: Slot) -> None:
    """Free the place, whoever holds it."""
    slot.deputy_id = slot.taken_at = None
    session.flush()


def check_place_left(sitting: Sitting, deputy_id: int) -> None:
    """Raise SlotFull for a sitting in which all places are taken by others.

    A look before queueing for the write transaction: where hundreds tap at once, most need not wait for their turn.
    """
    if sitting.slot_of(deputy_id) is None and not sitting.free:
        raise SlotFull(places=sitting.places)


@dataclass(frozen=True, slots=True)
class _Locked:
    """A sitting's places, for us alone until the transaction ends, and whether the deputy may hold one."""

    slots: Sequence[Slot]
    day: date
    is_cancelled: bool
    station: str
    is_serving: bool
    is_placed: bool


def _lock(session: Session, sitting_id: int, deputy_id: int) -> _Locked:
    """One statement, because many may be waiting. Who asks meanwhile waits, and sees what we did.

    On SQLite it is the write transaction itself that others wait for.
    """
    rows = session.execute(_places(), {"sitting": sitting_id, "deputy": deputy_id}).all()
    if not rows:
        raise NotFound
    return _Locked([row[0] for row in rows], *rows[0][1:])


@prepared
def _places() -> Select[Any]:
    deputy: ColumnElement[int] = bindparam("deputy")
    serves = exists().where(Mandate.deputy_id == deputy, Mandate.state.in_(SERVING))
    room = aliased(Station)
    placed = (
        exists()
        .where(Placement.deputy_id == deputy, Placement.ends.is_(None), Placement.station_id == room.id)
        .where(or_(room.id == DutyDay.station_id, room.parent_id == DutyDay.station_id))
    )
    query: Select[Any] = (
        select(Slot, DutyDay.day, DutyDay.state == "cancelled", Station.name, serves, placed.correlate(DutyDay))  # type: ignore[assignment]  # columns by name, not by type
        .join(Slot.sitting)
        .join(Sitting.duty_day)
        .join(DutyDay.station)
        .where(Sitting.id == bindparam("sitting"))
        .order_by(Slot.place)
        .with_for_update(of=Slot)
        .execution_options(populate_existing=True)
    )
    return query


def _give_place(session: Session, found: _Locked, deputy_id: int, at: datetime) -> Slot:
    if found.is_cancelled:
        raise DayCancelled
    if not found.is_serving:
        raise MandateEnded(name=_name(session, deputy_id))
    if not found.is_placed:
        raise NotOfThisStation(name=_name(session, deputy_id), station=found.station)
    slot = next((slot for slot in found.slots if slot.deputy_id == deputy_id), None)
    if slot is None:
        slot = next((slot for slot in found.slots if slot.is_free), None)
        if slot is None:
            raise SlotFull(places=len(found.slots))
        slot.deputy_id, slot.taken_at = deputy_id, at
        session.flush()
    return slot


def _name(session: Session, deputy_id: int) -> str:
    name = session.scalar(select(Person.name).join(Deputy).where(Deputy.id == deputy_id))
    if name is None:
        raise NotFound
    return name
