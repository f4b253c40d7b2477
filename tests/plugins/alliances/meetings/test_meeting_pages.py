"""The pages of meetings: planned, invited, answered and checked in; who may not is told; a long list stays as quick."""

from __future__ import annotations

import hmac
from datetime import timedelta

import pytest
from flask import Flask
from icalendar import Calendar

from core.api.data import Deputy, Station
from core.clock import now, today
from core.database import Database
from core.momentary import make_code
from core.testing import Count, SignedIn, make_deputy, make_station
from plugins.alliances.meetings import service, sheet
from plugins.alliances.meetings.service import Guests, Plan
from plugins.alliances.minutes.testing import make_record
from plugins.alliances.models import Meeting, Participant

ANSWERED = 303
REFUSED = 422


@pytest.fixture
def station(database: Database) -> Station:
    with database.writing() as session:
        return make_station(session, deputies=1)


@pytest.fixture
def deputy(database: Database, station: Station) -> Deputy:
    with database.writing() as session:
        return make_deputy(session, station=session.merge(station))


def asked(database: Database, station: Station, deputy: Deputy, **wish: object) -> tuple[int, int]:
    """The numbers of a meeting of today and of its participant, who is this deputy."""
    facts = {"title": "Sowing", "day": today(), **wish}
    with database.writing() as session:
        here = session.merge(station)
        meeting = service.plan(session, here, Plan(**facts), account_id=None, at=now())  # type: ignore[arg-type]
        service.invite(session, meeting, Guests(deputies=[deputy.id]), at=now())
        return meeting.id, session.query(Participant).filter_by(meeting_id=meeting.id).one().id


def of(database: Database, participant: int) -> Participant:
    with database.reading() as session:
        return session.get_one(Participant, participant)


def code_of(app: Flask, meeting: int, minutes_ago: int = 0) -> str:
    secret = app.extensions["lianzhan"].settings.secret_key
    key = hmac.digest(secret.encode(), b"alliances.check_in", "sha256")
    return make_code(key, str(meeting), now() - timedelta(minutes=minutes_ago))


def test_a_session_is_planned_with_the_next_number_and_everybody_is_invited_at_once(
    database: Database, signed_in: SignedIn, station: Station, deputy: Deputy
) -> None:
    with database.writing() as session:
        forum = service.found_forum(session, session.merge(station), name="Forum of the fields").id
    manager = signed_in("manager", station=station)
    plan = f"/stations/{station.id}/p/alliances/meetings/plan?forum={forum}"
    form = manager.page(plan).form()
    assert form.values["number"] == ["1"]
    day = today() + timedelta(days=3)
    form.submit(manager, {"number": "31", "day": day.isoformat(), "begins": "09:00"})
    again = manager.page(plan).form().submit(manager, {"number": "31", "day": day.isoformat()})
    assert "31" in again.text
    assert again.status_code == REFUSED
    with database.reading() as session:
        meeting = session.query(Meeting).one()
        assert (meeting.title, meeting.number) == ("Forum of the fields", 31)
    invite = manager.page(f"/p/alliances/meetings/{meeting.id}/invite").form()
    invite.submit(manager, {"everybody": ["deputies"], "names": "Bureau of Agriculture, county", "part": "attends"})
    page = manager.page(f"/p/alliances/meetings/{meeting.id}/participants")
    assert deputy.person.name in page.text
    assert "Bureau of Agriculture" in page.text


def test_an_invitation_is_answered_by_whom_it_asks_and_by_nobody_else(
    database: Database, signed_in: SignedIn, station: Station, deputy: Deputy
) -> None:
    _meeting, number = asked(database, station, deputy, day=today() + timedelta(days=1))
    me = signed_in("deputy", deputy=deputy)
    assert "Sowing" in me.page("/p/alliances/meetings/mine").text
    url = f"/p/alliances/invitations/{number}"
    refused = me.page(url).form("/answer").submit(me, {"answer": "declined", "reason": ""})
    assert refused.status_code == REFUSED, "a reason is missing"
    me.press(f"{url}/answer", answer="declined", reason="Harvest")
    assert (of(database, number).answer, of(database, number).reason) == ("declined", "Harvest")
    me.press(f"{url}/answer", answer="coming")
    assert of(database, number).answer == "coming"
    with database.writing() as session:
        other = make_deputy(session, station=session.merge(station))
    assert signed_in("deputy", deputy=other).get(url).status_code == 403
    assert signed_in("manager", station=station).press(f"{url}/answer", answer="declined").status_code == 403


def test_a_deputy_of_another_station_reads_and_answers_their_own_invitation(
    database: Database, signed_in: SignedIn, station: Station
) -> None:
    with database.writing() as session:
        elsewhere = make_deputy(session, station=make_station(session, region="320382"))
    meeting, number = asked(database, station, elsewhere)
    me = signed_in("deputy", deputy=elsewhere)
    assert "Sowing" in me.page(f"/p/alliances/invitations/{number}").text
    assert me.get(f"/p/alliances/meetings/{meeting}").status_code == 403


