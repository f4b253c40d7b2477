"""What pages show of duty days, each list in one statement (with_everybody() brings sittings, slots and people along)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, or_, select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from core.api.data import SERVING, Deputy, Mandate, Person, Placement, Reach, Station, on_at, prepared
from plugins.duty_days.models import Attendance, DutyDay, Reception, Sitting, Slot
from plugins.duty_days.models.receiving import ATTENDED
from plugins.duty_days.signing_up.people import away_on, serves_on

PLUGIN = "duty_days"

_EVERYBODY = joinedload(DutyDay.sittings).joinedload(Sitting.slots).joinedload(Slot.deputy).joinedload(Deputy.person)
_COMING = (
    select(DutyDay)
    .where(DutyDay.station_id == bindparam("station"), DutyDay.day >= bindparam("today"))
    .order_by(DutyDay.day)
    .options(_EVERYBODY, selectinload(DutyDay.stationed))
)
_LISTED = select(
    DutyDay.id,
    DutyDay.day,
    DutyDay.theme,
    DutyDay.state,
    DutyDay.station_id,
    Station.name.label("station"),
    Station.region_code,
).join(DutyDay.station)
_SITTINGS = (
    select(Sitting.duty_day_id, Sitting.id, Sitting.part, Sitting.begins, Sitting.ends, Person.name, Deputy.is_shown)
    .join(Sitting.slots)
    .outerjoin(Slot.deputy)
    .outerjoin(Deputy.person)
    .where(Sitting.duty_day_id.in_(bindparam("days", expanding=True)))
    .order_by(Sitting.id, Slot.place)
)
_NEXT = (
    _LISTED.where(DutyDay.station_id == bindparam("station"), DutyDay.day >= bindparam("today"))
    .order_by(DutyDay.day)
    .limit(bindparam("most"))
)


@dataclass(slots=True)
class SittingRow:
    """A sitting as lists over several stations show it."""

    part: str
    begins: time | None
    ends: time | None
    names: list[str] = field(default_factory=list)
    free: int = 0


def coming(session: Session, station: Station, today: date, most: int | None = None) -> Sequence[DutyDay]:
    """The station's duty days from today on, soonest first; cancelled ones are among them, and say so."""
    return session.scalars(_COMING.limit(most), {"station": station.id, "today": today}).unique().all()


def next_of(session: Session, station: Station, today: date, most: int) -> Sequence[Any]:
    """The station's next duty days, as rows of what a list shows; :func:`sittings_of` tells their hours and people."""
    return session.execute(_NEXT, {"station": station.id, "today": today, "most": most}).all()


def in_month(session: Session, station: Station, first: date) -> Sequence[DutyDay]:
    """The station's duty days of the month that begins on this day."""
    query = select(DutyDay).where(
        DutyDay.station_id == station.id, DutyDay.day >= first, DutyDay.day < month_after(first)
    )
    return session.scalars(with_everybody(query)).unique().all()


def next_day(session: Session, station: Station, today: date) -> date:
    """The station's next duty day; today where none is known."""
    query = select(func.min(DutyDay.day)).where(DutyDay.station_id == station.id, DutyDay.day >= today)
    return session.scalar(query) or today


def everywhere(session: Session, today: date, most: int) -> Sequence[Any]:
    """The next days on which any open station receives people, as rows of what a list shows."""
    query = _everywhere(_receives(session), most)
    return session.execute(query, {"today": today}).all()


@prepared
def _everywhere(receives: ColumnElement[bool], most: int) -> Select[Any]:
    query: Select[Any] = _LISTED.where(receives, DutyDay.day >= bindparam("today"))  # type: ignore[assignment]  # columns by name, not by type
    return query.order_by(DutyDay.day, DutyDay.id).limit(most)


_WITH_STATION = (
    joinedload(Sitting.duty_day)
    .joinedload(DutyDay.station)
    .load_only(Station.name, Station.address, Station.region_code)
)
_HELD = (
    select(Slot)
    .join(Slot.sitting)
    .join(Sitting.duty_day)
    .where(Slot.deputy_id == bindparam("deputy"), DutyDay.day >= bindparam("since"))
    .options(joinedload(Slot.sitting).options(_WITH_STATION))
    .order_by(DutyDay.day, Sitting.id)
)


