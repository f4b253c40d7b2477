"""Who has no account answers an invitation with their link: one tap, nothing else of the meeting, until it is taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from icalendar import Calendar

from core.clock import now, today
from core.database import Database
from core.stations.models import Station
from core.testing import SignedIn, Visitor, make_station
from plugins.alliances.addresses import LENGTH
from plugins.alliances.meetings import service
from plugins.alliances.meetings.service import Guests, Plan
from plugins.alliances.models import Meeting, Participant

REFUSED, GONE, CONFLICT = 422, 410, 409


@pytest.fixture
def station(database: Database) -> Station:
    with database.writing() as session:
        return make_station(session, deputies=1)


@pytest.fixture
def guest(database: Database, station: Station) -> int:
    """A guest of a meeting of tomorrow, to which somebody else comes as well."""
    with database.writing() as session:
        wish = Plan(title="Sowing", day=today() + timedelta(days=1), place="Hall")
        meeting = service.plan(session, session.merge(station), wish, account_id=None, at=now())
        service.add(session, meeting, title="Seeds", words="Not for guests")
        service.invite(session, meeting, Guests(names=[("Li", "Mill"), ("Secret neighbour", "")]), at=now())
        return session.query(Participant).filter_by(name="Li").one().id


@pytest.fixture
def stranger(app: Flask) -> Visitor:
    return Visitor(app, app.response_class)


def link_of(manager: Visitor, guest: int) -> str:
    """The link as the manager sees it."""
    text = manager.press(f"/p/alliances/participants/{guest}/link").text
    start = text.index("/p/alliances/invited/")
    return text[start : start + len("/p/alliances/invited/") + LENGTH]


def of(database: Database, guest: int) -> Participant:
    with database.reading() as session:
        return session.get_one(Participant, guest)


def test_a_guest_answers_with_their_link_and_sees_nothing_else(
    database: Database, signed_in: SignedIn, stranger: Visitor, station: Station, guest: int
) -> None:
    url = link_of(signed_in("manager", station=station), guest)
    page = stranger.page(url)
    assert "Sowing" in page.text
    assert "Seeds" in page.text
    assert "Secret neighbour" not in page.text
    assert "Not for guests" not in page.text
    page.form("/answer").submit(stranger, {"answer": "coming"})
    assert of(database, guest).answer == "coming"
    no = stranger.page(url).form("/answer")
    refused = no.submit(stranger, {"reason": " "})
    assert refused.status_code == REFUSED
    assert of(database, guest).answer == "coming"
    stranger.page(url).form("/answer").submit(stranger, {"reason": "Harvest"})
    assert (of(database, guest).answer, of(database, guest).reason) == ("declined", "Harvest")
    events = Calendar.from_ical(stranger.get(f"{url}/meeting.ics").data).walk("VEVENT")
    assert [str(event["SUMMARY"]) for event in events] == ["Sowing"]


def test_a_link_holds_until_it_is_renewed_or_taken_back_or_its_guest_is_off_the_list(
    database: Database, signed_in: SignedIn, stranger: Visitor, station: Station, guest: int
) -> None:
    manager, at = signed_in("manager", station=station), f"/p/alliances/participants/{guest}"
    first = link_of(manager, guest)
    assert link_of(manager, guest) == first, "looking again changes nothing"
    manager.press(f"{at}/link/renew")
    assert stranger.get(first).status_code == GONE
    second = link_of(manager, guest)
    manager.press(f"{at}/link/revoke")
    assert stranger.get(second).status_code == GONE
    third = link_of(manager, guest)
    assert stranger.get(f"{third[:-1]}{'0' if third[-1] != '0' else '1'}").status_code == 404
    manager.press(f"{at}/remove")
    assert stranger.get(third).status_code == GONE


def test_a_meeting_that_was_held_is_answered_no_longer(
    database: Database, signed_in: SignedIn, stranger: Visitor, station: Station, guest: int
) -> None:
    url = link_of(signed_in("manager", station=station), guest)
    open_before = stranger.page(url)
    with database.writing() as session:
        session.query(Meeting).one().state = "held"
    assert open_before.form("/answer").submit(stranger, {"answer": "coming"}).status_code == REFUSED
    assert of(database, guest).answer == "asked"
    assert f"{url}/answer" not in stranger.get(url).text


def test_on_the_day_a_guest_checks_in_with_their_link(
    database: Database, signed_in: SignedIn, stranger: Visitor, station: Station, guest: int
) -> None:
    url = link_of(signed_in("manager", station=station), guest)
    assert f"{url}/here" not in stranger.get(url).text, "it is tomorrow"
    with database.writing() as session:
        session.query(Meeting).one().day = today()
    stranger.page(url).form("/here").submit(stranger)
    assert of(database, guest).attendance == "present"
    assert "已签到" in stranger.page(url).text
    assert f"{url}/here" not in stranger.get(url).text


def test_a_link_does_not_overrule_what_was_put_down_by_hand_and_holds_on_the_day_alone(
    database: Database, signed_in: SignedIn, stranger: Visitor, station: Station, guest: int
) -> None:
    url = link_of(signed_in("manager", station=station), guest)
    with database.writing() as session:
        session.query(Meeting).one().day = today()
    opened = [stranger.page(url).form("/here"), stranger.page(url).form("/here")]
    with database.writing() as session:
        session.get_one(Participant, guest).attendance = "absent"
    late = opened.pop().submit(stranger)
    assert late.status_code == CONFLICT
    assert "未到会" in late.text
    with database.writing() as session:
        session.get_one(Participant, guest).attendance = None
        session.query(Meeting).one().day = today() + timedelta(days=1)
    assert opened.pop().submit(stranger).status_code == CONFLICT
    assert of(database, guest).attendance is None


def test_who_moves_a_meeting_learns_how_many_have_no_account(
    database: Database, signed_in: SignedIn, station: Station, guest: int
) -> None:
    manager, url = signed_in("manager", station=station), f"/p/alliances/meetings/{of(database, guest).meeting_id}"
    later = {"day": f"{today() + timedelta(days=3)}", "begins": "", "ends": "", "place": "Hall"}
    said = manager.page(f"{url}/move").form("/move").submit(manager, later)
    assert "2 人没有账号" in manager.get(said.location).text
