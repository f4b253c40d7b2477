"""Duty days: making them from rules, changing them, and who holds a place.

Everything that writes. What pages show is read in lists.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, or_, select
from sqlalchemy.orm import Session, aliased, selectinload

from core.api.data import SERVING, Deputy, Mandate, Person, Placement, Station, prepared
from core.api.declare import NotFound
from plugins.duty_days.errors import (
    DayCancelled,
    DayPassed,
    DayTaken,
    DayTooFar,
    MandateEnded,
    NotOfThisStation,
    PlacesTaken,
    RuleTwice,
    SlotFull,
)
from plugins.duty_days.models import DutyDay, Rule, Sitting, Slot
from plugins.duty_days.rules import DayOfMonth, Rhythm, between
from plugins.duty_days.words import understood

AHEAD_MONTHS = 3
"""How far ahead duty days are made from the rules."""
EXTRA_AHEAD_MONTHS = 24
USUAL_PLACES = 3
"""The places of a sitting where nobody has said how many."""


# Who holds a place


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


# Rules, and the days they make


def horizon(today: date) -> date:
    """The last day up to which duty days are made."""
    return _months_after(today, AHEAD_MONTHS)


def add_rule(
    session: Session,
    station: Station,
    rhythm: Rhythm,
    today: date,
    *,
    places: int = USUAL_PLACES,
    begins: time | None = None,
    ends: time | None = None,
    valid_from: date | None = None,
) -> Rule:
    """Receive people in this rhythm from now on, and make its coming days. Raises RuleTwice."""
    _lock_days(session, [station.id])
    check_new(rules_of(session, station), rhythm)
    rule = Rule(station_id=station.id, kind=rhythm.kind, places=places, begins=begins, ends=ends, valid_from=valid_from)
    if isinstance(rhythm, DayOfMonth):
        rule.day, rule.nth, rule.weekday = rhythm.day, 0, 0
    else:
        rule.day, rule.nth, rule.weekday = 0, rhythm.nth, rhythm.weekday
    session.add(rule)
    session.flush()
    make_days(session, [rule], today, horizon(today))
    return rule


def delete_rule(session: Session, rule: Rule, today: date) -> int:
    """Receive people in this rhythm no longer. Its coming days go with it, but for those somebody is signed up for.

    Returns how many of these there are: they stay, as extra days.
    """
    _lock_days(session, [rule.station_id])
    days = (
        select(DutyDay)
        .where(DutyDay.rule_id == rule.id)
        .options(selectinload(DutyDay.sittings).selectinload(Sitting.slots))
    )
    kept = 0
    for day in session.scalars(days):
        if day.day >= today and not any(slot.deputy_id for sitting in day.sittings for slot in sitting.slots):
            session.delete(day)
        else:
            day.rule_id = None
            kept += day.day >= today
    session.flush()
    session.delete(rule)
    session.flush()
    return kept


def check_new(rules: Iterable[Rule], rhythm: Rhythm) -> None:
    """Raise RuleTwice where one of the rules has this rhythm."""
    if any(rule.rhythm == rhythm for rule in rules):
        raise RuleTwice(rule=rhythm.sentence)


def rules_of(session: Session, station: Station) -> Sequence[Rule]:
    """The rules of a station, oldest first."""
    return session.scalars(select(Rule).where(Rule.station_id == station.id).order_by(Rule.id)).all()


def make_days(session: Session, rules: Iterable[Rule], begins: date, ends: date) -> int:
    """Make the days of these rules that are not there yet, from one day to another; how many they were.

    Doing it twice makes none. A day that was cancelled stays cancelled; where two rules meet, one day is made.
    """
    rules = list(rules)
    stations = sorted({rule.station_id for rule in rules})
    _lock_days(session, stations)
    there = {
        (station_id, day)
        for station_id, day in session.execute(
            select(DutyDay.station_id, DutyDay.day).where(
                DutyDay.station_id.in_(stations), DutyDay.day.between(begins, ends)
            )
        )
    }
    made = 0
    for rule in rules:
        for day in between(rule.rhythm, max(begins, rule.valid_from or begins), ends):
            if (rule.station_id, day) not in there:
                there.add((rule.station_id, day))
                session.add(_new_day(rule.station_id, day, rule.places, rule.begins, rule.ends, rule_id=rule.id))
                made += 1
    session.flush()
    return made


def understand_words(session: Session, station: Station, today: date) -> Rule | None:
    """Make the rule that the station's roster names in words, unless the station has rules or the words say more."""
    rhythm = understood(station.duty_words)
    if rhythm is None or station.state == "closed" or rules_of(session, station):
        return None
    return add_rule(session, station, rhythm, today)


