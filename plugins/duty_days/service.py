"""Duty days one by one: adding, changing, cancelling them, and who holds a place.

What pages show is read in lists.py; what rules make stands in rules/.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Station
from plugins.duty_days.errors import (
    DayTaken,
    DayTooFar,
    PlacesTaken,
)
from plugins.duty_days.models import DutyDay, Sitting, Slot
from plugins.duty_days.rules.parts import USUAL_PLACES, Part

EXTRA_AHEAD_MONTHS = 24


# Single days


def lock_days(session: Session, station_ids: Sequence[int]) -> None:
    """One at a time makes or removes days of a station, so that no two make the same (SQLite has one writer anyway)."""
    session.execute(
        select(Station.id).where(Station.id.in_(station_ids)).order_by(Station.id).with_for_update(key_share=True)
    )


def new_day(
    station_id: int, day: date, parts: Iterable[Part], *, rule_id: int | None = None, theme: str = ""
) -> DutyDay:
    """A day with a sitting for each part, and its places, not yet in the session."""
    return DutyDay(
        station_id=station_id, day=day, rule_id=rule_id, theme=theme, state="open", sittings=new_sittings(parts)
    )


def new_sittings(parts: Iterable[Part]) -> list[Sitting]:
    """A sitting for each part, with its places, of no day yet."""
    return [
        Sitting(
            part=part.part,
            purpose=part.purpose,
            begins=part.begins,
            ends=part.ends,
            minimum=part.minimum,
            slots=[Slot(place=place) for place in range(1, part.places + 1)],
        )
        for part in parts
    ]


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
    if not today <= day <= months_after(today, EXTRA_AHEAD_MONTHS):
        raise DayTooFar(months=EXTRA_AHEAD_MONTHS)
    lock_days(session, [station.id])
    if session.scalar(select(DutyDay.id).where(DutyDay.station_id == station.id, DutyDay.day == day)):
        raise DayTaken(day=day)
    part = Part(begins=begins, ends=ends, minimum=min(1, places), places=places)
    extra = new_day(station.id, day, [part], theme=theme)
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


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where it is shorter."""
    from dateutil.relativedelta import relativedelta  # late: only what makes days needs it

    return day + relativedelta(months=months)
