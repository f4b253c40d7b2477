"""Feeds: what two independent libraries read in them, what changes and what does not, and who may read."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import icalendar
import pytest
import vobject
from flask.testing import FlaskClient
from sqlalchemy import select

from core.access import Role
from core.clock import STATION_ZONE, today
from core.database import Database
from core.testing import Count, make_account, make_deputy, make_station
from core.testing.fixtures import SECRET_KEY
from plugins.duty_days import service as days
from plugins.duty_days.feeds import service
from plugins.duty_days.models import DutyDay, Feed
from plugins.duty_days.signing_up.service import put_in, take_out
from plugins.duty_days.testing import make_duty_day
from tests.plugins.duty_days.conftest import AT

KEY = hmac.digest(SECRET_KEY.encode(), b"duty_days.feed", "sha256")
As = Callable[[Any], FlaskClient]
Tap = Callable[..., Any]


class Place:
    """A station with four days: with hours, all day, cancelled, and long ago; and whom one meets there."""

    def __init__(self, database: Database) -> None:
        with database.writing() as session:
            station = make_station(session, "North Mill")
            self.shown = make_deputy(session, "Ann Ash", station=station)
            hidden = make_deputy(session, "Bo Birch", station=station, is_shown=False)
            self.days = [today() + timedelta(days=number) for number in (3, 10, 17)]
            for day in self.days:
                sitting = make_duty_day(session, station, day, theme="Wages; rent, and\nmore").sittings[0]
                for deputy in (self.shown, hidden):
                    put_in(session, sitting.id, deputy.id, AT)
            self._all_day(make_duty_day(session, station, self.days[1]))
            days.cancel(session, make_duty_day(session, station, self.days[2]))
            make_duty_day(session, station, today() - timedelta(days=500))
            make_account(session, "keeper", role=Role.MANAGER, station=station)
            make_account(session, "ann", role=Role.DEPUTY, deputy=self.shown)
            own = service.renew(session, self.shown, AT)
            inside = service.renew(session, station, AT)
            self.station_id, self.deputy_id = station.id, self.shown.id
            self.own, self.inside = (f"/p/duty_days/feeds/{service.address_of(one, KEY)}.ics" for one in (own, inside))
        self.public = f"/stations/{self.station_id}/p/duty_days/calendar.ics"

    @staticmethod
    def _all_day(duty_day: DutyDay) -> None:
        duty_day.sittings[0].begins = duty_day.sittings[0].ends = None


@pytest.fixture
def place(database: Database) -> Place:
    return Place(database)


def read_by_icalendar(text: str) -> dict[str, tuple[Any, Any, str]]:
    found = icalendar.Calendar.from_ical(text)
    return {
        str(event["UID"]): (event.decoded("DTSTART"), event.decoded("DTEND"), str(event["STATUS"]))
        for event in found.walk("VEVENT")
    }


def read_by_vobject(text: str) -> dict[str, tuple[Any, Any, str]]:
    found = vobject.readOne(text)
    return {
        event.uid.value: (event.dtstart.value, event.dtend.value, event.status.value)
        for event in found.contents.get("vevent", [])
    }


def instants(read: dict[str, tuple[Any, Any, str]]) -> dict[str, tuple[Any, Any, str]]:
    """Hours as instants, so that two libraries' zones compare; days as days."""
    return {
        uid: (*(one.timestamp() if isinstance(one, datetime) else one for one in (begins, ends)), status)
        for uid, (begins, ends, status) in read.items()
    }


@pytest.mark.parametrize("feed", ["own", "inside", "public"])
def test_two_independent_libraries_read_the_same_days(
    on_both: str, place: Place, client: FlaskClient, feed: str
) -> None:
    answer = client.get(getattr(place, feed))
    assert answer.content_type == "text/calendar; charset=utf-8"
    mine, theirs = instants(read_by_icalendar(answer.text)), instants(read_by_vobject(answer.text))
    assert mine == theirs
    first, second, third = place.days
    at = datetime.combine(first, time(9), STATION_ZONE)
    assert sorted(mine.values(), key=str) == sorted(
        [
            (at.timestamp(), at.replace(hour=11, minute=30).timestamp(), "CONFIRMED"),
            (second, second + timedelta(days=1), "CONFIRMED"),
            (
                datetime.combine(third, time(9), STATION_ZONE).timestamp(),
                datetime.combine(third, time(11, 30), STATION_ZONE).timestamp(),
                "CANCELLED",
            ),
        ],
        key=str,
    )


def test_no_line_is_longer_than_calendars_must_read_and_the_zone_is_told(place: Place, client: FlaskClient) -> None:
    content = client.get(place.public).data
    assert content.count(b"BEGIN:VTIMEZONE") == 1
    assert b"TZID=Asia/Shanghai:" in content
    assert max(len(line) for line in content.split(b"\r\n")) <= 75


