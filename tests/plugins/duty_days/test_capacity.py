"""The capacity of a sitting cannot be exceeded, however many tap at the same moment."""

from __future__ import annotations

import http.client
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from core.access import Role
from core.clock import today
from core.database import Database
from core.testing import make_account, make_deputy, make_station
from core.testing.serving import Served
from core.testing.signing import cookie_of, csrf_token
from plugins.duty_days.errors import SlotFull
from plugins.duty_days.models import DutyDay, Slot
from plugins.duty_days.rules import service as rules
from plugins.duty_days.signing_up import service as signing_up
from plugins.duty_days.testing import make_duty_day, make_sitting
from tests.plugins.duty_days.conftest import AT

PEOPLE = 300
PLACES = 3
PATIENCE_S = 30
"""A phone that has no answer by then gives up, and its request counts as an error here. `make bench` measures how long it takes."""


def at_once(tasks: Iterable[Callable[[], object]]) -> list[object]:
    """Do all of them as simultaneously as this machine can; what each gave or raised."""
    tasks = list(tasks)
    start = threading.Event()

    def wait_and_do(task: Callable[[], object]) -> object:
        start.wait()
        try:
            return task()
        except Exception as problem:  # noqa: BLE001 - the claim is about what they are
            return problem

    with ThreadPoolExecutor(len(tasks)) as threads:
        given = [threads.submit(wait_and_do, task) for task in tasks]
        start.set()
        return [one.result() for one in given]


def holders(database: Database, sitting_id: int) -> list[int]:
    with database.reading() as session:
        query = select(Slot.deputy_id).where(Slot.sitting_id == sitting_id, Slot.deputy_id.is_not(None))
        return [number for number in session.scalars(query) if number]


@pytest.mark.usefixtures("on_both")
def test_of_300_simultaneous_sign_ups_for_3_places_3_win_and_the_others_are_told_kindly(
    app: Flask, database: Database, live_server: Served
) -> None:
    with database.writing() as session:
        station = make_station(session)
        accounts = [
            make_account(session, role=Role.DEPUTY, deputy=make_deputy(session, station=station))
            for _one in range(PEOPLE)
        ]
        sitting_id = make_sitting(session, station, places=PLACES).id
        other_day = make_duty_day(session, station, today() + timedelta(days=8)).sittings[0].id
    body = f"csrf_token={csrf_token(app)}"
    cookies = [cookie_of(app, account) for account in accounts]
    path = f"/p/duty_days/sittings/{sitting_id}/sign-up"

    def tap(cookie: str) -> tuple[int, str, str]:
        connection = http.client.HTTPConnection(urlsplit(live_server.url).netloc, timeout=PATIENCE_S)
        headers = {"Cookie": f"session={cookie}", "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, answer.getheader("Location", ""), text

    answers = at_once([lambda cookie=cookie: tap(cookie) for cookie in cookies])  # type: ignore[misc]

    unanswered = [answer for answer in answers if not isinstance(answer, tuple)]
    assert unanswered == []
    assert Counter(answer[0] for answer in answers if isinstance(answer, tuple)) == {303: PLACES, 409: PEOPLE - PLACES}
    assert len(set(holders(database, sitting_id))) == PLACES
    full = [answer[2] for answer in answers if isinstance(answer, tuple) and answer[0] == 409]
    assert all("刚刚报满" in text and f"/sittings/{other_day}/sign-up" in text for text in full)


@pytest.mark.usefixtures("on_both")
def test_the_last_place_goes_to_one_of_two_simultaneous_sign_ups(database: Database) -> None:
    with database.writing() as session:
        station = make_station(session)
        deputies = [make_deputy(session, station=station).id for _one in range(2)]
        sitting_id = make_sitting(session, station, places=1).id

    def sign_up(deputy_id: int) -> object:
        with database.writing() as session:
            return signing_up.sign_up(session, sitting_id, deputy_id, today(), AT).deputy_id

    won = at_once([lambda number=number: sign_up(number) for number in deputies])  # type: ignore[misc]
    assert sorted(type(one).__name__ for one in won) == ["SlotFull", "int"]
    assert holders(database, sitting_id) == [one for one in won if isinstance(one, int)]


@pytest.mark.usefixtures("on_both")
def test_a_deputy_who_taps_on_two_phones_at_once_holds_one_place(database: Database) -> None:
    with database.writing() as session:
        station = make_station(session)
        deputy_id = make_deputy(session, station=station).id
        sitting_id = make_sitting(session, station, places=3).id

    def sign_up() -> int:
        with database.writing() as session:
            return signing_up.sign_up(session, sitting_id, deputy_id, today(), AT).id

    slots = at_once([sign_up] * 8)
    assert len(set(slots)) == 1
    assert isinstance(slots[0], int), slots[0]
    assert holders(database, sitting_id) == [deputy_id]


@pytest.mark.usefixtures("on_both")
def test_a_place_given_back_goes_to_one_who_waits_for_it(database: Database) -> None:
    with database.writing() as session:
        station = make_station(session)
        first, *others = [make_deputy(session, station=station).id for _one in range(9)]
        sitting = make_sitting(session, station, places=1)
        signing_up.sign_up(session, sitting.id, first, today(), AT)
        sitting_id = sitting.id

    def withdraw() -> None:
        with database.writing() as session:
            signing_up.withdraw(session, sitting_id, first, today(), AT)

    def sign_up(deputy_id: int) -> object:
        with database.writing() as session:
            return signing_up.sign_up(session, sitting_id, deputy_id, today(), AT).deputy_id

    done = at_once([withdraw, *(lambda number=number: sign_up(number) for number in others)])  # type: ignore[misc]
    assert all(one is None or isinstance(one, int | SlotFull) for one in done), done
    assert len(holders(database, sitting_id)) <= 1
    assert first not in holders(database, sitting_id)


def test_the_database_itself_refuses_a_second_place_for_the_same_deputy(database: Database) -> None:
    with database.writing() as session:
        station = make_station(session)
        deputy_id = make_deputy(session, station=station).id
        sitting = make_sitting(session, station)
        signing_up.sign_up(session, sitting.id, deputy_id, today(), AT)
        second = update(Slot).where(Slot.id == sitting.slots[2].id).values(deputy_id=deputy_id)
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(second)


@pytest.mark.usefixtures("on_both")
def test_two_who_make_the_days_of_a_rule_at_once_make_each_day_once(database: Database) -> None:
    from plugins.duty_days.models import Rule
    from plugins.duty_days.rules.parts import Part
    from plugins.duty_days.rules.rhythms import day_of_month

    with database.writing() as session:
        station = make_station(session)
        rule = Rule(station_id=station.id, parts=[Part().kept])
        rule.rhythm = day_of_month(10)
        session.add(rule)
    with database.reading() as session:
        found = list(rules.rules_of(session, station))
    assert found[0].rhythm == day_of_month(10)

    def make() -> int:
        with database.writing() as session:
            return rules.make_days(session, found, today(), rules.horizon(today()))

    made = at_once([make] * 4)
    with database.reading() as session:
        assert (
            session.scalar(select(func.count()).select_from(DutyDay))
            == sum(one for one in made if isinstance(one, int))
            == 3
        )
