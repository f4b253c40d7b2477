"""Signing up: taking a place of a sitting and giving it back, by the deputy or by who runs the station.

Whoever changes who holds a place of a sitting holds all its places meanwhile (`lock`). :func:`free` is the one way a place
becomes free: who waits first moves up in the same transaction (see waiting.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import Session

from core.api.data import Deputy, Person, Station, prepared
from core.api.declare import NotFound
from plugins.duty_days.errors import DayCancelled, DayPassed, MandateEnded, NotOfThisStation, SlotFull
from plugins.duty_days.models import DutyDay, SignUpChoice, Sitting, Slot, Waiting
from plugins.duty_days.signing_up import composition, opening, waiting
from plugins.duty_days.signing_up.errors import ColleagueServes, OnLeave, PlaceKept
from plugins.duty_days.signing_up.opening import day_of
from plugins.duty_days.signing_up.people import away_on, placed_at, serves_on, traits_of
from plugins.duty_days.signing_up.words import names_of, whom


def sign_up(session: Session, sitting_id: int, deputy_id: int, today: date, at: datetime) -> Slot:
    """Give the deputy a place; the one they hold, if they hold one.

    Raises SlotFull, PlaceKept, DayPassed, DayCancelled, NotOpenYet, SigningUpClosed, OnLeave, MandateEnded,
    NotOfThisStation.
    """
    found = lock(session, sitting_id, deputy_id)
    slot = _place_for(session, found, deputy_id, today, at)
    return slot if slot.deputy_id == deputy_id else give(session, slot, deputy_id, at, "signed_up")


def sign_up_or_wait(session: Session, sitting_id: int, deputy_id: int, today: date, at: datetime) -> Slot | Waiting:
    """The same, and where no place is free for the deputy, a place at the end of the waiting list."""
    found = lock(session, sitting_id, deputy_id)
    try:
        slot = _place_for(session, found, deputy_id, today, at)
    except (SlotFull, PlaceKept):
        return waiting.queue_up(session, sitting_id, deputy_id, at)
    return slot if slot.deputy_id == deputy_id else give(session, slot, deputy_id, at, "signed_up")


def withdraw(session: Session, sitting_id: int, deputy_id: int, today: date, at: datetime) -> bool:
    """Give the deputy's place back, or stop waiting for one. False where they only waited, or nothing. Raises DayPassed."""
    found = lock(session, sitting_id, deputy_id)
    if found.day < today:
        raise DayPassed
    waiting.leave_queue(session, sitting_id, deputy_id)
    own = found.slot_of(deputy_id)
    if own is not None:
        free(session, own, at)
    return own is not None


def put_in(session: Session, sitting_id: int, deputy_id: int, at: datetime, how: str = "put_in") -> Slot:
    """What the station's manager may: also for a day that has passed, before and after signing up is open.

    Whom the station wants together is a rule for those who sign up; who runs the station sees what is missing.
    Raises SlotFull, DayCancelled, OnLeave, MandateEnded, NotOfThisStation.
    """
    found = lock(session, sitting_id, deputy_id)
    check_may_serve(session, found, deputy_id, is_past=found.day < day_of(at))
    return found.slot_of(deputy_id) or give(session, free_slot(found), deputy_id, at, how)


def take_out(session: Session, slot: Slot, at: datetime) -> None:
    """Take the holder out of the place; who waits first moves up."""
    free(session, slot, at)


def free(session: Session, slot: Slot, at: datetime) -> None:
    """Free the place, whoever holds it; who waits first, and may serve, moves up and is told."""
    empty(slot)
    session.flush()
    waiting.move_up(session, [slot.sitting_id], at)


def empty(slot: Slot) -> None:
    """Nobody holds it any longer. Who empties many places moves those who wait up once, when all are empty."""
    slot.deputy_id = slot.taken_at = slot.proposal_id = None
    slot.how = ""


def check_place_left(session: Session, sitting: Sitting, deputy_id: int, at: datetime) -> None:
    """Raise SlotFull where all places are taken by others, and PlaceKept where the rest is kept for others.

    A look before queueing for the write transaction: where hundreds tap at once, most need not wait for their turn. It
    costs nothing where the sitting is full, as it is for most of them; else what a look without a lock costs.
    """
    if sitting.slot_of(deputy_id) is None:
        if not sitting.free:
            raise SlotFull(places=sitting.places)
        look(session, sitting.id, deputy_id, at)


@dataclass(frozen=True, slots=True)
class Found:
    """A sitting's places, for us alone until the transaction ends, and whether the deputy may hold one."""

    slots: Sequence[Slot]
    day: date
    is_cancelled: bool
    station: str
    is_serving: bool
    is_placed: bool
    is_away: bool
    begins: time | None = None
    opens_days: int | None = None
    closes_hours: int | None = None
    own_wants: Any = None
    station_wants: Any = None

    @property
    def wants(self) -> tuple[composition.Want, ...]:
        """What is wanted of those who serve on this day."""
        kept = self.station_wants if self.own_wants is None else self.own_wants
        return composition.on(composition.read(kept), self.day)

    @property
    def times(self) -> opening.Times:
        """When signing up is open."""
        return opening.Times(self.day, self.begins, self.opens_days, self.closes_hours)

    def slot_of(self, deputy_id: int) -> Slot | None:
        """The slot this deputy holds, if they hold one."""
        return next((slot for slot in self.slots if slot.deputy_id == deputy_id), None)


