"""Who looks after a station: the roster's words become records, organs are one list, duties are public."""

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts.models import Grant
from core.database import Database
from core.liaison import service
from core.liaison.models import Liaison, Organ
from core.liaison.service import DaysTurned, LiaisonTwice, OrganNameTaken
from core.stations.models import Station
from core.testing import make_account, make_region, make_station, page_of, sign_in
from core.testing.factories import COUNTY
from core.testing.signing import sign_out


def test_names_of_a_roster_are_told_apart_whatever_stands_between_them(session: Session) -> None:
    station = make_station(
        session, leader_text="张三、李四(副主任)，王小五副主任", organs_text="检察院，自然资源局；开发区"
    )
    assert service.names_in_words(station) == [
        ("leader", "张三", ""),
        ("leader", "李四", "副主任"),
        ("leader", "王小五", "副主任"),
        ("organ", "检察院", ""),
        ("organ", "自然资源局", ""),
        ("organ", "开发区", ""),
    ]


def test_one_click_enters_everybody_and_a_second_enters_nobody(session: Session, on_both: str) -> None:
    station = make_station(session, leader_text="张三", committee_text="财经工委", organs_text="检察院、检察院")
    assert (service.enter_words(session, station), service.enter_words(session, station)) == (3, 0)
    assert station.organs_text == "检察院、检察院"
    assert [(one.kind, one.name) for one in service.of_station(session, station)] == [
        ("leader", "张三"),
        ("committee", "财经工委"),
        ("organ", "检察院"),
    ]


def test_an_organ_stationed_at_two_stations_of_a_county_is_one(session: Session) -> None:
    township = make_region(session, "320381101")
    for region in (COUNTY, township.code):
        station = make_station(session, region=region)
        service.save(session, Liaison(station=station), kind="organ", name="Bureau")
    organ = session.scalars(select(Organ)).one()
    assert (organ.region_code, len(service.stationed(session, organ))) == (COUNTY, 2)


def test_an_organ_that_is_renamed_takes_its_accounts_along(session: Session) -> None:
    station = make_station(session)
    one = service.save(session, Liaison(station=station), kind="organ", name="Old bureau")
    account = make_account(session, role="organ", organ="Old bureau")
    account.grants[0].region_code = COUNTY
    assert one.organ is not None
    service.save_organ(session, one.organ, name="New bureau", region_code=COUNTY)
    assert (one.name, session.scalars(select(Grant.organ).where(Grant.account_id == account.id)).one()) == (
        "New bureau",
        "New bureau",
    )
    with pytest.raises(OrganNameTaken):
        service.save_organ(session, Organ(), name="New bureau", region_code=COUNTY)


def test_the_same_one_twice_and_an_end_before_the_beginning_are_refused(session: Session) -> None:
    station = make_station(session)
    service.save(session, Liaison(station=station), kind="leader", name="Somebody")
    with pytest.raises(LiaisonTwice):
        service.save(session, Liaison(station=station), kind="leader", name="Somebody")
    with pytest.raises(DaysTurned):
        service.save(
            session,
            Liaison(station=station),
            kind="leader",
            name="Else",
            begins=date(2026, 2, 1),
            ends=date(2026, 1, 1),
        )


def test_everybody_reads_duties_and_only_the_office_writes_them(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        station = make_station(session, leader_text="Leader One", organs_text="Bureau")
        number = station.id
        office, manager = make_account(session, role="office"), make_account(session, role="manager", station=station)
    assert "Leader One" in client.get(f"/stations/{number}").text
    assert "Leader One" in client.get(f"/stations/{number}/liaison").text
    sign_in(client, manager)
    assert client.get(f"/stations/{number}/liaison/new").status_code == 403
    sign_in(client, office)
    page = page_of(client.get(f"/stations/{number}/liaison"))
    assert page.form("/from-words").submit(client).status_code == 303
    with database.reading() as session:
        first = session.scalars(select(Liaison).order_by(Liaison.id)).first()
        assert first is not None
    form = page_of(client.get(f"/liaison/{first.id}/edit")).form(f"/liaison/{first.id}/edit")
    assert form.submit(client, {"duties": "Comes once a month."}).status_code == 303
    sign_out(client)
    assert "Comes once a month." in client.get(f"/stations/{number}/liaison").text
    assert "Leader One" in client.get(f"/stations/{number}").text


def test_who_has_left_stands_under_before(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        station = make_station(session)
        number = station.id
        service.save(session, Liaison(station=station), kind="leader", name="Former leader", ends=date(2025, 12, 31))
        assert isinstance(station, Station)
    assert "Former leader" not in client.get(f"/stations/{number}").text
    assert "Former leader" in client.get(f"/stations/{number}/liaison").text
