"""Merging a station into another: what would move, moving it, and undoing a fresh mistake."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import hookspecs
from core.access import Reach
from core.accounts.models import Grant
from core.deputies.models import REASON_LENGTH, Placement
from core.liaison.models import Liaison
from core.lifetimes.errors import (
    AlreadyClosed,
    CannotUndo,
    MergedIntoItself,
    TargetBelow,
    TargetNotOpen,
    TargetOpenedLater,
    TargetOutOfReach,
)
from core.lifetimes.service import (
    check_day,
    end_placement,
    handed_over,
    last_day,
    liaisons,
    note,
    number_open,
    open_rooms,
    placements,
    staff,
)
from core.plugin_host.asking import announce
from core.stations.models import Staff, Station, StationEvent
from core.words import LazyText
from core.words import lazy as _

UNDONE_WITHIN: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a merger would move."""

    into: Station
    day: date
    deputies: int
    already_there: int
    """How many of the deputies are placed there already: they are not placed twice."""
    staff: int
    liaisons: int
    rooms: Sequence[Station]
    accounts: int
    """How many accounts look after the old station: they do not move."""
    handed_over: Sequence[LazyText]
    """What becomes of records of plugins."""


def candidates(session: Session, station: Station, reach: Reach) -> list[tuple[int, str]]:
    """The stations it may be merged into: open ones within reach."""
    query = select(Station.id, Station.name).where(
        Station.in_reach(reach), Station.state == "open", Station.id != station.id
    )
    return [(number, name) for number, name in session.execute(query.order_by(Station.sort_key, Station.id))]


def preview(session: Session, station: Station, into: Station, day: date, today: date) -> Preview:
    """What would move, if the station were merged into this one."""
    there = {one.deputy_id for one in placements(session, [into.id])}
    here = [one.deputy_id for one in placements(session, [station.id])]
    return Preview(
        into,
        day,
        len(here),
        sum(1 for one in here if one in there),
        len(staff(session, [station.id])),
        len(liaisons(session, [station.id])),
        open_rooms(session, station),
        managers(session, station),
        handed_over(session, station, into, day, today),
    )


def managers(session: Session, station: Station) -> int:
    """How many accounts have a role at this station."""
    held = select(func.count(func.distinct(Grant.account_id))).where(Grant.station_id == station.id)
    return session.scalar(held) or 0


def check(session: Session, station: Station, into: Station | None, reach: Reach) -> Station:
    """The station to merge into; raises with a sentence where it cannot be."""
    if station.state == "closed":
        raise AlreadyClosed(name=station.name)
    if into is None or not reach.covers(into.scope()):
        raise TargetOutOfReach
    if into.id == station.id:
        raise MergedIntoItself
    if into.state != "open":
        raise TargetNotOpen(name=into.name)
    above, seen = into.parent_id, set[int]()
    while above is not None and above not in seen:
        if above == station.id:
            raise TargetBelow(name=into.name)
        seen.add(above)
        above = session.scalar(select(Station.parent_id).where(Station.id == above))
    return into


def merge(
    session: Session,
    station: Station,
    into: Station | None,
    today: date,
    *,
    reach: Reach,
    day: date,
    reason: str = "",
    with_rooms: bool = False,
) -> StationEvent:
    """Close the station; who works there goes on at the other one. Its own history stays with it.

    Rooms go under the other station; `with_rooms`, they are merged into it as well.
    """
    if into is not None:
        session.refresh(into, with_for_update={"key_share": True})  # nobody merges or closes that one meanwhile
    into = check(session, station, into, reach)
    check_day(session, station, day, today)
    if not number_open(session, day, Station.id == into.id):
        raise TargetOpenedLater(name=into.name, day=day)
    rooms = open_rooms(session, station)
    moved: dict[str, Any] = {
        "rooms": [room.id for room in rooms],
        "closed": [room.id for room in rooms] if with_rooms else [],
    }
    for room in rooms:
        if with_rooms:
            merge(session, room, into, today, reach=reach, day=day, reason=reason, with_rooms=True)
        else:
            room.parent = into
    placed = [_go_on_as_deputy(session, one, into, day) for one in placements(session, [station.id])]
    running = [_go_on_as_staff(session, one, into, day) for one in staff(session, [station.id])]
    ended = [_end(one, day) for one in liaisons(session, [station.id])]
    moved |= {"placements": placed, "staff": running, "liaisons": ended, "was": [station.state]}
    station.state, station.merged_into = "closed", into
    event = note(session, station, "merged", day, reason=reason, other=into)
    event.moves = moved
    note(session, into, "took_in", day, reason=reason, other=station)
    announce(hookspecs.station_closed, session, station, into, max(day, today))
    return event


