"""A station's pages: what everybody sees, its code, and its record."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from core.chains.models import Chain
from core.database import Database
from core.enterprises.models import Enterprise
from core.stations.models import Staff, Station
from core.testing import Count
from core.testing.factories import COUNTY, make_account, make_chain, make_deputy, make_enterprise, make_station
from core.testing.pages import page_of
from core.testing.signing import sign_in


@pytest.fixture
def station(database: Database) -> int:
    with database.writing() as session:
        chain = make_chain(session, "High-end textiles", segments=("Fibre", "Cloth"))
        return make_station(session, "Loom station", chain=chain, deputies=2, duty_words="every month, the 10th").id


def test_everybody_sees_who_serves_when_and_where_and_no_number(
    client: FlaskClient, station: int, database: Database
) -> None:
    page = client.get(f"/stations/{station}").text
    with database.reading() as session:
        record = session.get_one(Station, station)
        assert record.staff[0].person.name in page
        assert str(record.staff[0].person.phone) not in page
        assert record.host is not None
        assert record.host.name in page
    assert all(words in page for words in ("Loom station", "High-end textiles", "Fibre", "every month, the 10th"))
    assert page.count('href="/deputies/') >= 2
    assert "tel:" not in page


def test_its_code_leads_to_the_public_address(client: FlaskClient, station: int) -> None:
    answer = client.get(f"/stations/{station}/qr.svg")
    assert answer.mimetype == "image/svg+xml"
    assert b"<svg" in answer.data
    poster = client.get(f"/stations/{station}/poster").text
    assert f"http://127.0.0.1:8000/stations/{station}" in poster
    assert f"/stations/{station}/qr.svg" in poster


def test_a_name_is_given_once_in_a_region_and_the_form_says_so(
    client: FlaskClient, station: int, database: Database
) -> None:
    with database.writing() as session:
        other = make_station(session, "Other station").id
        office = make_account(session, role="office")
    sign_in(client, office)
    answer = (
        page_of(client.get(f"/stations/{other}/edit"))
        .form(f"/stations/{other}/edit")
        .submit(client, {"name": "Loom station", "address": "New Road"})
    )
    assert answer.status_code == 422
    fields = {one.name: one.value for one in page_of(answer).form("/edit").fields}
    assert (fields["name"], fields["address"]) == ("Loom station", "New Road")
    with database.reading() as session:
        assert session.get_one(Station, other).name == "Other station"


def test_a_host_is_linked_by_its_name(client: FlaskClient, station: int, database: Database) -> None:
    with database.writing() as session:
        host = make_enterprise(session, "Silver Spindle Ltd").id
        office = make_account(session, role="office")
    sign_in(client, office)
    form = page_of(client.get(f"/stations/{station}/edit")).form(f"/stations/{station}/edit")
    assert form.submit(client, {"host_text": "Silver Spindle Ltd"}).status_code == 303
    with database.reading() as session:
        assert session.get_one(Station, station).host_id == host


def test_a_station_cannot_stand_under_its_own_room(client: FlaskClient, station: int, database: Database) -> None:
    with database.writing() as session:
        room = make_station(session, parent=session.get_one(Station, station)).id
        office = make_account(session, role="office")
    sign_in(client, office)
    form = page_of(client.get(f"/stations/{station}/edit")).form(f"/stations/{station}/edit")
    assert form.submit(client, {"parent_id": str(room)}).status_code == 422


def test_a_manager_looks_after_the_own_station_and_no_other(
    client: FlaskClient, station: int, database: Database
) -> None:
    with database.writing() as session:
        other = make_station(session).id
        manager = make_account(session, role="manager", station=session.get_one(Station, station))
    sign_in(client, manager)
    form = page_of(client.get(f"/stations/{station}/staff")).form(f"/stations/{station}/staff")
    typed = {"name": "New Helper", "phone": "19955556666", "role": "liaison"}
    assert form.submit(client, typed).status_code == 303
    assert client.get(f"/stations/{other}/staff").status_code == 403
    assert client.get("/stations/new").status_code == 403
    assert "Loom station" in client.get("/stations/").text
    with database.reading() as session:
        assert "New Helper" in [one.person.name for one in session.scalars(select(Staff))]


def test_a_manager_sees_the_chain_of_the_own_station_and_its_enterprises(
    client: FlaskClient, station: int, database: Database
) -> None:
    with database.writing() as session:
        record = session.get_one(Station, station)
        chain = session.get_one(Chain, record.chain_id)
        near = make_enterprise(session, "Near enterprise", chain=chain).id
        far = make_enterprise(session, "Far enterprise", chain=make_chain(session, region=COUNTY)).id
        manager = make_account(session, role="manager", station=record)
        chain_id = chain.id
    sign_in(client, manager)
    page = client.get("/enterprises/").text
    assert ("Near enterprise" in page, "Far enterprise" in page) == (True, False)
    answers = [client.get(f"/enterprises/{one}").status_code for one in (near, far)]
    assert (answers, client.get(f"/chains/{chain_id}").status_code) == ([200, 403], 200)


def test_pages_ask_the_database_as_often_for_many_rows_as_for_few(
    client: FlaskClient, station: int, database: Database, count: Count
) -> None:
    with database.writing() as session:
        office = make_account(session, role="office")
    sign_in(client, office)
    pages = ("/", "/stations/", f"/stations/{station}", "/deputies/", "/enterprises/", "/chains/")
    few = {}
    for page in pages:
        client.get(page)
        with count() as asked:
            assert client.get(page).status_code == 200
        few[page] = len(asked)
    with database.writing() as session:
        for _one in range(6):
            make_station(session, deputies=2)
        record = session.get_one(Station, station)
        for _one in range(10):
            make_deputy(session, station=record, mandates=("county", "township"))
        assert session.scalars(select(Enterprise)).all()
    for page in pages:
        with count() as asked:
            client.get(page)
        assert len(asked) <= few[page], (page, asked)