def test_the_code_checks_in_for_two_minutes_and_only_who_is_asked(
    app: Flask, database: Database, signed_in: SignedIn, station: Station, deputy: Deputy
) -> None:
    meeting, number = asked(database, station, deputy)
    me, here = signed_in("deputy", deputy=deputy), "/p/alliances/meetings/here"
    assert me.get(f"{here}?code={code_of(app, meeting, minutes_ago=4)}").status_code == 409
    assert me.get(f"{here}?code=made-up").status_code == REFUSED
    assert me.page(here).text, "nobody scanned anything: the page says how"
    assert me.page(f"{here}?code={code_of(app, meeting)}").form("/here")
    assert me.press(here, code=code_of(app, meeting)).status_code == ANSWERED
    assert of(database, number).attendance == "present"
    with database.writing() as session:
        other = make_deputy(session, station=session.merge(station))
    assert signed_in("deputy", deputy=other).press(here, code=code_of(app, meeting)).status_code == 409


def test_the_code_is_shown_by_who_runs_or_chairs_the_meeting(
    database: Database, signed_in: SignedIn, station: Station, deputy: Deputy
) -> None:
    meeting, number = asked(database, station, deputy)
    code, me = f"/p/alliances/meetings/{meeting}/code", signed_in("deputy", deputy=deputy)
    assert me.get(code).status_code == 403
    with database.writing() as session:
        service.give_part(session, session.get_one(Participant, number), "chairs", "")
    assert "<svg" in me.get(code).text
    assert "<svg" in signed_in("manager", station=station).get(code).text


def test_the_attendance_sheet_is_printed_with_everybody_and_with_blank_lines_only(
    database: Database, signed_in: SignedIn, station: Station, deputy: Deputy
) -> None:
    meeting, number = asked(database, station, deputy)
    with database.writing() as session:
        service.mark(session, session.get_one(Participant, number), "excused", reason="Ill", today=today())
        rows = sheet.rows_of(session, session.get_one(Meeting, meeting))
    assert rows[0][1] == deputy.person.name
    assert "Ill" in rows[0][4]
    manager = signed_in("manager", station=station)
    url = f"/p/alliances/meetings/{meeting}/sheet"
    for typed in ({"only_blank": "", "blank": "4"}, {"only_blank": "yes", "blank": "40"}):
        assert manager.press(url, **typed).data.startswith(b"%PDF")
    too_many = manager.press(url, only_blank="", blank="999999999")
    assert too_many.status_code == REFUSED
    assert "60" in too_many.text


def test_a_calendar_takes_the_meeting_up(
    database: Database, signed_in: SignedIn, station: Station, deputy: Deputy
) -> None:
    meeting, number = asked(database, station, deputy)
    me = signed_in("deputy", deputy=deputy)
    for url in (f"/p/alliances/invitations/{number}/meeting.ics", f"/p/alliances/meetings/{meeting}/meeting.ics"):
        events = Calendar.from_ical(me.get(url).data).walk("VEVENT")
        assert [str(event["SUMMARY"]) for event in events] == ["Sowing"]


def test_pages_ask_the_database_as_often_for_four_hundred_as_for_one(
    database: Database, signed_in: SignedIn, station: Station, deputy: Deputy, count: Count
) -> None:
    meeting, _number = asked(database, station, deputy)
    manager = signed_in("manager", station=station)
    pages = [f"/p/alliances/meetings/{meeting}{part}" for part in ("", "/participants", "/attendance", "/invite")]

    def asks() -> list[int]:
        found = []
        for url in pages:
            manager.page(url)
            with count() as statements:
                manager.page(url)
            found.append(len(statements))
        return found

    before = asks()
    with database.writing() as session:
        names = [(f"Guest {n}", f"Unit {n}") for n in range(400)]
        service.invite(session, session.get_one(Meeting, meeting), Guests(names=names), at=now())
    assert asks() == before
    assert max(before) <= 10, before


def test_agenda_items_move_without_scripts(
    database: Database, signed_in: SignedIn, station: Station, deputy: Deputy
) -> None:
    meeting, _number = asked(database, station, deputy)
    manager, agenda = signed_in("manager", station=station), f"/p/alliances/meetings/{meeting}/agenda"
    for title in ("Seeds", "Machines"):
        manager.page(agenda).form().submit(manager, {"title": title})
    with database.reading() as session:
        first = session.get_one(Meeting, meeting).agenda[0].id
    manager.press(f"/p/alliances/agenda/{first}/shift", to="later")
    text = manager.page(agenda).text
    assert text.index("Machines") < text.index("Seeds")
    manager.press(f"/p/alliances/agenda/{first}/remove")
    assert "Seeds" not in manager.page(f"/p/alliances/meetings/{meeting}").text


def test_who_was_asked_from_elsewhere_reads_what_was_written_from_their_invitation(
    database: Database, signed_in: SignedIn, station: Station
) -> None:
    with database.writing() as session:
        guest = make_deputy(session, station=make_station(session, region="320382"))
    meeting, number = asked(database, station, guest)
    with database.writing() as session:
        found = session.get_one(Meeting, meeting)
        found.day, found.state = today(), "held"
        make_record(session, found)
    deputy = signed_in("deputy", deputy=guest)
    mine = f"/p/alliances/invitations/{number}"
    paper = next(one for one in deputy.page(mine).links if one.endswith("/record/paper"))
    page = deputy.page(paper)
    assert "Twelve plots are too few." in page.text
    assert mine in page.links, "the way back is their own"
