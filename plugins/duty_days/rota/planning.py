"""What a rota stands on: the days to fill and who may serve on them, read once and put as a problem to solve.

The same reading serves the page, which shows it, and the worker, which solves it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, or_, select
from sqlalchemy.orm import Session, joinedload, lazyload

from core.api.data import SERVING, Deputy, GroupMember, Mandate, Person, Placement, Station
from plugins.duty_days.models import Attendance, DutyDay, Invitation, Leave, Preference, SignUpChoice, Sitting, Slot
from plugins.duty_days.rota.solving.problem import Candidate, Problem, Seats, turns
from plugins.duty_days.rota.willing import Away, wanted
from plugins.duty_days.rules.restrictions import Restriction, most_places, on
from plugins.duty_days.rules.service import restrictions_of
from plugins.duty_days.signing_up.availability import Wishes
from plugins.duty_days.signing_up.composition import Want, read

LEVELS: Final = ("national", "provincial", "prefectural", "county", "township")
"""From the highest down."""
AROUND: Final = timedelta(days=35)
"""Duties so near to the period count for the distance between duties."""
AVOIDED: Final = 3
"""What a duty costs on a day that its trade would rather avoid: as much as going against somebody's strongest wish."""
_NOT_SERVED: Final = ("absent", "replaced")


@dataclass(frozen=True, slots=True)
class Who:
    """A deputy, as a rota shows them."""

    id: int
    name: str
    station_id: int
    """Of the stations that are planned, the one whose load they share."""
    level: str
    speciality: str
    employer_id: int | None
    stations: frozenset[int]
    """Where they may serve, of the stations that are planned. Empty: they only hold a place."""
    groups: frozenset[int]
    away: Away
    declined: frozenset[int]
    """Sittings for which they declined the invitation."""
    wishes: Wishes


@dataclass(frozen=True)
class Plan:
    """A period of one station, or of many that share deputies."""

    begins: date
    ends: date
    days: Sequence[DutyDay]
    """The open days that can still be planned, soonest first, with sittings and slots."""
    people: Mapping[int, Who]
    problem: Problem
    seasons: Mapping[int, Sequence[Restriction]]
    """What the trade of its station says about each day."""

    @cached_property
    def sittings(self) -> Sequence[Sitting]:
        """The sittings to plan, in the order of their days."""
        return [sitting for day in self.days for sitting in day.sittings]

    @cached_property
    def sitting(self) -> Mapping[int, Sitting]:
        """The sittings by their numbers."""
        return {sitting.id: sitting for sitting in self.sittings}

    def as_they_are(self, station_id: int) -> dict[str, list[str | int]]:
        """The sittings of a station as plain words, to be compared with what they are later."""
        return {
            str(sitting.id): [sitting.duty_day.day.isoformat(), sitting.part, sitting.places]
            for sitting in self.sittings
            if sitting.duty_day.station_id == station_id
        }

    @property
    def to_fill(self) -> int:
        """How many places nobody holds."""
        return sum(seats.to_fill for seats in self.problem.seats if seats.key in self.sitting)


def plan(session: Session, stations: Collection[int], begins: date, ends: date, today: date) -> Plan:
    """The period at these stations, from today on: what has been served before counts, and is not planned again."""
    first = max(begins, today)
    rows = session.execute(_days(stations, first, ends)).unique().all()
    days = [day for day, _choice in rows]
    wants = {day.id: _wants(day, choice) for day, choice in rows}
    people = _people(session, stations, days, first, ends)
    restricted = {station: _restrictions(session, station, days) for station in {day.station for day in days}}
    rules = {day.id: _Rules(wants[day.id], on(restricted[day.station], day.day)) for day in days}
    duties = _duties(session, people, first, ends)
    seasons = {number: its.restrictions for number, its in rules.items()}
    return Plan(first, ends, days, people, _problem(days, people, rules, duties, first), seasons)


def _wants(day: DutyDay, choice: SignUpChoice | None) -> tuple[Want, ...]:
    """What the day wants of those who serve; where it says nothing, what the station always wants."""
    return read(day.composition if day.composition is not None else choice.composition if choice else None)


