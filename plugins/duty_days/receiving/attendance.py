"""Who came: checking in with the station's code, and what the station itself writes down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from core.api.data import Deputy, Person, Station
from core.api.declare import NotFound
from core.api.work import STATION_ZONE
from plugins.duty_days.models import Attendance, DutyDay, ReceivingSettings, Sitting, Slot
from plugins.duty_days.models.receiving import USUAL_BOOKINGS, USUAL_GRACE
from plugins.duty_days.receiving.errors import (
    CheckInRevoked,
    CodeOfAnotherStation,
    NoDutyDayToday,
    NotOnTheRota,
    NotToday,
    ReasonMissing,
    ReplacedIsThere,
    ReplacesNobody,
)

EARLY = timedelta(hours=1)
"""So long before a sitting begins one already checks in for it rather than for the one before."""


def settings_of(session: Session, station_id: int) -> ReceivingSettings:
    """What the station decided about its days, or what is usual."""
    return session.get(ReceivingSettings, station_id) or ReceivingSettings(
        station_id=station_id, grace_minutes=USUAL_GRACE, most_bookings=USUAL_BOOKINGS
    )


def decide(session: Session, station: Station, *, grace_minutes: int, most_bookings: int) -> None:
    """Keep what the station decided about its days."""
    settings = settings_of(session, station.id)
    settings.grace_minutes, settings.most_bookings = grace_minutes, most_bookings
    session.add(settings)
    session.flush()


# With the code


def sitting_to_check_in(session: Session, station: Station, deputy_id: int, today: date, at: datetime) -> Sitting:
    """The sitting of today that the deputy is here for.

    Raises CodeOfAnotherStation, NoDutyDayToday, NotOnTheRota.
    """
    held = _held(session, deputy_id, today)
    here = [sitting for sitting in held if sitting.duty_day.station_id == station.id]
    if here:
        return _nearest(here, at)
    if held:
        raise CodeOfAnotherStation(station=station.name, other=held[0].duty_day.station.name)
    day = session.scalar(
        select(DutyDay.id).where(DutyDay.station_id == station.id, DutyDay.day == today, DutyDay.state == "open")
    )
    if day is None:
        raise NoDutyDayToday(station=station.name)
    raise NotOnTheRota(station=station.name)


def check_in(session: Session, station: Station, deputy_id: int, today: date, at: datetime) -> Attendance:
    """The deputy stands before the station's screen. Twice is once, and the first time counts.

    Raises CodeOfAnotherStation, NoDutyDayToday, NotOnTheRota, CheckInRevoked.
    """
    sitting = sitting_to_check_in(session, station, deputy_id, today, at)
    # Two taps at once queue here; SQLite has one writer anyway.
    session.execute(select(Sitting.id).where(Sitting.id == sitting.id).with_for_update(key_share=True))
    known = _of(session, sitting.id, deputy_id)
    if known is not None and known.is_revoked:
        raise CheckInRevoked(reason=known.revoked_reason)
    if known is not None and known.was_there:
        return known
    here = known or Attendance(sitting_id=sitting.id, deputy_id=deputy_id)
    grace = settings_of(session, station.id).grace_minutes
    here.state = "late" if is_late(sitting, at, grace) else "present"
    here.checked_in_at, here.how = at, "code"
    session.add(here)
    session.flush()
    return here


def is_late(sitting: Sitting, at: datetime, grace_minutes: int) -> bool:
    """Whether who comes at this moment comes late; where a sitting has no hours, nobody does."""
    if sitting.begins is None:
        return False
    begins = datetime.combine(sitting.duty_day.day, sitting.begins, STATION_ZONE)
    return at > begins + timedelta(minutes=grace_minutes)


def _held(session: Session, deputy_id: int, today: date) -> Sequence[Sitting]:
    """The sittings of today in which the deputy has a place, wherever."""
    query = (
        select(Sitting)
        .join(Sitting.slots)
        .join(Sitting.duty_day)
        .where(Slot.deputy_id == deputy_id, DutyDay.day == today, DutyDay.state == "open")
        .order_by(Sitting.id)
    )
    return session.scalars(query).unique().all()


def _nearest(sittings: Sequence[Sitting], at: datetime) -> Sitting:
    """The last one that has begun, or begins within the hour; else the first."""
    begun = [
        sitting
        for sitting in sittings
        if sitting.begins is None or datetime.combine(sitting.duty_day.day, sitting.begins, STATION_ZONE) - EARLY <= at
    ]
    return begun[-1] if begun else sittings[0]


# By the station's hand


def put_down(
    session: Session,
    sitting: Sitting,
    deputy_id: int,
    state: str,
    today: date,
    at: datetime,
    replaces_id: int | None = None,
) -> Attendance:
    """The station says that somebody was there, late or absent; `replaces_id` names in whose place they serve.

    Also for who is not on the rota. Raises NotToday, ReplacesNobody, ReplacedIsThere.
    """
    day = sitting.duty_day.day
    if day > today:
        raise NotToday
    how = "by_hand" if day == today else "entered_later"
    if replaces_id is not None:
        _replace(session, sitting, replaces_id, deputy_id, how)
    known = _of(session, sitting.id, deputy_id) or Attendance(sitting_id=sitting.id, deputy_id=deputy_id)
    came = state in ("present", "late")
    known.state, known.how, known.replaces_id = state, how, replaces_id
    known.checked_in_at = at if came and day == today else None
    known.revoked_at, known.revoked_reason = None, ""
    session.add(known)
    session.flush()
    return known


def enter(session: Session, sitting: Sitting, deputy_id: int, state: str, replaces_id: int | None = None) -> Attendance:
    """What a paper register says of who was there; what is on record already stays."""
    known = _of(session, sitting.id, deputy_id)
    if known is None:
        known = Attendance(sitting_id=sitting.id, deputy_id=deputy_id, state=state, how="entered_later")
        known.replaces_id = replaces_id if replaces_id != deputy_id else None
        session.add(known)
        session.flush()
        if known.replaces_id is not None:
            enter(session, sitting, known.replaces_id, "replaced")
    return known


def revoke(session: Session, attendance: Attendance, reason: str, at: datetime) -> None:
    """Take a check-in back; the deputy reads why, and cannot set it again. Raises ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing
    if not attendance.is_revoked:
        attendance.revoked_at, attendance.revoked_reason = at, reason.strip()
        session.flush()


