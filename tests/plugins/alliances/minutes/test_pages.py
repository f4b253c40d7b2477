"""Pages of minutes: what was typed is kept where it is refused; a link speaks for one alone, until it is taken back."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from core.database import Database
from core.stations.models import Station
from core.testing import SignedIn, Visitor, make_deputy, make_station
from plugins.alliances.minutes import links, service
from plugins.alliances.minutes.testing import address_of, make_draft, make_held_meeting
from plugins.alliances.models import Minutes, Participant, Recipient
from tests.plugins.alliances.minutes.conftest import AT


@dataclass
class Circulated:
    """Minutes that went to the one who chaired."""

    station: Station
    minutes: int
    meeting: int
    recipient: int
    address: str
    deputy: Visitor


@pytest.fixture
def circulated(database: Database, signed_in: SignedIn) -> Circulated:
    with database.writing() as session:
        station = make_station(session)
        deputy = make_deputy(session, "Li Hua", station=station)
        minutes = make_draft(session, station, make_held_meeting(session, station, chair=deputy.id))
        (recipient,) = service.circulate(session, minutes, account_id=None, at=AT)
        found = (minutes.id, minutes.meeting_id, recipient.id, address_of(recipient))
    return Circulated(station, *found, signed_in("deputy", deputy=deputy))


def test_a_decision_nobody_owns_comes_back_with_its_words(circulated: Circulated, signed_in: SignedIn) -> None:
    manager = signed_in("manager", station=circulated.station)
    answer = manager.press(
        f"/p/alliances/minutes/{circulated.minutes}/decisions/new", words="Sow forty plots", owner="", due=""
    )
    assert "Sow forty plots" in answer.text
    assert "Nobody would see to this decision" in answer.text or "没有责任人" in answer.text


def test_without_attendance_the_page_leads_to_it(database: Database, signed_in: SignedIn) -> None:
    with database.writing() as session:
        station = make_station(session)
        meeting = make_held_meeting(session, station)
        for participant in session.scalars(select(Participant).where(Participant.meeting_id == meeting.id)):
            participant.attendance = None
        number = meeting.id
    manager = signed_in("manager", station=station)
    assert f"/p/alliances/meetings/{number}/attendance" in manager.page(f"/p/alliances/meetings/{number}/minutes").links


def test_who_has_an_account_reads_comments_and_signs(circulated: Circulated, database: Database) -> None:
    path = f"/p/alliances/minutes/read/{circulated.recipient}"
    page = circulated.deputy.page(path)
    comment = next(form for form in page.forms if form.action.endswith("/comment"))
    assert comment.submit(circulated.deputy, {"words": "On Tuesday"}).status_code == 303
    sign = next(form for form in page.forms if form.action.endswith("/sign"))
    assert sign.submit(circulated.deputy).status_code == 303
    with database.reading() as session:
        assert session.get_one(Minutes, circulated.minutes).state == "signed_off"


def test_a_form_of_an_earlier_text_does_not_sign_the_present_one(circulated: Circulated, database: Database) -> None:
    page = circulated.deputy.page(f"/p/alliances/minutes/read/{circulated.recipient}")
    with database.writing() as session:
        minutes = session.get_one(Minutes, circulated.minutes)
        service.change(
            session,
            minutes.decisions[0],
            words="Sow thirty plots",
            owner=f"deputy:{minutes.decisions[0].deputy_id}",
            due=None,
            account_id=None,
            at=AT,
        )
    sign = next(form for form in page.forms if form.action.endswith("/sign"))
    answer = sign.submit(circulated.deputy)
    assert answer.status_code == 422
    assert "Sow thirty plots" in answer.text
    with database.reading() as session:
        assert not session.get_one(Recipient, circulated.recipient).sign_offs


def test_nobody_else_signs_in_their_place(circulated: Circulated, signed_in: SignedIn) -> None:
    manager = signed_in("manager", station=circulated.station)
    assert manager.get(f"/p/alliances/minutes/read/{circulated.recipient}").status_code == 403
    assert manager.press(f"/p/alliances/minutes/read/{circulated.recipient}/sign").status_code == 403


def test_a_link_holds_until_it_is_renewed_or_taken_back(
    circulated: Circulated, database: Database, signed_in: SignedIn, client: Visitor
) -> None:
    path = f"/p/alliances/minutes/with/{circulated.address}"
    assert client.get(path).status_code == 200
    assert client.get(path[:-1] + "g").status_code == 404
    with database.writing() as session:
        links.renew(session, session.get_one(Recipient, circulated.recipient))
    assert client.get(path).status_code == 410
    manager = signed_in("manager", station=circulated.station)
    shown = manager.press(f"/p/alliances/recipients/{circulated.recipient}/link")
    with database.reading() as session:
        address = address_of(session.get_one(Recipient, circulated.recipient))
    assert address in shown.text
    assert manager.press(f"/p/alliances/recipients/{circulated.recipient}/revoke").status_code == 303
    assert client.get(f"/p/alliances/minutes/with/{address}").status_code == 410


def test_who_is_asked_from_elsewhere_reads_their_copy_and_the_minutes(database: Database, signed_in: SignedIn) -> None:
    with database.writing() as session:
        station, other = make_station(session), make_station(session)
        guest = make_deputy(session, "Wu Gang", station=other)
        meeting = make_held_meeting(session, station)
        minutes = make_draft(session, station, meeting)
        session.add(Participant(meeting=meeting, deputy_id=guest.id, attendance="present", asked_at=AT))
        recipient = service.circulate(session, minutes, account_id=None, at=AT)[-1]
        paths = (f"/p/alliances/minutes/read/{recipient.id}", f"/p/alliances/meetings/{meeting.id}/minutes")
    visitor = signed_in("deputy", deputy=guest)
    for path in paths:
        visitor.page(path)


def test_once_issued_nothing_leads_to_changing_the_meeting_and_who_tries_is_told_why(
    circulated: Circulated, database: Database, signed_in: SignedIn
) -> None:
    with database.writing() as session:
        minutes = session.get_one(Minutes, circulated.minutes)
        service.sign(session, session.get_one(Recipient, circulated.recipient), how="link", at=AT)
        day = minutes.meeting.day
        service.issue(session, minutes, number=1, issued_on=day, issuer="W", account_id=None, today=day, at=AT)
        participant = session.scalars(select(Participant.id).where(Participant.meeting_id == circulated.meeting)).one()
    manager, meeting = signed_in("manager", station=circulated.station), f"/p/alliances/meetings/{circulated.meeting}"
    leading = [manager.page(url).links for url in (meeting, f"{meeting}/attendance", f"{meeting}/participants")]
    changing = (f"{meeting}/edit", f"{meeting}/invite", f"/p/alliances/participants/{participant}")
    assert not [one for links in leading for one in links if one.startswith(changing)]
    refused = manager.press(f"/p/alliances/participants/{participant}/mark", attendance="absent", reason="")
    assert "已于" in refused.text
    assert "签发" in refused.text
