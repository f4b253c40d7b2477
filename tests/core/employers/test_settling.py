"""Employers that are words: grouped, suggested, linked or left, by those within whose reach they are."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import Reach
from core.clock import now
from core.database import Database
from core.employers import service
from core.employers.alike import Likeness
from core.enterprises.models import Enterprise
from core.people.models import Person
from core.stations.models import Station
from core.testing.factories import make_account, make_deputy, make_enterprise, make_station
from core.testing.pages import page_of
from core.testing.signing import sign_in

MILL = "新沂市恒达纺织科技有限公司"
SAID = "恒达纺织 车间主任"


@pytest.fixture
def stations(database: Database) -> list[int]:
    """A station with two deputies of the mill and one of a school; a neighbour with one of the mill."""
    with database.writing() as session:
        own, neighbour = make_station(session, "Own"), make_station(session, "Neighbour")
        for station, text in ((own, SAID), (own, SAID), (own, "第一小学 校长"), (neighbour, SAID)):
            make_deputy(session, station=station).person.employer_text = text
        make_enterprise(session, MILL, chain=own.chain)
        make_enterprise(session, "新沂市远大机械科技有限公司", chain=own.chain)
        return [own.id, neighbour.id]


def signed_in(client: FlaskClient, database: Database, role: str, station: int | None = None) -> FlaskClient:
    with database.writing() as session:
        at = session.get_one(Station, station) if station else None
        account = make_account(session, role=role, region="320381" if role == "office" else "", station=at)
    return sign_in(client, account)


def linked(database: Database) -> int:
    with database.reading() as session:
        return len(session.scalars(select(Person.id).where(Person.employer_id.is_not(None))).all())


def test_equal_words_are_one_question_with_the_number_of_deputies(
    client: FlaskClient, database: Database, stations: list[int], on_both: str
) -> None:
    page = page_of(signed_in(client, database, "office").get("/employers/"))
    assert "共 2 条" in page.text
    assert page.text.index(f"{SAID} 3") < page.text.index("第一小学 校长 1")


def test_the_likely_enterprise_is_one_tap_away_and_links_all_with_these_words(
    client: FlaskClient, database: Database, stations: list[int], on_both: str
) -> None:
    office = signed_in(client, database, "office")
    form = page_of(office.get("/employers/")).form("/employers/link")
    assert form.values["name"] == [MILL]
    assert form.submit(office).status_code == 303
    assert linked(database) == 3
    assert SAID not in page_of(office.get("/employers/")).text


def test_a_manager_settles_those_of_the_own_station_only(
    client: FlaskClient, database: Database, stations: list[int]
) -> None:
    manager = signed_in(client, database, "manager", stations[0])
    page = page_of(manager.get("/employers/"))
    assert f"{SAID} 2" in page.text
    page.form("/employers/link").submit(manager)
    assert linked(database) == 2


def test_what_is_no_enterprise_is_asked_about_no_more_until_somebody_asks_again(
    client: FlaskClient, database: Database, stations: list[int]
) -> None:
    office = signed_in(client, database, "office")
    page_of(office.get("/employers/")).form("/employers/leave").submit(office, {"text": "第一小学 校长"})
    assert "第一小学" not in page_of(office.get("/employers/")).text.replace("“第一小学 校长”", "")
    again = page_of(office.get("/employers/settled")).form("/again")
    assert again.submit(office).status_code == 303
    assert "第一小学 校长 1" in page_of(office.get("/employers/")).text


def test_a_manager_can_ask_again_about_the_own_deputies(
    client: FlaskClient, database: Database, stations: list[int]
) -> None:
    manager = signed_in(client, database, "manager", stations[0])
    page_of(manager.get("/employers/")).form("/employers/leave").submit(manager, {"text": "第一小学 校长"})
    assert page_of(manager.get("/employers/settled")).form("/again").submit(manager).status_code == 303
    neighbour = signed_in(client, database, "manager", stations[1])
    page_of(manager.get("/employers/"))
    assert "第一小学" not in page_of(neighbour.get("/employers/settled")).text


def test_a_name_that_is_no_enterprise_is_answered_at_the_field_with_what_was_typed(
    client: FlaskClient, database: Database, stations: list[int]
) -> None:
    office = signed_in(client, database, "office")
    answer = page_of(office.get("/employers/")).form("/employers/link").submit(office, {"name": "没有这家公司"})
    assert answer.status_code == 422
    page = page_of(answer)
    typed = [one for one in page.elements if one.attributes.get("aria-invalid") == "true"]
    assert [one.attributes["value"] for one in typed] == ["没有这家公司"]
    assert linked(database) == 0


def test_the_enterprise_of_another_county_cannot_be_named(
    client: FlaskClient, database: Database, stations: list[int]
) -> None:
    with database.writing() as session:
        make_enterprise(session, "Elsewhere Ltd", region="370883")
    office = signed_in(client, database, "office")
    form = page_of(office.get("/employers/")).form("/employers/link")
    assert form.submit(office, {"name": "Elsewhere Ltd"}).status_code == 422


def test_what_was_said_is_remembered_for_the_county(session: Session) -> None:
    station = make_station(session)
    make_deputy(session, station=station).person.employer_text = SAID
    mill = make_enterprise(session, MILL)
    session.flush()
    service.link(session, Reach(everything=True), SAID, mill, now(), None)
    assert service.answered(session, "320381") == {SAID: mill.id}


def test_likeness_looks_at_what_is_rare_in_names() -> None:
    names = [f"新沂市{word}纺织有限公司" for word in ("恒达", "远大", "新光", "华源", "永兴")]
    likeness = Likeness(enumerate(names))
    assert likeness.suggest("远大纺织有限公司 董事长")[0] == 1
    assert likeness.suggest("纺织有限公司") == []
    assert likeness.suggest("第一小学") == []


def test_the_start_page_counts_what_waits(client: FlaskClient, database: Database, stations: list[int]) -> None:
    office = signed_in(client, database, "office")
    assert "/employers/" in page_of(office.get("/start")).links


def test_an_enterprise_of_nobody_can_still_be_removed_from_answers(session: Session) -> None:
    station = make_station(session)
    deputy = make_deputy(session, station=station)
    deputy.person.employer_text = SAID
    mill = make_enterprise(session, MILL)
    session.flush()
    service.link(session, Reach(everything=True), SAID, mill, now(), None)
    deputy.person.employer_id = None
    session.flush()
    session.delete(session.get_one(Enterprise, mill.id))
    session.flush()
    assert service.answered(session, "320381") == {}
