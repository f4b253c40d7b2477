"""Figures: pairs, visits, measures, difficulties and projects of a period are counted from records, and lead to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from core.api.data import Enterprise, Station
from core.clock import today
from core.plugin_host.declarations import FigureScope
from core.testing import make_account, make_deputy, make_enterprise, make_station
from core.testing.pages import page_of
from core.testing.visitors import SignedIn
from plugins.enterprise_visits.difficulties import service as difficulties
from plugins.enterprise_visits.difficulties.service import Told
from plugins.enterprise_visits.figures import FIGURES
from plugins.enterprise_visits.helping.testing import make_introduction, make_lead
from plugins.enterprise_visits.leads import service as leads
from plugins.enterprise_visits.measures import service as measures
from plugins.enterprise_visits.models import Measure, Pairing, Visit
from plugins.enterprise_visits.visiting import service as visiting
from plugins.enterprise_visits.visiting.service import Said

AT = datetime(2026, 1, 5, tzinfo=UTC)
YESTERDAY = today() - timedelta(days=1)
LONG_AGO = today() - timedelta(days=400)


@dataclass
class Place:
    """A station with two deputies, two enterprises of its chain and what happened there."""

    station: Station
    deputies: list[Any]
    enterprises: list[Enterprise]


@pytest.fixture
def place(session: Session) -> Place:
    station = make_station(session)
    enterprises = [make_enterprise(session, chain=station.chain) for _one in range(2)]
    deputies = [make_deputy(session, station=station) for _one in range(2)]
    here = Place(station, deputies, enterprises)
    for deputy, begins, ends in ((0, LONG_AGO, None), (1, LONG_AGO, YESTERDAY)):
        session.add(
            Pairing(
                deputy_id=deputies[deputy].id,
                enterprise_id=enterprises[0].id,
                station_id=station.id,
                begins=begins,
                ends=ends,
            )
        )
    law = measures.save(session, Measure(region_code=station.region_code), name="A measure", words="")
    for day, number, who in ((LONG_AGO, 0, [0]), (YESTERDAY, 0, [0, 1]), (YESTERDAY, 1, [1])):
        held = visit(session, here, number, day, who)
        measures.explain(session, held.id, station.region_code, day, [law.id])
    return here


def visit(session: Session, place: Place, enterprise: int, day: date, deputies: list[int]) -> Visit:
    said = Said(day=day, deputies=tuple(place.deputies[one].id for one in deputies))
    held = visiting.log(
        session,
        place.station.id,
        place.enterprises[enterprise].id,
        said,
        account_id=None,
        today=today(),
        at=AT,
    )
    difficulties.at_visit(session, held, Told(kind="land", words="No room"), deputy_id=None, account_id=None, at=AT)
    return held


def counted(session: Session, **scope: Any) -> dict[str, Any]:
    asked = FigureScope(**{"region_code": "320381", **scope})
    return {figure.key: figure.compute(session, asked) for figure in FIGURES}


def test_a_period_counts_the_visits_in_it_and_the_pairs_on_its_last_day(session: Session, place: Place) -> None:
    everything = counted(session)
    assert (everything["pairs"], everything["enterprise_visits"], everything["enterprise_difficulties.told"]) == (
        1,
        3,
        3,
    )
    lately = counted(session, begins=YESTERDAY, ends=today())
    keys = ("enterprise_visits", "enterprises_visited", "deputies_visiting", "policy_measures", "policy_explanations")
    assert [lately[key] for key in keys] == [2, 2, 2, 1, 2]
    before = counted(session, ends=YESTERDAY - timedelta(days=1))
    assert (before["pairs"], before["deputies_paired"], before["enterprises_linked"]) == (2, 2, 1)
    assert (before["enterprise_visits"], before["enterprise_difficulties.open"]) == (1, 1)


def test_a_station_counts_its_own_and_another_region_nothing(session: Session, place: Place) -> None:
    elsewhere = make_station(session)
    assert counted(session, station_id=place.station.id)["enterprise_visits"] == 3
    assert counted(session, station_id=elsewhere.id)["enterprise_visits"] == 0
    assert set(counted(session, region_code="510703").values()) == {0, None}


def test_coverage_is_of_the_enterprises_of_the_chain(session: Session, place: Place) -> None:
    # The host of the station is of the chain, too.
    assert counted(session, station_id=place.station.id)["pairing_coverage_pct"] == pytest.approx(33.3)


def test_a_lead_is_a_project_from_the_day_it_became_one(session: Session, place: Place) -> None:
    lead = make_lead(session, place.station)
    assert counted(session)["investment_projects"] == 0
    leads.take_step(session, lead, stage="project", day=today(), words="", today=today(), at=AT)
    assert counted(session)["investment_projects"] == 1
    assert counted(session, ends=YESTERDAY)["investment_projects"] == 0


def test_each_number_of_records_leads_to_just_as_many(session: Session, place: Place, signed_in: SignedIn) -> None:
    make_introduction(session, place.station)
    leads.take_step(
        session, make_lead(session, place.station), stage="project", day=today(), words="", today=today(), at=AT
    )
    office = make_account(session, role="office")
    session.commit()
    ends = {"from": LONG_AGO.isoformat(), "to": today().isoformat()}
    numbers = counted(session, begins=LONG_AGO, ends=today())
    client = signed_in(office)
    for key in (
        "pairs",
        "enterprise_visits",
        "policy_measures",
        "enterprise_difficulties.told",
        "enterprise_difficulties.open",
        "introductions",
        "investment_projects",
    ):
        figure = next(one for one in FIGURES if one.key == key)
        page = page_of(client.get("/p/enterprise_visits/records", query_string={**ends, **figure.arguments}))
        rows = [one for one in page.elements if one.name == "tr"]
        assert len(rows) - 1 == numbers[key] > 0, key
