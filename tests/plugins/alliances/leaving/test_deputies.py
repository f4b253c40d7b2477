"""Deputies who leave: memberships end, invitations go, what they had to do passes on; who comes back has it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Account, Deputy, Station
from core.testing import make_account, make_deputy, make_station
from plugins.alliances.actions import service as actions
from plugins.alliances.joining import members, service
from plugins.alliances.joining.members import Who
from plugins.alliances.leaving import deputies
from plugins.alliances.meetings import service as meetings
from plugins.alliances.meetings.service import Guests, Plan
from plugins.alliances.models import Action, Alliance, Meeting, Member, Participant

TODAY = date(2026, 11, 20)
AT = datetime(2026, 11, 20, 2, tzinfo=UTC)


@dataclass
class Held:
    """What a deputy holds: a membership, two invitations (one as a member), and something to do."""

    station: Station
    deputy: Deputy
    manager: Account
    alliance: Alliance
    member: Member
    meetings: list[Meeting]
    action: Action


@pytest.fixture
def held(session: Session) -> Held:
    station = make_station(session)
    deputy = make_deputy(session, station=station)
    manager = make_account(session, role="manager", station=station)
    alliance = service.found(session, station, today=TODAY, name="Seed and soil", founded_on=TODAY)
    member = members.join(session, alliance, Who(deputy_id=deputy.id), role="deputy", joined=TODAY, today=TODAY)
    coming = [
        planned(session, station, guests) for guests in (Guests(members=[member.id]), Guests(deputies=[deputy.id]))
    ]
    action = actions.agree(
        session,
        station,
        words="Find five fields",
        owner=f"member:{member.id}",
        alliance_id=alliance.id,
        at=AT,
        account_id=manager.id,
    )
    return Held(station, deputy, manager, alliance, member, coming, action)


def planned(session: Session, station: Station, guests: Guests, day: date = TODAY + timedelta(days=9)) -> Meeting:
    meeting = meetings.plan(session, station, Plan(day=day, title="Spring"), account_id=None, at=AT)
    meetings.invite(session, meeting, guests, at=AT)
    return meeting


def asked(session: Session, deputy: Deputy) -> set[int]:
    return set(session.scalars(select(Participant.meeting_id).where(Participant.is_one_of([deputy.id]))))


def test_what_they_hold_is_counted(session: Session, held: Held) -> None:
    counted = {str(one.title): one.count for one in deputies.held_by(session, [held.deputy.id], TODAY)}
    assert sorted(counted.values()) == [1, 1, 2]
    assert list(deputies.held_by(session, [make_deputy(session).id], TODAY)) == []


def test_they_are_released_and_have_it_again_when_they_come_back(session: Session, held: Held) -> None:
    released = deputies.release(session, [held.deputy.id], TODAY, AT)
    assert {one.deputy_id for one in released} == {held.deputy.id}
    assert held.member.left == TODAY
    assert asked(session, held.deputy) == set()
    assert (held.action.account_id, held.action.member_id) == (held.manager.id, None)
    assert list(deputies.held_by(session, [held.deputy.id], TODAY)) == []
    deputies.give_back(session, released, AT)
    assert held.member.is_open
    assert asked(session, held.deputy) == {meeting.id for meeting in held.meetings}
    assert (held.action.account_id, held.action.member_id) == (None, held.member.id)


def test_what_has_happened_stays_theirs(session: Session, held: Held) -> None:
    yesterday = planned(session, held.station, Guests(deputies=[held.deputy.id]), TODAY - timedelta(days=1))
    meetings.hold(session, yesterday, today=TODAY)
    actions.say(session, held.action, state="done", today=TODAY, at=AT)
    deputies.release(session, [held.deputy.id], TODAY, AT)
    assert asked(session, held.deputy) == {yesterday.id}
    assert held.action.member_id == held.member.id


def test_nobody_gets_back_what_others_have_taken_meanwhile(session: Session, held: Held) -> None:
    released = deputies.release(session, [held.deputy.id], TODAY, AT)
    other = make_deputy(session, station=held.station)
    actions.change(session, held.action, words="Find them", owner=f"deputy:{other.id}", due=None, at=AT)
    meetings.cancel(session, held.meetings[0], "No room", at=AT)
    deputies.give_back(session, released, AT)
    assert held.action.deputy_id == other.id
    assert asked(session, held.deputy) == {held.meetings[1].id}


def test_an_action_that_nobody_entered_says_that_its_owner_has_gone(session: Session, held: Held) -> None:
    held.action.entered_by = None
    session.flush()
    deputies.release(session, [held.deputy.id], TODAY, AT)
    assert held.action.member_id == held.member.id
    assert held.deputy.person.name in held.action.notes[-1].words
