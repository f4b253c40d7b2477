"""Rounds: rotas of many stations, asked for and published together. The work is done behind the page, in small steps.

Nothing holds the database for long: days are made, drafts written and rotas published station by station.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from core.api.data import Reach, Station, Task, day_in_words, enqueue, on_at
from core.api.declare import _
from plugins.duty_days.lists import PLUGIN
from plugins.duty_days.models import DutyDay, Proposal, Round, Rule, Sitting, Slot
from plugins.duty_days.models.rota import DRAFTS
from plugins.duty_days.rota import publishing, service
from plugins.duty_days.rota.errors import NothingToFill
from plugins.duty_days.rota.planning import Plan, plan
from plugins.duty_days.rota.solving.greedy import greedy
from plugins.duty_days.rota.solving.problem import Rota

DRAW: Final = "duty_days.draw_round"
PUBLISH: Final = "duty_days.publish_round"


@dataclass(frozen=True, slots=True)
class Drawn:
    """The quick solution for the stations that have places to fill, before anything is written."""

    stations: Sequence[int]
    plan: Plan
    rota: Rota


def ask(
    session: Session,
    reach: Reach,
    region_code: str,
    begins: date,
    ends: date,
    *,
    at: datetime,
    today: date,
    account_id: int | None,
) -> Round:
    """A round for every station of the region that has places to fill, or rules that make days, and no draft.

    Raises NothingToFill.
    """
    stations = _stations(session, reach, region_code, max(begins, today), ends)
    if not stations:
        raise NothingToFill(begins=day_in_words(begins), ends=day_in_words(ends))
    together = Round(region_code=region_code, begins=begins, ends=ends, account_id=account_id, made_at=at)
    session.add(together)
    session.flush()
    _enqueue(session, together, DRAW, {"stations": list(stations)}, len(stations), at, account_id)
    return together


def draw(session: Session, together: Round, stations: Sequence[int], today: date) -> Drawn | None:
    """The quick solution for those of these stations that have places to fill and no draft; None where none has."""
    free = _free_place(max(together.begins, today), together.ends)
    query = select(Station.id).where(Station.id.in_(stations), free, ~_drafted()).order_by(Station.id)
    wanted = session.scalars(query).all()
    if not wanted:
        return None
    drawn = plan(session, wanted, together.begins, together.ends, today)
    return Drawn(wanted, drawn, greedy(drawn.problem))


def draft(session: Session, together: Round, station_id: int, drawn: Drawn, at: datetime) -> None:
    """Write the draft of one station, unless it has one by now."""
    service.lock_stations(session, [station_id])
    if service.draft_of(session, station_id) is None:
        there = service.still_there(session, [int(number) for number in drawn.plan.as_they_are(station_id)])
        made = service.draft(
            session,
            drawn.plan,
            station_id,
            together.begins,
            together.ends,
            at,
            together.account_id,
            there=there,
            rota=drawn.rota,
            together=together,
        )
        made.task_id = together.task_id


def ask_to_publish(session: Session, together: Round, *, at: datetime, account_id: int | None) -> Task | None:
    """Publish every draft of the round that is ready, behind the page; None where that is under way or nothing is ready."""
    session.get_one(Round, together.id, with_for_update=True, populate_existing=True)
    task = session.get(Task, together.task_id or 0)
    ready = session.scalars(
        select(Proposal.id).where(Proposal.round_id == together.id, Proposal.state == "ready").order_by(Proposal.id)
    ).all()
    if not ready or (task is not None and task.is_open and task.kind == PUBLISH):
        return None
    return _enqueue(session, together, PUBLISH, {"proposals": list(ready)}, len(ready), at, account_id)


def publish_one(
    session: Session, proposal_id: int, *, at: datetime, today: date, account_id: int | None
) -> publishing.Outcome | None:
    """Publish one draft of a round; None where it was published or dropped meanwhile, or by a worker before."""
    proposal = session.get(Proposal, proposal_id)
    if proposal is None or proposal.state != "ready":
        return None
    return publishing.publish(session, proposal, at=at, today=today, account_id=account_id)


def waiting(session: Session, round_id: int) -> Sequence[int]:
    """The drafts of a round for which the best rota is still to be found."""
    query = select(Proposal.id).where(Proposal.round_id == round_id, Proposal.state == "waiting")
    return session.scalars(query.order_by(Proposal.id)).all()


def _enqueue(
    session: Session,
    together: Round,
    kind: str,
    facts: dict[str, list[int]],
    stations: int,
    at: datetime,
    account_id: int | None,
) -> Task:
    title = _(
        "Rotas of %(n)s stations, %(begins)s to %(ends)s",
        n=stations,
        begins=day_in_words(together.begins),
        ends=day_in_words(together.ends),
    )
    task = enqueue(
        session,
        kind,
        {"round": together.id, **facts},
        title=title,
        region_code=together.region_code,
        account_id=account_id,
        at=at,
        link=f"/p/duty_days/rounds/{together.id}",
    )
    together.task_id = task.id
    session.flush()
    return task


def _stations(session: Session, reach: Reach, region_code: str, first: date, ends: date) -> Sequence[int]:
    has_rule = exists().where(Rule.station_id == Station.id)
    query = (
        select(Station.id)
        .where(Station.in_reach(reach), Station.state == "open", on_at(session, PLUGIN, Station.id.expression))
        .where(Station.region_code.startswith(region_code, autoescape=True), ~_drafted())
        .where(or_(_free_place(first, ends), has_rule))
        .order_by(Station.id)
    )
    return session.scalars(query).all()


def _free_place(first: date, ends: date) -> ColumnElement[bool]:
    """Whether a place of the station is free in the period."""
    return exists().where(
        DutyDay.station_id == Station.id,
        DutyDay.day.between(first, ends),
        DutyDay.state == "open",
        Sitting.duty_day_id == DutyDay.id,
        Slot.sitting_id == Sitting.id,
        Slot.deputy_id.is_(None),
        Slot.locked.is_(False),
    )


def _drafted() -> ColumnElement[bool]:
    return exists().where(Proposal.station_id == Station.id, Proposal.state.in_(DRAFTS))
