"""The waiting list of a sitting: queueing up, leaving, and moving up when a place becomes free."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from core.api.data import Deputy, Station, day_in_words, notify, prepared
from core.api.declare import _
from plugins.duty_days.models import DutyDay, SignUpChoice, Sitting, Slot, Waiting
from plugins.duty_days.signing_up import composition
from plugins.duty_days.signing_up.opening import Times
from plugins.duty_days.signing_up.people import away_on, placed_at, serves_on, traits_of

MINE = "/p/duty_days/"
"""Where a deputy sees, and declines, what they moved up to."""


def queue_up(session: Session, sitting_id: int, deputy_id: int, at: datetime) -> Waiting:
    """The last in the queue; who waits already keeps their turn. The sitting's places are ours alone meanwhile."""
    own = turn_of(session, sitting_id, deputy_id)
    if own is None:
        last = session.scalar(_LAST, {"sitting": sitting_id})
        # Never before who queued up earlier, whatever the clocks of two servers say.
        own = Waiting(sitting_id=sitting_id, deputy_id=deputy_id, since=max(at, last) if last else at)
        session.add(own)
        session.flush()
    return own


def turn_of(session: Session, sitting_id: int, deputy_id: int) -> Waiting | None:
    """The deputy's place in the queue, if they wait."""
    return session.scalars(_OWN, {"sitting": sitting_id, "deputy": deputy_id}).one_or_none()


def leave_queue(session: Session, sitting_id: int, deputy_id: int) -> bool:
    """Wait no longer; False where the deputy did not."""
    own = turn_of(session, sitting_id, deputy_id)
    if own is not None:
        session.delete(own)
        session.flush()
    return own is not None


def position(session: Session, one: Waiting) -> int:
    """The how manyth in the queue this is: the next to move up is the first."""
    before = select(func.count()).where(Waiting.sitting_id == one.sitting_id, _before(one))
    return 1 + (session.scalar(before) or 0)


def of_sitting(session: Session, sitting_id: int) -> Sequence[Waiting]:
    """Who waits, in their order, with their names; who holds a place by now waits no longer."""
    query = _WAITING.where(Waiting.sitting_id == sitting_id, ~_holds())
    return session.scalars(query.options(joinedload(Waiting.deputy).joinedload(Deputy.person))).all()


def of_deputy(session: Session, deputy_id: int, today: date) -> Sequence[tuple[Waiting, int]]:
    """What a deputy waits for, soonest first, with their place in the queue; one statement."""
    asked = {"deputy": deputy_id, "today": today}
    return [(one, number) for one, number in session.execute(_OF_DEPUTY, asked)]


def move_up(session: Session, sittings: Collection[int], at: datetime) -> int:
    """Give free places of these sittings to who waits, first come first served, and tell them; returns how many moved.

    Passed over, and still waiting, is who may not serve just now: on leave, no mandate, kept apart by a rule.
    """
    waited_for = select(Waiting.sitting_id).where(Waiting.sitting_id.in_(sorted(set(sittings)))).distinct()
    numbers = session.scalars(waited_for.order_by(Waiting.sitting_id)).all()
    return sum(_move_up(session, number, at) for number in numbers)


def move_up_everywhere(session: Session, at: datetime, today: date, *, station_id: int | None = None) -> int:
    """The same for all coming sittings that have a free place and somebody waiting: what else changed is caught up with."""
    query = (
        select(Waiting.sitting_id)
        .join(Waiting.sitting)
        .join(Sitting.duty_day)
        .where(DutyDay.day >= today, DutyDay.state == "open")
        .where(select(Slot.id).where(Slot.sitting_id == Waiting.sitting_id, Slot.deputy_id.is_(None)).exists())
    )
    if station_id is not None:
        query = query.where(DutyDay.station_id == station_id)
    return move_up(session, session.scalars(query.distinct()).all(), at)


@dataclass(frozen=True, slots=True)
class _Queue:
    """A sitting with free places, and who waits for one."""

    day: date
    station: str
    station_id: int
    slots: Sequence[Slot]
    wants: tuple[composition.Want, ...]
    waiting: Sequence[Any]


def _move_up(session: Session, sitting_id: int, at: datetime) -> int:
    queue = _queue(session, sitting_id, at)
    if queue is None:
        return 0
    moved = 0
    for one, slot in _pairs(session, queue):
        slot.deputy_id, slot.taken_at, slot.how = one.deputy_id, at, "moved_up"
        session.flush()
        _tell(session, queue, one, at)
        session.delete(one)
        moved += 1
    session.flush()
    return moved


