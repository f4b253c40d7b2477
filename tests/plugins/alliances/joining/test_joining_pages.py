"""The pages of alliances: founding one by hand, taking members in and letting them go, and who reads what where."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from core.api.data import Enterprise, Station
from core.clock import today
from core.database import Database
from core.testing import Page, SignedIn, Visitor, make_deputy, make_enterprise, make_station, page_of
from plugins.alliances.joining.testing import make_alliance, make_member
from plugins.alliances.models import Alliance, Member


@pytest.fixture
def station(database: Database) -> Station:
    with database.writing() as session:
        station = make_station(session, deputies=1)
        make_enterprise(session, name="Green Seed Company", chain=station.chain)
    return station


def send(client: Visitor, address: str, typed: dict[str, str]) -> Page:
    """Fill in the form of a page and send it; the page that is shown then."""
    answer = client.page(address).form(address).submit(client, typed)
    return client.page(answer.location) if answer.status_code == 303 else page_of(answer)


def test_an_alliance_is_founded_joined_and_left_by_hand(
    database: Database, signed_in: SignedIn, station: Station
) -> None:
    manager = signed_in("manager", station=station)
    told = {"name": "Growers of the plain", "purpose": "Better seed", "founded_on": "2025-03-01"}
    page = send(manager, f"/stations/{station.id}/p/alliances/new", told)
    assert "Growers of the plain" in page.text
    join = f"{page.url}/members/new"
    refused = send(manager, join, {"enterprise": "Green Seed", "name": "Somebody", "joined": "2025-03-01"})
    assert refused.form(join).values["name"] == ["Somebody"]
    send(manager, join, {"name": "A grower of wheat", "role": "grower", "joined": "2025-03-02"})
    page = send(manager, join, {"enterprise": "Green Seed Company", "role": "leading", "joined": "2025-03-02"})
    assert page.text.index("Green Seed Company") < page.text.index("A grower of wheat")
    with database.reading() as session:
        grower = session.scalars(select(Member).where(Member.name == "A grower of wheat")).one()
    leave = f"/p/alliances/members/{grower.id}/leave"
    refused = send(manager, leave, {"left": "2025-02-01", "reason": "Too early"})
    assert refused.form(leave).values["reason"] == ["Too early"]
    assert "Sold the land" in send(manager, leave, {"left": "2025-06-01", "reason": "Sold the land"}).text


def test_strangers_and_neighbours_read_names_and_only_insiders_open_an_alliance(
    database: Database, signed_in: SignedIn, station: Station
) -> None:
    with database.writing() as session:
        here = session.merge(station)
        alliance = make_alliance(session, here, name="Chain of wheat", purpose="Better flour", chain=here.chain)
        mill = session.scalars(select(Enterprise).where(Enterprise.name == "Green Seed Company")).one()
        make_member(session, here, alliance=alliance, enterprise=mill, role="leading")
        elsewhere = make_station(session)
        guest = make_deputy(session, station=elsewhere)
        make_member(session, here, alliance=alliance, deputy=guest, role="deputy")
        address, chain, enterprise = f"/p/alliances/alliances/{alliance.id}", here.chain_id, mill.id
    office = signed_in("administrator")
    for page in (f"/chains/{chain}", f"/enterprises/{enterprise}", f"/stations/{station.id}"):
        assert address in office.page(page).links, page
    neighbour = signed_in("manager", station=elsewhere)
    assert neighbour.get(address).status_code == 403
    member = signed_in("deputy", deputy=guest)
    assert "Better flour" in member.page(address).text
    assert address in member.page(f"/deputies/{guest.id}").links


def test_the_list_finds_an_alliance_by_its_member(database: Database, signed_in: SignedIn, station: Station) -> None:
    with database.writing() as session:
        here = session.merge(station)
        make_member(session, here, alliance=make_alliance(session, here, name="First"), name="Rare name")
        make_alliance(session, here, name="Second", founded_on=None)
    manager = signed_in("manager", station=station)
    assert "Second" not in manager.page("/p/alliances/?q=Rare").text
    founding = manager.page(f"/stations/{station.id}/p/alliances/?stands=founding").text
    assert "Second" in founding
    assert "First" not in founding


def test_the_charter_is_text_without_markup_and_a_document(
    database: Database, signed_in: SignedIn, station: Station
) -> None:
    with database.writing() as session:
        number = make_alliance(session, session.merge(station)).id
    manager = signed_in("manager", station=station)
    address = f"/p/alliances/alliances/{number}"
    send(manager, f"{address}/charter", {"charter": "# Aims\n\n<script>x</script> **Better** seed"})
    text = manager.get(address).text
    assert "<strong>Better</strong>" in text
    assert "<script>x" not in text
    with database.reading() as session:
        assert session.get_one(Alliance, number).charter.startswith("# Aims")


def test_the_deputy_of_a_station_sees_its_alliances_but_changes_nothing(
    database: Database, signed_in: SignedIn, station: Station
) -> None:
    with database.writing() as session:
        number = make_alliance(session, session.merge(station), founded_on=today()).id
        deputy = make_deputy(session, station=session.merge(station))
    visitor = signed_in("deputy", deputy=deputy)
    assert visitor.get(f"/p/alliances/alliances/{number}").status_code == 200
    assert visitor.get(f"/p/alliances/alliances/{number}/edit").status_code == 403
