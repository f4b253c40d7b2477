"""Booking a time beforehand: without an account, so many and no more, with a ticket only its holder can show."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import Role
from core.clock import now, today
from core.database import Database
from core.errors import DomainError
from core.stations.models import Station
from core.testing import make_account, make_station, page_of
from core.testing.signing import sign_out
from plugins.duty_days.models import Booking
from plugins.duty_days.receiving import attendance, bookings
from plugins.duty_days.receiving.bookings import MOST_FROM_ADDRESS, Wish, book, times_at
from plugins.duty_days.receiving.errors import (
    BookedAlready,
    BookingFull,
    BookingPassed,
    NoBookingHere,
    TimeTaken,
    TooManyBookings,
)
from plugins.duty_days.service import cancel as cancel_day
from plugins.duty_days.testing import make_duty_day

Tap = Callable[..., Any]


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A stranger who has opened a page before."""
    return sign_out(app.test_client())


@pytest.fixture
def station_id(database: Database) -> int:
    """A station that receives people in a week, from nine to half past eleven."""
    with database.writing() as session:
        station = make_station(session, "North Mill")
        make_duty_day(session, station)
        return station.id


def typed(key: str, **more: str) -> dict[str, str]:
    return {"when": key, "name": "Visitor", "phone": "19900000042", "persons": "2", "subject": "A lamp", **more}


def keys(client: FlaskClient, station_id: int) -> list[str]:
    page = client.get(f"/stations/{station_id}/p/duty_days/book").get_data(as_text=True)
    return re.findall(r'<option value="(\d+-\d*)"', page)


def all_of(database: Database) -> list[Booking]:
    with database.reading() as session:
        return list(session.scalars(select(Booking).order_by(Booking.id)))


def test_a_stranger_books_and_gets_a_ticket(database: Database, client: FlaskClient, station_id: int) -> None:
    url = f"/stations/{station_id}/p/duty_days/book"
    form = page_of(client.get(url)).form(url)
    offered = keys(client, station_id)
    assert len(offered) == 5
    answer = form.submit(client, {**form.values, **typed(offered[1])})
    assert answer.status_code == 303
    assert re.fullmatch(r"/p/duty_days/tickets/[\w-]{24}", answer.location)
    ticket = client.get(answer.location)
    assert "A lamp" in page_of(ticket).text
    assert "<svg" in ticket.get_data(as_text=True)
    assert "19900000042" not in ticket.get_data(as_text=True)
    assert ticket.headers["Cache-Control"] == "no-store"
    (booking,) = all_of(database)
    assert answer.location.rpartition("/")[2] not in str(vars(booking))
    assert (booking.number, booking.persons, booking.state) == (1, 2, "booked")


def test_a_ticket_is_cancelled_by_who_holds_it(
    database: Database, client: FlaskClient, station_id: int, tap: Tap
) -> None:
    url = f"/stations/{station_id}/p/duty_days/book"
    ticket = tap(client, url, **typed(keys(client, station_id)[0])).location
    assert tap(client, f"{ticket}/cancel").status_code == 303
    assert tap(client, f"{ticket}/cancel").status_code == 303
    assert all_of(database)[0].state == "cancelled"
    assert client.get(ticket).status_code == 200


@pytest.mark.parametrize("token", ["x", "x" * 24, "../../etc/passwd", "%00" * 8, "\u4e2d" * 24])
def test_a_ticket_nobody_has_is_not_found(client: FlaskClient, station_id: int, token: str) -> None:
    assert client.get(f"/p/duty_days/tickets/{token}").status_code == 404


def test_what_is_missing_is_asked_for_and_nothing_is_lost(client: FlaskClient, station_id: int, tap: Tap) -> None:
    url, first = f"/stations/{station_id}/p/duty_days/book", keys(client, station_id)[0]
    for wrong in ({"name": ""}, {"phone": "12"}, {"phone": ""}, {"persons": "0"}, {"subject": ""}, {"when": "9-9"}):
        answer = tap(client, url, **{**typed(first), "name": "Visitor Long", **wrong})
        assert answer.status_code == 422, wrong
        assert "errors" in answer.get_data(as_text=True)


def test_from_one_address_so_many_and_no_more(
    database: Database, client: FlaskClient, station_id: int, tap: Tap
) -> None:
    url = f"/stations/{station_id}/p/duty_days/book"
    for number in range(MOST_FROM_ADDRESS):
        key = keys(client, station_id)[0]
        assert tap(client, url, **typed(key, phone=f"1990000{number:04d}")).status_code == 303
    refused = tap(client, url, **typed(keys(client, station_id)[0], phone="19900009999"))
    assert refused.status_code == 422
    assert len(all_of(database)) == MOST_FROM_ADDRESS