def _queue(session: Session, sitting_id: int, at: datetime) -> _Queue | None:
    rows = session.execute(_locked(), {"sitting": sitting_id}).all()
    slots = [row[0] for row in rows]
    if not any(slot.is_free for slot in slots):
        return None
    _slot, day, state, station, station_id, begins, opens, closes, own_wants, wants = rows[0]
    if state == "cancelled" or not Times(day, begins, opens, closes).moves_up(at):
        return None
    wants = composition.on(composition.read(own_wants if own_wants is not None else wants), day)
    return _Queue(day, station, station_id, slots, wants, session.execute(_in_line(), {"sitting": sitting_id}).all())


def _pairs(session: Session, queue: _Queue) -> Iterator[tuple[Waiting, Slot]]:
    """Who moves up to which place, in their order."""
    serving = [slot.deputy_id for slot in queue.slots if slot.deputy_id is not None]
    rules = any(want.must for want in queue.wants)
    waiting = [row[0] for row in queue.waiting if all(row[1:])]
    traits = traits_of(session, [*serving, *(one.deputy_id for one in waiting)]) if rules else {}
    free = [slot for slot in queue.slots if slot.is_free and not slot.locked]
    for one in waiting:
        if free and one.deputy_id not in serving and not (rules and _forbidden(queue, traits, serving, one.deputy_id)):
            serving.append(one.deputy_id)
            yield one, free.pop(0)


def _forbidden(
    queue: _Queue, traits: Mapping[int, composition.Traits], serving: Collection[int], deputy_id: int
) -> bool:
    there = [traits[number] for number in serving if number in traits]
    return composition.against(queue.wants, there, len(queue.slots), traits[deputy_id]) is not None


def _tell(session: Session, queue: _Queue, one: Waiting, at: datetime) -> None:
    notify(
        session,
        person_id=one.deputy.person_id,
        key=f"duty_days.moved_up:{one.id}",
        title=_("You have a place: %(day)s", day=day_in_words(queue.day)),
        body=_(
            "A place became free, and you were the next to have it: you are on duty at %(station)s. If you cannot come, decline it, and the next in line moves up.",
            station=queue.station,
        ),
        link=MINE,
        at=at,
        station_id=queue.station_id,
    )


_WAITING = select(Waiting).order_by(Waiting.since, Waiting.id)
_OWN = select(Waiting).where(Waiting.sitting_id == bindparam("sitting"), Waiting.deputy_id == bindparam("deputy"))
_LAST = select(func.max(Waiting.since)).where(Waiting.sitting_id == bindparam("sitting"))
_OTHERS = Waiting.__table__.alias("others")


def _before(one: Waiting) -> Any:
    return (Waiting.since < one.since) | ((Waiting.since == one.since) & (Waiting.id < one.id))


def _holds() -> Any:
    return (
        select(Slot.id)
        .where(Slot.sitting_id == Waiting.sitting_id, Slot.deputy_id == Waiting.deputy_id)
        .correlate(Waiting)
        .exists()
    )


_AHEAD = (
    select(func.count())
    .select_from(_OTHERS)
    .where(_OTHERS.c.sitting_id == Waiting.sitting_id)
    .where((_OTHERS.c.since < Waiting.since) | ((_OTHERS.c.since == Waiting.since) & (_OTHERS.c.id < Waiting.id)))
    .scalar_subquery()
)
_OF_DEPUTY = (
    select(Waiting, _AHEAD + 1)
    .join(Waiting.sitting)
    .join(Sitting.duty_day)
    .where(Waiting.deputy_id == bindparam("deputy"), DutyDay.day >= bindparam("today"), ~_holds())
    .options(contains_eager(Waiting.sitting))
    .order_by(DutyDay.day, Sitting.id)
)


@prepared
def _locked() -> Select[Any]:
    """The places of a sitting, for us alone, and what decides who may have one."""
    query: Select[Any] = (
        select(
            Slot,
            DutyDay.day,
            DutyDay.state,
            Station.name,
            DutyDay.station_id,
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
        .with_for_update(of=Slot)
        .execution_options(populate_existing=True)
    )
    return query


@prepared
def _in_line() -> Select[Any]:
    """Who waits, first come first, and whether they may serve."""
    deputy, day, station = Waiting.deputy_id, DutyDay.day, DutyDay.station_id
    may = (serves_on(deputy, day), placed_at(deputy, station), ~away_on(deputy, day))
    query: Select[Any] = (
        select(Waiting, *may)  # type: ignore[assignment]  # columns by name, not by type
        .join(Waiting.sitting)
        .join(Sitting.duty_day)
        .where(Waiting.sitting_id == bindparam("sitting"))
        .options(joinedload(Waiting.deputy))
        .order_by(Waiting.since, Waiting.id)
        .with_for_update(of=Waiting)
    )
    return query