def undoable(session: Session, station: Station, today: date) -> StationEvent | None:
    """The merger of this station that can still be undone, if there is one."""
    try:
        return _undoable(session, station, today)
    except CannotUndo:
        return None


def undo(session: Session, station: Station, today: date) -> None:
    """Undo a merger that was a mistake: everything goes back to where it was. Raises :class:`CannotUndo`."""
    event = _undoable(session, station, today)
    into, moved = event.other, event.moves
    for model, pairs in ((Placement, moved["placements"]), (Staff, moved["staff"])):
        for _old, new in pairs:
            if new:
                session.delete(session.get_one(model, new))
        session.flush()
    for old, _new in moved["placements"]:
        placement = session.get_one(Placement, old)
        placement.ends, placement.end_reason = None, ""
    for old, _new in moved["staff"]:
        session.get_one(Staff, old).ends = None
    for number in moved["liaisons"]:
        session.get_one(Liaison, number).ends = None
    station.state, station.merged_into = moved["was"][0], None
    session.flush()
    _rooms_back(session, station, event, today)
    note(session, station, "merge_undone", max(today, event.day), other=into)
    if into is not None:
        session.expire(into, ["staff"])
    session.expire(station, ["staff"])


def _rooms_back(session: Session, station: Station, event: StationEvent, today: date) -> None:
    """Its rooms stand under it again; one that was merged too comes back, unless it was brought back by itself."""
    for number in event.moves["rooms"]:
        room = session.get_one(Station, number)
        if number not in event.moves["closed"]:
            room.parent = station
        elif room.merged_into_id == event.other_id:
            undo(session, room, today)


def _undoable(session: Session, station: Station, today: date) -> StationEvent:
    query = select(StationEvent).where(StationEvent.station_id == station.id)
    event = session.scalars(query.order_by(StationEvent.id.desc()).limit(1)).one_or_none()
    if event is None or event.kind != "merged" or station.merged_into_id != event.other_id:
        raise CannotUndo(why=_("something else has happened to the station since."))
    if today - event.day > UNDONE_WITHIN:
        raise CannotUndo(why=_("it is more than %(days)s days ago.", days=UNDONE_WITHIN.days))
    moved: dict[str, Any] = event.moves
    for model, pairs in ((Placement, moved["placements"]), (Staff, moved["staff"])):
        new = [pair[1] for pair in pairs if pair[1]]
        still = session.scalar(
            select(func.count(model.id)).where(
                model.id.in_(new), model.station_id == event.other_id, model.ends.is_(None)
            )
        )
        if still != len(new):
            raise CannotUndo(why=_("some of those who moved have moved on since."))
    rooms = [number for number in moved["rooms"] if number not in moved["closed"]]
    under = session.scalar(
        select(func.count(Station.id)).where(Station.id.in_(rooms), Station.parent_id == event.other_id)
    )
    if under != len(rooms):
        raise CannotUndo(why=_("some of its rooms stand elsewhere by now."))
    return event


def _go_on_as_deputy(session: Session, old: Placement, into: Station, day: date) -> list[int | None]:
    """End a placement and go on at the other station, unless the deputy is there already."""
    end_placement(old, day, _("Merged into %(name)s", name=into.name))
    there = select(Placement.id).where(
        Placement.deputy_id == old.deputy_id, Placement.station_id == into.id, Placement.ends.is_(None)
    )
    if session.scalar(there):
        return [old.id, None]
    reason = str(_("%(name)s was merged into it", name=old.station.name))[:REASON_LENGTH]
    new = Placement(deputy_id=old.deputy_id, station_id=into.id, begins=old.ends, reason=reason)
    session.add(new)
    session.flush()
    return [old.id, new.id]


def _go_on_as_staff(session: Session, old: Staff, into: Station, day: date) -> list[int | None]:
    """End a post and go on at the other station; who was head goes on as its deputy head."""
    old.ends = last_day(old.begins, day)
    role = "deputy_head" if old.role == "head" else old.role
    there = select(Staff.id).where(
        Staff.person_id == old.person_id, Staff.station_id == into.id, Staff.role == role, Staff.ends.is_(None)
    )
    if session.scalar(there):
        return [old.id, None]
    new = Staff(person_id=old.person_id, station_id=into.id, role=role, begins=old.ends)
    session.add(new)
    session.flush()
    return [old.id, new.id]


def _end(liaison: Liaison, day: date) -> int:
    liaison.ends = last_day(liaison.begins, day)
    return liaison.id
