"""Looking for the best rota behind the page: in the worker, with progress and a time limit."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from core.api.data import Task
from core.api.declare import _
from core.api.work import Work, carries, today
from plugins.duty_days.models import Proposal
from plugins.duty_days.models.rota import DRAFTS
from plugins.duty_days.rota import service
from plugins.duty_days.rota.planning import Plan, plan
from plugins.duty_days.rota.solving.problem import Problem, Progress, Rota

A_STATION: Final = 20.0
"""Seconds for one station; proven long before, as a rule."""
AT_MOST: Final = 200.0


def _undone(session: Session, task: Task) -> None:
    """Cancelled, or not to be done: the quick solution is what there is."""
    service.settle(session, task.facts.get("proposals", ()))


@carries(service.TASK, undone=_undone)
def fill(work: Work) -> None:
    """Solve the drafts of this task together, and write what was found into those that still wait for it."""
    numbers = work.facts["proposals"]
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