@dataclass(frozen=True, slots=True)
class _Rules:
    """What holds for a day beside who may serve on it."""

    wants: tuple[Want, ...]
    restrictions: tuple[Restriction, ...]

    @property
    def is_closed(self) -> bool:
        """Whether a season closes the station."""
        return any(one.kind == "closed" for one in self.restrictions)

    @property
    def is_avoided(self) -> bool:
        """Whether a season would rather have nobody serve: where places stay free anyway, they do so here."""
        return any(one.kind in {"avoid", "move"} for one in self.restrictions)


def _days(stations: Collection[int], first: date, ends: date) -> Select[DutyDay, SignUpChoice]:
    slots = joinedload(DutyDay.sittings).joinedload(Sitting.slots)
    return (
        select(DutyDay, SignUpChoice)
        .outerjoin(SignUpChoice, SignUpChoice.station_id == DutyDay.station_id)
        .where(DutyDay.station_id.in_(sorted(stations)), DutyDay.day.between(first, ends), DutyDay.state == "open")
        .order_by(DutyDay.day, DutyDay.id)
        .options(slots, lazyload(SignUpChoice.station))
    )


def _restrictions(session: Session, station: Station, days: Sequence[DutyDay]) -> Sequence[Restriction]:
    """What the trade of the station says about these days."""
    its = [day.day for day in days if day.station_id == station.id]
    return restrictions_of(session, station, min(its), max(its))


# Who may serve


def _people(
    session: Session, stations: Collection[int], days: Sequence[DutyDay], first: date, ends: date
) -> dict[int, Who]:
    """Who is placed at these stations or their rooms and serves; and who holds a place there, whatever became of them."""
    holders = {slot.deputy_id for day in days for sitting in day.sittings for slot in sitting.slots if slot.deputy_id}
    found: dict[int, list[Any]] = defaultdict(list)
    for row in session.execute(
        _candidates(stations, holders, [one.id for day in days for one in day.sittings], first, ends)
    ):
        found[row.id].append(row)
    return {number: _who(rows) for number, rows in found.items()}


def _candidates(
    stations: Collection[int], holders: Collection[int], sittings: Sequence[int], first: date, ends: date
) -> Select[Any]:
    """A row for each deputy, mandate, placement, group and leave; the joins take no more than what is wanted of each."""
    where = sorted(stations)
    placed_at = case((Station.id.in_(where), Station.id), else_=Station.parent_id).label("placed_at")
    here = or_(Station.id.in_(where), Station.parent_id.in_(where))
    placed = (
        select(Placement.deputy_id, placed_at)
        .join(Station, Station.id == Placement.station_id)
        .where(Placement.ends.is_(None), here)
        .subquery()
    )
    query: Select[Any] = (
        select(
            Deputy.id,
            Person.name,
            Person.employer_id,
            Deputy.speciality,
            Mandate.level,
            Mandate.ends,
            placed.c.placed_at,
            GroupMember.group_id,
            Leave.begins.label("leave_begins"),
            Leave.ends.label("leave_ends"),
            Invitation.sitting_id.label("declined"),
            Preference.part,
            Preference.not_weekdays,
            Preference.not_months,
        )
        .join(Deputy.person)
        .outerjoin(Mandate, and_(Mandate.deputy_id == Deputy.id, Mandate.state.in_(SERVING)))
        .outerjoin(placed, placed.c.deputy_id == Deputy.id)
        .outerjoin(GroupMember, and_(GroupMember.deputy_id == Deputy.id, GroupMember.ends.is_(None)))
        .outerjoin(Leave, and_(Leave.deputy_id == Deputy.id, Leave.begins <= ends, Leave.ends >= first))
        .outerjoin(Preference, Preference.deputy_id == Deputy.id)
        .outerjoin(Invitation, _declined(sittings))
        .where(or_(and_(placed.c.placed_at.is_not(None), Mandate.id.is_not(None)), Deputy.id.in_(sorted(holders))))
        .order_by(Person.initials, Person.name, Deputy.id)
    )
    return query