def lock(session: Session, sitting_id: int, deputy_id: int) -> Found:
    """One statement, because many may be waiting. Who asks meanwhile waits, and sees what we did.

    On SQLite it is the write transaction itself that others wait for.
    """
    return _found(session, _places(locked=True), sitting_id, deputy_id)


def look(session: Session, sitting_id: int, deputy_id: int, at: datetime) -> None:
    """Whether the deputy could be given a place now; raises as :func:`sign_up` does. Locks nothing."""
    _place_for(session, _found(session, _places(locked=False), sitting_id, deputy_id), deputy_id, day_of(at), at)


def _found(session: Session, query: Select[Any], sitting_id: int, deputy_id: int) -> Found:
    rows = session.execute(query, {"sitting": sitting_id, "deputy": deputy_id}).all()
    if not rows:
        raise NotFound
    return Found([row[0] for row in rows], *rows[0][1:])


@prepared
def _places(*, locked: bool) -> Select[Any]:
    deputy: ColumnElement[int] = bindparam("deputy")
    query: Select[Any] = (
        select(  # type: ignore[assignment]  # columns by name, not by type
            Slot,
            DutyDay.day,
            DutyDay.state == "cancelled",
            Station.name,
            serves_on(deputy, DutyDay.day),
            placed_at(deputy, DutyDay.station_id),
            away_on(deputy, DutyDay.day),
            Sitting.begins,
            func.coalesce(DutyDay.opens_days, SignUpChoice.opens_days),
            func.coalesce(DutyDay.closes_hours, SignUpChoice.closes_hours),
            DutyDay.composition,
            SignUpChoice.composition,
        )
        .join(Slot.sitting)
        .join(Sitting.duty_day)
        .join(DutyDay.station)
        .outerjoin(SignUpChoice, SignUpChoice.station_id == DutyDay.station_id)
        .where(Sitting.id == bindparam("sitting"))
        .order_by(Slot.place)
        .execution_options(populate_existing=True)
    )
    return query.with_for_update(of=Slot) if locked else query


def _place_for(session: Session, found: Found, deputy_id: int, today: date, at: datetime) -> Slot:
    """The place the deputy holds, or may have."""
    if found.day < today:
        raise DayPassed
    check_may_serve(session, found, deputy_id)
    if own := found.slot_of(deputy_id):
        return own
    found.times.check(at)
    slot = free_slot(found)
    check_composition(session, found, deputy_id)
    return slot


def check_may_serve(session: Session, found: Found, deputy_id: int, *, is_past: bool = False) -> None:
    """Raise DayCancelled, MandateEnded, NotOfThisStation, OnLeave."""
    if found.is_cancelled:
        raise DayCancelled
    if not found.is_serving:
        raise MandateEnded(name=_name(session, deputy_id))
    if not found.is_placed:
        raise NotOfThisStation(name=_name(session, deputy_id), station=found.station)
    if found.is_away and not is_past and not found.slot_of(deputy_id):
        raise OnLeave(name=_name(session, deputy_id))


def free_slot(found: Found) -> Slot:
    """The first free place. Raises SlotFull."""
    slot = next((slot for slot in found.slots if slot.is_free), None)
    if slot is None:
        raise SlotFull(places=len(found.slots))
    return slot


def check_composition(session: Session, found: Found, deputy_id: int) -> None:
    """Raise PlaceKept where a rule of the station keeps the free places for others."""
    wants = found.wants
    if not any(want.must for want in wants):
        return
    holders = [slot.deputy_id for slot in found.slots if slot.deputy_id is not None]
    traits = traits_of(session, [*holders, deputy_id])
    serving = [traits[holder] for holder in holders if holder in traits]
    rule = composition.against(wants, serving, len(found.slots), traits[deputy_id])
    if rule is not None:
        raise ColleagueServes if rule.of == "enterprise" else PlaceKept(whom=whom(rule, names_of(session, [rule])))


def give(session: Session, slot: Slot, deputy_id: int, at: datetime, how: str) -> Slot:
    """Let the deputy hold this free place, and wait for none any longer."""
    slot.deputy_id, slot.taken_at, slot.how = deputy_id, at, how
    session.flush()
    waiting.leave_queue(session, slot.sitting_id, deputy_id)
    return slot


def _name(session: Session, deputy_id: int) -> str:
    name = session.scalar(select(Person.name).join(Deputy).where(Deputy.id == deputy_id))
    if name is None:
        raise NotFound
    return name
