"""Who may serve in which sitting, and who would rather not: what a rota asks, in few statements for many of both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Final

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from core.api.data import SERVING, Mandate, Placement, Station
from plugins.duty_days.models import Invitation, Leave, Preference, SignUpChoice, Sitting
from plugins.duty_days.signing_up import composition
from plugins.duty_days.signing_up.composition import Want

NOON: Final = time(12)
WORST: Final = 3
"""The highest cost of going against what a deputy wishes."""
NEVER: Final = date(9999, 12, 31)

Reasons = Mapping[int, Mapping[int, str]]
"""By sitting and deputy: ``leave``, ``mandate`` (ended by then) or ``unwilling`` (declined an invitation)."""
Costs = Mapping[int, Mapping[int, int]]
"""By sitting and deputy: from 1 to :data:`WORST` where they would rather not."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """When a deputy would rather serve."""

    part: str = ""
    not_weekdays: Collection[int] = field(default=())
    not_months: Collection[int] = field(default=())

    def cost(self, day: date, part: str, begins: time | None, ends: time | None) -> int:
        """What a sitting costs the deputy, from 0 to :data:`WORST`."""
        cost = 2 * (day.weekday() in self.not_weekdays) + 3 * (day.month in self.not_months)
        when = half_of(part, begins, ends)
        if self.part and when != self.part:
            cost += 3 if when else 1  # of a whole day, half of it suits them
        return min(cost, WORST)


def half_of(part: str, begins: time | None, ends: time | None) -> str:
    """``morning`` or ``afternoon``; empty for a whole day."""
    if part in ("morning", "afternoon"):
        return part
    if begins and begins >= NOON:
        return "afternoon"
    return "morning" if ends and ends <= NOON else ""


def may_serve(session: Session, sittings: Sequence[Sitting]) -> Mapping[int, frozenset[int]]:
    """Who may serve in each sitting: placed there, with a mandate on that day, not on leave and not unwilling."""
    placed = placed_at(session, {sitting.duty_day.station_id for sitting in sittings})
    out = away(session, sittings, {deputy for its in placed.values() for deputy in its})
    return {sitting.id: placed[sitting.duty_day.station_id] - out.get(sitting.id, {}).keys() for sitting in sittings}


def placed_at(session: Session, stations: Collection[int]) -> Mapping[int, frozenset[int]]:
    """The deputies in office who are placed at each station or at a room under it; one statement."""
    here = sorted(stations)
    query = (
        select(Placement.deputy_id, Station.id, Station.parent_id)
        .join(Station, Station.id == Placement.station_id)
        .where(Placement.ends.is_(None), or_(Station.id.in_(here), Station.parent_id.in_(here)))
        .where(Placement.deputy_id.in_(select(Mandate.deputy_id).where(Mandate.state.in_(SERVING))))
    )
    found: dict[int, set[int]] = {station: set() for station in here}
    for deputy, room, parent in session.execute(query):
        for station in (room, parent):
            if station in found:
                found[station].add(deputy)
    return {station: frozenset(its) for station, its in found.items()}


def away(session: Session, sittings: Sequence[Sitting], deputies: Collection[int]) -> Reasons:
    """Which of these deputies are out of the question for which sittings, and why; three statements."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    if not sittings:
        return found
    ours = set(deputies)
    days = sorted({sitting.duty_day.day for sitting in sittings})
    of_day: dict[date, list[int]] = defaultdict(list)
    for sitting in sittings:
        of_day[sitting.duty_day.day].append(sitting.id)
    for number, deputy in session.execute(_declined(sitting.id for sitting in sittings)):
        found[number][deputy] = "unwilling"
    leaves = select(Leave.deputy_id, Leave.begins, Leave.ends).where(Leave.begins <= days[-1], Leave.ends >= days[0])
    gone = [(deputy, begins, ends, "leave") for deputy, begins, ends in session.execute(leaves) if deputy in ours]
    gone += [(deputy, last, NEVER, "mandate") for deputy, last in _ending(session, days[-1]) if deputy in ours]
    for deputy, begins, ends, why in gone:
        for day in days:
            if (begins < day if why == "mandate" else begins <= day) and day <= ends:
                for number in of_day[day]:
                    found[number][deputy] = why
    return found


def wishes_of(session: Session, sittings: Sequence[Sitting], deputies: Collection[int]) -> Costs:
    """What the sittings cost those of these deputies who would rather serve at other times; one statement."""
    ours = set(deputies)
    rows = session.execute(
        select(Preference.deputy_id, Preference.part, Preference.not_weekdays, Preference.not_months)
    )
    wishes = {row[0]: Wishes(*row[1:]) for row in rows if row[0] in ours}
    return {
        sitting.id: {
            deputy: cost
            for deputy, its in wishes.items()
            if (cost := its.cost(sitting.duty_day.day, sitting.part, sitting.begins, sitting.ends))
        }
        for sitting in sittings
    }


def wants_of(session: Session, sittings: Sequence[Sitting]) -> Mapping[int, tuple[Want, ...]]:
    """What is wanted of those who serve in each sitting; one statement."""
    stations = {sitting.duty_day.station_id for sitting in sittings}
    query = select(SignUpChoice.station_id, SignUpChoice.composition).where(SignUpChoice.station_id.in_(stations))
    always = {station: composition.read(kept) for station, kept in session.execute(query)}
    return {
        sitting.id: composition.on(
            always.get(sitting.duty_day.station_id, ())
            if sitting.duty_day.composition is None
            else composition.read(sitting.duty_day.composition),
            sitting.duty_day.day,
        )
        for sitting in sittings
    }


def _declined(sittings: Iterable[int]) -> Select[int, int]:
    return select(Invitation.sitting_id, Invitation.deputy_id).where(
        Invitation.sitting_id.in_(sorted(sittings)), Invitation.answer == "no"
    )


def _ending(session: Session, last: date) -> Iterable[tuple[int, date]]:
    """Whose last mandate ends before this day, and when."""
    ends = func.max(func.coalesce(Mandate.ends, NEVER))
    query = select(Mandate.deputy_id, ends).where(Mandate.state.in_(SERVING)).group_by(Mandate.deputy_id)
    return [(deputy, last) for deputy, last in session.execute(query.having(ends < last))]