def held_by(session: Session, deputy_id: int, since: date) -> Sequence[Slot]:
    """The slots a deputy holds or held since this day, in the order of the days; those of cancelled days too."""
    return session.scalars(_HELD, {"deputy": deputy_id, "since": since}).all()


_OF_DEPUTY = (
    select(DutyDay.day, DutyDay.station_id, Station.name.label("station"), Station.address)
    .join(DutyDay.station)
    .join(DutyDay.sittings)
    .join(Sitting.slots)
    .where(Slot.deputy_id == bindparam("deputy"), DutyDay.state == "open")
    .distinct()
)
_SERVED_NEXT = (
    _OF_DEPUTY.where(DutyDay.day >= bindparam("today"), Station.state == "open")
    .order_by(DutyDay.day, Station.name)
    .limit(bindparam("most"))
)
_STAYED_AWAY = exists().where(
    Attendance.sitting_id == Sitting.id,
    Attendance.deputy_id == Slot.deputy_id,
    or_(Attendance.state.not_in(ATTENDED), Attendance.revoked_at.is_not(None)),
)
_SERVED_BEFORE = (
    _OF_DEPUTY.where(DutyDay.day < bindparam("today"), ~_STAYED_AWAY)
    .order_by(DutyDay.day.desc(), Station.name)
    .limit(200)
)


def served_next(session: Session, deputy_id: int, today: date, most: int) -> Sequence[Any]:
    """The next days on which the deputy serves: ``day``, ``station_id``, ``station``, ``address``."""
    return session.execute(_SERVED_NEXT, {"deputy": deputy_id, "today": today, "most": most}).all()


def served_before(session: Session, deputy_id: int, today: date) -> Sequence[Any]:
    """The days on which the deputy has served, newest first; the same columns. Who is on record as absent has not."""
    return session.execute(_SERVED_BEFORE, {"deputy": deputy_id, "today": today}).all()


def open_to(
    session: Session,
    deputy_id: int,
    station_ids: Collection[int],
    today: date,
    most: int = 30,
    *,
    also_full: bool = False,
) -> Sequence[Sitting]:
    """The sittings at these stations in which the deputy could still take a place, soonest first.

    With `also_full` those, too, in which all places are taken. Days of the deputy's leave are left out, and all days
    after their mandate.
    """
    asked = {"deputy": deputy_id, "stations": sorted(station_ids), "today": today}
    return session.scalars(_open_to(_receives(session), most, also_full), asked).unique().all()


@prepared
def _open_to(receives: ColumnElement[bool], most: int, also_full: bool) -> Select[Sitting]:
    has_free = exists().where(Slot.sitting_id == Sitting.id, Slot.deputy_id.is_(None))
    is_theirs = exists().where(Slot.sitting_id == Sitting.id, Slot.deputy_id == bindparam("deputy"))
    may = serves_on(bindparam("deputy"), DutyDay.day) & ~away_on(bindparam("deputy"), DutyDay.day)
    here = DutyDay.station_id.in_(bindparam("stations", expanding=True))
    return (
        select(Sitting)
        .join(Sitting.duty_day)
        .join(DutyDay.station)
        .where(here, DutyDay.day >= bindparam("today"), receives, true() if also_full else has_free, ~is_theirs, may)
        .options(joinedload(Sitting.slots), _WITH_STATION)
        .order_by(DutyDay.day, Sitting.id)
        .limit(most)
    )


