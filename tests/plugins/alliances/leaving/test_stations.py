"""A station that closes: what goes on moves to the station that takes over; without one, planned meetings and forums end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Station
from core.testing import make_account, make_deputy, make_station
from plugins.alliances.actions import service as actions
from plugins.alliances.joining import service
from plugins.alliances.leaving import stations
from plugins.alliances.meetings import service as meetings
from plugins.alliances.meetings.service import Guests, Plan
from plugins.alliances.minutes import service as minutes
from plugins.alliances.models import Action, Alliance, Forum, Meeting, Minutes, Participant
from plugins.alliances.writing import service as writing

TODAY = date(2026, 11, 20)
AT = datetime(2026, 11, 20, 2, tzinfo=UTC)


@dataclass
class Records:
    """One of everything that goes on at a station, and a meeting that was held there."""

    alliance: Alliance
    forum: Forum
    coming: Meeting
    held: Meeting
    minutes: Minutes
    action: Action

    def at(self) -> list[int]:
        """The stations of what goes on."""
        return [one.station_id for one in (self.alliance, self.forum, self.coming, self.minutes, self.action)]


@pytest.fixture
def closing(session: Session) -> Station:
    return make_station(session)


@pytest.fixture
def records(session: Session, closing: Station) -> Records:
    manager = make_account(session, role="manager", station=closing)
    deputy = make_deputy(session, station=closing)
    alliance = service.found(session, closing, today=TODAY, name="Seed and soil", founded_on=TODAY)
    forum = meetings.found_forum(session, closing, name="Machines")
    wish = Plan(day=TODAY + timedelta(days=3), forum_id=forum.id, number=2)
    coming = meetings.plan(session, closing, wish, account_id=None, at=AT)
    before = Plan(day=TODAY - timedelta(days=3), forum_id=forum.id, number=1)
    held = meetings.plan(session, closing, before, account_id=None, at=AT)
    meetings.hold(session, held, today=TODAY)
    meetings.invite(session, held, Guests(deputies=[deputy.id]), part="chairs", at=AT)
    for one in session.scalars(select(Participant).where(Participant.meeting_id == held.id)):
        meetings.mark(session, one, "present", today=TODAY)
    writing.add(session, writing.document_of(session, held.id, "record"), words="Agreed.", account_id=None, at=AT)
    drawn = minutes.draw(session, held, account_id=None, at=AT)
    action = actions.agree(session, closing, words="Sow", owner=f"account:{manager.id}", at=AT)
    return Records(alliance, forum, coming, held, drawn, action)


def test_the_preview_says_of_each_what_becomes_of_it(session: Session, closing: Station, records: Records) -> None:
    into = make_station(session)
    assert len(list(stations.handed_over(session, closing, into, TODAY))) == 5
    assert len(list(stations.handed_over(session, closing, None, TODAY))) == 5
    assert list(stations.handed_over(session, into, None, TODAY)) == []


def test_what_goes_on_moves_and_what_was_held_stays(session: Session, closing: Station, records: Records) -> None:
    into = make_station(session)
    stations.closed(session, closing, into, TODAY, AT)
    assert set(records.at()) == {into.id}
    past = meetings.plan(session, closing, Plan(day=TODAY, title="Past"), account_id=None, at=AT)
    meetings.hold(session, past, today=TODAY)
    stations.closed(session, closing, into, TODAY, AT)
    assert past.station_id == closing.id


def test_of_two_alliances_of_one_name_the_one_that_comes_says_where_it_was(
    session: Session, closing: Station, records: Records
) -> None:
    into = make_station(session)
    service.found(session, into, today=TODAY, name=records.alliance.name, founded_on=TODAY)
    stations.closed(session, closing, into, TODAY, AT)
    assert closing.name in records.alliance.name


def test_without_a_station_that_takes_over_meetings_and_forums_end(
    session: Session, closing: Station, records: Records
) -> None:
    stations.closed(session, closing, None, TODAY, AT)
    assert records.forum.closed_on == TODAY
    assert (records.coming.state, records.held.state) == ("cancelled", "held")
    assert set(records.at()) == {closing.id}