def forget(session: Session, attendance: Attendance) -> None:
    """Nothing is known any more of whether the deputy came; who they replaced is no longer replaced."""
    if attendance.replaces_id is not None:
        replaced = _of(session, attendance.sitting_id, attendance.replaces_id)
        if replaced is not None and replaced.state == "replaced":
            session.delete(replaced)
    session.delete(attendance)
    session.flush()


def _replace(session: Session, sitting: Sitting, replaced_id: int, by_id: int, how: str) -> None:
    known = _of(session, sitting.id, replaced_id)
    on_rota = session.scalar(select(Slot.id).where(Slot.sitting_id == sitting.id, Slot.deputy_id == replaced_id))
    if replaced_id == by_id or (on_rota is None and known is None):
        raise ReplacesNobody
    if known is not None and known.was_there:
        raise ReplacedIsThere(name=name_of(session, replaced_id))
    known = known or Attendance(sitting_id=sitting.id, deputy_id=replaced_id)
    known.state, known.how, known.checked_in_at, known.revoked_at = "replaced", how, None, None
    session.add(known)
    session.flush()


def _of(session: Session, sitting_id: int, deputy_id: int) -> Attendance | None:
    query = select(Attendance).where(Attendance.sitting_id == sitting_id, Attendance.deputy_id == deputy_id)
    return session.scalars(query).one_or_none()


def name_of(session: Session, deputy_id: int) -> str:
    """The deputy's name. Raises NotFound."""
    name = session.scalar(select(Person.name).join(Deputy).where(Deputy.id == deputy_id))
    if name is None:
        raise NotFound
    return name


def of_day(session: Session, duty_day_id: int) -> Sequence[Attendance]:
    """All that is known of who came on a day, in the order in which it became known."""
    people = joinedload(Attendance.deputy).joinedload(Deputy.person)
    query = (
        select(Attendance)
        .join(Attendance.sitting)
        .where(Sitting.duty_day_id == duty_day_id)
        .options(people, selectinload(Attendance.replaces).joinedload(Deputy.person))
        .order_by(Attendance.id)
    )
    return session.scalars(query).all()
