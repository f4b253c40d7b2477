"""Minutes go from the record to the issue, and each step that is not due is refused with a sentence, the text kept."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Station
from plugins.alliances.meetings import service as meetings
from plugins.alliances.meetings.errors import MeetingFinal
from plugins.alliances.meetings.inviting import uninvite
from plugins.alliances.meetings.service import Guests, Plan
from plugins.alliances.minutes import service
from plugins.alliances.minutes.circulating import MOST_A_DAY, recipients_of
from plugins.alliances.minutes.deciding import act_on
from plugins.alliances.minutes.errors import (
    AlreadyCirculated,
    CommentAnswered,
    CommentElsewhere,
    CommentWordless,
    DecisionActedOn,
    DecisionNobodyOwns,
    DecisionWordless,
    IssueDayImpossible,
    IssueNumberImpossible,
    IssueNumberTaken,
    MinutesIssued,
    MinutesWithoutAttendance,
    NobodySigns,
    NotCirculated,
    NothingToDraw,
    NotSignedOff,
    PaperWithoutReason,
    SignedOffAlready,
    SignOffNotEntitled,
    SignOffOfAnotherText,
    TakenBackWordless,
    TooManyComments,
)
from plugins.alliances.minutes.reading import passages_of, text_digest
from plugins.alliances.minutes.testing import make_draft, make_held_meeting, make_record
from plugins.alliances.models import Decision, Participant
from plugins.alliances.writing import service as writing
from plugins.alliances.writing.errors import DocumentClosed
from tests.plugins.alliances.minutes.conftest import AT, TODAY, Room, make_room

# Drawing


def test_without_attendance_nothing_is_drawn_and_the_record_stays(session: Session, station: Station) -> None:
    meeting = make_held_meeting(session, station)
    make_record(session, meeting)
    for one in session.scalars(select(Participant).where(Participant.meeting_id == meeting.id)):
        one.attendance = None
    with pytest.raises(MinutesWithoutAttendance):
        service.draw(session, meeting, account_id=1, at=AT)
    assert writing.document_of(session, meeting.id, "record").latest == 3


def test_what_was_agreed_is_drawn_and_what_single_people_said_is_not(room: Room) -> None:
    (passage,) = passages_of(room.session, room.minutes)
    assert (passage.heading, passage.words) == ("Trials of the summer", "**Twenty** plots are sown.\n\nWho pays?")


def test_drawn_again_only_what_is_new_is_added(room: Room) -> None:
    with pytest.raises(NothingToDraw):
        service.draw(room.session, room.meeting, account_id=1, at=AT)
    record = writing.document_of(room.session, room.meeting.id, "record")
    writing.add(room.session, record, words="The co-operative pays.", account_id=1, at=AT)
    service.draw(room.session, room.meeting, account_id=1, at=AT)
    assert [one.words for one in passages_of(room.session, room.minutes)][1:] == ["The co-operative pays."]


# Decisions


def test_a_decision_nobody_owns_is_refused(room: Room) -> None:
    with pytest.raises(DecisionNobodyOwns):
        service.decide(room.session, room.minutes, words="Sow", owner="", at=AT)
    with pytest.raises(DecisionWordless):
        service.decide(room.session, room.minutes, words=" ", owner=f"member:{room.mill.id}", at=AT)


def test_a_decision_becomes_an_action_item_once(room: Room) -> None:
    decision = service.decide(room.session, room.minutes, words="Sow", owner=f"member:{room.mill.id}", due=TODAY, at=AT)
    action = act_on(room.session, decision, account_id=1, at=AT)
    assert (action.words, action.owner, action.due, action.meeting_id) == (
        "Sow",
        room.mill.title,
        TODAY,
        room.meeting.id,
    )
    for again in (lambda: act_on(room.session, decision, account_id=1, at=AT),):
        with pytest.raises(DecisionActedOn):
            again()
    with pytest.raises(DecisionActedOn):
        service.take_out(room.session, decision, 1, AT)


def test_an_action_item_follows_its_decision_until_it_goes_its_own_way(room: Room) -> None:
    session, owner = room.session, f"member:{room.mill.id}"
    decision = service.decide(session, room.minutes, words="Sow", owner=owner, due=TODAY, at=AT)
    action = act_on(session, decision, account_id=1, at=AT)
    session.refresh(decision)

    def correct(words: str, **given: str) -> None:
        said = {"owner": owner} | given
        service.change(session, decision, words=words, due=None, account_id=1, at=AT, **said)  # type: ignore[arg-type]

    correct("Sow early", owner=f"member:{room.deputy.id}")
    assert (action.words, action.due, action.owner) == ("Sow early", None, "Li Hua")
    action.words = "Sow the plots"
    correct("Sow late", owner=f"member:{room.deputy.id}")
    assert action.words == "Sow the plots"


# Circulating and comments


def test_they_go_to_leading_members_and_to_who_took_part_each_once(room: Room) -> None:
    found = room.circulate()
    assert [(one.title, one.signs) for one in found if one.signs] == [(room.mill.title, True), ("Li Hua", True)]
    with pytest.raises(AlreadyCirculated):
        room.circulate()


def test_without_leading_members_who_chaired_signs(session: Session, station: Station) -> None:
    minutes = make_draft(session, station)
    (chair,) = service.circulate(session, minutes, account_id=1, at=AT)
    assert chair.signs
    service.sign(session, chair, how="account", at=AT)
    assert minutes.state == "signed_off"


def test_with_nobody_to_sign_nothing_is_circulated(session: Session, station: Station) -> None:
    minutes = make_draft(session, station)
    for one in session.scalars(select(Participant).where(Participant.meeting_id == minutes.meeting_id)):
        one.part = "attends"
    with pytest.raises(NobodySigns):
        service.circulate(session, minutes, account_id=1, at=AT)
    assert minutes.state == "draft"


def test_taken_back_with_a_reason_and_circulated_again_addresses_stay(room: Room) -> None:
    with pytest.raises(NotCirculated):
        service.take_back(room.session, room.minutes, "Why", account_id=1, at=AT)
    before = {one.selector for one in room.circulate()}
    with pytest.raises(TakenBackWordless):
        service.take_back(room.session, room.minutes, " ", account_id=1, at=AT)
    service.take_back(room.session, room.minutes, "A name is wrong", account_id=1, at=AT)
    assert room.minutes.state == "draft"
    assert {one.selector for one in room.circulate()} == before
    assert [one.kind for one in room.minutes.steps] == ["drawn", "circulated", "taken_back", "circulated"]


def test_comments_are_settled_once_and_bounded(room: Room) -> None:
    session, minutes = room.session, room.minutes
    said = {"name": "Mill", "at": AT}
    with pytest.raises(NotCirculated):
        service.comment(session, minutes, "No", **said)
    room.circulate()
    mill = room.of(room.mill)
    with pytest.raises(CommentWordless):
        service.comment(session, minutes, " ", recipient=mill, **said)
    with pytest.raises(CommentElsewhere):
        service.comment(session, minutes, "No", recipient=mill, passage_id=999, **said)
    passage = passages_of(session, minutes)[0].id
    comment = service.comment(session, minutes, "Thirty plots", recipient=mill, passage_id=passage, **said)
    service.settle(session, comment, "Thirty it is", account_id=1, at=AT)
    with pytest.raises(CommentAnswered):
        service.settle(session, comment, "", account_id=1, at=AT)
    for _time in range(MOST_A_DAY - 1):
        service.comment(session, minutes, "Again", recipient=mill, **said)
    with pytest.raises(TooManyComments):
        service.comment(session, minutes, "Again", recipient=mill, **said)
    service.comment(session, minutes, "Later", recipient=mill, name="Mill", at=AT + timedelta(days=1, minutes=1))


# Sign-off


def test_only_who_is_asked_signs_off(room: Room) -> None:
    room.circulate()
    reader = room.of(room.mill)
    reader.signs = False
    with pytest.raises(SignOffNotEntitled):
        service.sign(room.session, reader, how="link", at=AT)


def test_who_read_another_text_does_not_sign_this_one(room: Room) -> None:
    room.circulate()
    with pytest.raises(SignOffOfAnotherText):
        service.sign(room.session, room.of(room.mill), how="link", seen="0" * 64, at=AT)
    seen = text_digest(room.session, room.minutes)
    service.sign(room.session, room.of(room.mill), how="link", seen=seen, at=AT)
    with pytest.raises(SignedOffAlready):
        service.sign(room.session, room.of(room.mill), how="link", seen=seen, at=AT)


def test_a_signature_on_paper_is_noted_with_a_reason(room: Room) -> None:
    room.circulate()
    with pytest.raises(PaperWithoutReason):
        service.sign(room.session, room.of(room.mill), how="paper", account_id=1, at=AT)
    signed = service.sign(room.session, room.of(room.mill), how="paper", reason="By fax", account_id=1, at=AT)
    assert (signed.name, signed.reason) == (room.mill.title, "By fax")


def test_a_change_after_a_sign_off_asks_again(room: Room) -> None:
    room.circulate()
    room.sign_all()
    assert room.minutes.state == "signed_off"
    (row,) = passages_of(room.session, room.minutes)
    writing.add(room.session, room.minutes.document, words="And rain.", account_id=1, at=AT)
    with pytest.raises(NotSignedOff, match=room.mill.title):
        room.issue()
    assert [one.words for one in passages_of(room.session, room.minutes)] == [row.words, "And rain."]
    room.sign_all()
    service.decide(room.session, room.minutes, words="Pay", owner=f"member:{room.mill.id}", at=AT)
    assert room.minutes.state == "circulated"
    with pytest.raises(NotSignedOff):
        room.issue()


# The issue


def test_issued_they_are_final_and_locked(room: Room) -> None:
    with pytest.raises(NotCirculated):
        room.issue()
    room.circulate()
    with pytest.raises(NotSignedOff):
        room.issue()
    room.sign_all()
    for day in (TODAY + timedelta(days=1), date(2026, 11, 9)):
        with pytest.raises(IssueDayImpossible):
            room.issue(day=day)
    with pytest.raises(IssueNumberImpossible):
        room.issue(number=0)
    room.issue()
    paper = service.final_of(room.session, room.meeting)
    assert paper
    assert (paper.issue_year, paper.issue_number, paper.issuer, paper.is_draft) == (2026, 1, "Wang Min", False)
    assert [one.who for one in paper.signed] == [room.mill.title, "Li Hua"]
    assert [one.owner for one in paper.decisions] == ["Li Hua"]
    decision = room.session.scalars(select(Decision)).first()
    assert decision
    for closed in (
        room.issue,
        room.circulate,
        lambda: service.take_back(room.session, room.minutes, "Why", account_id=1, at=AT),
        lambda: service.draw(room.session, room.meeting, account_id=1, at=AT),
        lambda: service.take_out(room.session, decision, 1, AT),
    ):
        with pytest.raises(MinutesIssued):
            closed()
    chair = room.session.scalars(select(Participant).where(Participant.meeting_id == room.meeting.id)).first()
    assert chair
    elsewhere = Plan(title="Another", day=room.meeting.day)
    for changed_beside in (
        lambda: meetings.change(room.session, room.meeting, elsewhere, at=AT),
        lambda: meetings.mark(room.session, chair, "absent", today=TODAY),
        lambda: meetings.mark_rest(room.session, room.meeting, TODAY),
        lambda: meetings.invite(room.session, room.meeting, Guests(names=[("Late", "")]), at=AT),
        lambda: meetings.give_part(room.session, chair, "sits_in", ""),
        lambda: uninvite(room.session, chair),
    ):
        with pytest.raises(MeetingFinal):
            changed_beside()
    with pytest.raises(DocumentClosed):
        writing.add(room.session, room.minutes.document, words="More", account_id=1, at=AT)


def test_a_number_is_given_once_a_year_and_the_next_is_offered(session: Session, room: Room) -> None:
    other = make_room(session, room.station)
    for one in (room, other):
        one.circulate()
        one.sign_all()
    room.issue(7)
    with pytest.raises(IssueNumberTaken, match=r"No\. 7 of 2026 is taken already\. The next free number is 8\."):
        other.issue(7)
    assert other.minutes.state == "signed_off"
    other.issue(service.next_number(session, room.station.id, 2026))
    assert other.minutes.issue_number == 8
    assert service.next_number(session, room.station.id, 2027) == 1


def test_the_recipients_are_told_where_they_have_an_account(room: Room) -> None:
    room.circulate()
    assert {one.title: one.told for one in recipients_of(room.session, room.minutes)} == {
        room.mill.title: False,
        "Li Hua": False,
    }
