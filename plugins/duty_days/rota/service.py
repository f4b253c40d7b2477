"""Proposals: asking for one, moving names in it, dropping it. Publishing is in publishing.py."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session, joinedload

from core.api.data import Deputy, Station, day_in_words, enqueue
from core.api.declare import LazyText, _
from plugins.duty_days.models import Proposal, ProposedPlace, Round, Sitting
from plugins.duty_days.models.rota import DRAFTS
from plugins.duty_days.rota.errors import (
    CannotServe,
    DraftThere,
    NobodyServes,
    NoDraft,
    NoPlaceThere,
    NothingToFill,
    NotInDraft,
    StillSolving,
)
from plugins.duty_days.rota.planning import Plan, plan
from plugins.duty_days.rota.solving.board import ENTERPRISE, PERIOD, Board
from plugins.duty_days.rota.solving.greedy import greedy
from plugins.duty_days.rota.solving.problem import Cost, Problem, Rota
from plugins.duty_days.rota.solving.scoring import as_rota
from plugins.duty_days.rota.words import why_not
from plugins.duty_days.rules.service import make_days_until

TASK: Final = "duty_days.fill"
BY_HAND: Final = "by_hand"
PROPOSED: Final = "proposed"
WITH_NAMES: Final = joinedload(Proposal.places).joinedload(ProposedPlace.deputy).joinedload(Deputy.person)
"""Loads who is proposed along with a proposal."""
OVERRULED: Final = (ENTERPRISE, PERIOD)
"""What a manager may overrule, and sees marked."""


# Asking


def ask(
    session: Session, station: Station, begins: date, ends: date, *, at: datetime, today: date, account_id: int | None
) -> Proposal:
    """A draft for the station with the quick solution in it, and the work that looks for the best one.

    The days of its rules are made for the whole period, also where it ends after those that are there already.

    Raises DraftThere, NothingToFill, NobodyServes.
    """
    lock_stations(session, [station.id])
    if there := draft_of(session, station.id):
        raise DraftThere(begins=day_in_words(there.begins), ends=day_in_words(there.ends))
    make_days_until(session, station, today, ends)
    drawn = plan(session, [station.id], begins, ends, today)
    if not drawn.to_fill:
        raise NothingToFill(begins=day_in_words(begins), ends=day_in_words(ends))
    if not drawn.problem.candidates:
        raise NobodyServes
    proposal = draft(session, drawn, station.id, begins, ends, at, account_id)
    title = _(
        "Rota of %(station)s, %(begins)s to %(ends)s",
        station=station.name,
        begins=day_in_words(begins),
        ends=day_in_words(ends),
    )
    task = enqueue(
        session,
        TASK,
        {"proposals": [proposal.id]},
        title=title,
        region_code=station.scope().region_code,
        station_id=station.id,
        account_id=account_id,
        at=at,
        link=f"/p/duty_days/proposals/{proposal.id}",
    )
    proposal.task_id = task.id
    session.flush()
    return proposal


def draft_of(session: Session, station_id: int) -> Proposal | None:
    """The draft of a station, if it has one."""
    query = select(Proposal).where(Proposal.station_id == station_id, Proposal.state.in_(DRAFTS))
    return session.scalars(query).one_or_none()


def lock_stations(session: Session, stations: Collection[int]) -> None:
    """One at a time asks for, or publishes, the rota of a station."""
    session.execute(
        select(Station.id).where(Station.id.in_(sorted(stations))).order_by(Station.id).with_for_update(key_share=True)
    )


def draft(  # noqa: PLR0913 - what a draft is, and who asked for it when
    session: Session,
    drawn: Plan,
    station_id: int,
    begins: date,
    ends: date,
    at: datetime,
    account_id: int | None,
    *,
    there: Collection[int] | None = None,
    rota: Rota | None = None,
    together: Round | None = None,
) -> Proposal:
    """A draft with the quick solution in it."""
    rota = rota or greedy(drawn.problem)
    its = [number for number in drawn.as_they_are(station_id) if there is None or int(number) in there]
    proposal = Proposal(
        station_id=station_id,
        round_id=together.id if together else None,
        begins=begins,
        ends=ends,
        days=drawn.as_they_are(station_id),
        state="waiting",
        quick_cost=rota.cost if together is None else None,
        cost=rota.cost if together is None else None,
        account_id=account_id,
        made_at=at,
    )
    session.add(proposal)
    session.flush()
    write(session, {proposal.id: [int(number) for number in its]}, drawn.problem, rota)
    return proposal


# What the work found


def write(session: Session, sittings: Mapping[int, Collection[int]], problem: Problem, rota: Rota) -> None:
    """Put what was found into the proposals, in place of what the computer put there before.

    `sittings` are those of each proposal, by its number.
    """
    session.execute(delete(ProposedPlace).where(ProposedPlace.proposal_id.in_(list(sittings))))
    found = [
        {"proposal_id": proposal_id, "sitting_id": number, "deputy_id": deputy_id, "why": PROPOSED}
        for proposal_id, numbers in sittings.items()
        for number in numbers
        for deputy_id in rota.holders.get(number, ())
        if deputy_id not in problem.sitting[number].held
    ]
    if found:
        # Thousands, in a draft that nobody goes by: the audit has them, place by place, when they are published.
        session.execute(insert(ProposedPlace), found)


def still_there(session: Session, sittings: Collection[int]) -> set[int]:
    """Those of these sittings that were not removed meanwhile."""
    return set(session.scalars(select(Sitting.id).where(Sitting.id.in_(sorted(sittings)))))


def settle(session: Session, proposals: Collection[int]) -> None:
    """Go on with what is in these drafts: nothing better is looked for any longer."""
    waiting = select(Proposal).where(Proposal.id.in_(list(proposals)), Proposal.state == "waiting")
    for proposal in session.scalars(waiting.with_for_update(of=Proposal)):
        proposal.state = "ready"
    session.flush()


# Moving names


def opened(session: Session, proposal: Proposal) -> Proposal:
    """The proposal, for us alone, if names can be moved in it. Raises NoDraft, StillSolving."""
    query = select(Proposal).where(Proposal.id == proposal.id).options(WITH_NAMES)
    found = session.scalars(query.with_for_update(of=Proposal).execution_options(populate_existing=True)).unique().one()
    if not found.is_draft:
        raise NoDraft
    if found.state == "waiting":
        raise StillSolving
    return found


def put(session: Session, proposal: Proposal, sitting_id: int, deputy_id: int, today: date) -> ProposedPlace:
    """Propose the deputy for the sitting. Raises NotInDraft, NoPlaceThere, CannotServe, NoDraft, StillSolving."""
    proposal = opened(session, proposal)
    return _put(session, proposal, planned(session, proposal, today), sitting_id, deputy_id)


def take(session: Session, place: ProposedPlace) -> None:
    """Propose the deputy there no longer. Raises NoDraft, StillSolving."""
    proposal = opened(session, place.proposal)
    proposal.changed = True
    session.delete(place)
    session.flush()


def move(
    session: Session, place: ProposedPlace, sitting_id: int, today: date, deputy_id: int | None = None
) -> ProposedPlace:
    """Propose the deputy, or another one, for another sitting instead. Raises as :func:`put`."""
    proposal = opened(session, place.proposal)
    drawn = planned(session, proposal, today)
    deputy_id = deputy_id or place.deputy_id
    proposal.places.remove(place)
    session.flush()
    return _put(session, proposal, drawn, sitting_id, deputy_id)


def _put(session: Session, proposal: Proposal, drawn: Plan, sitting_id: int, deputy_id: int) -> ProposedPlace:
    if sitting_id not in drawn.sitting:
        raise NotInDraft
    seats, board = drawn.problem.sitting[sitting_id], board_of(drawn, proposal)
    candidate = drawn.problem.candidate.get(deputy_id)
    if candidate is None:
        raise CannotServe(name=_name(drawn, deputy_id), day=day_in_words(seats.day), why=why_not("placement"))
    firm = [reason for reason in board.hindrances(candidate, seats) if reason not in OVERRULED]
    if firm:
        raise CannotServe(name=_name(drawn, deputy_id), day=day_in_words(seats.day), why=why_not(firm[0]))
    if not board.free(seats):
        raise NoPlaceThere(day=day_in_words(seats.day))
    place = ProposedPlace(sitting_id=sitting_id, deputy_id=deputy_id, why=BY_HAND)
    proposal.places.append(place)
    proposal.changed = True
    session.flush()
    return place


def _name(drawn: Plan, deputy_id: int) -> LazyText | str:
    return drawn.people[deputy_id].name if deputy_id in drawn.people else _("This deputy")


def drop(session: Session, proposal: Proposal, at: datetime, account_id: int | None) -> None:
    """Nobody goes by it, and a new one can be asked for. Raises NoDraft."""
    if not proposal.is_draft:
        raise NoDraft
    proposal.state, proposal.ended_at, proposal.ended_by = "dropped", at, account_id
    session.flush()


# Looking at it


def planned(session: Session, proposal: Proposal, today: date) -> Plan:
    """What the proposal stands on, as it is now."""
    return plan(session, [proposal.station_id], proposal.begins, proposal.ends, today)


def holders_in(proposal: Proposal) -> Mapping[int, Sequence[int]]:
    """Who is proposed for each sitting."""
    found: dict[int, list[int]] = defaultdict(list)
    for place in proposal.places:
        found[place.sitting_id].append(place.deputy_id)
    return found


def board_of(drawn: Plan, proposal: Proposal) -> Board:
    """Who would serve where: those who hold their places, and those who are proposed."""
    known = {number: people for number, people in holders_in(proposal).items() if number in drawn.sitting}
    return Board(drawn.problem, known)


def rota_of(drawn: Plan, board: Board) -> Rota:
    """The same as an answer, with what it costs and what is missing."""
    return as_rota(drawn.problem, board.holders)


def cost_now(drawn: Plan, board: Board) -> Cost:
    """What is imperfect about it."""
    return rota_of(drawn, board).parts
