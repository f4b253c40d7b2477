"""Standards: sets to start from, versions that stay once used, criteria that are added, moved and retired."""

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import Reach
from core.database import Database
from core.standards import checks, composition, service
from core.standards.errors import (
    StandardDaysTurned,
    StandardInUse,
    StandardNameTaken,
    StandardReplaced,
    StarsNotRising,
)
from core.standards.models import KINDS, Standard
from core.stations import service as stations
from core.stations.models import STAFF_ROLES
from core.testing import make_account, make_region, make_station, page_of, sign_in
from core.testing.factories import COUNTY
from tests.core.standards.conftest import AT, MakeStandard

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize("one", service.sets(), ids=lambda one: str(one.key))
def test_every_set_that_comes_along_can_be_started_from(session: Session, one: service.Set) -> None:
    make_region(session, COUNTY)
    made = service.start_from(session, one.key, COUNTY, TODAY)
    assert made.kind in KINDS
    assert [criterion.name for criterion in made.criteria] == [facts["name"] for facts in one.criteria]
    assert all(criterion.role in STAFF_ROLES for criterion in made.criteria) == (one.kind == "staff")
    if one.kind == "rating":
        assert (made.most, made.stars_for(made.most)) == (100, 5)
    with pytest.raises(StandardNameTaken):
        service.start_from(session, one.key, COUNTY, TODAY)


def test_the_two_lists_of_eight_differ(session: Session) -> None:
    eights = [one for one in service.sets() if len(one.criteria) == 8]
    assert len(eights) == 2
    assert {one["name"] for one in eights[0].criteria} != {one["name"] for one in eights[1].criteria}


def test_criteria_are_added_moved_and_retired(session: Session, make_standard: MakeStandard) -> None:
    standard = make_standard(session)
    service.add_criterion(session, standard, name="Rules", points=10)
    service.move_criterion(session, standard.criteria[2], "up")
    assert [one.name for one in standard.criteria] == ["Premises", "Rules", "Results"]
    service.move_criterion(session, standard.criteria[0], "up")
    service.retire_criterion(session, standard.criteria[1])
    assert [one.name for one in standard.criteria] == ["Premises", "Results"]


def test_a_version_that_was_used_stays_and_the_next_one_is_changed(
    session: Session, make_standard: MakeStandard, on_both: str
) -> None:
    standard, station = make_standard(session), make_station(session)
    check = checks.start(session, station, standard, 2026, AT)
    for change in (
        lambda: service.add_criterion(session, standard, name="More"),
        lambda: service.retire_criterion(session, standard.criteria[0]),
        lambda: service.change_criterion(session, standard.criteria[0], points=7),
        lambda: service.remove(session, standard),
        lambda: service.save(session, standard, name="Else", region_code=COUNTY, valid_from=standard.valid_from),
    ):
        with pytest.raises((StandardInUse, StarsNotRising)):
            change()
    made = service.new_version(session, standard, TODAY)
    assert (made.version, made.valid_from, standard.valid_to) == (2, TODAY, date(2026, 11, 19))
    service.change_criterion(session, made.criteria[0], points=70)
    assert (made.criteria[0].points, check.standard.criteria[0].points) == (70, 60)
    with pytest.raises(StandardReplaced):
        service.new_version(session, standard, TODAY)


def test_the_end_of_a_version_in_use_may_still_be_set(session: Session, make_standard: MakeStandard) -> None:
    standard = make_standard(session)
    checks.start(session, make_station(session), standard, 2026, AT)
    facts = {"name": standard.name, "region_code": COUNTY, "valid_from": standard.valid_from, "stars": standard.stars}
    service.save(session, standard, valid_to=date(2026, 12, 31), **facts)  # type: ignore[arg-type]
    assert not standard.is_valid_on(date(2027, 1, 1))
    with pytest.raises(StandardDaysTurned):
        service.save(session, standard, valid_to=date(2019, 12, 31), **facts)  # type: ignore[arg-type]


def test_stars_need_more_points_each(session: Session, make_standard: MakeStandard) -> None:
    for stars in ([60, 60], [80, 70], [], [1, 2, 3, 4, 5, 6]):
        with pytest.raises(StarsNotRising):
            make_standard(session, f"Stars {stars}", stars=stars)
    standard = make_standard(session)
    assert [standard.stars_for(points) for points in (39, 40, 79, 80, 100)] == [0, 1, 2, 3, 3]


