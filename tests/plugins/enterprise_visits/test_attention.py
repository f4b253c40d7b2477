"""Enterprises that wait too long stand out and their deputies are reminded; too many visits in a week are warned of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Deputy, Enterprise, Reach, Station
from core.database import Database
from core.testing import SignedIn, Told, decide, make_deputy, make_enterprise, make_station
from plugins.enterprise_visits import attention
from plugins.enterprise_visits.attention import MOST_A_WEEK, VISIT_EVERY, NobodyOverdue
from plugins.enterprise_visits.contacts.testing import make_held_visit
from plugins.enterprise_visits.models import Pairing

TODAY = date(2026, 11, 20)
"""A Friday."""
AT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
EVERYTHING = Reach(everything=True)


@pytest.fixture
def station(session: Session) -> Station:
    return make_station(session)


@pytest.fixture
def deputy(session: Session, station: Station) -> Deputy:
    return make_deputy(session, station=station)


def pair(session: Session, station: Station, deputy: Deputy, since: date = date(2026, 1, 1)) -> Enterprise:
    """An enterprise that is paired with the deputy since this day."""
    enterprise = make_enterprise(session, chain=station.chain)
    session.add(Pairing(deputy=deputy, enterprise=enterprise, station=station, begins=since, parts={}))
    session.flush()
    return enterprise


def late(session: Session, reach: Reach = EVERYTHING) -> Sequence[int]:
    query = attention.longest_first(attention.overdue(session, reach, TODAY))
    return [row.id for row in session.execute(query)]


def test_who_was_not_visited_for_three_months_is_overdue_the_longest_unvisited_first(
    session: Session, station: Station, deputy: Deputy
) -> None:
    never, lately, long_ago = (pair(session, station, deputy) for _one in range(3))
    pair(session, station, deputy, since=date(2026, 11, 1))
    make_held_visit(session, station, lately, date(2026, 8, 20))
    make_held_visit(session, station, long_ago, date(2026, 8, 19))
    assert late(session) == [never.id, long_ago.id]
    assert attention.counted(session, EVERYTHING, TODAY) == 2
    assert [row.id for row in attention.overdue_of_deputy(session, deputy.id, TODAY)] == [never.id, long_ago.id]
    assert attention.overdue_of_deputy(session, make_deputy(session).id, TODAY) == []


def test_only_visits_that_were_held_count_and_only_pairs_that_hold(
    session: Session, station: Station, deputy: Deputy
) -> None:
    planned, ended = pair(session, station, deputy), pair(session, station, deputy)
    make_held_visit(session, station, planned, TODAY).state = "planned"
    session.scalars(select(Pairing).where(Pairing.enterprise_id == ended.id)).one().ends = TODAY
    session.flush()
    assert late(session) == [planned.id]


def test_a_region_decides_after_how_long(session: Session, station: Station, deputy: Deputy) -> None:
    enterprise = pair(session, station, deputy)
    make_held_visit(session, station, enterprise, date(2026, 6, 1))
    other = make_station(session, region="320382")
    elsewhere = make_enterprise(session, region="320382")
    session.add(Pairing(deputy=deputy, enterprise=elsewhere, station=other, begins=date(2026, 1, 1), parts={}))
    session.flush()
    decide(session, VISIT_EVERY, 6, region_code=station.region_code)
    assert late(session) == [elsewhere.id]
    decide(session, VISIT_EVERY, 0, region_code="320382")
    assert late(session) == []


def test_only_what_lies_within_reach_is_listed(session: Session, station: Station, deputy: Deputy) -> None:
    pair(session, station, deputy)
    assert late(session, Reach(station_ids=frozenset({make_station(session).id}))) == []
    assert len(late(session, Reach(station_ids=frozenset({station.id})))) == 1


def test_the_paired_deputies_are_reminded_once_a_week(session: Session, station: Station, deputy: Deputy) -> None:
    enterprise = pair(session, station, deputy)
    assert attention.remind(session, EVERYTHING, TODAY, AT, enterprise.id) == 1
    for again in (enterprise.id, None):
        with pytest.raises(NobodyOverdue):
            attention.remind(session, EVERYTHING, TODAY, AT, again)
    next_week = TODAY + timedelta(days=7)
    assert attention.remind(session, EVERYTHING, next_week, AT + timedelta(days=7)) == 1


def test_the_third_visit_of_a_week_is_warned_of_by_all_stations_together(
    session: Session, station: Station, deputy: Deputy
) -> None:
    enterprise, other = pair(session, station, deputy), make_station(session, chain=station.chain)
    monday, sunday = date(2026, 11, 16), date(2026, 11, 22)
    make_held_visit(session, station, enterprise, monday)
    assert attention.burden_words(session, enterprise, TODAY, today=TODAY) is None
    second = make_held_visit(session, other, enterprise, sunday)
    assert "3" in str(attention.burden_words(session, enterprise, TODAY, today=TODAY))
    assert attention.burden_words(session, enterprise, sunday + timedelta(days=1), today=TODAY) is None
    assert attention.burden_words(session, enterprise, sunday, today=TODAY, but=second.id) is None
    here = Reach(station_ids=frozenset({station.id}))
    assert attention.burdened(session, here, TODAY) == []
    assert [row.id for row in attention.burdened(session, here, TODAY, further=1)] == [enterprise.id]
    second.state = "cancelled"
    session.flush()
    assert attention.burden_words(session, enterprise, TODAY, today=TODAY) is None


def test_how_many_are_too_many_is_decided(session: Session, station: Station, deputy: Deputy) -> None:
    enterprise = pair(session, station, deputy)
    decide(session, MOST_A_WEEK, 0)
    for _one in range(5):
        make_held_visit(session, station, enterprise, TODAY)
    assert attention.burden_words(session, enterprise, TODAY, today=TODAY) is None
    assert attention.burdened(session, EVERYTHING, TODAY) == []


def test_a_manager_reminds_from_the_start_page(database: Database, signed_in: SignedIn, told: Told) -> None:
    with database.writing() as session:
        station = make_station(session)
        enterprise = pair(session, station, make_deputy(session, station=station), since=date(2020, 1, 1))
        number, name = enterprise.id, enterprise.name
    manager = signed_in("manager", station=station)
    assert name in manager.page("/start").text
    manager.press(f"/p/enterprise_visits/enterprises/{number}/remind")
    assert [name in message.title for message in told.all("enterprise_visits.overdue")] == [True]
