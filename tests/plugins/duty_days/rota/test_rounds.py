"""Rotas of many stations: the whole period, station by station behind the page; and a worker that dies is no harm."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access import Reach
from core.clock import now, today
from core.database import Database
from core.jobs.models import Task
from core.jobs.tasks import carry_next
from core.testing import make_station
from plugins.duty_days.models import DutyDay, Proposal, Round, Slot
from plugins.duty_days.rota import publishing, rounds, service
from plugins.duty_days.rota.errors import NothingToFill
from plugins.duty_days.rules import service as rules
from plugins.duty_days.rules.rhythms import day_of_month
from tests.plugins.duty_days.conftest import AT, TODAY
from tests.plugins.duty_days.rota.conftest import FIRST, LAST, ask, drain, make_days, three_months

EVERYWHERE = Reach(everything=True)


def asked(session: Session, begins: date, ends: date) -> Round:
    return rounds.ask(session, EVERYWHERE, "", begins, ends, at=now(), today=today(), account_id=None)


def a_round(app: Flask, database: Database, stations: int = 3) -> int:
    """A round of a year for stations whose rules have made three months of days so far."""
    with database.writing() as session:
        for _number in range(stations):
            station = make_station(session, deputies=4)
            rules.add_rule(session, station, day_of_month(10), today())
        number = asked(session, today(), today() + timedelta(days=360)).id
    drain(app)
    return number


def test_every_station_but_those_with_a_draft_is_asked_for(session: Session) -> None:
    stations = [make_station(session, deputies=3) for _number in range(3)]
    for station in stations:
        make_days(session, station, *three_months())
    ask(session, stations[0])
    made = rounds.ask(session, EVERYWHERE, "", FIRST, LAST, at=AT, today=TODAY, account_id=None)
    task = session.get_one(Task, made.task_id or 0)
    assert task.facts["stations"] == [station.id for station in stations[1:]]


def test_where_no_place_could_be_filled_it_is_said_at_once(session: Session) -> None:
    make_station(session, deputies=3)
    with pytest.raises(NothingToFill):
        asked(session, today(), today() + timedelta(days=90))


def test_a_year_of_many_stations_is_filled_to_its_end(app: Flask, database: Database) -> None:
    number = a_round(app, database)
    with database.reading() as session:
        assert session.scalar(select(func.max(DutyDay.day))) > today() + timedelta(days=325)
        proposals = session.scalars(select(Proposal).where(Proposal.round_id == number)).all()
        assert [one.state for one in proposals] == ["ready"] * 3
        assert {len({place.sitting_id for place in one.places}) for one in proposals} <= {12, 13}


def test_publishing_goes_station_by_station_and_goes_on_where_a_worker_died(
    app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = a_round(app, database)
    with database.writing() as session:
        together = session.get_one(Round, number)
        first = rounds.ask_to_publish(session, together, at=now(), account_id=None)
        assert first is not None
        assert rounds.ask_to_publish(session, together, at=now(), account_id=None) is None, "a second tap"
    done: list[int] = []
    whole = rounds.publish_one

    def dies_at_the_second(session: Session, proposal_id: int, **more: Any) -> publishing.Outcome | None:
        if done:
            raise KeyboardInterrupt
        done.append(proposal_id)
        return whole(session, proposal_id, **more)

    monkeypatch.setattr(rounds, "publish_one", dies_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        carry_next(app.extensions["lianzhan"])
    with database.writing() as session:
        states = session.scalars(select(Proposal.state).order_by(Proposal.id)).all()
        assert sorted(states) == ["published", "ready", "ready"]
        given = held_by_round(session)
        service.drop(session, session.get_one(Proposal, 3), now(), None)
        task = session.get_one(Task, first.id)
        task.state, task.holder = "waiting", ""
    monkeypatch.setattr(rounds, "publish_one", whole)
    drain(app)
    with database.reading() as session:
        assert session.scalars(select(Proposal.state).order_by(Proposal.id)).all() == [
            "published",
            "published",
            "dropped",
        ]
        assert held_by_round(session) > given
        assert session.get_one(Task, first.id).state == "done"


def held_by_round(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Slot).where(Slot.deputy_id.is_not(None))) or 0
