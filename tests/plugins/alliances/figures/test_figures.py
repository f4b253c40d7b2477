"""Figures: alliances, sessions, what enterprises said, minutes and action items are counted from records, and lead to them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Enterprise, Station
from core.clock import today
from core.plugin_host.declarations import FigureScope
from core.testing import make_account, make_deputy, make_enterprise, make_station
from core.testing.pages import page_of
from core.testing.visitors import SignedIn
from plugins.alliances.actions import service as actions
from plugins.alliances.figures import FIGURES
from plugins.alliances.joining import members, service
from plugins.alliances.joining.members import Who
from plugins.alliances.meetings import service as meetings
from plugins.alliances.meetings.service import Guests, Plan
from plugins.alliances.minutes import service as minutes
from plugins.alliances.minutes.circulating import recipients_of
from plugins.alliances.models import Alliance, Meeting, Participant
from plugins.alliances.registers import REGISTERS
from plugins.alliances.writing import service as writing

AT = datetime(2026, 1, 5, tzinfo=UTC)
YESTERDAY = today() - timedelta(days=1)
LONG_AGO = today() - timedelta(days=400)


@pytest.fixture
def station(session: Session) -> Station:
    return make_station(session)


@pytest.fixture
def mill(session: Session, station: Station) -> Enterprise:
    return make_enterprise(session, "The Green Mill", chain=station.chain)


@pytest.fixture
def alliance(session: Session, station: Station, mill: Enterprise) -> Alliance:
    made = service.found(session, station, today=today(), name="Seed and soil", founded_on=LONG_AGO)
    who = Who(enterprise_id=mill.id, organisation="Person of the mill")
    members.join(session, made, who, role="leading", joined=LONG_AGO, today=today())
    return made


def held(session: Session, station: Station, day: date, guests: Guests, **more: Any) -> Meeting:
    wish = Plan(day=day, title="Meeting", **more)
    meeting = meetings.plan(session, station, wish, account_id=None, at=AT)
    meetings.hold(session, meeting, today=today())
    meetings.invite(session, meeting, guests, part="chairs", at=AT)
    for one in session.scalars(select(Participant).where(Participant.meeting_id == meeting.id)):
        meetings.mark(session, one, "present", today=today())
    return meeting


def said(session: Session, meeting: Meeting, *speakers: str) -> None:
    document = writing.document_of(session, meeting.id, "record")
    for speaker in speakers:
        writing.add(session, document, speaker=speaker, words=f"{speaker} speaks", account_id=None, at=AT)


def leading(alliance: Alliance) -> Guests:
    return Guests(members=[one.id for one in alliance.members])


def counted(session: Session, **scope: Any) -> dict[str, Any]:
    asked = FigureScope(**{"region_code": "320381", **scope})
    return {figure.key: figure.compute(session, asked) for figure in FIGURES}


def test_only_numbered_sessions_of_forums_that_were_held_are_sessions(session: Session, station: Station) -> None:
    forum = meetings.found_forum(session, station, name="Machines")
    deputy = Guests(deputies=[make_deputy(session, station=station).id])
    for number, day in enumerate((LONG_AGO, YESTERDAY), 1):
        held(session, station, day, deputy, forum_id=forum.id, number=number)
    held(session, station, YESTERDAY, deputy)
    meetings.plan(session, station, Plan(day=today(), forum_id=forum.id, number=3), account_id=None, at=AT)
    everything, lately = counted(session), counted(session, begins=YESTERDAY)
    assert (everything["forum_sessions"], everything["alliance_meetings"]) == (2, 3)
    assert (lately["forum_sessions"], lately["alliance_meetings"]) == (1, 2)


def test_what_an_enterprise_said_is_an_opinion_whoever_came_for_it(
    session: Session, station: Station, alliance: Alliance, mill: Enterprise
) -> None:
    meeting = held(session, station, YESTERDAY, leading(alliance), alliance_id=alliance.id)
    said(session, meeting, mill.name, f"{mill.name} Smith", "Person of the mill", "Somebody else", "")
    assert counted(session)["enterprise_opinions"] == 3


def test_an_enterprise_that_comes_as_a_guest_is_heard_and_one_that_did_not_come_is_not(
    session: Session, station: Station, mill: Enterprise
) -> None:
    other = make_enterprise(session, "The Red Mill", chain=station.chain)
    meeting = held(session, station, YESTERDAY, Guests(names=[("Miller", mill.name), ("Guest", "Nobody")]))
    said(session, meeting, mill.name, "Miller", "Guest", other.name)
    assert counted(session)["enterprise_opinions"] == 2


def test_a_passage_taken_out_of_the_record_is_no_opinion(
    session: Session, station: Station, alliance: Alliance, mill: Enterprise
) -> None:
    meeting = held(session, station, YESTERDAY, leading(alliance), alliance_id=alliance.id)
    document = writing.document_of(session, meeting.id, "record")
    passage = writing.add(session, document, speaker=mill.name, words="No", account_id=None, at=AT)
    writing.remove(session, passage, passage.version, account_id=None, at=AT)
    assert counted(session)["enterprise_opinions"] == 0


def test_an_alliance_counts_from_its_founding_until_it_is_dissolved(session: Session, alliance: Alliance) -> None:
    assert (counted(session)["alliances"], counted(session)["alliance_enterprises"]) == (1, 1)
    assert counted(session, ends=LONG_AGO - timedelta(days=1))["alliances"] == 0
    service.dissolve(session, alliance, day=YESTERDAY, reason="Done", today=today())
    assert counted(session)["alliances"] == 0
    assert set(counted(session, region_code="510703").values()) == {0}


def something_of_everything(session: Session, station: Station, alliance: Alliance, mill: Enterprise) -> None:
    """A forum session and a meeting with record, issued minutes, something done and something overdue."""
    forum = meetings.found_forum(session, station, name="Machines", alliance_id=alliance.id)
    meeting = held(session, station, YESTERDAY, leading(alliance), forum_id=forum.id, number=1)
    said(session, meeting, mill.name, "")
    drawn = minutes.draw(session, meeting, account_id=None, at=AT)
    minutes.circulate(session, drawn, account_id=None, at=AT)
    (one,) = [one for one in recipients_of(session, drawn) if one.signs]
    minutes.sign(session, one, how="link", at=AT)
    minutes.issue(session, drawn, number=1, issued_on=today(), issuer="Office", account_id=None, today=today(), at=AT)
    owner = f"member:{alliance.members[0].id}"
    late, done = (
        actions.agree(session, station, words=words, owner=owner, due=YESTERDAY, alliance_id=alliance.id, at=AT)
        for words in ("Late", "Done")
    )
    actions.say(session, done, state="done", words="Well", today=today(), at=AT)
    assert late.is_open


def test_each_number_leads_to_just_as_many_records(
    session: Session, station: Station, alliance: Alliance, mill: Enterprise, signed_in: SignedIn
) -> None:
    something_of_everything(session, station, alliance, mill)
    client = signed_in(make_account(session, role="office"))
    session.commit()
    numbers = counted(session, begins=LONG_AGO, ends=today())
    ends = {"from": LONG_AGO.isoformat(), "to": today().isoformat()}
    for figure in FIGURES:
        page = page_of(client.get("/p/alliances/records", query_string={**ends, **figure.arguments}))
        rows = [one for one in page.elements if one.name == "tr"]
        assert len(rows) - 1 == numbers[figure.key] > 0, figure.key
        (link,) = [one for one in page.links if one.endswith(tuple("0123456789"))][-1:]
        assert client.get(link).status_code == 200, link


def test_the_registers_list_meetings_and_action_items(
    session: Session, station: Station, alliance: Alliance, mill: Enterprise
) -> None:
    something_of_everything(session, station, alliance, mill)
    scope = FigureScope(region_code="320381", begins=LONG_AGO, ends=today())
    meeting, action = (session.execute(register.query(scope)).all()[0] for register in REGISTERS)
    assert (meeting.number, meeting.attended, meeting.issued_on) == (1, 1, today())
    assert (action.owner, action.state) == (mill.name, "open")
