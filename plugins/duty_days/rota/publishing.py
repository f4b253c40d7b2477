"""Publishing a rota: what was proposed becomes places held, in one transaction; and taking it back."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from core.api.data import Deputy, day_in_words, notify, record
from core.api.declare import LazyText, _
from plugins.duty_days.models import DutyDay, Proposal, ProposedPlace, Sitting, Slot
from plugins.duty_days.rota import service
from plugins.duty_days.rota.errors import DraftThere, NotPublished, PlanChanged
from plugins.duty_days.rota.planning import Plan
from plugins.duty_days.rota.solving.board import ELSEWHERE, SAME_TIME, Board
from plugins.duty_days.rota.words import listed, why_not

FIRM = (ELSEWHERE, SAME_TIME)
"""What stands in the way of publishing a name, beside being away."""


@dataclass(frozen=True, slots=True)
class Change:
    """A day that is not as it was when the proposal was made."""

    kind: str
    """``added``, ``gone``, ``moved`` or ``places``."""
    day: date
    now: date | None = None


@dataclass(slots=True)
class Outcome:
    """What became of a publication."""

    published: list[Slot] = field(default_factory=list)
    taken: list[tuple[str, date]] = field(default_factory=list)
    """Names that found their place taken meanwhile, or signed up there themselves."""
    refused: list[tuple[str, date, LazyText]] = field(default_factory=list)
    """Names that cannot serve any longer, and why."""
    changes: Sequence[Change] = ()


def changes_since(proposal: Proposal, drawn: Plan) -> Sequence[Change]:
    """Which days changed since the proposal was made."""
    found = []
    now = drawn.as_they_are(proposal.station_id)
    for number, (day, _part, places) in proposal.days.items():
        then = date.fromisoformat(day)
        if number not in now:
            if then >= drawn.begins:  # what has passed since did not change
                found.append(Change("gone", then))
        elif now[number][0] != day:
            found.append(Change("moved", then, date.fromisoformat(str(now[number][0]))))
        elif now[number][2] != places:
            found.append(Change("places", then))
    found += [Change("added", date.fromisoformat(str(now[number][0]))) for number in now if number not in proposal.days]
    return sorted(found, key=lambda change: (change.day, change.kind))


def stamp(proposal: Proposal, drawn: Plan) -> str:
    """What a page shows of a proposal, in short: who publishes means this, and not what became of it meanwhile."""
    held = {seats.key: sorted(seats.held) for seats in drawn.problem.seats if seats.key in drawn.sitting}
    proposed = sorted((place.sitting_id, place.deputy_id) for place in proposal.places)
    shown = json.dumps([drawn.as_they_are(proposal.station_id), held, proposed], sort_keys=True)
    return hashlib.sha256(shown.encode()).hexdigest()[:20]


def publish(
    session: Session,
    proposal: Proposal,
    *,
    at: datetime,
    today: date,
    account_id: int | None,
    shown: str | None = None,
) -> Outcome:
    """Give the places to those who are proposed, and tell them. Places that others took meanwhile are left to these.

    `shown` is the :func:`stamp` of the page it was published from. Raises NoDraft, StillSolving, PlanChanged.
    """
    proposal = service.opened(session, proposal)
    _hold(session, [proposal])
    drawn = service.planned(session, proposal, today)
    if shown is not None and shown != stamp(proposal, drawn):
        raise PlanChanged
    return _published(session, proposal, drawn, Board(drawn.problem), at, account_id)


def _hold(session: Session, proposals: Sequence[Proposal]) -> None:
    """From here on nobody else changes the places these proposals are about."""
    session.execute(_slots(sorted({place.sitting_id for one in proposals for place in one.places})))


def _published(
    session: Session, proposal: Proposal, drawn: Plan, board: Board, at: datetime, account_id: int | None
) -> Outcome:
    outcome = Outcome(changes=changes_since(proposal, drawn))
    for place in sorted(proposal.places, key=lambda place: (place.sitting_id, place.id)):
        _give(drawn, board, place, at, outcome)
    proposal.state, proposal.ended_at, proposal.ended_by = "published", at, account_id
    session.flush()
    facts = {"places": len(outcome.published), "taken": len(outcome.taken), "refused": len(outcome.refused)}
    record(session, "publish", proposal, facts)
    _tell(session, proposal, outcome.published, at)
    return outcome


def take_back(session: Session, proposal: Proposal, *, at: datetime, today: date) -> int:
    """Make a draft of a published proposal again: places it gave that are still held so, and still to come, are free.

    Returns how many. Raises NotPublished, DraftThere.
    """
    found = session.get_one(Proposal, proposal.id, with_for_update={"of": Proposal}, populate_existing=True)
    if found.state != "published":
        raise NotPublished
    if there := service.draft_of(session, found.station_id):
        raise DraftThere(begins=day_in_words(there.begins), ends=day_in_words(there.ends))
    given = {(place.sitting_id, place.deputy_id) for place in found.places}
    slots = session.scalars(_slots(sorted({sitting for sitting, _deputy in given})))
    lost = [
        slot
        for slot in slots.unique()
        if slot.proposal_id == found.id
        and (slot.sitting_id, slot.deputy_id) in given
        and slot.sitting.duty_day.day >= today
        and slot.sitting.duty_day.state == "open"
        and not slot.locked
    ]
    told = _days_of(lost)
    for slot in lost:
        slot.deputy_id = slot.taken_at = slot.proposal_id = None
    found.state, found.ended_at, found.ended_by = "ready", None, None
    session.flush()
    record(session, "take_back", found, {"places": len(lost)})
    for deputy, days in told.items():
        notify(
            session,
            person_id=deputy.person_id,
            key=f"duty_days.rota:back-{found.id}-{deputy.id}-{at:%Y%m%d%H%M%S}",
            title=_("The rota of %(station)s was taken back", station=found.station.name),
            body=_("You are not on duty on these days any longer: %(days)s. A new rota will follow.", days=days),
            link="/p/duty_days/",
            at=at,
            station_id=found.station_id,
        )
    return len(lost)


def _slots(sittings: Iterable[int]) -> Select[Slot]:
    return (
        select(Slot)
        .join(Slot.sitting)
        .join(Sitting.duty_day)
        .where(Slot.sitting_id.in_(list(sittings)))
        .options(joinedload(Slot.sitting).joinedload(Sitting.duty_day).lazyload(DutyDay.station))
        .options(joinedload(Slot.deputy))
        .order_by(Slot.sitting_id, Slot.place)
        .with_for_update(of=Slot)
        .execution_options(populate_existing=True)
    )


def _give(drawn: Plan, board: Board, place: ProposedPlace, at: datetime, outcome: Outcome) -> None:
    """Give one place, or note why not."""
    name, sitting_id, deputy_id = place.deputy.person.name, place.sitting_id, place.deputy_id
    sitting = drawn.sitting.get(sitting_id)
    if sitting is None:  # removed, cancelled or passed: among the changes
        return
    day = sitting.duty_day.day
    candidate, seats = drawn.problem.candidate.get(deputy_id), drawn.problem.sitting[sitting_id]
    if deputy_id in seats.held:
        outcome.taken.append((name, day))
        return
    if candidate is None:
        outcome.refused.append((name, day, why_not("mandate")))
        return
    firm = [why for why in board.hindrances(candidate, seats) if why in FIRM or why == candidate.away.get(sitting_id)]
    if firm:
        outcome.refused.append((name, day, why_not(firm[0])))
        return
    slot = next((slot for slot in sitting.slots if slot.is_free and not slot.locked), None)
    if slot is None:
        outcome.taken.append((name, day))
        return
    slot.deputy_id, slot.taken_at, slot.proposal_id, slot.how = deputy_id, at, place.proposal_id, "rota"
    board.put(seats, deputy_id)
    outcome.published.append(slot)


def _tell(session: Session, proposal: Proposal, slots: Sequence[Slot], at: datetime) -> None:
    """Tell each deputy all their days at once."""
    session.flush()
    for slot in slots:
        session.expire(slot, ["deputy"])
    deputies = {
        one.id: one for one in session.scalars(select(Deputy).where(Deputy.id.in_({s.deputy_id for s in slots})))
    }
    of: dict[int, list[Slot]] = defaultdict(list)
    for slot in slots:
        of[slot.deputy_id or 0].append(slot)
    for deputy_id, theirs in of.items():
        notify(
            session,
            person_id=deputies[deputy_id].person_id,
            key=f"duty_days.rota:{proposal.id}-{deputy_id}-{at:%Y%m%d%H%M%S}",
            title=_("You are on duty at %(station)s", station=proposal.station.name),
            body=_(
                "The rota is published. Your days: %(days)s. If one does not suit you, offer it to others or swap it.",
                days=_in_words(theirs),
            ),
            link="/p/duty_days/",
            at=at,
            station_id=proposal.station_id,
        )


def _days_of(slots: Sequence[Slot]) -> Mapping[Deputy, LazyText]:
    of: dict[Deputy, list[Slot]] = defaultdict(list)
    for slot in slots:
        if slot.deputy is not None:
            of[slot.deputy].append(slot)
    return {deputy: _in_words(theirs) for deputy, theirs in of.items()}


def _in_words(slots: Sequence[Slot]) -> LazyText:
    return listed(slot.sitting.duty_day.day for slot in slots)