def _declined(sittings: Sequence[int]) -> ColumnElement[bool]:
    return and_(Invitation.deputy_id == Deputy.id, Invitation.answer == "no", Invitation.sitting_id.in_(sittings))


def _who(rows: Sequence[Any]) -> Who:
    levels = {row.level for row in rows if row.level}
    stations = frozenset(row.placed_at for row in rows if row.placed_at is not None) if levels else frozenset()
    one = rows[0]
    mandates = {(row.level, row.ends) for row in rows if row.level}
    until = None if any(ends is None for _level, ends in mandates) else max((e for _l, e in mandates), default=None)
    leaves = {(row.leave_begins, row.leave_ends) for row in rows if row.leave_begins is not None}
    return Who(
        id=one.id,
        name=one.name,
        station_id=min(stations, default=0),
        level=next((level for level in LEVELS if level in levels), ""),
        speciality=one.speciality,
        employer_id=one.employer_id,
        stations=stations,
        groups=frozenset(row.group_id for row in rows if row.group_id is not None),
        away=Away(tuple(sorted(leaves)), until),
        declined=frozenset(row.declined for row in rows if row.declined is not None),
        wishes=Wishes(one.part or "", one.not_weekdays or (), one.not_months or ()),
    )


# What they serve besides


@dataclass(frozen=True, slots=True)
class _Duty:
    """A duty of a deputy in the year of the period or shortly after it."""

    deputy_id: int
    sitting_id: int
    day: date
    part: str
    station_id: int
    was_served: bool


def _duties(session: Session, people: Collection[int], first: date, ends: date) -> Sequence[_Duty]:
    since = min(first.replace(month=1, day=1), first - AROUND)
    query = (
        select(Slot.deputy_id, Sitting.id, DutyDay.day, Sitting.part, DutyDay.station_id, Attendance.state)
        .join(Slot.sitting)
        .join(Sitting.duty_day)
        .outerjoin(
            Attendance,
            and_(
                Attendance.sitting_id == Sitting.id,
                Attendance.deputy_id == Slot.deputy_id,
                Attendance.revoked_at.is_(None),
            ),
        )
        .where(Slot.deputy_id.in_(sorted(people)), DutyDay.day.between(since, ends + AROUND), DutyDay.state == "open")
        .order_by(DutyDay.day, Sitting.id)
    )
    return [
        _Duty(deputy, sitting, day, part, station, state not in _NOT_SERVED)
        for deputy, sitting, day, part, station, state in session.execute(query)
        if deputy is not None
    ]


# The problem


def _problem(
    days: Sequence[DutyDay],
    people: Mapping[int, Who],
    rules: Mapping[int, _Rules],
    duties: Sequence[_Duty],
    first: date,
) -> Problem:
    planned = {sitting.id for day in days for sitting in day.sittings}
    besides = [duty for duty in duties if duty.sitting_id not in planned]
    near = [duty for duty in besides if duty.day > first - AROUND and duty.was_served]
    turn = _turns([*((day.station_id, day.day) for day in days), *((duty.station_id, duty.day) for duty in near)])
    seats = [_seats(sitting, turn[day.station_id, day.day], rules[day.id]) for day in days for sitting in day.sittings]
    by_number = {sitting.id: sitting for day in days for sitting in day.sittings}
    closed = {sitting.id for day in days for sitting in day.sittings if rules[day.id].is_closed}
    served = _served(besides, first, {duty.sitting_id for duty in near})
    candidates = tuple(
        _candidate(who, by_number, seats, closed, served[who.id]) for who in people.values() if who.stations
    )
    heeded = _heeded(near, turn)
    return Problem(candidates, (*seats, *heeded), most_a_period=_most_a_period(seats, candidates))


def _turns(days: Sequence[tuple[int, date]]) -> Mapping[tuple[int, date], int]:
    """The turn of each day of each station."""
    of: dict[int, list[date]] = defaultdict(list)
    for station, day in days:
        of[station].append(day)
    return {(station, day): turn for station, its in of.items() for day, turn in turns(its).items()}


