"""Background tasks: claimed once, shown on the way, done or not done at all."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from core.clock import now
from core.errors import DomainError
from core.jobs import holders, tasks
from core.jobs.models import Task
from core.jobs.tasks import Work, carry_next, enqueue
from core.platform import Platform
from core.regions.models import Region
from core.testing.factories import make_account, make_region
from core.words import lazy, unpacked

Carry = Callable[[Callable[[Work], None]], int]


class Refused(DomainError):
    """Said by what carries the task out."""

    message = lazy("The list of %(place)s is empty.")


@pytest.fixture
def carry(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> Iterator[Carry]:
    """Ask for a task that this carries out; its number."""

    def ask(carrier: Callable[[Work], None]) -> int:
        monkeypatch.setitem(tasks._carriers, "errands.run", carrier)
        with platform.database.writing() as session:
            return enqueue(
                session, "errands.run", {"n": 3}, title=lazy("An errand"), region_code="32", account_id=None, at=now()
            ).id

    return ask


def the_task(platform: Platform, number: int) -> Task:
    with platform.database.reading() as session:
        return session.get_one(Task, number)


@pytest.mark.usefixtures("on_both")
def test_a_task_is_carried_out_once_and_what_it_writes_is_one_with_being_done(platform: Platform, carry: Carry) -> None:
    def run(work: Work) -> None:
        work.progress(1, 3, lazy("Counting"))
        with work.finishing() as session:
            make_region(session, "32")
            work.result = {"counted": work.facts["n"]}

    number = carry(run)
    assert carry_next(platform)
    assert not carry_next(platform)
    done = the_task(platform, number)
    assert (done.state, done.result, done.attempts) == ("done", {"counted": 3}, 1)
    assert str(unpacked(done.phase)) == "Counting"


def test_what_a_task_cannot_do_is_kept_as_a_sentence_for_people(platform: Platform, carry: Carry) -> None:
    def run(_work: Work) -> None:
        raise Refused(place="the mill")

    number = carry(run)
    carry_next(platform)
    failed = the_task(platform, number)
    assert failed.state == "failed"
    assert str(unpacked(failed.error)) == "The list of the mill is empty."


def test_a_mistake_costs_the_task_but_neither_the_worker_nor_what_is_personal(platform: Platform, carry: Carry) -> None:
    def run(work: Work) -> None:
        with work.finishing() as session:
            make_region(session, "32")
            raise ZeroDivisionError("19900000001")

    number = carry(run)
    assert carry_next(platform)
    failed = the_task(platform, number)
    assert failed.state == "failed"
    assert "ZeroDivisionError" in str(unpacked(failed.error))
    assert "19900000001" not in str(unpacked(failed.error))
    with platform.database.reading() as session:
        assert not session.scalars(select(Region)).all()


def test_what_a_killed_worker_left_is_taken_up_at_once_on_the_same_machine(platform: Platform, carry: Carry) -> None:
    number = carry(lambda _work: None)
    gone = f"{holders._machine()}/{os.getpid()}/1"  # had our number before us
    _left_by(platform, number, gone, attempts=1)
    assert carry_next(platform)
    assert the_task(platform, number).state == "done"
    assert the_task(platform, number).attempts == 2


def test_of_a_worker_on_another_machine_the_lease_must_run_out(platform: Platform, carry: Carry) -> None:
    number = carry(lambda _work: None)
    _left_by(platform, number, "elsewhere/1/1", attempts=1)
    assert not carry_next(platform)
    _left_by(platform, number, "elsewhere/1/1", attempts=1, beats_ago=tasks.LEASE + timedelta(seconds=1))
    assert carry_next(platform)
    assert the_task(platform, number).state == "done"


def test_a_task_that_costs_its_worker_the_life_again_and_again_is_given_up(platform: Platform, carry: Carry) -> None:
    number = carry(lambda _work: None)
    _left_by(platform, number, f"{holders._machine()}/{os.getpid()}/1", attempts=tasks.MOST_ATTEMPTS)
    assert not carry_next(platform)
    failed = the_task(platform, number)
    assert failed.state == "failed"
    assert "3 times" in str(unpacked(failed.error))


def test_a_task_cancelled_on_the_way_leaves_off_and_writes_nothing(platform: Platform, carry: Carry) -> None:
    def run(work: Work) -> None:
        with platform.database.writing() as session:
            tasks.cancel(session, session.get_one(Task, work.task.id), now())
        with work.finishing() as session:
            make_region(session, "32")

    number = carry(run)
    carry_next(platform)
    assert the_task(platform, number).state == "cancelled"
    with platform.database.reading() as session:
        assert not session.scalars(select(Region)).all()
    with platform.database.writing() as session, pytest.raises(tasks.TaskFinished):
        tasks.cancel(session, session.get_one(Task, number), now())


@pytest.mark.usefixtures("on_both")
def test_of_two_workers_one_has_the_task(platform: Platform, carry: Carry) -> None:
    held: list[int] = []
    both_there = threading.Barrier(2, timeout=20)

    def run(work: Work) -> None:
        held.append(work.task.id)

    number = carry(run)

    def look() -> None:
        both_there.wait()
        carry_next(platform)

    lookers = [threading.Thread(target=look) for _ in range(2)]
    for looker in lookers:
        looker.start()
    for looker in lookers:
        looker.join()
    assert held == [number]


def test_a_worker_that_is_told_to_stop_gives_the_task_back(platform: Platform, carry: Carry) -> None:
    begun = threading.Event()
    ending = threading.Event()

    def run(work: Work) -> None:
        begun.set()
        ending.wait(20)
        with work.finishing() as session:
            make_region(session, "32")

    number = carry(run)
    looking = tasks.Looking(platform)
    assert begun.wait(20)
    looking.stop(0.1)
    left = the_task(platform, number)
    assert (left.state, left.attempts) == ("waiting", 0)
    ending.set()
    looking.stop(20)
    with platform.database.reading() as session:
        assert not session.scalars(select(Region)).all()


def test_what_a_task_writes_is_audited_under_who_asked_for_it(platform: Platform, carry: Carry) -> None:
    from core.audit.models import AuditEntry

    def run(work: Work) -> None:
        with work.finishing() as session:
            make_region(session, "32")

    number = carry(run)
    with platform.database.writing() as session:
        account = make_account(session)
        session.get_one(Task, number).account_id = account.id
        name, account_id = account.username, account.id
    carry_next(platform)
    with platform.database.reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.subject_kind == "region")).one()
        assert (entry.actor, entry.account_id) == (name, account_id)


def _left_by(
    platform: Platform, number: int, holder: str, *, attempts: int, beats_ago: timedelta = timedelta()
) -> None:
    with platform.database.writing() as session:
        task = session.get_one(Task, number)
        task.state, task.holder, task.attempts = "running", holder, attempts
        task.beat_at = now() - beats_ago