def test_strangers_read_who_agreed_and_the_station_reads_everybody(place: Place, client: FlaskClient) -> None:
    told = {name: client.get(getattr(place, name)).text.replace("\r\n ", "") for name in ("public", "inside", "own")}
    assert "Ann Ash" in told["public"]
    assert "Bo Birch" not in told["public"]
    assert "Bo Birch" in told["inside"]
    assert "Bo Birch" not in told["own"]
    assert "Wages\\; rent\\, and\\nmore" in told["public"]


def test_a_change_of_the_day_raises_its_sequence_and_keeps_its_name(
    on_both: str, place: Place, client: FlaskClient, database: Database
) -> None:
    def read() -> dict[str, tuple[int, date]]:
        found = icalendar.Calendar.from_ical(client.get(place.public).text)
        return {str(one["UID"]): (int(one["SEQUENCE"]), one.decoded("DTSTART")) for one in found.walk("VEVENT")}

    before = read()
    with database.writing() as session:
        duty_day = session.scalars(select(DutyDay).where(DutyDay.day == place.days[0])).one()
        duty_day.day += timedelta(days=1)
    after = read()
    assert set(before) == set(after)
    moved = [uid for uid in before if before[uid] != after[uid]]
    assert len(moved) == 1
    assert after[moved[0]][0] > before[moved[0]][0]
    assert (after[moved[0]][1] - before[moved[0]][1]).days == 1  # type: ignore[operator]
    with database.writing() as session:
        session.get_one(DutyDay, duty_day.id).sittings[0].begins = time(8, 30)
    assert read()[moved[0]][0] > after[moved[0]][0]


def test_what_has_not_changed_is_not_sent_again(place: Place, client: FlaskClient, database: Database) -> None:
    for url in (place.own, place.public):
        first = client.get(url)
        assert first.headers["ETag"]
        assert "max-age=900" in first.headers["Cache-Control"]
        again = client.get(url, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        with database.writing() as session:
            duty_day = session.scalars(select(DutyDay).where(DutyDay.day == place.days[0])).one()
            duty_day.theme += "!"
        assert client.get(url, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
    assert "private" in client.get(place.own).headers["Cache-Control"]
    assert "public" in client.get(place.public).headers["Cache-Control"]


def test_a_place_given_back_leaves_the_deputys_feed(place: Place, client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        duty_day = session.scalars(select(DutyDay).where(DutyDay.day == place.days[0])).one()
        slot = duty_day.sittings[0].slot_of(place.deputy_id)
        assert slot is not None
        take_out(session, slot, AT)
    assert len(read_by_icalendar(client.get(place.own).text)) == 2


def test_a_revoked_a_renewed_and_an_invented_address_answer_with_a_sentence(
    place: Place, client: FlaskClient, as_: As, tap: Tap, database: Database
) -> None:
    ann = as_account(database, as_, "ann")
    assert place.own in ann.get("/p/duty_days/feed").text
    assert tap(ann, "/p/duty_days/feed/renew").status_code in (302, 303)
    gone = client.get(place.own)
    assert (gone.status_code, gone.mimetype) == (410, "text/plain")
    assert "撤销" in gone.text
    with database.reading() as session:
        renewed = session.scalars(
            select(Feed).where(Feed.deputy_id == place.deputy_id, Feed.revoked_at.is_(None))
        ).one()
        address = service.address_of(renewed, KEY)
    assert client.get(f"/p/duty_days/feeds/{address}.ics").status_code == 200
    tap(ann, "/p/duty_days/feed/revoke")
    assert client.get(f"/p/duty_days/feeds/{address}.ics").status_code == 410
    for invented in (f"{address[:-1]}x", "a", "0" * 48, address[:16]):
        answer = client.get(f"/p/duty_days/feeds/{invented}.ics")
        assert (answer.status_code, answer.mimetype) == (404, "text/plain")
        assert "订阅" in answer.text


def test_the_station_shows_its_addresses_and_other_managers_do_not_see_them(
    place: Place, as_: As, database: Database
) -> None:
    with database.writing() as session:
        make_account(session, "neighbour", role=Role.MANAGER, station=make_station(session, "South Mill"))
    url = f"/stations/{place.station_id}/p/duty_days/feed"
    page = as_account(database, as_, "keeper").get(url).text
    assert place.inside in page
    assert place.public in page
    assert as_account(database, as_, "neighbour").get(url).status_code == 403


@pytest.mark.parametrize("feed", ["own", "inside", "public"])
def test_a_feed_costs_few_statements_however_many_days(
    place: Place, client: FlaskClient, count: Count, feed: str
) -> None:
    url = getattr(place, feed)
    client.get(url)
    with count() as statements:
        client.get(url)
    assert len(statements) <= 5


def as_account(database: Database, as_: As, name: str) -> FlaskClient:
    from core.accounts.service import find_account

    with database.reading() as session:
        return as_(find_account(session, name))