def _seats(sitting: Sitting, turn: int, rules: _Rules) -> Seats:
    day = sitting.duty_day
    held = tuple(slot.deputy_id for slot in sitting.slots if slot.deputy_id is not None)
    places = sum(1 for slot in sitting.slots if slot.deputy_id is not None or not slot.locked)
    places = max(len(held), most_places(rules.restrictions, day.day, places))
    return Seats(
        key=sitting.id,
        station=day.station_id,
        day=day.day,
        # Who serves weekly has weeks as turns, and then serves once a week at most; others once a month.
        period=turn,
        turn=turn,
        places=places,
        minimum=min(sitting.minimum, places),
        part=sitting.part,
        held=held,
        wanted=wanted(rules.wants, day.day),
        avoided=AVOIDED if rules.is_avoided else 0,
    )


def _heeded(duties: Sequence[_Duty], turn: Mapping[tuple[int, date], int]) -> list[Seats]:
    """Duties elsewhere, or shortly before and after: not planned, but nobody is in two places, or on duty all the time."""
    of: dict[int, list[_Duty]] = defaultdict(list)
    for duty in duties:
        of[duty.sitting_id].append(duty)
    return [
        Seats(
            key=number,
            station=its[0].station_id,
            day=its[0].day,
            period=turn[its[0].station_id, its[0].day],
            turn=turn[its[0].station_id, its[0].day],
            places=len(its),
            minimum=0,
            part=its[0].part,
            held=tuple(duty.deputy_id for duty in its),
            one_of_an_enterprise=False,
        )
        for number, its in of.items()
    ]


def _served(duties: Sequence[_Duty], first: date, near: Collection[int]) -> Mapping[int, int]:
    """How often each has served this year, and not counted among the duties that are heeded."""
    count: dict[int, int] = defaultdict(int)
    for duty in duties:
        if duty.was_served and duty.day.year == first.year and duty.sitting_id not in near:
            count[duty.deputy_id] += 1
    return count


def _candidate(
    who: Who,
    sittings: Mapping[int, Sitting],
    seats: Sequence[Seats],
    closed: Collection[int],
    served: int,
) -> Candidate:
    theirs = [each for each in seats if each.station in who.stations]
    away: dict[int, str] = {}
    wishes: dict[int, int] = {}
    for each in theirs:
        sitting = sittings[each.key]
        if why := "restricted" if each.key in closed else who.away.why(each.day):
            away[each.key] = why
        elif each.key in who.declined:
            away[each.key] = "unwilling"
        if cost := who.wishes.cost(each.day, each.part, sitting.begins, sitting.ends):
            wishes[each.key] = cost
    return Candidate(
        key=who.id,
        station=who.station_id,
        stations=who.stations,
        level=who.level,
        specialities=frozenset({who.speciality} - {""}),
        groups=who.groups,
        enterprise=who.employer_id,
        served=served,
        away=away,
        wishes=wishes,
        counts=len(away) < len(theirs) or not theirs,
    )


def _most_a_period(seats: Sequence[Seats], candidates: Sequence[Candidate]) -> int:
    """How often one serves in a period at most: once, unless a station has more places in one than deputies."""
    places: dict[tuple[int, int], int] = defaultdict(int)
    for each in seats:
        places[each.station, each.period] += each.places
    hands: dict[int, int] = defaultdict(int)
    for one in candidates:
        for station in one.stations:
            hands[station] += 1
    return max((-(-number // hands[station]) for (station, _p), number in places.items() if hands[station]), default=1)


def without(problem: Problem, sittings: Collection[int]) -> Problem:
    """The same with nothing to fill but these sittings: all else stays as it is held."""
    return replace(
        problem,
        seats=tuple(
            each
            if each.key in sittings
            else replace(each, places=len(each.held), minimum=min(each.minimum, len(each.held)), wanted=())
            for each in problem.seats
        ),
    )
