"""Reports to voters: announced, proposed, held, and what came of them."""

from datetime import time, timedelta

from flask.testing import FlaskClient
from sqlalchemy import select

from core.announcements.models import Announcement
from core.clock import today
from core.database import Database
from core.testing.factories import make_account, make_announcement, make_deputy, make_station
from core.testing.pages import page_of
from core.testing.signing import sign_in, sign_out


def test_an_announced_report_stands_on_home_station_and_deputy(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        station = make_station(session)
        deputy = make_deputy(session, "Ann Ash", station=station).id
        manager, number = make_account(session, role="manager", station=station), station.id
    sign_in(client, manager)
    form = page_of(client.get(f"/stations/{number}/announcements/new")).form("/announcements/new")
    facts = {"title": "Report of the year", "day": str(today() + timedelta(days=9)), "begins": "09:30"}
    assert form.submit(client, facts).status_code == 422
    answer = form.submit(client, facts | {"reporters": str(deputy)})
    assert answer.status_code == 303
    stranger = sign_out(client)
    for path in ("/", f"/stations/{number}", f"/deputies/{deputy}", "/announcements/", answer.location):
        assert "Report of the year" in stranger.get(path).text, path
    assert "Ann Ash" in stranger.get(answer.location).text


def test_a_day_that_is_over_and_turned_hours_are_refused(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        station = make_station(session)
        deputy = make_deputy(session, station=station).id
        manager, number = make_account(session, role="manager", station=station), station.id
    sign_in(client, manager)
    form = page_of(client.get(f"/stations/{number}/announcements/new")).form("/announcements/new")
    facts = {"title": "Report", "day": str(today() + timedelta(days=1)), "reporters": str(deputy)}
    assert form.submit(client, facts | {"day": str(today() - timedelta(days=1))}).status_code == 422
    assert form.submit(client, facts | {"begins": "11:00", "ends": "09:00"}).status_code == 422
    assert form.submit(client, facts | {"begins": "09:00", "ends": "11:00"}).status_code == 303


def test_a_proposal_is_between_the_deputy_and_the_station_until_it_is_announced(
    client: FlaskClient, database: Database
) -> None:
    with database.writing() as session:
        station = make_station(session)
        deputy = make_deputy(session, station=station)
        herself = make_account(session, role="deputy", deputy=deputy)
        other = make_account(session, role="deputy", deputy=make_deputy(session, station=station))
        manager, number = make_account(session, role="manager", station=station), station.id
    sign_in(client, herself)
    form = page_of(client.get("/announcements/propose")).form("/announcements/propose")
    day = str(today() + timedelta(days=9))
    made = form.submit(client, {"title": "My report", "day": day, "station_id": str(number)}).location
    assert client.get(made).status_code == 200
    assert sign_in(client, other).get(made).status_code == 404
    assert sign_out(client).get(made).status_code == 404
    assert client.get(f"{made}/calendar.ics").status_code == 404
    assert "My report" not in client.get("/announcements/").text
    sign_in(client, manager)
    assert "My report" in client.get("/announcements/").text
    assert page_of(client.get(made)).form("/announce").submit(client).status_code == 303
    assert sign_out(client).get(made).status_code == 200


def test_what_came_of_it_is_written_afterwards_and_read_by_everybody(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        station = make_station(session, deputies=1)
        ahead = make_announcement(session, "Ahead", station=station).id
        held = make_announcement(session, "Held", station=station, day=today() - timedelta(days=3)).id
        manager = make_account(session, role="manager", station=station)
    sign_in(client, manager)
    assert "outcome" not in page_of(client.get(f"/announcements/{ahead}/edit")).form("/edit").names()
    form = page_of(client.get(f"/announcements/{held}/edit")).form("/edit")
    assert form.submit(client, {"outcome": "Forty came, six asked."}).status_code == 303
    stranger = sign_out(client)
    assert "Forty came, six asked." in stranger.get(f"/announcements/{held}").text
    assert "Forty came" in stranger.get("/announcements/?when=past").text


def test_a_cancelled_report_says_so_where_it_was_announced(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        station = make_station(session, deputies=1)
        number = make_announcement(session, station=station, begins=time(9)).id
        manager = make_account(session, role="manager", station=station)
    sign_in(client, manager)
    page = page_of(client.get(f"/announcements/{number}"))
    assert page.form("/cancel").submit(client).status_code == 303
    stranger = sign_out(client)
    assert stranger.get(f"/announcements/{number}").status_code == 200
    assert "STATUS:CANCELLED" in stranger.get(f"/announcements/{number}/calendar.ics").text
    assert "Report of the year" not in stranger.get("/").text
    with database.reading() as session:
        assert session.scalars(select(Announcement.state)).one() == "cancelled"


def test_the_calendar_has_the_hour_of_the_station_in_utc(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        station = make_station(session, deputies=1)
        number = make_announcement(session, station=station, begins=time(9, 30), ends=time(11)).id
    text = client.get(f"/announcements/{number}/calendar.ics").text
    assert "DTSTART:20990110T013000Z\r\n" in text
    assert "DTEND:20990110T030000Z\r\n" in text
