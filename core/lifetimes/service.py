"""Stations over the years: opening, moving and closing them, what happened when, and which were open on a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session, joinedload

from core import hookspecs
from core.deputies.models import REASON_LENGTH, Placement
from core.liaison.models import Liaison
from core.lifetimes.errors import AlreadyClosed, AlreadyOpen, DayAhead, DayBeforeEarlier, SameAddress
from core.plugin_host.asking import announce, ask
from core.stations.models import CLOSING, OPENING, Staff, Station, StationEvent
from core.words import LazyText
from core.words import lazy as _

STATE_KINDS = (*OPENING, *CLOSING)


def timeline(session: Session, station: Station) -> Sequence[StationEvent]:
    """What happened to the station, latest first."""
    query = select(StationEvent).where(StationEvent.station_id == station.id).options(joinedload(StationEvent.other))
    return session.scalars(query.order_by(StationEvent.day.desc(), StationEvent.id.desc())).all()


def open_on(day: date) -> ColumnElement[bool]:
    """Whether a station was open on this day, as far as anybody wrote down.

    The last opening or closing up to the day decides; before the first one recorded, that one's opposite. Where nothing
    is recorded, a station that is open was so since its day of opening.
    """
    kinds = select(StationEvent.kind).where(StationEvent.station_id == Station.id, StationEvent.kind.in_(STATE_KINDS))
    last = kinds.where(StationEvent.day <= day).order_by(StationEvent.day.desc(), StationEvent.id.desc())
    first = kinds.where(StationEvent.day > day).order_by(StationEvent.day, StationEvent.id)
    before = last.limit(1).correlate(Station).scalar_subquery()
    after = first.limit(1).correlate(Station).scalar_subquery()
    begun = or_(Station.opened_on.is_(None), Station.opened_on <= day)
    return case(
        (before.is_not(None), before.in_(OPENING)),
        (after.is_not(None), and_(after.in_(("closed", "merged")), begun)),
        else_=and_(Station.state == "open", begun),
    )


def number_open(session: Session, day: date, where: ColumnElement[bool]) -> int:
    """How many of these stations were open on this day."""
    return session.scalar(select(func.count(Station.id)).where(where, open_on(day))) or 0


def note(
    session: Session,
    station: Station,
    kind: str,
    day: date,
    *,
    reason: str = "",
    before: str = "",
    after: str = "",
    other: Station | None = None,
) -> StationEvent:
    """Write down what happened to a station."""
    event = StationEvent(
        station=station, kind=kind, day=day, reason=reason, before=before, after=after, other=other, moves={}
    )
    session.add(event)
    session.flush()
    return event


def open_(session: Session, station: Station, today: date, *, day: date, reason: str = "") -> None:
    """The station receives people from this day on: for the first time, or again."""
    if station.state == "open":
        raise AlreadyOpen(name=station.name)
    check_day(session, station, day, today)
    again = station.state == "closed"
    station.state, station.merged_into = "open", None
    if station.opened_on is None or not again:
        station.opened_on = day
    note(session, station, "reopened" if again else "opened", day, reason=reason)


def move(session: Session, station: Station, today: date, *, day: date, address: str, reason: str = "") -> None:
    """The station has moved. Where it lay on the map is forgotten: it would lead people to the old door."""
    if address == station.address:
        raise SameAddress(name=station.name)
    check_day(session, station, day, today)
    note(session, station, "moved", day, reason=reason, before=station.address, after=address)
    station.address = address
    station.latitude = station.longitude = None
    session.flush()


def close(
    session: Session, station: Station, today: date, *, day: date, reason: str = "", with_rooms: bool = False
) -> None:
    """The station receives nobody from this day on: placements, staff and liaisons end, and stay on record.

    Its rooms close with it, or stand for themselves.
    """
    if station.state == "closed":
        raise AlreadyClosed(name=station.name)
    check_day(session, station, day, today)
    for room in open_rooms(session, station):
        if with_rooms:
            close(session, room, today, day=day, reason=reason, with_rooms=True)
        else:
            room.parent = None
    end_all(session, station, day)
    station.state = "closed"
    note(session, station, "closed", day, reason=reason)
    announce(hookspecs.station_closed, session, station, None, max(day, today))


def handed_over(session: Session, station: Station, into: Station | None, day: date, today: date) -> list[LazyText]:
    """What plugins say becomes of their records, if the station closes on this day or is merged into another."""
    said = ask(hookspecs.station_hands_over, session, station, into, max(day, today))
    return [one.sentence for one in said]


def open_rooms(session: Session, station: Station) -> Sequence[Station]:
    """The rooms under a station that are not closed."""
    return session.scalars(
        select(Station).where(Station.parent_id == station.id, Station.state != "closed").order_by(Station.id)
    ).all()


def placements(session: Session, station_ids: Iterable[int]) -> Sequence[Placement]:
    """Who is placed at these stations now."""
    here = select(Placement).where(Placement.station_id.in_(sorted(station_ids)), Placement.ends.is_(None))
    return session.scalars(here.options(joinedload(Placement.station)).order_by(Placement.id)).all()


def staff(session: Session, station_ids: Iterable[int]) -> Sequence[Staff]:
    """Who runs these stations now."""
    here = Staff.station_id.in_(sorted(station_ids))
    return session.scalars(select(Staff).where(here, Staff.ends.is_(None)).order_by(Staff.id)).all()


def liaisons(session: Session, station_ids: Iterable[int]) -> Sequence[Liaison]:
    """Who looks after these stations now."""
    here = Liaison.station_id.in_(sorted(station_ids))
    return session.scalars(select(Liaison).where(here, Liaison.ends.is_(None)).order_by(Liaison.id)).all()


def end_all(session: Session, station: Station, day: date) -> None:
    """End what is current at a station: placements, staff, liaisons."""
    this = [station.id]
    for placement in placements(session, this):
        end_placement(placement, day, _("The station was closed"))
    current: list[Staff | Liaison] = [*staff(session, this), *liaisons(session, this)]
    for one in current:
        one.ends = last_day(one.begins, day)
    session.flush()


def end_placement(placement: Placement, day: date, why: LazyText) -> None:
    """The deputy leaves with the station; the history says why."""
    placement.ends, placement.end_reason = last_day(placement.begins, day), str(why)[:REASON_LENGTH]


def last_day(begins: date | None, day: date) -> date:
    """The day on which something that began then ends: never before it began."""
    return max(day, begins) if begins else day


def check_day(session: Session, station: Station, day: date, today: date) -> None:
    """Raise where the day lies ahead, or before the last thing that happened to the station."""
    if day > today:
        raise DayAhead
    latest = session.scalar(select(func.max(StationEvent.day)).where(StationEvent.station_id == station.id))
    if latest and day < latest:
        raise DayBeforeEarlier(day=latest)
