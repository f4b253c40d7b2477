"""A station's life: planned, opened, moved, closed, opened again; and which stations were open on a day."""

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from core.database import Database
from core.deputies.models import Placement
from core.figures.service import FIGURES
from core.lifetimes import service
from core.lifetimes.errors import AlreadyClosed, AlreadyOpen, DayAhead, DayBeforeEarlier, SameAddress
from core.plugin_host.declarations import FigureScope
from core.stations import service as stations
from core.stations.models import Station
from core.testing import make_account, make_region, make_station, page_of, sign_in
from core.testing.factories import COUNTY
from core.testing.signing import sign_out

TODAY = date(2026, 11, 20)


def number_on(session: Session, day: date) -> int:
    return service.number_open(session, day, Station.region_code == COUNTY)


def kinds(session: Session, station: Station) -> list[str]:
    return [event.kind for event in service.timeline(session, station)]


def test_a_planned_station_opens_and_is_counted_from_that_day_on(session: Session, on_both: str) -> None:
    make_region(session)
    station = stations.save(
        session, Station(), date(2026, 3, 1), name="New home", region_code=COUNTY, tier="home", state="planned"
    )
    service.open_(session, station, TODAY, day=date(2026, 6, 1), reason="The rooms are furnished.")
    assert (station.state, station.opened_on) == ("open", date(2026, 6, 1))
    assert kinds(session, station) == ["opened", "planned"]
    assert [number_on(session, day) for day in (date(2026, 5, 31), date(2026, 6, 1))] == [0, 1]


def test_a_station_that_closed_still_counts_for_the_days_it_was_open(session: Session, on_both: str) -> None:
    station = make_station(session, opened_on=date(2020, 1, 1))
    service.close(session, station, TODAY, day=date(2024, 7, 1), reason="The house was pulled down.")
    days = (date(2019, 12, 31), date(2020, 1, 1), date(2024, 6, 30), date(2024, 7, 1), TODAY)
    assert [number_on(session, day) for day in days] == [0, 1, 1, 0, 0]
    service.open_(session, station, TODAY, day=date(2025, 2, 1))
    assert [number_on(session, day) for day in (date(2025, 1, 31), date(2025, 2, 1))] == [0, 1]


def test_the_figure_of_a_period_counts_stations_open_at_its_end(session: Session) -> None:
    make_station(session, opened_on=date(2020, 1, 1))
    closed = make_station(session, opened_on=date(2020, 1, 1))
    service.close(session, closed, TODAY, day=date(2025, 5, 1), reason="Merged rooms.")
    figure = next(one for one in FIGURES if one.key == "stations")
    assert figure.compute(session, FigureScope(region_code=COUNTY, ends=date(2024, 12, 31))) == 2
    assert figure.compute(session, FigureScope(region_code=COUNTY, ends=date(2025, 12, 31))) == 1
    assert figure.compute(session, FigureScope(region_code=COUNTY)) == 1


def test_closing_ends_placements_and_staff_and_keeps_them_on_record(session: Session, on_both: str) -> None:
    station = make_station(session, deputies=2, staff=2)
    room = make_station(session, parent=station, deputies=1)
    service.close(session, station, TODAY, day=TODAY, reason="Closed.")
    session.expire_all()
    ended = session.query(Placement).where(Placement.station_id == station.id).all()
    assert [one.ends for one in ended] == [TODAY, TODAY]
    assert station.staff == []
    assert len(stations.staff_ever(session, station)) == 2
    assert (room.state, room.parent_id) == ("open", None)


def test_rooms_close_with_their_station_when_asked_to(session: Session) -> None:
    station = make_station(session)
    room = make_station(session, parent=station, deputies=1)
    service.close(session, station, TODAY, day=TODAY, reason="Closed.", with_rooms=True)
    assert (room.state, room.parent_id) == ("closed", station.id)


def test_a_move_keeps_both_addresses_and_forgets_the_place_on_the_map(session: Session) -> None:
    station = make_station(session, address="1 Mill Road", latitude=34.3, longitude=118.3)
    service.move(session, station, TODAY, day=TODAY, address="9 Spindle Street")
    event = service.timeline(session, station)[0]
    assert (event.kind, event.before, event.after) == ("moved", "1 Mill Road", "9 Spindle Street")
    assert (station.address, station.latitude) == ("9 Spindle Street", None)
    with pytest.raises(SameAddress):
        service.move(session, station, TODAY, day=TODAY, address="9 Spindle Street")


def test_another_name_stands_in_the_history(session: Session) -> None:
    station = make_station(session, "Old name")
    stations.save(session, station, TODAY, name="New name")
    event = service.timeline(session, station)[0]
    assert (event.kind, event.before, event.after) == ("renamed", "Old name", "New name")


def test_what_cannot_be_is_refused_with_a_sentence(session: Session) -> None:
    station = make_station(session)
    with pytest.raises(AlreadyOpen):
        service.open_(session, station, TODAY, day=TODAY)
    with pytest.raises(DayAhead):
        service.close(session, station, TODAY, day=date(2026, 11, 21))
    service.close(session, station, TODAY, day=TODAY)
    with pytest.raises(AlreadyClosed):
        service.close(session, station, TODAY, day=TODAY)
    with pytest.raises(DayBeforeEarlier):
        service.open_(session, station, TODAY, day=date(2026, 11, 1))


def test_strangers_are_told_that_a_station_is_closed_or_planned(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        planned = make_station(session, "Planned post", state="planned").id
        closed = make_station(session, "Closed post", state="closed").id
        make_station(session, "Open post")
    assert "Planned post" not in client.get("/").text
    assert "Closed post" not in client.get("/").text
    assert "此站点正在筹建" in client.get(f"/stations/{planned}").text
    assert "此站点已关闭" in client.get(f"/stations/{closed}").text


def test_an_office_closes_a_station_on_its_page_and_a_manager_cannot(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        station = make_station(session, deputies=1)
        number = station.id
        office, manager = make_account(session, role="office"), make_account(session, role="manager", station=station)
    sign_in(client, manager)
    assert client.get(f"/stations/{number}/close").status_code == 403
    sign_in(client, office)
    form = page_of(client.get(f"/stations/{number}/close")).form(f"/stations/{number}/close")
    assert form.submit(client, {"reason": ""}).status_code == 422
    assert form.submit(client, {"reason": "The lease has ended."}).status_code == 303
    sign_out(client)
    assert "The lease has ended." in client.get(f"/stations/{number}/history").text


def test_who_ran_a_station_when_stays_on_record(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        station = make_station(session, staff=1)
        number, member, name = station.id, station.staff[0].id, station.staff[0].person.name
        manager = make_account(session, role="manager", station=station)
    sign_in(client, manager)
    address = f"/stations/{number}/staff/{member}/remove"
    assert page_of(client.get(address)).form(address).submit(client, {"day": "2026-11-01"}).status_code == 303
    page = client.get(f"/stations/{number}/staff").text
    assert name in page
    assert "2026年11月1日" in page
    assert name not in client.get(f"/stations/{number}").text
    assert client.get(address).status_code == 404