def _lock_days(session: Session, station_ids: Sequence[int]) -> None:
    """One at a time makes or removes days of a station, so that no two make the same (SQLite has one writer anyway)."""
    session.execute(
        select(Station.id).where(Station.id.in_(station_ids)).order_by(Station.id).with_for_update(key_share=True)
    )


def _new_day(
    station_id: int,
    day: date,
    places: int,
    begins: time | None,
    ends: time | None,
    *,
    rule_id: int | None = None,
    theme: str = "",
) -> DutyDay:
    slots = [Slot(place=place) for place in range(1, places + 1)]
    sitting = Sitting(part="day", begins=begins, ends=ends, slots=slots)
    return DutyDay(station_id=station_id, day=day, rule_id=rule_id, theme=theme, state="open", sittings=[sitting])


# Single days


def add_day(
    session: Session,
    station: Station,
    today: date,
    *,
    day: date,
    places: int = USUAL_PLACES,
    begins: time | None = None,
    ends: time | None = None,
    theme: str = "",
) -> DutyDay:
    """Receive people on a day that no rule makes. Raises DayTaken, DayTooFar."""
    if not today <= day <= _months_after(today, EXTRA_AHEAD_MONTHS):
        raise DayTooFar(months=EXTRA_AHEAD_MONTHS)
    _lock_days(session, [station.id])
    if session.scalar(select(DutyDay.id).where(DutyDay.station_id == station.id, DutyDay.day == day)):
        raise DayTaken(day=day)
    extra = _new_day(station.id, day, places, begins, ends, theme=theme)
    session.add(extra)
    session.flush()
    return extra


def change_day(
    session: Session, duty_day: DutyDay, *, places: int, begins: time | None, ends: time | None, theme: str
) -> None:
    """Change theme, hours and places of a day. Raises PlacesTaken where fewer places would be left than are held."""
    duty_day.theme = theme
    for sitting in duty_day.sittings:
        sitting.begins, sitting.ends = begins, ends
        _set_places(session, sitting, places)
    session.flush()


def _set_places(session: Session, sitting: Sitting, places: int) -> None:
    query = select(Slot).where(Slot.sitting_id == sitting.id).order_by(Slot.place).with_for_update()
    slots = list(session.scalars(query.execution_options(populate_existing=True)))
    taken = sum(1 for slot in slots if not slot.is_free)
    if taken > places:
        raise PlacesTaken(taken=taken)
    for slot in [slot for slot in reversed(slots) if slot.is_free][: max(len(slots) - places, 0)]:
        slots.remove(slot)
        session.delete(slot)
    session.flush()
    for place, slot in enumerate(slots, 1):
        slot.place = place
        session.flush()
    session.add_all(Slot(sitting_id=sitting.id, place=place) for place in range(len(slots) + 1, places + 1))


def cancel(session: Session, duty_day: DutyDay) -> None:
    """Receive nobody on this day. Who is signed up stays on record and sees that it is cancelled."""
    duty_day.state = "cancelled"
    session.flush()


def restore(session: Session, duty_day: DutyDay) -> None:
    """Receive people on this day after all; who was signed up still is."""
    duty_day.state = "open"
    session.flush()


def _months_after(day: date, months: int) -> date:
    from dateutil.relativedelta import relativedelta  # late: only what makes days needs it

    return day + relativedelta(months=months)
