"""The public home page and the start page."""

from flask.testing import FlaskClient

from core.database import Database
from core.testing.factories import make_account, make_chain, make_station
from core.testing.pages import page_of
from core.testing.signing import sign_in


def test_an_empty_platform_says_what_this_place_is_for(client: FlaskClient) -> None:
    page = page_of(client.get("/"))
    assert "/login" in page.links
    assert not [link for link in page.links if link.startswith("/stations/")]


def test_each_chain_is_a_thread_with_its_station_and_its_segments(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        chain = make_chain(session, "Textiles", segments=("Fibre", "Yarn"))
        shown = make_station(session, "Loom station", chain=chain).id
        closed = make_station(session, "Closed station", chain=chain, state="closed").id
    page = page_of(client.get("/"))
    assert all(words in page.text for words in ("Textiles", "Fibre", "Yarn", "Loom station"))
    assert f"/stations/{shown}" in page.links
    assert f"/stations/{closed}" not in page.links


def test_several_counties_are_offered_one_by_one(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        make_station(session, "Here", region="320381")
        make_station(session, "There", region="370812")
    page = page_of(client.get("/"))
    assert {"/?place=320381", "/?place=370812"} <= set(page.links)
    assert "There" in client.get("/?place=370812").text
    assert "Here" not in page_of(client.get("/?place=370812")).text


def test_each_number_of_the_start_page_leads_to_as_many_records(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        mine = make_station(session, deputies=3)
        make_station(session, deputies=2)
        manager = make_account(session, role="manager", station=mine)
        office = make_account(session, role="office")
    for account, deputies in ((manager, 3), (office, 5)):
        page = page_of(sign_in(client, account).get("/start"))
        assert f"{deputies} " in page.text
        assert client.get("/deputies/").text.count('<th scope="row">') == deputies
        assert "/deputies/" in page.links


def test_a_sentence_and_a_way_on_stand_on_every_error_page(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        deputy = make_account(session, role="deputy")
    sign_in(client, deputy)
    for address, status in (("/nowhere", 404), ("/stations/", 403), ("/stations/999999", 404), ("/logout", 405)):
        answer = client.get(address)
        assert answer.status_code == status
        assert "/" in page_of(answer).links