def test_a_standard_of_staff_says_who_is_missing(session: Session, on_both: str) -> None:
    make_region(session, COUNTY)
    complete, alone, elsewhere = (
        make_station(session, staff=3),
        make_station(session, staff=1),
        make_station(session, region="370883", staff=0),
    )
    service.start_from(session, "staff", COUNTY, TODAY)
    missing = composition.missing_at(session, [complete, alone, elsewhere], TODAY)
    assert set(missing) == {alone.id}
    assert len(missing[alone.id]) == 2


def test_a_standard_may_be_for_some_kinds_of_station_only(session: Session, make_standard: MakeStandard) -> None:
    make_standard(session, tiers=["room"])
    assert checks.due(session, make_station(session, tier="home"), 2026) == []
    assert len(checks.due(session, make_station(session, tier="room"), 2026)) == 1


def test_an_office_starts_from_a_set_and_makes_it_its_own(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        make_region(session, COUNTY)
        station = make_station(session, staff=1)
        office, manager = make_account(session, role="office"), make_account(session, role="manager", station=station)
    sign_in(client, manager)
    assert client.get("/standards/").status_code == 403
    sign_in(client, office)
    form = page_of(client.get("/standards/start")).form("/standards/start")
    made = form.submit(client, {"key": "wuyou", "region_code": COUNTY})
    assert made.status_code == 303
    with database.reading() as session:
        standard = session.scalars(select(Standard)).one()
        first = standard.criteria[0].id
    page = page_of(client.get(f"/standards/{standard.id}"))
    assert page.form(f"/standards/{standard.id}/criteria").submit(client, {"name": "Own criterion"}).status_code == 303
    edit = page_of(client.get(f"/criteria/{first}/edit")).form(f"/criteria/{first}/edit")
    assert edit.submit(client, {"name": "Other words", "points": "12"}).status_code == 303
    assert all(words in client.get(f"/standards/{standard.id}").text for words in ("Own criterion", "Other words"))
    facts = page_of(client.get(f"/standards/{standard.id}/edit")).form(f"/standards/{standard.id}/edit")
    assert facts.submit(client, {"valid_to": "2000-01-01"}).status_code == 422
    assert facts.submit(client, {"tiers": ["room", "point"]}).status_code == 303


def test_the_list_of_stations_shows_who_is_missing(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        station = make_station(session, staff=1)
        service.start_from(session, "staff", COUNTY, date(2020, 1, 1))
        office, number = make_account(session, role="office"), station.id
    sign_in(client, office)
    for page in ("/stations/", f"/stations/{number}/staff"):
        assert "副站长缺1名" in client.get(page).text


def test_the_list_of_stations_is_narrowed_to_those_where_somebody_is_missing(
    session: Session, make_standard: MakeStandard, on_both: str
) -> None:
    complete, short, closed = (
        make_station(session, name, staff=staff, state=state)
        for name, staff, state in (("Complete", 2, "open"), ("Short", 1, "open"), ("Closed", 0, "closed"))
    )
    room = make_station(session, "Room", tier="room")
    standard = make_standard(session, "Staff", "staff", criteria={}, tiers=["station", "home", "chain_station"])
    for role in ("head", "deputy_head"):
        service.add_criterion(session, standard, name=role, role=role, least=1)
    day = date(2026, 11, 20)
    wanted = stations.Wanted(state=stations.SHORT, day=day)
    found = {row.name for row in session.execute(stations.in_list(Reach(everything=True), wanted))}
    every = [complete, short, closed, room]
    assert found == {"Short"}
    assert {number for number in composition.missing_at(session, every, day) if number != closed.id} == {short.id}
    before = stations.Wanted(state=stations.SHORT, day=date(2019, 1, 1))
    assert session.execute(stations.in_list(Reach(everything=True), before)).all() == []


def test_an_office_reads_the_standards_of_above_and_changes_only_its_own(
    client: FlaskClient, database: Database, make_standard: MakeStandard
) -> None:
    with database.writing() as session:
        make_region(session, "3203")
        above = make_standard(session, "Of the prefecture", region_code="3203").id
        far = make_standard(session, "Of elsewhere", region_code=make_region(session, "370883").code).id
        office = make_account(session, role="office")
    sign_in(client, office)
    listed = client.get("/standards/").text
    assert ("Of the prefecture" in listed, "Of elsewhere" in listed) == (True, False)
    page = client.get(f"/standards/{above}")
    assert (page.status_code, f"/standards/{above}/criteria" in page.text) == (200, False)
    assert client.get(f"/standards/{far}").status_code == 404
    assert client.get(f"/standards/{above}/edit").status_code == 403
