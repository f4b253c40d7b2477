"""What became of a day after somebody took a place in it: cancelled, moved, other hours, gone.

Nobody has to remember to tell it: what the calendar says is compared with what each holder knows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import Row, and_, exists, or_, select
from sqlalchemy.orm import Session

from core.api.data import Deputy, Station, notify, on_at
from core.api.declare import LazyText, _
from plugins.duty_days.lists import PLUGIN
from plugins.duty_days.models import DutyDay, Known, Sitting, Slot
from plugins.duty_days.telling.times import stage_at, start_of, when

MINE: Final = "/p/duty_days/"
FORGOTTEN_AFTER: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is to be known of a sitting."""

    station_id: int
    day: date
    begins: time | None
    ends: time | None
    state: str


def tell_changes(session: Session, today: date, at: datetime) -> int:
    """Tell every holder of a coming place what has changed since they last heard of it; returns how many were told."""
    told = 0
    for row in session.execute(_differing(session, today)).all():
        now_is = _Facts(row.station_id, row.day, row.begins, row.ends, row.state)
        known = session.get(Known, row.known_id) if row.known_id else None
        if known is None:
            known = _first_seen(row, now_is)
            session.add(known)
        told += _tell(session, known, row, now_is, at)
        _learn(known, now_is, at)
    told += _tell_of_gone(session, today, at)
    session.flush()
    return told


def forget(session: Session, today: date) -> None:
    """Forget what was known of days long past."""
    for known in session.scalars(select(Known).where(Known.day < today - FORGOTTEN_AFTER).limit(5000)):
        session.delete(known)
    session.flush()


def _differing(session: Session, today: date) -> Any:
    """The held places of coming days of which their holders know something else, or nothing yet."""
    same_hours = and_(Known.begins.is_not_distinct_from(Sitting.begins), Known.ends.is_not_distinct_from(Sitting.ends))
    same = and_(
        Known.day == DutyDay.day, Known.state == DutyDay.state, Known.station_id == DutyDay.station_id, same_hours
    )
    return (
        select(
            Slot.sitting_id,
            Slot.deputy_id,
            Slot.taken_at,
            Deputy.person_id,
            DutyDay.station_id,
            DutyDay.day,
            DutyDay.state,
            Sitting.begins,
            Sitting.ends,
            Known.id.label("known_id"),
        )
        .join(Sitting, Sitting.id == Slot.sitting_id)
        .join(DutyDay, DutyDay.id == Sitting.duty_day_id)
        .join(Deputy, Deputy.id == Slot.deputy_id)
        .outerjoin(Known, and_(Known.sitting_id == Slot.sitting_id, Known.deputy_id == Slot.deputy_id))
        .where(DutyDay.day >= today, on_at(session, PLUGIN, DutyDay.station_id.expression))
        .where(or_(Known.id.is_(None), ~same))
        .order_by(DutyDay.day, Slot.id)
    )


def _first_seen(row: Row[Any], now_is: _Facts) -> Known:
    """Nobody can take a place in a day that is cancelled: who holds one there does not know it yet."""
    return Known(
        sitting_id=row.sitting_id,
        deputy_id=row.deputy_id,
        station_id=now_is.station_id,
        day=now_is.day,
        begins=now_is.begins,
        ends=now_is.ends,
        state="open",
        reminded="",
        changes=0,
    )


def _tell(session: Session, known: Known, row: Row[Any], now_is: _Facts, at: datetime) -> bool:
    was = _Facts(known.station_id, known.day, known.begins, known.ends, known.state)
    if now_is == was or (now_is.state == "cancelled" and was.state == "cancelled"):
        return False
    known.changes += 1
    title, body = _said(session, known, now_is)
    # Who gave the place back and took it again begins to count anew: what they heard before is not this.
    taken = int(row.taken_at.timestamp()) if row.taken_at else 0
    return notify(
        session,
        person_id=row.person_id,
        key=f"duty_days.change:{known.sitting_id}:{known.deputy_id}:{taken}:{known.changes}",
        title=title,
        body=body,
        link=MINE,
        at=at,
        station_id=now_is.station_id,
        good_until=start_of(max(known.day, now_is.day), now_is.begins),
    )


def _said(session: Session, known: Known, now_is: _Facts) -> tuple[LazyText, LazyText]:
    before, after = when(known.day, known.begins, known.ends), when(now_is.day, now_is.begins, now_is.ends)
    station = session.get_one(Station, now_is.station_id).name
    if now_is.state == "cancelled":
        return _("Cancelled: your duty day on %(when)s", when=before), _(
            "Nobody is received at %(station)s on that day. You need not do anything.", station=station
        )
    if known.state == "cancelled":
        return _("It takes place after all: your duty day on %(when)s", when=after), _(
            "You still hold your place at %(station)s. If you cannot come any more, say so.", station=station
        )
    if known.station_id != now_is.station_id:
        old = session.get_one(Station, known.station_id).name
        return _("Another station: your duty day on %(when)s", when=after), _(
            "It is at %(station)s now, no longer at %(old)s.", station=station, old=old
        )
    if known.day != now_is.day:
        return _("Moved to %(after)s: your duty day at %(station)s", after=after, station=station), _(
            "It was to be on %(before)s. If you cannot come on the new day, say so.", before=before
        )
    return _("Other hours: your duty day on %(when)s", when=after), _(
        "At %(station)s; until now it was %(before)s.", station=station, before=before
    )


def _learn(known: Known, now_is: _Facts, at: datetime) -> None:
    moved = (known.day, known.begins) != (now_is.day, now_is.begins)
    known.station_id, known.day, known.state = now_is.station_id, now_is.day, now_is.state
    known.begins, known.ends = now_is.begins, now_is.ends
    if moved:  # the news of it stands for the reminder whose time has passed already
        known.reminded = stage_at(start_of(known.day, known.begins), None, at)


def _tell_of_gone(session: Session, today: date, at: datetime) -> int:
    """Who holds a place no longer: in a sitting that is gone they are told; in one that stands they know why."""
    still_held = exists().where(Slot.sitting_id == Known.sitting_id, Slot.deputy_id == Known.deputy_id)
    lost = select(Known, Deputy.person_id, exists().where(Sitting.id == Known.sitting_id))
    lost = lost.join(Deputy, Deputy.id == Known.deputy_id).where(Known.day >= today, ~still_held)
    told = 0
    for known, person_id, stands in session.execute(lost.order_by(Known.id)).all():
        if not stands and known.state != "cancelled":
            told += notify(
                session,
                person_id=person_id,
                key=f"duty_days.change:{known.sitting_id}:{known.deputy_id}:gone",
                title=_(
                    "It does not take place: your duty day on %(when)s",
                    when=when(known.day, known.begins, known.ends),
                ),
                body=_(
                    "It was taken out of the calendar of %(station)s. You need not do anything.",
                    station=session.get_one(Station, known.station_id).name,
                ),
                link=MINE,
                at=at,
                station_id=known.station_id,
                good_until=start_of(known.day, known.begins),
            )
        session.delete(known)
    return told
