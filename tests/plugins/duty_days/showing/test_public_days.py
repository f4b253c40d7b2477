"""What everybody reads: lists and months of a station and of all stations of a place."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from core.clock import today
from core.database import Database
from core.testing import Count, make_deputy, make_station, page_of
from plugins.duty_days import service
from plugins.duty_days.models import StationedOrgan
from plugins.duty_days.rules.lunar import days_ending_in
from plugins.duty_days.rules.rhythms import LunarDates
from plugins.duty_days.rules.service import add_rule
from plugins.duty_days.showing.days import Shown
from plugins.duty_days.showing.months import NAMED_IN_A_CELL, weeks
from plugins.duty_days.signing_up.service import put_in
from plugins.duty_days.testing import make_duty_day
from tests.plugins.duty_days.conftest import AT

SOON = 5


@pytest.fixture
def day() -> date:
    return today() + timedelta(days=SOON)


@pytest.fixture
def station_id(database: Database, day: date) -> int:
    """A station with a day that an official leads, on which an organ is present, and two deputies serve."""
    with database.writing() as session:
        from core.liaison.models import Organ

        station = make_station(session, "North Mill")
        duty_day = make_duty_day(session, station, day, theme="Wages")
        duty_day.leader, duty_day.leader_post = "The chair", "Standing committee"
        organ = Organ(region_code=station.region_code, name="Bureau of trade")
        session.add(organ)
        session.flush()
        session.add(StationedOrgan(duty_day_id=duty_day.id, organ_id=organ.id))
        for name, is_shown in (("Ann Ash", True), ("Bo Birch", False)):
            deputy = make_deputy(session, name, station=station, is_shown=is_shown)
            put_in(session, duty_day.sittings[0].id, deputy.id, AT)
        return station.id


def pages(station_id: int, day: date) -> list[str]:
    month = day.isoformat()[:7]
    return [
        "/p/duty_days/dates",
        f"/stations/{station_id}/p/duty_days/",
        f"/stations/{station_id}/p/duty_days/month?month={month}",
    ]


def test_everybody_reads_hours_theme_who_leads_who_is_present_and_who_agreed(
    on_both: str, client: FlaskClient, station_id: int, day: date
) -> None:
    for url in pages(station_id, day):
        text = page_of(client.get(url)).text
        for told in ("09:00–11:30", "Wages", "The chair", "Bureau of trade", "Ann Ash"):
            assert told in text, (url, told)
        assert "Bo Birch" not in text, url


def test_a_cancelled_and_a_moved_day_say_so(
    client: FlaskClient, database: Database, station_id: int, day: date
) -> None:
    with database.writing() as session:
        station = session.get_one(type(make_station(session)), station_id)
        duty_day = make_duty_day(session, station, day)
        duty_day.moved_from = day - timedelta(days=1)
    for url in pages(station_id, day):
        assert "已改期" in page_of(client.get(url)).text, url
    with database.writing() as session:
        station = session.get_one(type(make_station(session)), station_id)
        service.cancel(session, make_duty_day(session, station, day))
    for url in pages(station_id, day):
        text = page_of(client.get(url)).text
        assert "已取消" in text, url
        assert "Ann Ash" not in text, url


def test_days_made_by_lunar_days_say_which(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        station = make_station(session, "Market")
        add_rule(session, station, LunarDates(days_ending_in((3,))), today())
        number = station.id
    for url in (f"/stations/{number}/p/duty_days/", "/p/duty_days/dates"):
        text = page_of(client.get(url)).text
        assert any(word in text for word in ("初三", "十三", "廿三", "二十三")), url


def test_places_and_words_narrow_the_days_and_bad_addresses_show_what_there_is(
    on_both: str, client: FlaskClient, database: Database, station_id: int, day: date
) -> None:
    with database.writing() as session:
        make_duty_day(session, make_station(session, "Far Mill", region="370883"), day)
    both = page_of(client.get("/p/duty_days/dates")).text
    assert "North Mill" in both
    assert "Far Mill" in both
    assert "Far Mill" not in page_of(client.get("/p/duty_days/dates?place=320381")).text
    assert "North Mill" not in page_of(client.get("/p/duty_days/dates?q=Far")).text
    for bad in ("place=%25", "place=320381'--", "from=2026-13-40", "q=%00", "page=-1", "from=9999-01-01"):
        assert client.get(f"/p/duty_days/dates?{bad}").status_code == 200, bad
    for bad in ("month=2026-13", "month=0001-01", "month=9999-12", "month=x", "place=../", "month=2100-12"):
        assert client.get(f"/p/duty_days/months?{bad}").status_code == 200, bad
        assert client.get(f"/stations/{station_id}/p/duty_days/month?{bad}").status_code == 200, bad


def test_the_months_before_and_after_are_one_step_away(client: FlaskClient, station_id: int) -> None:
    text = client.get(f"/stations/{station_id}/p/duty_days/month?month=2026-12").text
    assert re.search(r'href="[^"]*month=2026-11"[^>]*rel="prev"', text)
    assert re.search(r'href="[^"]*month=2027-01"[^>]*rel="next"', text)


def test_closed_stations_and_past_days_are_not_offered(
    client: FlaskClient, database: Database, station_id: int, day: date
) -> None:
    with database.writing() as session:
        station = make_station(session, "Closed Mill")
        make_duty_day(session, station, day)
        station.state = "closed"
        make_duty_day(session, make_station(session, "Past Mill"), today() - timedelta(days=1))
    text = page_of(client.get("/p/duty_days/dates")).text
    assert "Closed Mill" not in text
    assert "Past Mill" not in text


def test_pages_ask_the_same_of_the_database_however_many_days(
    client: FlaskClient, database: Database, station_id: int, day: date, count: Count
) -> None:
    urls = [*pages(station_id, day), f"/p/duty_days/months?month={day.isoformat()[:7]}"]

    def ask() -> list[int]:
        found = []
        for url in urls:
            client.get(url)
            with count() as statements:
                client.get(url)
            found.append(sum(1 for one in statements if not one.startswith("BEGIN")))
        return found

    def fill(first: int) -> None:
        with database.writing() as session:
            for number in range(first, first + 12):
                station = make_station(session, f"Mill {number}")
                for offset in range(4):
                    duty_day = make_duty_day(session, station, day + timedelta(days=offset))
                    put_in(session, duty_day.sittings[0].id, make_deputy(session, station=station).id, AT)

    fill(0)
    few = ask()
    fill(12)
    assert ask() == few
    assert max(few) <= 8


# The sheet itself


def shown(day: date, number: int) -> Shown:
    return Shown(number, day, "", False, None, "", "", number, f"Mill {number}", "", False)


def test_a_sheet_begins_on_monday_and_holds_every_day_of_the_month() -> None:
    sheet = weeks(date(2026, 2, 1), [])
    assert all(len(week) == 7 for week in sheet)
    assert sheet[0][0].day == date(2026, 1, 26)
    assert [cell.day.day for week in sheet for cell in week if cell.is_inside] == list(range(1, 29))


def test_where_many_stations_receive_some_are_named_and_all_are_counted() -> None:
    day = date(2026, 3, 10)
    cell = next(
        cell
        for week in weeks(date(2026, 3, 1), [shown(day, 1), shown(day, 2)], {day: 97})
        for cell in week
        if cell.total
    )
    assert (len(cell.named), cell.more) == (2, 95)
    many = [shown(day, number) for number in range(97)]
    cell = next(cell for week in weeks(date(2026, 3, 1), many, {day: 97}) for cell in week if cell.total)
    assert (len(cell.named), cell.more) == (NAMED_IN_A_CELL, 97 - NAMED_IN_A_CELL)
