"""Looking for the best rota behind the page: in the worker, with progress and a time limit."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from core.api.data import Station, Task
from core.api.declare import _
from core.api.work import Work, carries, now, today
from plugins.duty_days.models import Proposal, Round
from plugins.duty_days.models.rota import DRAFTS
from plugins.duty_days.rota import rounds, service
from plugins.duty_days.rota.planning import Plan, plan
from plugins.duty_days.rota.solving.problem import Problem, Progress, Rota
from plugins.duty_days.rules.service import make_days_until

A_STATION: Final = 20.0
"""Seconds for one station; proven long before, as a rule."""
AT_MOST: Final = 200.0


def _undone(session: Session, task: Task) -> None:
    """Cancelled, or not to be done: the quick solution is what there is."""
    service.settle(session, task.facts.get("proposals", ()))


@carries(service.TASK, undone=_undone)
def fill(work: Work) -> None:
    """Solve the draft of this task, and write what was found into it if it still waits for that."""
    _fill(work, work.facts["proposals"])


def _round_undone(session: Session, task: Task) -> None:
    """Cancelled, or not to be done: the quick solutions that are there are what there is."""
    service.settle(session, rounds.waiting(session, task.facts.get("round", 0)))


@carries(rounds.DRAW, undone=_round_undone)
def draw_round(work: Work) -> None:
    """Make the days of the rules, write quick drafts, and solve them together; taken up again, go on where it ended."""
    number, stations = work.facts["round"], work.facts["stations"]
    with work.database.reading() as session:
        together = session.get_one(Round, number)
    for done, station_id in enumerate(stations):
        work.progress(done, len(stations), _("Making the duty days"))
        with work.writing() as session:
            make_days_until(session, session.get_one(Station, station_id), today(), together.ends)
    with work.database.reading() as session:
        drawn = rounds.draw(session, together, stations, today())
    if drawn is not None:
        for done, station_id in enumerate(drawn.stations):
            work.progress(done, len(drawn.stations), _("Writing the drafts"))
            with work.writing() as session:
                rounds.draft(session, session.get_one(Round, number), station_id, drawn, now())
    with work.database.reading() as session:
        waiting = list(rounds.waiting(session, number))
    _fill(work, waiting)


@carries(rounds.PUBLISH)
def publish_round(work: Work) -> None:
    """Publish the drafts station by station; those that are published already are left as they are."""
    proposals, places = work.facts["proposals"], 0
    for done, proposal_id in enumerate(proposals):
        work.progress(done, len(proposals), _("Publishing the rotas"))
        with work.writing() as session:
            account = work.task.account_id
            came = rounds.publish_one(session, proposal_id, at=now(), today=today(), account_id=account)
            places += len(came.published) if came else 0
    with work.finishing():
        work.result = {"stations": len(proposals), "places": places}


def _fill(work: Work, numbers: list[int]) -> None:
    """Solve these drafts together, and write what was found into those that still wait for it."""
    with work.database.reading() as session:
        proposals = _waiting(session, numbers)
        if not proposals:
            return
        drawn = plan(
            session,
            {proposal.station_id for proposal in proposals},
            min(proposal.begins for proposal in proposals),
            max(proposal.ends for proposal in proposals),
            today(),
        )
        as_they_were = {one.station_id: drawn.as_they_are(one.station_id) for one in proposals}
        problem, of = drawn.problem, _sittings_of(drawn)
    rota = _solved(work, problem, min(AT_MOST, A_STATION + len(proposals)))
    with work.finishing() as session:
        _write(session, numbers, of, as_they_were, problem, rota)
        work.result = {"cost": rota.cost, "bound": rota.bound, "proven": rota.proven}


def _solved(work: Work, problem: Problem, seconds: float) -> Rota:
    from plugins.duty_days.rota.solving.exact import solve  # late: it brings CP-SAT along, which no page needs

    def told(progress: Progress) -> None:
        work.progress(progress.done, progress.total, _("Looking for the best rota"))

    work.progress(0, 1, _("Looking for the best rota"))
    return solve(problem, seconds, told)


def _waiting(session: Session, numbers: list[int]) -> list[Proposal]:
    query = select(Proposal).where(Proposal.id.in_(numbers), Proposal.state == "waiting").order_by(Proposal.id)
    return list(session.scalars(query.options(joinedload(Proposal.station))))


def _sittings_of(drawn: Plan) -> dict[int, list[int]]:
    """The sittings of each station."""
    of: dict[int, list[int]] = {}
    for sitting in drawn.sittings:
        of.setdefault(sitting.duty_day.station_id, []).append(sitting.id)
    return of


def _write(
    session: Session,
    numbers: list[int],
    of: dict[int, list[int]],
    as_they_were: dict[int, dict[str, list[str | int]]],
    problem: Problem,
    rota: Rota,
) -> None:
    query = select(Proposal).where(Proposal.id.in_(numbers), Proposal.state.in_(DRAFTS)).order_by(Proposal.id)
    waiting = [one for one in session.scalars(query.with_for_update(of=Proposal)) if one.state == "waiting"]
    there = service.still_there(session, [number for each in of.values() for number in each])
    service.write(
        session,
        {one.id: [number for number in of.get(one.station_id, ()) if number in there] for one in waiting},
        problem,
        rota,
    )
    for one in waiting:
        one.state = "ready"
        one.days = as_they_were[one.station_id]
        if one.round_id is None:
            one.cost, one.bound, one.proven = rota.cost, rota.bound, rota.proven
        else:
            one.proven = rota.proven
    session.flush()
