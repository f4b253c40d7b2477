"""What stands in a feed: the days of a deputy or of a station from a year back to two years ahead, in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from core.api.data import Deputy, Person, Station, on_at
from plugins.duty_days.lists import PLUGIN
from plugins.duty_days.models import DutyDay, Feed, Sitting, Slot

BACK = timedelta(days=366)
AHEAD = timedelta(days=731)
"""As far ahead as days can be added by hand."""
Named = Literal["everybody", "agreed", "nobody"]
"""Who is named: deputies who agreed to be shown, or all. A deputy's own calendar needs no names."""


@dataclass(slots=True)
class Entry:
    """One sitting, as a calendar shows it."""

    sitting_id: int
    part: str
    begins: time | None
    ends: time | None
    day: date
    theme: str
    leader: str
    is_cancelled: bool
    sequence: int
    changed_at: datetime | None
    station_id: int
    station: str
    address: str
    names: list[str] = field(default_factory=list)


_ENTRIES: Any = (
    select(
        Sitting.id,
        Sitting.part,
        Sitting.begins,
        Sitting.ends,
        DutyDay.day,
        DutyDay.theme,
        DutyDay.leader,
        DutyDay.state == "cancelled",
        DutyDay.sequence,
        DutyDay.changed_at,
        Station.id,
        Station.name,
        Station.address,
        Person.name,
        Deputy.is_shown,
        Slot.taken_at,
    )
    .join(Sitting.duty_day)
    .join(DutyDay.station)
    .join(Sitting.slots)
    .outerjoin(Slot.deputy)
    .outerjoin(Deputy.person)
    .where(DutyDay.day.between(bindparam("begins"), bindparam("ends")))
    .order_by(DutyDay.day, Sitting.id, Slot.place)
)


def entries_of(session: Session, feed: Feed, today: date) -> Sequence[Entry]:
    """What a secret address shows: a deputy's own days, or a station's with everybody's name."""
    is_on = on_at(session, PLUGIN, Station.id.expression)
    if feed.deputy_id is not None:
        return _read(session, _ENTRIES.where(is_on, Slot.deputy_id == feed.deputy_id), today, "nobody")
    return _read(session, _ENTRIES.where(is_on, DutyDay.station_id == feed.station_id), today, "everybody")


def public_entries(session: Session, station: Station, today: date) -> Sequence[Entry]:
    """What everybody may read of a station: its days, and the deputies who agreed to be shown."""
    return _read(session, _ENTRIES.where(DutyDay.station_id == station.id), today, "agreed")


def _read(session: Session, query: Select[Any], today: date, named: Named) -> Sequence[Entry]:
    rows = session.execute(query, {"begins": today - BACK, "ends": today + AHEAD})
    return list(_sittings(rows, named).values())


def _sittings(rows: Iterable[Any], named: Named) -> dict[int, Entry]:
    found: dict[int, Entry] = {}
    for *facts, name, is_shown, taken_at in rows:
        entry = found.setdefault(facts[0], Entry(*facts))
        entry.changed_at = max((at for at in (entry.changed_at, taken_at) if at is not None), default=None)
        if name is not None and (named == "everybody" or (named == "agreed" and is_shown)):
            entry.names.append(name)
    return found
