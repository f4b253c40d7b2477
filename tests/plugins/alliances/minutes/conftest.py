"""A forum without an alliance, an alliance with leading members, and minutes of their meetings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.api.data import Station
from core.testing import make_deputy, make_enterprise, make_station
from plugins.alliances.minutes import service
from plugins.alliances.minutes.circulating import recipients_of
from plugins.alliances.minutes.testing import make_draft, make_held_meeting
from plugins.alliances.models import Alliance, Meeting, Member, Minutes, Recipient

AT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)


@dataclass
class Room:
    """A meeting of an alliance with two leading members: an enterprise without an account, and a deputy."""

    session: Session
    station: Station
    meeting: Meeting
    mill: Member
    deputy: Member
    minutes: Minutes

    def circulate(self) -> Sequence[Recipient]:
        return service.circulate(self.session, self.minutes, account_id=1, at=AT)

    def of(self, member: Member) -> Recipient:
        return next(one for one in recipients_of(self.session, self.minutes) if one.member_id == member.id)

    def sign_all(self) -> None:
        for member in (self.mill, self.deputy):
            service.sign(self.session, self.of(member), how="link", at=AT)

    def issue(self, number: int = 1, day: date = TODAY) -> None:
        service.issue(
            self.session,
            self.minutes,
            number=number,
            issued_on=day,
            issuer="Wang Min",
            account_id=1,
            today=TODAY,
            at=AT,
        )


@pytest.fixture
def station(session: Session, app: object) -> Station:
    return make_station(session)


@pytest.fixture
def room(session: Session, station: Station) -> Room:
    return make_room(session, station)


def make_room(session: Session, station: Station) -> Room:
    alliance = Alliance(
        station=station, name=f"Alliance {session.scalar(select(func.count(Alliance.id)))}", founded_on=date(2026, 1, 5)
    )
    session.add(alliance)
    session.flush()
    chair = make_deputy(session, "Li Hua", station=station)
    joined = {"alliance_id": alliance.id, "role": "leading", "joined": date(2026, 1, 5)}
    mill = Member(enterprise=make_enterprise(session), **joined)
    deputy = Member(deputy=chair, **joined)
    session.add_all([mill, deputy])
    session.flush()
    meeting = make_held_meeting(
        session, station, chair=chair.id, day=date(2026, 11, 10), alliance_id=alliance.id, title="Trials"
    )
    minutes = make_draft(session, station, meeting)
    return Room(session, station, meeting, mill, deputy, minutes)
