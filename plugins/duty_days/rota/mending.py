"""Mending a published rota after somebody dropped out: who takes over which lost place, and nothing else changes.

Asked for with a tap and answered at once; nothing happens before who runs the station agrees.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Deputy, Person, Station, day_in_words, record
from core.api.declare import LazyText, _
from plugins.duty_days.models import Proposal, ProposedPlace, Sitting, Slot
from plugins.duty_days.rota.errors import NothingToMend, PlanChanged
from plugins.duty_days.rota.planning import Plan, Who, plan
from plugins.duty_days.rota.service import lock_stations
from plugins.duty_days.rota.solving.board import Board
from plugins.duty_days.rota.solving.problem import Rota, Seats
from plugins.duty_days.rota.solving.repair import after, changes, repair_at_once
from plugins.duty_days.rota.words import Gap, gaps_in_words, why_not
from plugins.duty_days.signing_up.by_hand import tell_put_in, tell_taken_out
from plugins.duty_days.signing_up.service import empty, give

AHEAD: Final = timedelta(days=366)
BY_ROTA: Final = "rota"
GAVE_BACK: Final = _("gave the place back")


@dataclass(frozen=True, slots=True)
class Lost:
    """A duty that somebody cannot serve any more, and why."""

    sitting: Sitting
    deputy_id: int
    name: str
    why: LazyText


@dataclass(frozen=True, slots=True)
class TakenOver:
    """A place with another deputy from now on, and what speaks for them."""

    sitting: Sitting
    deputy_id: int
    name: str
    why: LazyText


@dataclass(frozen=True, slots=True)
class Mended:
    """What is proposed: what was lost, who takes over, who gives up a place for that, and what stays free."""

    lost: Sequence[Lost]
    into: Sequence[TakenOver]
    out: Sequence[tuple[int, int]]
    """Sittings and deputies who serve there no longer, because they take over elsewhere."""
    gaps: Sequence[Gap]
    stamp: str
    """In short, so that who agrees means what was shown."""


def proposed(session: Session, station: Station, today: date) -> Mended:
    """How the coming rota of the station could be mended. Writes nothing."""
    return _mended(session, station, today)[0]


def mend(session: Session, station: Station, shown: str, *, today: date, at: datetime) -> Mended:
    """Do what was proposed, and tell those whom it concerns. Raises PlanChanged, NothingToMend."""
    lock_stations(session, [station.id])
    found, drawn = _mended(session, station, today)
    if found.stamp != shown:
        raise PlanChanged
    if not found.into:
        raise NothingToMend
    _empty(drawn, found)
    session.flush()
    for one in found.into:
        slot = next(slot for slot in one.sitting.slots if slot.is_free and not slot.locked)
        give(session, slot, one.deputy_id, at, BY_ROTA)
        tell_put_in(session, one.sitting, one.deputy_id, at)
    for number, deputy_id in found.out:
        tell_taken_out(session, drawn.sitting[number], deputy_id, at)
    session.flush()
    record(session, "mend", station, {"lost": len(found.lost), "places": len(found.into), "moved": len(found.out)})
    return found


def _empty(drawn: Plan, found: Mended) -> None:
    """Free the places that others take over; who is away keeps one that nobody takes over."""
    needed: dict[int, int] = defaultdict(int)
    for one in found.into:
        needed[one.sitting.id] += 1
    leaving = [*found.out, *((one.sitting.id, one.deputy_id) for one in found.lost)]
    for number, deputy_id in leaving:
        slot = drawn.sitting[number].slot_of(deputy_id)
        free = sum(1 for each in drawn.sitting[number].slots if each.is_free and not each.locked)
        if slot is not None and (free < needed[number] or (number, deputy_id) in found.out):
            empty(slot)


def _mended(session: Session, station: Station, today: date) -> tuple[Mended, Plan]:
    drawn = plan(session, [station.id], today, today + AHEAD, today)
    lost = [*_away(drawn, station), *_given_back(session, drawn, station)]
    if not lost:
        return Mended([], [], [], [], ""), drawn
    gone = {(one.sitting.id, one.deputy_id) for one in lost}
    before = {
        sitting.id: list(
            dict.fromkeys(
                [
                    *(slot.deputy_id for slot in sitting.slots if slot.deputy_id is not None),
                    *(one.deputy_id for one in lost if one.sitting.id == sitting.id),
                ]
            )
        )
        for sitting in drawn.sittings
    }
    problem = replace(drawn.problem, seats=tuple(_published(drawn, each, before, gone) for each in drawn.problem.seats))
    rota = repair_at_once(problem, before, gone)
    now = replace(drawn, problem=after(problem, before, gone))
    changed = [one for one in changes(before, rota) if one.seats in drawn.sitting]
    out = [(one.seats, key) for one in changed for key in one.out if (one.seats, key) not in gone]
    into = list(_taken_over(now, rota, [(one.seats, key) for one in changed for key in one.into], out))
    short = {number for number, _key in gone}
    gaps = [gap for gap in gaps_in_words(now, rota) if gap.sitting_id in short]
    return Mended(lost, into, out, gaps, _stamp(before, gone, into, out)), drawn


def _away(drawn: Plan, station: Station) -> Iterator[Lost]:
    """Who holds a place that is not locked, and is on leave, or no longer of this station."""
    for sitting in drawn.sittings:
        for slot in sitting.slots:
            who = drawn.people.get(slot.deputy_id or 0)
            if who is not None and not slot.locked and (why := _why_not(who, sitting, station)):
                yield Lost(sitting, who.id, who.name, why_not(why))


def _why_not(who: Who, sitting: Sitting, station: Station) -> str:
    if station.id not in who.stations:
        return "placement" if who.level else "mandate"
    return who.away.why(sitting.duty_day.day)


def _given_back(session: Session, drawn: Plan, station: Station) -> Iterator[Lost]:
    """Who was published, holds the place no longer, and left it free."""
    query = (
        select(ProposedPlace.sitting_id, ProposedPlace.deputy_id, Person.name)
        .join(ProposedPlace.proposal)
        .join(Deputy, Deputy.id == ProposedPlace.deputy_id)
        .join(Person, Person.id == Deputy.person_id)
        .where(Proposal.station_id == station.id, Proposal.state == "published")
        .where(ProposedPlace.sitting_id.in_(sorted(drawn.sitting)))
        .order_by(ProposedPlace.sitting_id, ProposedPlace.id.desc())
    )
    left = {
        sitting.id: sum(1 for slot in sitting.slots if slot.is_free and not slot.locked) for sitting in drawn.sittings
    }
    seen = set()
    for number, deputy_id, name in session.execute(query):
        sitting = drawn.sitting[number]
        if left[number] and sitting.slot_of(deputy_id) is None and (number, deputy_id) not in seen:
            seen.add((number, deputy_id))
            left[number] -= 1
            who = drawn.people.get(deputy_id)
            why = _why_not(who, sitting, station) if who else "mandate"
            yield Lost(sitting, deputy_id, name, why_not(why) if why else GAVE_BACK)


def _published(
    drawn: Plan, seats: Seats, before: Mapping[int, Sequence[int]], gone: Collection[tuple[int, int]]
) -> Seats:
    """The sitting with as many places as were published: what the rota gave may move, all else is held."""
    if seats.key not in drawn.sitting:
        return seats
    firm = tuple(
        slot.deputy_id
        for slot in drawn.sitting[seats.key].slots
        if slot.deputy_id is not None and _is_firm(slot) and (seats.key, slot.deputy_id) not in gone
    )
    places = len(before[seats.key])
    return replace(seats, held=firm, places=places, minimum=min(seats.minimum, places))


def _is_firm(slot: Slot) -> bool:
    return slot.locked or slot.how != BY_ROTA


def _taken_over(
    now: Plan, rota: Rota, into: Sequence[tuple[int, int]], out: Sequence[tuple[int, int]]
) -> Iterator[TakenOver]:
    board = Board(now.problem, rota.holders)
    from_where = {key: now.sitting[number].duty_day.day for number, key in out}
    for number, key in into:
        who = now.people[key]
        if key in from_where:
            why = _("moves here from %(day)s", day=day_in_words(from_where[key]))
        else:
            why = _("Duties this year: %(n)s", n=board.load(now.problem.candidate[key]))
        yield TakenOver(now.sitting[number], key, who.name, why)


def _stamp(
    before: Mapping[int, Sequence[int]],
    gone: Collection[tuple[int, int]],
    into: Sequence[TakenOver],
    out: Sequence[tuple[int, int]],
) -> str:
    given = sorted((one.sitting.id, one.deputy_id) for one in into)
    shown = json.dumps([sorted(before.items()), sorted(gone), given, sorted(out)])
    return hashlib.sha256(shown.encode()).hexdigest()[:20]
