"""Runs of jobs: written when due, done once, taken up again when they were cut off."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.errors import Busy
from core.jobs.models import JobRun
from core.jobs.service import GIVE_UP, PACE, _tidy, lost_runs, run, schedule, schedule_due, sweep
from core.platform import Platform
from core.regions.models import Region
from core.testing import make_region
from tests.core.jobs.conftest import Maker

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
"""Noon at the stations."""


def runs(platform: Platform) -> list[JobRun]:
    with platform.database.reading() as session:
        return list(session.scalars(select(JobRun).order_by(JobRun.id)))


def test_a_daily_job_was_last_due_today_or_yesterday_at_the_hour_of_the_stations(job: Maker) -> None:
    daily = job(at=time(3, 10))
    assert daily.last_due(NOON) == datetime(2026, 11, 19, 19, 10, tzinfo=UTC)
    assert daily.last_due(datetime(2026, 11, 19, 19, 9, 59, tzinfo=UTC)) == datetime(2026, 11, 18, 19, 10, tzinfo=UTC)


def test_a_restart_does_not_begin_the_count_of_hours_anew(job: Maker) -> None:
    often = job(every=timedelta(hours=6))
    assert often.last_due(NOON) == often.last_due(NOON + timedelta(hours=5, minutes=59)) == NOON
    assert often.last_due(NOON + timedelta(hours=6)) == NOON + timedelta(hours=6)


def test_what_fell_due_while_nothing_ran_is_made_up_for_once(platform: Platform, job: Maker) -> None:
    job(every=timedelta(hours=1))
    assert len(schedule_due(platform, NOON)) == 1
    run(platform, runs(platform)[0].id, NOON)
    assert schedule_due(platform, NOON + timedelta(minutes=59)) == []
    assert len(schedule_due(platform, NOON + timedelta(days=3, minutes=7))) == 1
    assert [each.due_at for each in runs(platform)] == [NOON, NOON + timedelta(days=3)]


def test_a_run_that_still_waits_stands_for_the_later_times(platform: Platform, job: Maker) -> None:
    job(every=timedelta(hours=1))
    schedule_due(platform, NOON)
    for hours in range(1, 50):
        assert schedule_due(platform, NOON + timedelta(hours=hours)) == []


def test_two_schedulers_write_one_row(platform: Platform, job: Maker) -> None:
    errand = job(every=timedelta(hours=1))
    assert schedule(platform, errand, NOON) is not None
    assert schedule(platform, errand, NOON) is None


@pytest.mark.usefixtures("on_both")
def test_a_run_is_done_once_however_often_it_is_told(platform: Platform, job: Maker) -> None:
    done = []
    errand = job(run=lambda _session, at: done.append(at), every=timedelta(hours=1))
    run_id = schedule(platform, errand, NOON) or 0
    assert [run(platform, run_id, NOON) for _time in range(3)] == [True, False, False]
    assert done == [NOON]


@pytest.mark.usefixtures("on_both")
def test_a_run_that_was_cut_off_is_taken_up_again_after_its_lease(platform: Platform, job: Maker) -> None:
    class Killed(BaseException):
        pass

    def dies(session: Session, _at: datetime) -> None:
        make_region(session, "32", "Half done")
        raise Killed

    errand = job(run=dies, every=timedelta(hours=1))
    run_id = schedule(platform, errand, NOON) or 0
    with pytest.raises(Killed):
        run(platform, run_id, NOON)
    job(run=lambda session, _at: make_region(session, "33", "Done") and None, every=timedelta(hours=1))
    soon, later = NOON + PACE.lease - timedelta(seconds=1), NOON + PACE.lease + timedelta(seconds=1)
    assert lost_runs(platform, soon) == []
    assert not run(platform, run_id, soon)
    assert lost_runs(platform, later) == [run_id]
    assert run(platform, run_id, later)
    with platform.database.reading() as session:
        assert [region.name for region in session.scalars(select(Region))] == ["Done"]


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_a_slow_run_that_was_taken_over_is_undone(platform: Platform, job: Maker) -> None:
    """Only PostgreSQL lets two be at work at the same time."""
    later = NOON + PACE.lease * 2

    def slow(session: Session, _at: datetime) -> None:
        make_region(session, "32", "By the slow one")
        job(run=lambda session, _at: make_region(session, "33", "By the other one") and None, every=timedelta(hours=1))
        assert run(platform, run_id, later)

    errand = job(run=slow, every=timedelta(hours=1))
    run_id = schedule(platform, errand, NOON) or 0
    assert not run(platform, run_id, NOON)
    with platform.database.reading() as session:
        assert [region.name for region in session.scalars(select(Region))] == ["By the other one"]


def test_a_run_that_costs_the_worker_its_life_is_given_up_after_a_day(platform: Platform, job: Maker) -> None:
    errand = job(every=timedelta(hours=1))
    run_id = schedule(platform, errand, NOON) or 0
    with platform.database.writing() as session:
        session.execute(update(JobRun).values(started_at=NOON))
    assert not run(platform, run_id, NOON + GIVE_UP + timedelta(minutes=1))
    assert runs(platform)[0].error
    assert not runs(platform)[0].is_open


def test_a_job_that_raises_is_noted_without_its_words_and_what_it_wrote_is_gone(platform: Platform, job: Maker) -> None:
    def fails(session: Session, _at: datetime) -> None:
        make_region(session, "32", "Gone")
        raise ValueError("a name of somebody")

    run_id = schedule(platform, job(run=fails, every=timedelta(hours=1)), NOON) or 0
    assert not run(platform, run_id, NOON)
    assert runs(platform)[0].error == "ValueError"
    with platform.database.reading() as session:
        assert session.scalars(select(Region)).all() == []


def test_a_job_that_did_not_get_its_turn_is_tried_again(platform: Platform, job: Maker) -> None:
    def waits(_session: Session, _at: datetime) -> None:
        raise Busy

    run_id = schedule(platform, job(run=waits, every=timedelta(hours=1)), NOON) or 0
    assert not run(platform, run_id, NOON)
    assert lost_runs(platform, NOON + PACE.lease * 2) == [run_id]


def test_a_run_whose_job_is_gone_is_closed_and_says_so(
    platform: Platform, job: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = schedule(platform, job(every=timedelta(hours=1)), NOON) or 0
    monkeypatch.setattr("core.jobs.service.all_jobs", lambda _platform: [])
    run(platform, run_id, NOON)
    assert runs(platform)[0].error == "the job is not there any more"


def test_the_sweep_brings_what_a_crash_left_between_row_and_queue(platform: Platform, job: Maker) -> None:
    run_id = schedule(platform, job(every=timedelta(hours=1)), NOON)
    nudged: list[int] = []
    assert sweep(platform, NOON + timedelta(seconds=30), nudged.append) == 0
    assert sweep(platform, NOON + timedelta(seconds=90), nudged.append) == 1
    assert nudged == [run_id]


def test_tidying_keeps_the_last_run_of_a_job_however_old(platform: Platform, job: Maker) -> None:
    errand = job(every=timedelta(hours=1))
    for days in (80, 60, 40):
        run_id = schedule(platform, errand, NOON - timedelta(days=days)) or 0
        with platform.database.writing() as session:
            session.execute(update(JobRun).where(JobRun.id == run_id).values(finished_at=NOON - timedelta(days=days)))
    with platform.database.writing() as session:
        _tidy(session, NOON)
    assert [each.due_at for each in runs(platform)] == [NOON - timedelta(days=40)]
