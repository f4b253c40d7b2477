"""Build-up plans: targets by tier and year, and what became of them."""

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from core.buildup import service
from core.buildup.models import BuildPlan
from core.buildup.service import PlanNameTaken, YearsTurned
from core.database import Database
from core.testing import make_account, make_region, make_station, page_of, sign_in

JINSHA = "520523"


def make_plan(session: Session) -> BuildPlan:
    make_region(session, JINSHA)
    plan = service.save(session, BuildPlan(), name="Three years", region_code=JINSHA, first_year=2023, last_year=2025)
    service.set_targets(session, plan, {("station", 2023): 11, ("station", 2024): 16, ("room", 2023): 70})
    return plan


def test_what_is_opened_in_a_year_counts_by_itself(session: Session, on_both: str) -> None:
    plan = make_plan(session)
    for day in (date(2023, 2, 1), date(2023, 9, 1), date(2024, 1, 1), None):
        make_station(session, region=JINSHA, tier="station", opened_on=day)
    make_station(session, region=JINSHA, tier="station", state="planned", opened_on=date(2024, 5, 1))
    make_station(session, region="520524", tier="station", opened_on=date(2023, 2, 1))
    rows = {row.tier: row for row in service.progress(session, plan).rows}
    stations = rows["station"]
    assert [(cell.planned, cell.opened) for cell in stations.cells] == [(11, 2), (16, 1), (0, 0)]
    assert (stations.planned, stations.opened, stations.missing) == (27, 3, 24)
    assert (stations.open_now, stations.undated, stations.waiting) == (4, 1, 1)
    assert rows["room"].missing == 70


def test_townships_without_an_open_station_are_named(session: Session, on_both: str) -> None:
    plan = make_plan(session)
    for code in ("520523100", "520523101", "520523102"):
        make_region(session, code)
    make_station(session, region="520523100")
    make_station(session, region="520523101", state="closed")
    assert [region.code for region in service.progress(session, plan).without] == ["520523101", "520523102"]


def test_a_target_of_nothing_is_no_target_and_years_left_out_take_theirs_along(session: Session) -> None:
    plan = make_plan(session)
    service.set_targets(session, plan, {("room", 2023): 0, ("station", 2023): 12})
    assert {(one.tier, one.year): one.number for one in plan.targets} == {("station", 2023): 12, ("station", 2024): 16}
    service.save(session, plan, name="Two years", region_code=JINSHA, first_year=2024, last_year=2025)
    assert [one.year for one in plan.targets] == [2024]


def test_what_makes_no_sense_is_refused(session: Session) -> None:
    make_plan(session)
    with pytest.raises(PlanNameTaken):
        make_plan(session)
    for years in ((2025, 2023), (2020, 2040)):
        with pytest.raises(YearsTurned):
            service.save(
                session, BuildPlan(), name="Other", region_code=JINSHA, first_year=years[0], last_year=years[1]
            )


def test_an_office_sets_targets_on_the_page_and_a_leader_reads_them(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        make_region(session, JINSHA)
        make_station(session, region=JINSHA, tier="room", opened_on=date(2026, 5, 1))
        office = make_account(session, role="office", region=JINSHA)
        leader = make_account(session, role="leader", region=JINSHA)
        elsewhere = make_account(session, role="office")
    sign_in(client, office)
    new = page_of(client.get("/build-up/new")).form("/build-up/new")
    made = new.submit(client, {"name": "Plan", "first_year": "2026", "last_year": "2028", "region_code": JINSHA})
    assert made.status_code == 303
    assert made.location
    form = page_of(client.get(made.location)).form(made.location)
    assert form.submit(client, {"n_room_2026": "-3"}).status_code == 422
    assert form.submit(client, {"n_room_2026": "2", "n_room_2027": "5"}).status_code == 303
    sign_in(client, leader)
    page = client.get(made.location.replace("/targets", ""))
    assert "1/2" in page.text
    assert "<progress" in page.text
    assert client.get(made.location).status_code == 403
    sign_in(client, elsewhere)
    assert client.get(made.location.replace("/targets", "")).status_code == 403
