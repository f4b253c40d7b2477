"""Duty days one by one: adding, changing, cancelling them, and who holds a place.

What pages show is read in lists.py; what rules make stands in rules/.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from core.api.data import Liaison, Organ, Station
from plugins.duty_days.errors import (
    DayTaken,
    DayTooFar,
    PartBooked,
    PartTaken,
    PlacesTaken,
)
from plugins.duty_days.models import Attendance, Booking, DutyDay, Invitation, Reception, Sitting, Slot, StationedOrgan
from plugins.duty_days.rules.parts import USUAL_PLACES, Part, Parts, check_parts
from plugins.duty_days.signing_up import waiting
from plugins.duty_days.signing_up.availability import placed_at

EXTRA_AHEAD_MONTHS = 24


def counted_on(session: Session, duty_day_ids: Collection[int]) -> set[int]:
    """Which of these days somebody counts on: holds a place or is asked to, has booked a time, was there or was received.

    Such a day is not deleted, moved or divided anew by itself.
    """
    held = exists().where(Slot.sitting_id == Sitting.id, Slot.deputy_id.is_not(None))
    booked = exists().where(Booking.sitting_id == Sitting.id)
    attended = exists().where(Attendance.sitting_id == Sitting.id)
    invited = exists().where(Invitation.sitting_id == Sitting.id, Invitation.answer != "no")
    of_sittings = select(Sitting.duty_day_id).where(
        Sitting.duty_day_id.in_(duty_day_ids), held | booked | attended | invited
    )
    received = select(Reception.duty_day_id).where(Reception.duty_day_id.in_(duty_day_ids))
    return {*session.scalars(of_sittings), *session.scalars(received)}


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


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What there is to say of a day, besides when it is and who serves."""

    theme: str = ""
    leader: str = ""
    leader_post: str = ""
    organs: Collection[int] = ()
    opens_days: int | None = None
    closes_hours: int | None = None


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
    """Receive people on a day that no rule makes, all day with one number of places. Raises DayTaken, DayTooFar."""
    part = Part(begins=begins, ends=ends, minimum=min(1, places), places=places)
    return add_divided_day(session, station, today, day, (part,), About(theme=theme))


def add_divided_day(session: Session, station: Station, today: date, day: date, parts: Parts, about: About) -> DutyDay:
    """The same for a day of several parts.

    Raises DayTaken, DayTooFar, and as :func:`check_parts` does where hours or minimum cannot be.
    """
    if not today <= day <= months_after(today, EXTRA_AHEAD_MONTHS):
        raise DayTooFar(months=EXTRA_AHEAD_MONTHS)
    check_parts(parts, deputies_at(session, station))
    lock_days(session, [station.id])
    if session.scalar(select(DutyDay.id).where(DutyDay.station_id == station.id, DutyDay.day == day)):
        raise DayTaken(day=day)
    extra = new_day(station.id, day, parts)
    _tell_about(session, extra, station, about)
    session.add(extra)
    session.flush()
    return extra


def change_day(session: Session, duty_day: DutyDay, parts: Parts, about: About, at: datetime) -> None:
    """Change what a day is about, its hours and places. Where places are added, who waits moves up.

    Raises PlacesTaken where fewer places would be left than are held, PartTaken where a part would go in which somebody
    serves, and as :func:`check_parts` does.
    """
    check_parts(parts, deputies_at(session, duty_day.station))
    _tell_about(session, duty_day, duty_day.station, about)
    there = {sitting.part: sitting for sitting in duty_day.sittings}
    for sitting in there.values():
        if sitting.part not in {part.part for part in parts}:
            _remove(session, sitting)
    for part in parts:
        if part.part in there:
            sitting = there[part.part]
            sitting.begins, sitting.ends, sitting.minimum = part.begins, part.ends, part.minimum
            sitting.purpose = part.purpose
            _set_places(session, sitting, part.places)
        else:
            duty_day.sittings += new_sittings([part])
    session.flush()
    waiting.move_up(session, [sitting.id for sitting in duty_day.sittings], at)


def part_of(sitting: Sitting) -> Part:
    """The sitting as what it was made from."""
    return Part(sitting.part, sitting.purpose, sitting.begins, sitting.ends, sitting.minimum, sitting.places)


def deputies_at(session: Session, station: Station) -> int:
    """How many deputies could serve at the station."""
    return len(placed_at(session, [station.id])[station.id])


def organs_near(session: Session, station: Station, also: Iterable[Organ] = ()) -> list[tuple[int, str]]:
    """The organs that could sit at the station: of its region and of those above it; and these."""
    above = [station.region_code[:length] for length in range(1, len(station.region_code) + 1)]
    query = select(Organ.id, Organ.name).where(Organ.region_code.in_(above)).order_by(Organ.name, Organ.id)
    found = {row.id: row.name for row in session.execute(query)}
    return [*({organ.id: organ.name for organ in also if organ.id not in found} | found).items()]


def leaders_of(session: Session, station: Station) -> dict[str, str]:
    """The leaders who look after the station, with the offices they hold."""
    query = select(Liaison.name, Liaison.post).where(
        Liaison.station_id == station.id, Liaison.kind == "leader", Liaison.ends.is_(None)
    )
    return {row.name: row.post for row in session.execute(query.order_by(Liaison.id))}


def _tell_about(session: Session, duty_day: DutyDay, station: Station, about: About) -> None:
    duty_day.theme, duty_day.leader, duty_day.leader_post = about.theme, about.leader, about.leader_post
    if about.leader and not about.leader_post:
        duty_day.leader_post = leaders_of(session, station).get(about.leader, "")
    duty_day.opens_days, duty_day.closes_hours = about.opens_days, about.closes_hours
    wanted = set(about.organs)
    kept = [one for one in duty_day.stationed if one.organ_id in wanted]
    new = sorted(wanted - {one.organ_id for one in kept})
    duty_day.stationed = [*kept, *(StationedOrgan(organ_id=number) for number in new)]


def _remove(session: Session, sitting: Sitting) -> None:
    """There is no such part of the day any more; who is invited or waits for it is not any longer."""
    locked = session.scalars(select(Slot).where(Slot.sitting_id == sitting.id).with_for_update()).all()
    taken = sum(1 for slot in locked if not slot.is_free)
    if taken:
        raise PartTaken(taken=taken)
    booked = session.scalar(select(func.count()).where(Booking.sitting_id == sitting.id)) or 0
    if booked or session.scalar(select(exists().where(Attendance.sitting_id == sitting.id))):
        raise PartBooked(booked=booked)
    sitting.duty_day.sittings.remove(sitting)
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
    session.flush()
    session.expire(sitting, ["slots"])


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
