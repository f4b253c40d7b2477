"""Leave and wishes: when deputies cannot serve, and when they would rather not."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload

from core.api.data import SERVING, Deputy, Mandate, Person, Placement, Station
from plugins.duty_days.models import DutyDay, Leave, Preference, Sitting, Slot
from plugins.duty_days.signing_up import waiting
from plugins.duty_days.signing_up.errors import LeaveTooLong, LeaveTwice
from plugins.duty_days.signing_up.service import empty

LONGEST = timedelta(days=366)


def take_leave(
    session: Session,
    deputy: Deputy,
    *,
    begins: date,
    ends: date,
    reason: str,
    today: date,
    at: datetime,
    gives_back: bool = False,
) -> Leave:
    """Be away from one day to another. With `gives_back` the places held on these days are free at once.

    Raises LeaveTooLong, LeaveTwice.
    """
    if not (begins <= ends and ends >= today and ends - begins <= LONGEST):
        raise LeaveTooLong
    _lock(session, deputy)
    same = select(Leave).where(Leave.deputy_id == deputy.id, Leave.begins <= ends, Leave.ends >= begins)
    if other := session.scalars(same.limit(1)).one_or_none():
        raise LeaveTwice(name=deputy.person.name, begins=other.begins.isoformat(), ends=other.ends.isoformat())
    leave = Leave(deputy_id=deputy.id, begins=begins, ends=ends, reason=reason, made_at=at)
    session.add(leave)
    session.flush()
    if gives_back:
        give_back(session, leave, today, at)
    return leave


def end_leave(session: Session, leave: Leave) -> None:
    """There is no such leave any more."""
    session.delete(leave)
    session.flush()


def held_in(session: Session, leaves: Collection[Leave], today: date) -> Sequence[Slot]:
    """The places these deputies hold on days of their leave, from today on, soonest first."""
    within = [
        (Slot.deputy_id == leave.deputy_id) & DutyDay.day.between(max(leave.begins, today), leave.ends)
        for leave in leaves
    ]
    if not within:
        return []
    query = _held().where(DutyDay.state == "open", or_(*within)).order_by(DutyDay.day, Sitting.id)
    return session.scalars(query).all()


def give_back(session: Session, leave: Leave, today: date, at: datetime) -> int:
    """Free the places held on the days of the leave; who waits for them moves up. Returns how many there were."""
    query = _held().where(
        DutyDay.state == "open",
        Slot.deputy_id == leave.deputy_id,
        DutyDay.day.between(max(leave.begins, today), leave.ends),
    )
    slots = session.scalars(query.order_by(Slot.sitting_id).with_for_update(of=Slot)).all()
    for slot in slots:
        empty(slot)
    session.flush()
    waiting.move_up(session, [slot.sitting_id for slot in slots], at)
    return len(slots)


def of_deputy(session: Session, deputy_id: int, today: date) -> Sequence[Leave]:
    """The leaves that are not over, soonest first."""
    query = select(Leave).where(Leave.deputy_id == deputy_id, Leave.ends >= today)
    return session.scalars(query.order_by(Leave.begins)).all()


def wishes_of(session: Session, deputy_id: int) -> Preference | None:
    """When the deputy would rather serve, if they said so."""
    return session.scalars(select(Preference).where(Preference.deputy_id == deputy_id)).one_or_none()


def wish(
    session: Session,
    deputy: Deputy,
    *,
    part: str,
    not_weekdays: Collection[int],
    not_months: Collection[int],
    note: str = "",
) -> Preference:
    """Say when one would rather serve."""
    _lock(session, deputy)
    found = wishes_of(session, deputy.id)
    if found is None:
        found = Preference(deputy_id=deputy.id)
        session.add(found)
    found.part, found.note = part, note
    found.not_weekdays, found.not_months = sorted(set(not_weekdays)), sorted(set(not_months))
    session.flush()
    return found


@dataclass(frozen=True, slots=True)
class Away:
    """A deputy of a station with their leave and wishes."""

    deputy_id: int
    name: str
    leaves: Sequence[Leave]
    wishes: Preference | None

    @property
    def has_said(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.leaves or self.wishes)


def at_station(session: Session, station: Station, today: date) -> Sequence[Away]:
    """The deputies in office of a station and its rooms, with what they said; three statements."""
    here = select(Station.id).where(or_(Station.id == station.id, Station.parent_id == station.id))
    placed = select(Placement.deputy_id).where(Placement.ends.is_(None), Placement.station_id.in_(here))
    serving = select(Mandate.deputy_id).where(Mandate.state.in_(SERVING))
    people = session.execute(
        select(Deputy.id, Person.name)
        .join(Deputy.person)
        .where(Deputy.id.in_(placed), Deputy.id.in_(serving))
        .order_by(Person.initials, Person.name, Deputy.id)
    ).all()
    numbers = [number for number, _name in people]
    away: dict[int, list[Leave]] = {number: [] for number in numbers}
    for leave in session.scalars(
        select(Leave).where(Leave.deputy_id.in_(numbers), Leave.ends >= today).order_by(Leave.begins)
    ):
        away[leave.deputy_id].append(leave)
    wishes = {
        one.deputy_id: one for one in session.scalars(select(Preference).where(Preference.deputy_id.in_(numbers)))
    }
    return [Away(number, name, away[number], wishes.get(number)) for number, name in people]


def _held() -> Select[Slot]:
    return select(Slot).join(Slot.sitting).join(Sitting.duty_day).options(joinedload(Slot.sitting))


def _lock(session: Session, deputy: Deputy) -> None:
    """One at a time changes what a deputy says, so that no two leaves meet."""
    session.execute(select(Deputy.id).where(Deputy.id == deputy.id).with_for_update(key_share=True))
