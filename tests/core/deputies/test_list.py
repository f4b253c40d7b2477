"""The list of deputies: whom one finds, and whom one may."""

import pytest
from flask.testing import FlaskClient

from core.database import Database
from core.testing.factories import make_account, make_deputy, make_person, make_station
from core.testing.pages import page_of
from core.testing.signing import sign_in


@pytest.fixture
def office(client: FlaskClient, database: Database) -> FlaskClient:
    with database.writing() as session:
        station = make_station(session, "Cotton station")
        room = make_station(session, "Room of it", parent=station)
        for name, initials, phone in (("曾敏", "zm", "19900001111"), ("单勇", "sy", "19900002222")):
            make_deputy(session, person=make_person(session, name, initials=initials, phone=phone), station=room)
        make_deputy(session, person=make_person(session, "100%", initials="", phone="19900003333"))
        account = make_account(session, role="office")
    return sign_in(client, account)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("曾", "曾敏"),
        ("ZM", "曾敏"),
        ("\uff5a\uff4d", "曾敏"),  # full width, as input methods write it
        ("2222", "单勇"),
        ("%", "100%"),
    ],
)
def test_a_deputy_is_found_by_what_one_remembers(office: FlaskClient, words: str, found: str) -> None:
    page = office.get("/deputies/", query_string={"q": words}).text
    assert [name for name in ("曾敏", "单勇", "100%") if f">{name}</a>" in page] == [found]


def test_a_stations_deputies_are_those_of_its_rooms_too(office: FlaskClient, database: Database) -> None:
    page = page_of(office.get("/deputies/"))
    stations = next(one for one in page.form("/deputies/", "get").fields if one.name == "station").choices
    of_station = office.get("/deputies/", query_string={"station": stations[2]}).text
    unplaced = office.get("/deputies/", query_string={"station": "none"}).text
    assert ("曾敏" in of_station, "100%" in of_station) == (True, False)
    assert ("曾敏" in unplaced, "100%" in unplaced) == (False, True)


def test_of_more_stations_than_one_reads_through_the_name_is_typed(
    office: FlaskClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.stations.service.MOST_OFFERED", 1)
    fields = {one.name: one for one in page_of(office.get("/deputies/")).form("/deputies/", "get").fields}
    assert (fields["station"].choices, "at" in fields) == (["", "none"], True)
    named = office.get("/deputies/", query_string={"at": "Cotton"}).text
    assert ("曾敏" in named, "100%" in named) == (True, False)
    chosen = page_of(office.get("/deputies/", query_string={"station": "1"})).form("/deputies/", "get")
    assert next(one for one in chosen.fields if one.name == "station").value == "1"
    assert office.get("/exports/deputies", query_string={"at": "Cotton"}).status_code == 200


def test_a_manager_sees_the_deputies_of_the_own_station_only(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        mine, other = make_station(session), make_station(session)
        make_deputy(session, "Own Deputy", station=mine)
        make_deputy(session, "Other Deputy", station=other)
        account = make_account(session, role="manager", station=mine)
    sign_in(client, account)
    page = client.get("/deputies/").text
    assert ("Own Deputy" in page, "Other Deputy" in page) == (True, False)
    searched = client.get("/deputies/", query_string={"q": "Other", "station": "999999999999999"}).text
    assert "Other Deputy" not in searched


def test_a_stranger_is_asked_to_sign_in_and_comes_back(client: FlaskClient) -> None:
    answer = client.get("/deputies/?q=zm&page=2")
    assert answer.status_code == 302
    assert answer.location == "/login?next=/deputies/?q%3Dzm%26page%3D2"


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=-1",
        "page=x",
        "page=99999999999999999999",
        "sort=%00",
        "q=%00",
        "station=99999999999999999999",
        "level=x",
        "state='--",
    ],
)
def test_no_address_breaks_the_list(office: FlaskClient, query: str) -> None:
    assert office.get(f"/deputies/?{query}").status_code == 200