def test_what_is_kept_of_an_address_tells_no_address_and_goes(session: Session) -> None:
    from plugins.duty_days.receiving.forgetting import forget

    station = make_station(session)
    make_duty_day(session, station)
    wish = Wish(key=times_at(session, station, today(), now())[0].key, name="V", phone="1", subject="x")
    one, _token = book(session, station, wish, address="digest", today=today(), at=now() - timedelta(days=2))
    forget(session, now())
    session.refresh(one)
    assert one.address_digest == ""


def refused(session: Session, station: Station, **what: Any) -> type[DomainError]:
    given: dict[str, Any] = {"key": "", "name": "V", "phone": "1", "subject": "x", "address": "", "at": now(), **what}
    address, at = given.pop("address"), given.pop("at")
    with pytest.raises(DomainError) as problem:
        book(session, station, Wish(**given), address=address, today=today(), at=at)
    return type(problem.value)


def test_a_sitting_gives_away_as_many_times_as_the_station_decided(session: Session) -> None:
    station = make_station(session)
    make_duty_day(session, station)
    attendance.decide(session, station, grace_minutes=15, most_bookings=2)
    times = times_at(session, station, today(), now())
    assert [one.left for one in times] == [1] * 5
    for number, one in enumerate(times[:2]):
        if number == 1:
            assert refused(session, station, key=times[0].key, phone="9") is TimeTaken
        wish = Wish(key=one.key, name="V", phone=str(number), subject="x")
        book(session, station, wish, address="", today=today(), at=now())
    assert refused(session, station, key=times[3].key, phone="9") is BookingFull
    attendance.decide(session, station, grace_minutes=15, most_bookings=0)
    assert times_at(session, station, today(), now()) == []
    assert refused(session, station, key=times[3].key, phone="9") is NoBookingHere


def test_a_number_holds_two_open_bookings_at_a_station(session: Session) -> None:
    station = make_station(session)
    make_duty_day(session, station)
    first, second, third, *_rest = (one.key for one in times_at(session, station, today(), now()))
    for key in (first, second):
        book(session, station, Wish(key=key, name="V", phone="7", subject="x"), address="", today=today(), at=now())
    assert refused(session, station, key=third, phone="7") is BookedAlready
    bookings.cancel(session, session.scalars(select(Booking).order_by(Booking.id)).first() or Booking(), today())
    book(session, station, Wish(key=third, name="V", phone="7", subject="x"), address="", today=today(), at=now())


def test_days_that_are_cancelled_passed_or_far_ahead_are_not_offered(session: Session) -> None:
    station = make_station(session)
    day = make_duty_day(session, station)
    make_duty_day(session, station, today() + timedelta(days=200))
    assert {one.sitting.duty_day_id for one in times_at(session, station, today(), now())} == {day.id}
    cancel_day(session, day)
    assert times_at(session, station, today(), now()) == []


def test_the_last_time_goes_to_one_of_many_at_once(
    on_both: str, database: Database, app: Flask, station_id: int, tap: Tap
) -> None:
    import threading

    with database.writing() as session:
        attendance.decide(session, session.get_one(Station, station_id), grace_minutes=15, most_bookings=1)
    url, key = f"/stations/{station_id}/p/duty_days/book", keys(app.test_client(), station_id)[0]
    ready, answers = threading.Barrier(6), []

    def one(number: int) -> None:
        client = sign_out(app.test_client())
        ready.wait()
        answers.append(tap(client, url, **typed(key, phone=f"1990000000{number}")).status_code)

    senders = [threading.Thread(target=one, args=(number,)) for number in range(6)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert sorted(answers) == [303] + [422] * 5
    assert len(all_of(database)) == 1


def test_what_became_of_a_booking(session: Session) -> None:
    station = make_station(session)
    day = make_duty_day(session, station)
    key = times_at(session, station, today(), now())[0].key
    one, _token = book(
        session, station, Wish(key=key, name="V", phone="7", subject="x"), address="", today=today(), at=now()
    )
    assert [each.id for each in bookings.of_day(session, day.id)] == [one.id]
    bookings.missed(session, one)
    with pytest.raises(BookingPassed):
        bookings.missed(session, one)
    with pytest.raises(BookingPassed):
        bookings.cancel(session, one, today())
    assert TooManyBookings.status == 429


def test_who_cancels_a_day_is_led_to_those_who_have_booked(
    database: Database, tap: Tap, as_: Callable[[Any], FlaskClient], station_id: int
) -> None:
    with database.writing() as session:
        station = session.get_one(Station, station_id)
        keeper = make_account(session, "keeper", role=Role.MANAGER, station=station)
        (time, *_more) = times_at(session, station, today(), now())
        wish = Wish(key=time.key, name="Visitor", phone="19900000042", subject="A lamp")
        book(session, station, wish, address="", today=today(), at=now())
        day_id = time.sitting.duty_day_id
    client = as_(keeper)
    answer = tap(client, f"/p/duty_days/days/{day_id}/cancel")
    assert answer.location == f"/p/duty_days/days/{day_id}/desk"
    page = page_of(client.get(answer.location)).text
    assert "A lamp" in page
    assert "19900000042" not in page
