"""Technology problems go from where they were raised to a solution, with partners; the figures count what was settled."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.declare import FigureScope
from core.api.work import today
from core.stations.models import Station
from core.testing import make_station
from plugins.agri_machinery import leaving
from plugins.agri_machinery.figures import FIGURES
from plugins.agri_machinery.models import Cooperation, Product
from plugins.agri_machinery.problems import service
from plugins.agri_machinery.problems.errors import (
    CooperationElsewhere,
    CooperationEndsEarly,
    CooperationUsed,
    RaisedTooLate,
    SettledTooEarly,
    SolutionMissing,
)
from plugins.agri_machinery.problems.service import Step
from plugins.agri_machinery.testing import make_cooperation, make_problem, make_product, make_trial

TODAY = today()
COUNT = {figure.key: figure.compute for figure in FIGURES}


@pytest.fixture
def station(session: Session) -> Station:
    return make_station(session, "Red Tractor")


def counted(session: Session, station: Station, key: str, **period: date) -> float | None:
    return COUNT[key](session, FigureScope(region_code=station.region_code, station_id=station.id, **period))


def test_a_problem_is_settled_with_a_partner_and_keeps_its_way(session: Session, station: Station) -> None:
    problem = make_problem(session, station, raised_on=TODAY - timedelta(days=60))
    partner = make_cooperation(session, station)
    for days, state in ((40, "studied"), (20, "tried")):
        step = Step(day=TODAY - timedelta(days=days), state=state, cooperation_id=partner.id)
        service.move(session, problem, step, TODAY)
    with pytest.raises(SolutionMissing):
        service.move(session, problem, Step(day=TODAY, state="settled"), TODAY)
    settled = Step(day=TODAY, state="settled", solution="A wider chute.", cooperation_id=partner.id)
    service.move(session, problem, settled, TODAY)
    assert [step.state for step in problem.steps] == ["raised", "studied", "tried", "settled"]
    assert (problem.settled_on, problem.solution) == (TODAY, "A wider chute.")


def test_a_problem_that_comes_back_is_no_longer_settled(session: Session, station: Station) -> None:
    problem = make_problem(session, station)
    service.move(session, problem, Step(day=TODAY, state="settled", solution="Grease."), TODAY)
    assert counted(session, station, "technology_problems_settled") == 1
    service.move(session, problem, Step(day=TODAY, state="studied"), TODAY)
    assert problem.settled_on is None
    assert counted(session, station, "technology_problems_settled") == 0


@pytest.mark.parametrize("days", [-1, 61])
def test_steps_lie_between_the_one_before_and_today(session: Session, station: Station, days: int) -> None:
    problem = make_problem(session, station, raised_on=TODAY - timedelta(days=60))
    with pytest.raises(SettledTooEarly):
        service.move(session, problem, Step(day=TODAY - timedelta(days=days), state="studied"), TODAY)


def test_the_day_it_was_raised_is_corrected_as_long_as_nothing_was_done_before(
    session: Session, station: Station
) -> None:
    problem = make_problem(session, station, raised_on=TODAY - timedelta(days=60))
    service.save(session, problem, raised_on=TODAY - timedelta(days=50))
    assert [step.day for step in problem.steps] == [TODAY - timedelta(days=50)]
    service.move(session, problem, Step(day=TODAY - timedelta(days=40), state="studied"), TODAY)
    service.save(session, problem, raised_on=TODAY - timedelta(days=70))
    with pytest.raises(RaisedTooLate):
        service.save(session, problem, raised_on=TODAY - timedelta(days=39))
    assert (problem.raised_on, problem.steps[0].day) == (TODAY - timedelta(days=70), TODAY - timedelta(days=70))


def test_partners_of_other_stations_are_refused(session: Session, station: Station) -> None:
    elsewhere = make_cooperation(session, make_station(session, "Elsewhere"))
    problem, step = make_problem(session, station), Step(day=TODAY, state="studied", cooperation_id=elsewhere.id)
    with pytest.raises(CooperationElsewhere):
        service.move(session, problem, step, TODAY)


def test_a_cooperation_has_its_days_in_order_and_stays_while_problems_name_it(
    session: Session, station: Station
) -> None:
    partner = make_cooperation(session, station)
    with pytest.raises(CooperationEndsEarly):
        service.save_cooperation(session, partner, begins=TODAY, ends=TODAY - timedelta(days=1))
    problem = make_problem(session, station)
    service.move(session, problem, Step(day=TODAY, state="studied", cooperation_id=partner.id), TODAY)
    with pytest.raises(CooperationUsed):
        service.remove_cooperation(session, partner)
    service.remove(session, problem)
    service.remove_cooperation(session, partner)
    assert session.scalars(select(Cooperation)).all() == []


def test_figures_count_a_period_and_a_station_only(session: Session, station: Station) -> None:
    long_ago = TODAY - timedelta(days=400)
    problem = make_problem(session, station, raised_on=long_ago)
    service.move(session, problem, Step(day=long_ago, state="settled", solution="Oil."), TODAY)
    make_cooperation(session, station, begins=long_ago, ends=long_ago)
    make_cooperation(session, station, "Institute", begins=long_ago)
    make_trial(session, station)
    lately = {"begins": TODAY - timedelta(days=30), "ends": TODAY}
    for key, ever, now in (
        ("technology_problems_settled", 1, 0),
        ("research_cooperations", 2, 1),
        ("field_trials", 1, 1),
    ):
        assert counted(session, station, key) == ever
        assert counted(session, station, key, **lately) == now
        assert counted(session, make_station(session, f"Not {key}"), key) == 0


def test_a_merged_station_hands_everything_over_but_doubled_entries(session: Session, station: Station) -> None:
    into = make_station(session, "Green Tractor")
    for name, at in (("Golden 958", station), ("Golden 958", into), ("Silver 605", station)):
        make_product(session, at, name)
    trial, problem = make_trial(session, station), make_problem(session, station)
    (said,) = leaving.handed_over(session, station, into)
    assert "Green Tractor" in str(said.sentence)
    leaving.hand_over(session, station, into)
    assert (trial.station_id, problem.station_id) == (into.id, into.id)
    kept = select(Product.name).where(Product.station_id == station.id)
    assert session.scalars(kept).all() == ["Golden 958"]


def test_a_closed_station_keeps_what_it_has(session: Session, station: Station) -> None:
    trial = make_trial(session, station)
    (said,) = leaving.handed_over(session, station, None)
    assert "They stay as they are" in str(said.sentence)
    leaving.hand_over(session, station, None)
    assert trial.station_id == station.id