def deputies_of(session: Session, station: Station) -> Sequence[tuple[int, str]]:
    """Who may serve at the station, for choices: its deputies and those of its rooms, in the order of their initials."""
    here = select(Station.id).where(or_(Station.id == station.id, Station.parent_id == station.id))
    placed = select(Placement.deputy_id).where(Placement.ends.is_(None), Placement.station_id.in_(here))
    serving = select(Mandate.deputy_id).where(Mandate.state.in_(SERVING))
    query = (
        select(Deputy.id, Person.name)
        .join(Deputy.person)
        .where(Deputy.id.in_(placed), Deputy.id.in_(serving))
        .order_by(Person.initials, Person.name, Deputy.id)
    )
    return [(number, name) for number, name in session.execute(query)]


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a list of duty days over several stations is narrowed."""

    begins: date | None = None
    ends: date | None = None
    words: str = ""
    only_free: bool = False
    only_held: bool = False
    """Days on which somebody served or was received."""
    place: str = ""
    station_id: int | None = None
    """Of this station and the rooms under it."""


def in_list(session: Session, reach: Reach, wanted: Wanted) -> Select[Any]:
    """The duty days of all stations within reach that are wanted, as rows of what a list shows."""
    return _in_list(on_at(session, PLUGIN, Station.id.expression), reach, wanted)


@prepared
def _in_list(is_on: ColumnElement[bool], reach: Reach, wanted: Wanted) -> Select[Any]:
    query: Select[Any] = _LISTED.where(Station.in_reach(reach), is_on)  # type: ignore[assignment]  # columns by name, not by type
    if wanted.begins:
        query = query.where(DutyDay.day >= wanted.begins)
    if wanted.ends:
        query = query.where(DutyDay.day <= wanted.ends)
    if wanted.words:
        query = query.where(
            or_(
                Station.name.contains(wanted.words, autoescape=True),
                DutyDay.theme.contains(wanted.words, autoescape=True),
            )
        )
    if wanted.place:
        query = query.where(Station.region_code.startswith(wanted.place, autoescape=True))
    if wanted.station_id is not None:
        query = query.where(or_(Station.id == wanted.station_id, Station.parent_id == wanted.station_id))
    if wanted.only_held:
        query = query.where(_is_held())
    if wanted.only_free:
        query = query.where(DutyDay.state == "open", _has_free_places())
    return query


def sittings_of(session: Session, days: Collection[Any], *, inside: bool = True) -> dict[int, list[SittingRow]]:
    """The sittings of these rows of days, with who serves; those outside learn who agreed to be shown."""
    found: dict[int, dict[int, SittingRow]] = {}
    rows = session.execute(_SITTINGS, {"days": [day.id for day in days]})
    for day, number, part, begins, ends, name, is_shown in rows:
        sittings = found.setdefault(day, {})
        if number not in sittings:
            sittings[number] = SittingRow(part, begins, ends)
        if name is None:
            sittings[number].free += 1
        elif is_shown or inside:
            sittings[number].names.append(name)
    return {number: list(sittings.values()) for number, sittings in found.items()}


def with_everybody(query: Select[Any]) -> Select[Any]:
    """The same days in their order, with sittings, slots and who holds them, in one statement."""
    return query.order_by(DutyDay.day).options(_EVERYBODY)


def month_after(first: date) -> date:
    """The first day of the next month."""
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)


def month_before(first: date) -> date:
    """The first day of the month before."""
    return (first - timedelta(days=1)).replace(day=1)


def _receives(session: Session) -> ColumnElement[bool]:
    """Whether people are received: the day is not cancelled, the station is open and has the plugin."""
    return _received(on_at(session, PLUGIN, Station.id.expression))


@prepared
def _received(is_on: ColumnElement[bool]) -> ColumnElement[bool]:
    return (DutyDay.state == "open") & (Station.state == "open") & is_on


def _is_held() -> ColumnElement[bool]:
    """Whether somebody served on the day, or was received: what the figure "duty days held" counts."""
    of_day = Sitting.duty_day_id == DutyDay.id
    there = exists().where(of_day, Attendance.sitting_id == Sitting.id, Attendance.state.in_(ATTENDED))
    is_known = exists().where(Attendance.sitting_id == Sitting.id, Attendance.deputy_id == Slot.deputy_id)
    held = exists().where(of_day, Slot.sitting_id == Sitting.id, Slot.deputy_id.is_not(None), ~is_known)
    received = exists().where(Reception.duty_day_id == DutyDay.id)
    return (DutyDay.state == "open") & or_(there.where(Attendance.revoked_at.is_(None)), held) | received


def _has_free_places() -> ColumnElement[bool]:
    return exists().where(Sitting.duty_day_id == DutyDay.id, Slot.sitting_id == Sitting.id, Slot.deputy_id.is_(None))
