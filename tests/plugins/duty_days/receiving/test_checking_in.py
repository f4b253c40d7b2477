"""Checking in: with the station's code, by the station's hand; taken back, late, replaced."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.clock import now, today
from core.database import Database
from core.errors import DomainError
from core.stations.models import Station
from core.testing import make_deputy, make_station, page_of
from plugins.duty_days.models import Attendance, DutyDay, Sitting
from plugins.duty_days.receiving import attendance, codes
from plugins.duty_days.receiving.errors import (
    CodeOfAnotherStation,
    NoDutyDayToday,
    NotOnTheRota,
    NotToday,
    ReplacedIsThere,
    ReplacesNobody,
)
from plugins.duty_days.signing_up.service import put_in
from plugins.duty_days.testing import make_duty_day
from tests.plugins.duty_days.receiving.conftest import Day, at, key_of

Tap = Callable[..., Any]


@pytest.fixture
def code(app: Flask) -> Callable[..., str]:
    """A code of a station, so many minutes old."""

    def made(station: int, minutes: float = 0, days: int = 0) -> str:
        when = now() - timedelta(minutes=minutes)
        return codes.make(key_of(app), station, today() - timedelta(days=days), when)

    return made


def known(database: Database, deputy: int) -> Attendance | None:
    with database.reading() as session:
        return session.scalars(select(Attendance).where(Attendance.deputy_id == deputy)).one_or_none()


# With the code


def test_one_tap_after_the_scan_checks_in_and_shows_at_the_desk(
    database: Database, duty: Day, li: FlaskClient, keeper: FlaskClient, code: Callable[..., str]
) -> None:
    page = page_of(li.get("/p/duty_days/here", query_string={"code": code(duty.station)}))
    answer = page.form("/p/duty_days/here").submit(li)
    assert (answer.status_code, answer.location) == (303, f"/p/duty_days/days/{duty.day}/mine")
    came = known(database, duty.li)
    assert came is not None
    assert (came.how, came.was_there) == ("code", True)
    assert f"/attendances/{came.id}/revoke" in keeper.get(f"/p/duty_days/days/{duty.day}/desk").get_data(as_text=True)


def test_scanning_twice_is_once_and_the_first_time_counts(
    database: Database, duty: Day, li: FlaskClient, code: Callable[..., str], tap: Tap
) -> None:
    assert tap(li, "/p/duty_days/here", code=code(duty.station)).status_code == 303
    first = known(database, duty.li)
    assert tap(li, "/p/duty_days/here", code=code(duty.station)).status_code == 303
    second = known(database, duty.li)
    assert first is not None
    assert second is not None
    assert first.checked_in_at == second.checked_in_at


@pytest.mark.parametrize(
    ("minutes", "days", "status"), [(0, 0, 303), (2, 0, 303), (3, 0, 409), (60, 0, 409), (0, 1, 409)]
)
def test_a_code_is_taken_for_two_minutes_only(
    database: Database,
    duty: Day,
    li: FlaskClient,
    code: Callable[..., str],
    tap: Tap,
    minutes: int,
    days: int,
    status: int,
) -> None:
    answer = tap(li, "/p/duty_days/here", code=code(duty.station, minutes, days))
    assert answer.status_code == status
    assert (known(database, duty.li) is not None) == (status == 303)


def test_a_code_of_another_station_says_which_and_where_to_go(
    database: Database, duty: Day, li: FlaskClient, code: Callable[..., str], tap: Tap
) -> None:
    with database.writing() as session:
        other = make_station(session, "South Mill")
        make_duty_day(session, other, today())
        number = other.id
    answer = tap(li, "/p/duty_days/here", code=code(number))
    assert answer.status_code == 409
    assert "South Mill" in page_of(answer).text
    assert "North Mill" in page_of(answer).text
    assert known(database, duty.li) is None


def test_a_code_nobody_signed_is_refused_with_a_sentence(li: FlaskClient, tap: Tap) -> None:
    for nonsense in ("", "12-20261110-1-00", "\u4e2d", "x" * 500):
        assert tap(li, "/p/duty_days/here", code=nonsense).status_code == 422
        assert li.get("/p/duty_days/here", query_string={"code": nonsense}).status_code == (422 if nonsense else 200)


def test_who_is_not_on_the_rota_is_sent_to_the_liaison_officer(
    database: Database, duty: Day, zhao: FlaskClient, code: Callable[..., str], tap: Tap
) -> None:
    answer = tap(zhao, "/p/duty_days/here", code=code(duty.station))
    assert answer.status_code == 409
    assert known(database, duty.zhao) is None


def test_a_stranger_signs_in_and_lands_at_the_check_in(
    duty: Day, client: FlaskClient, code: Callable[..., str]
) -> None:
    answer = client.get("/p/duty_days/here", query_string={"code": code(duty.station)})
    assert answer.status_code == 302
    assert "/login?next=" in answer.location
    assert "code%3D" in answer.location


def test_what_a_station_without_a_day_today_says(session: Session) -> None:
    station = make_station(session)
    deputy = make_deputy(session, station=station)
    with pytest.raises(NoDutyDayToday):
        attendance.check_in(session, station, deputy.id, today(), now())
    day = make_duty_day(session, station, today())
    with pytest.raises(NotOnTheRota):
        attendance.check_in(session, station, deputy.id, today(), now())
    put_in(session, day.sittings[0].id, deputy.id, now())
    other = make_station(session)
    with pytest.raises(CodeOfAnotherStation):
        attendance.check_in(session, other, deputy.id, today(), now())


@pytest.mark.parametrize(
    ("hour", "minute", "grace", "state"),
    [(8, 30, 15, "present"), (9, 15, 15, "present"), (9, 16, 15, "late"), (9, 1, 0, "late"), (9, 50, 60, "present")],
)
def test_late_is_later_than_the_grace_of_the_station(
    database: Database, duty: Day, hour: int, minute: int, grace: int, state: str
) -> None:
    with database.writing() as session:
        station = session.get_one(Station, duty.station)
        attendance.decide(session, station, grace_minutes=grace, most_bookings=5)
        came = attendance.check_in(session, station, duty.li, today(), at(hour, minute))
        assert came.state == state


def test_of_two_half_days_the_one_that_is_on_is_checked_in_to(session: Session) -> None:
    station = make_station(session)
    deputy = make_deputy(session, station=station)
    day = make_duty_day(session, station, today())
    from datetime import time

    from plugins.duty_days.models import Slot

    day.sittings[0].part = "morning"
    day.sittings.append(Sitting(part="afternoon", begins=time(14), ends=time(17), slots=[Slot(place=1)]))
    session.flush()
    for sitting in day.sittings:
        put_in(session, sitting.id, deputy.id, now())
    morning, afternoon = day.sittings
    assert attendance.sitting_to_check_in(session, station, deputy.id, today(), at(7)).id == morning.id
    assert attendance.sitting_to_check_in(session, station, deputy.id, today(), at(12, 30)).id == morning.id
    assert attendance.sitting_to_check_in(session, station, deputy.id, today(), at(13, 10)).id == afternoon.id


# Taken back


def test_a_check_in_taken_back_counts_no_more_and_cannot_be_set_again_by_scanning(
    database: Database, duty: Day, li: FlaskClient, keeper: FlaskClient, code: Callable[..., str], tap: Tap
) -> None:
    tap(li, "/p/duty_days/here", code=code(duty.station))
    came = known(database, duty.li)
    assert came is not None
    url = f"/p/duty_days/attendances/{came.id}/revoke"
    assert tap(keeper, url, reason="  ").status_code == 422
    assert tap(keeper, url, reason="Was not in the room").status_code == 303
    again = tap(li, "/p/duty_days/here", code=code(duty.station))
    assert again.status_code == 409
    assert "Was not in the room" in page_of(again).text
    assert "Was not in the room" in page_of(li.get(f"/p/duty_days/days/{duty.day}/mine")).text
    put = tap(keeper, f"/p/duty_days/sittings/{duty.sitting}/put-down", deputy=duty.li, state="present")
    assert put.status_code == 303
    after = known(database, duty.li)
    assert after is not None
    assert (after.was_there, after.how) == (True, "by_hand")


def test_a_deputy_takes_nobodys_check_in_back(
    database: Database, duty: Day, li: FlaskClient, code: Callable[..., str], tap: Tap
) -> None:
    tap(li, "/p/duty_days/here", code=code(duty.station))
    came = known(database, duty.li)
    assert came is not None
    assert tap(li, f"/p/duty_days/attendances/{came.id}/revoke", reason="x").status_code == 403
    put = tap(li, f"/p/duty_days/sittings/{duty.sitting}/put-down", deputy=duty.wang, state="present")
    assert put.status_code == 403


# By hand


@pytest.mark.parametrize("state", ["present", "late", "absent"])
def test_the_station_puts_down_by_hand(
    database: Database, duty: Day, keeper: FlaskClient, tap: Tap, state: str
) -> None:
    url = f"/p/duty_days/sittings/{duty.sitting}/put-down"
    assert tap(keeper, url, deputy=duty.wang, state=state).status_code == 303
    came = known(database, duty.wang)
    assert came is not None
    assert (came.state, came.how) == (state, "by_hand")


def test_somebody_serves_in_the_place_of_another(database: Database, duty: Day, keeper: FlaskClient, tap: Tap) -> None:
    url = f"/p/duty_days/sittings/{duty.sitting}/put-down"
    assert tap(keeper, url, deputy=duty.zhao, state="present", replaces=duty.wang).status_code == 303
    came, replaced = known(database, duty.zhao), known(database, duty.wang)
    assert came is not None
    assert replaced is not None
    assert (came.was_there, came.replaces_id, replaced.state) == (True, duty.wang, "replaced")
    assert tap(keeper, f"/p/duty_days/attendances/{came.id}/clear").status_code == 303
    assert known(database, duty.zhao) is None
    assert known(database, duty.wang) is None


def test_a_choice_that_is_none_shows_the_desk_again_with_a_sentence(duty: Day, keeper: FlaskClient, tap: Tap) -> None:
    url = f"/p/duty_days/sittings/{duty.sitting}/put-down"
    for wrong in ({}, {"deputy": 999_999, "state": "present"}, {"deputy": duty.li, "state": "asleep"}):
        answer = tap(keeper, url, **wrong)
        assert answer.status_code == 422, wrong
        assert "errors" in answer.get_data(as_text=True)


def test_a_day_that_has_moved_ahead_says_why_nobody_is_put_down(
    database: Database, duty: Day, keeper: FlaskClient, tap: Tap
) -> None:
    with database.writing() as session:
        session.get_one(DutyDay, duty.day).day += timedelta(days=1)
    put = tap(keeper, f"/p/duty_days/sittings/{duty.sitting}/put-down", deputy=duty.li, state="present")
    assert put.status_code == 422
    assert str(NotToday()) in page_of(put).text


def test_what_cannot_be_said_by_hand(session: Session, duty: Day) -> None:
    def refused(**what: Any) -> type[DomainError]:
        with pytest.raises(DomainError) as problem:
            attendance.put_down(session, **{"at": now(), "today": today(), "state": "present", **what})
        return type(problem.value)

    sitting = session.get_one(Sitting, duty.sitting)
    ahead = make_duty_day(session, session.get_one(Station, duty.station)).sittings[0]
    assert refused(sitting=ahead, deputy_id=duty.li) is NotToday
    assert refused(sitting=sitting, deputy_id=duty.li, replaces_id=duty.li) is ReplacesNobody
    assert refused(sitting=sitting, deputy_id=duty.li, replaces_id=duty.zhao) is ReplacesNobody
    attendance.put_down(session, sitting, duty.wang, "present", today(), now())
    assert refused(sitting=sitting, deputy_id=duty.zhao, replaces_id=duty.wang) is ReplacedIsThere


def test_what_is_put_down_afterwards_is_marked_as_entered_later(session: Session, duty: Day) -> None:
    session.get_one(DutyDay, duty.day).day = today() - timedelta(days=3)
    session.flush()
    came = attendance.put_down(session, session.get_one(Sitting, duty.sitting), duty.li, "present", today(), now())
    assert (came.how, came.checked_in_at) == ("entered_later", None)


def test_check_ins_at_once_are_one(
    on_both: str, database: Database, app: Flask, as_: Any, tap: Tap, duty: Day, code: Any
) -> None:
    import threading

    ready, answers = threading.Barrier(4), []

    def one() -> None:
        client = as_(duty.li_account)
        ready.wait()
        answers.append(tap(client, "/p/duty_days/here", code=code(duty.station)).status_code)

    taps = [threading.Thread(target=one) for _time in range(4)]
    for each in taps:
        each.start()
    for each in taps:
        each.join()
    assert answers == [303] * 4
    assert known(database, duty.li) is not None


def test_the_code_at_the_desk_leads_to_the_check_in_of_this_station(
    app: Flask, database: Database, duty: Day, keeper: FlaskClient
) -> None:
    from plugins.duty_days.receiving.views.checking_in import code_now

    with app.app_context():
        text = code_now(duty.station, today(), now())
    assert codes.check(key_of(app), text, today(), now()).station_id == duty.station
    assert isinstance(now(), datetime)
    page = keeper.get(f"/p/duty_days/days/{duty.day}/code").get_data(as_text=True)
    assert "<svg" in page
