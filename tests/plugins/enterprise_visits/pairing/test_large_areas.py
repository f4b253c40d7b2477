"""Large areas are solved behind the page, also when the worker is killed; above 5,000 enterprises among the best."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from core.api.data import Task, cancel_task
from core.database import Database
from core.enterprises.models import Enterprise, EnterpriseSegment
from core.testing import Told
from plugins.enterprise_visits.models import Pairing, Proposal, ProposedPair
from plugins.enterprise_visits.pairing import service, telling, why_not
from plugins.enterprise_visits.pairing.errors import NotOfTheArea, PairingNoDraft, PairingStillSolving
from plugins.enterprise_visits.pairing.gathering import BEST, Asked, gather
from tests.core.jobs.test_processes import Crew
from tests.plugins.duty_days.test_capacity import at_once
from tests.plugins.enterprise_visits.pairing.conftest import AT, TODAY, World, drain, world

DEPUTIES, ENTERPRISES = 31, 2000
PATIENCE_S = 120


def large(session: Session) -> World:
    """More pairs than are solved while somebody waits."""
    here = world(session)
    for number in range(DEPUTIES):
        here.deputy(f"Deputy {number}")
    rows = [
        {"region_code": here.station.region_code, "name": f"Mill {number}", "sort_key": f"mill {number}"}
        for number in range(ENTERPRISES)
    ]
    session.execute(insert(Enterprise), rows)
    numbers = session.scalars(select(Enterprise.id).where(Enterprise.name.startswith("Mill ")))
    segment = here.chain.segments[0].id
    session.execute(insert(EnterpriseSegment), [{"enterprise_id": one, "segment_id": segment} for one in numbers])
    return here


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(ProposedPair)) or 0


def test_a_large_area_is_solved_by_a_task_and_cannot_be_published_before(app: Flask, database: Database) -> None:
    with database.writing() as session:
        draft = large(session).propose(3, 70)
        assert (draft.state, count(session)) == ("waiting", 0)
        with pytest.raises(PairingStillSolving):
            service.publish(session, draft, TODAY, at=AT, today=TODAY, account_id=None)
        number = draft.id
    drain(app)
    with database.reading() as session:
        assert session.get_one(Proposal, number).state == "ready"
        assert count(session) == ENTERPRISES
        assert session.scalars(select(Task)).one().result == {"pairs": ENTERPRISES}


def test_where_many_are_told_it_happens_behind_the_page_and_once(
    app: Flask, database: Database, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "AT_ONCE", 2)
    with database.writing() as session:
        here = world(session)
        for name in ("Li", "Wu", "Qi"):
            here.deputy(name)
        here.enterprises(3)
        here.publish(here.propose(1, 1))
    assert told.all("enterprise_visits.pairing") == []
    drain(app)
    with database.reading() as session:
        deputies = [pair.deputy for pair in session.scalars(select(Pairing))]
        assert [len(told.to(one, "enterprise_visits.pairing")) for one in deputies] == [1, 1, 1]
    assert len(told.all("enterprise_visits.published")) == 1


def test_in_a_large_area_a_loss_is_looked_for_among_those_who_fit_best(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = world(session)
    li, wu = here.deputy("Li"), here.deputy("Wu")
    here.deputy("Qi")
    mills = here.enterprises(3)
    draft = here.propose(1, 1)
    exact = {
        (one.id, mill.id): service.why_not(session, draft, one.id, mill.id, TODAY) for one in (li, wu) for mill in mills
    }
    monkeypatch.setattr(why_not, "LARGEST", 0)
    for (deputy_id, enterprise_id), said in exact.items():
        again = service.why_not(session, draft, deputy_id, enterprise_id, TODAY)
        assert (again.is_paired, again.loss) == (said.is_paired, said.loss)
        assert said.is_paired or "Among the deputies" in str(again.words)
    with pytest.raises(NotOfTheArea):
        service.why_not(session, draft, li.id, 999_999, TODAY)


def test_a_search_that_is_cancelled_or_dropped_leaves_nothing(app: Flask, database: Database) -> None:
    with database.writing() as session:
        here = large(session)
        draft = here.propose()
        cancel_task(session, session.scalars(select(Task)).one(), AT)
        assert draft.state == "dropped"
        other = here.propose()
        service.drop(session, other, AT)
    drain(app)
    with database.reading() as session:
        assert count(session) == 0
        assert set(session.scalars(select(Proposal.state))) == {"dropped"}


def test_where_not_all_pairs_are_looked_at_the_best_of_each_enterprise_are_and_what_is_paired_now(
    session: Session,
) -> None:
    here = world(session)
    deputies = [here.deputy(f"Deputy {number}") for number in range(BEST + 5)]
    for one in deputies:
        one.speciality = ""
    mills = here.enterprises(3)
    last = min(deputies, key=lambda one: one.id)
    session.add(Pairing(deputy_id=last.id, enterprise_id=mills[0].id, begins=TODAY))
    session.flush()
    all_of_them = gather(session, here.area, Asked(), TODAY)
    assert (all_of_them.best, all_of_them.problem.pairs) == (0, 3 * len(deputies))
    some = gather(session, here.area, Asked(), TODAY, most=2)
    per = Counter(some.problem.enterprise.tolist())
    assert some.best == BEST
    assert all(BEST <= number <= BEST + 1 for number in per.values())
    assert some.problem.kept.sum() == 1


@pytest.fixture
def crew(database_url: str, tmp_path: Path) -> Iterator[Crew]:
    """Workers of one platform."""
    made = Crew(tmp_path, database_url)
    yield made
    for process in made.processes:
        process.kill()
        process.wait()


def test_a_search_whose_worker_is_killed_is_taken_up_again(crew: Crew, database: Database) -> None:
    with database.writing() as session:
        number = large(session).propose(3, 70).id

    def until(state: str) -> None:
        until = time.monotonic() + PATIENCE_S
        while _state() != state:
            assert time.monotonic() < until, crew.log.read_text()[-4000:]
            time.sleep(0.02)

    def _state() -> str:
        with database.reading() as session:
            return session.scalars(select(Task.state)).one()

    worker = crew.start("worker")
    until("running")
    worker.kill()
    worker.wait()
    with database.reading() as session:
        assert (session.get_one(Proposal, number).state, count(session)) == ("waiting", 0)
    crew.start("worker")
    until("done")
    with database.reading() as session:
        assert (session.get_one(Proposal, number).state, count(session)) == ("ready", ENTERPRISES)


@pytest.mark.usefixtures("on_both")
def test_of_two_managers_who_publish_at_the_same_moment_one_is_told_that_it_is_done(database: Database) -> None:
    with database.writing() as session:
        here = world(session)
        here.deputy("Li"), here.enterprises(2)
        number = here.propose(1, 2).id

    def publish(account_id: int) -> None:
        with database.writing() as session:
            draft = session.get_one(Proposal, number)
            service.publish(session, draft, TODAY, at=AT, today=TODAY, account_id=account_id)

    came = at_once([partial(publish, one) for one in (1, 2)])
    assert Counter(type(one) for one in came) == Counter([PairingNoDraft, type(None)]), came
    with database.reading() as session:
        assert len(session.scalars(select(Pairing)).all()) == 2
