"""Issued minutes are proved: whatever is changed behind them shows; amendments are dated, numbered and chained."""

from __future__ import annotations

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest

from core.api.declare import DomainError
from core.database import Database
from core.testing import make_station
from plugins.alliances.minutes import service
from plugins.alliances.minutes.errors import (
    AmendmentDayImpossible,
    AmendmentWithoutReason,
    AmendmentWordless,
    IssueNumberTaken,
    NotIssued,
)
from plugins.alliances.minutes.issuing import findings_of, verify
from plugins.alliances.models import Minutes, Passage
from tests.plugins.alliances.minutes.conftest import AT, TODAY, Room, make_room


@pytest.fixture
def issued(room: Room) -> Room:
    room.circulate()
    room.sign_all()
    room.issue()
    return room


def amend(room: Room, words: str = "Not twelve but twenty plots", reason: str = "Misheard", day: date = TODAY) -> None:
    service.amend(room.session, room.minutes, words=words, reason=reason, day=day, account_id=1, today=TODAY, at=AT)


def test_only_issued_minutes_are_amended(room: Room) -> None:
    with pytest.raises(NotIssued):
        amend(room)


def test_amendments_have_words_a_reason_a_day_and_running_numbers(issued: Room) -> None:
    for refused, given in (
        (AmendmentWordless, {"words": " "}),
        (AmendmentWithoutReason, {"reason": " "}),
        (AmendmentDayImpossible, {"day": TODAY - timedelta(days=1)}),
        (AmendmentDayImpossible, {"day": TODAY + timedelta(days=1)}),
    ):
        with pytest.raises(refused):
            amend(issued, **given)  # type: ignore[arg-type]  # the claim is about one of them at a time
    amend(issued)
    amend(issued, "And a name")
    paper = service.final_of(issued.session, issued.meeting)
    assert paper
    assert [(one.number, one.words) for one in paper.amendments] == [
        (1, "Not twelve but twenty plots"),
        (2, "And a name"),
    ]
    assert findings_of(issued.session, issued.minutes) == []


def test_what_is_changed_behind_the_final_text_shows(issued: Room) -> None:
    session, minutes = issued.session, issued.minutes
    amend(issued)
    amend(issued, "And a name")
    before = minutes.final
    assert before
    minutes.final = before | {"place": "Elsewhere"}
    assert len(findings_of(session, minutes)) == 1
    minutes.final = before
    minutes.issuer = "Somebody"
    assert len(findings_of(session, minutes)) == 1
    minutes.issuer = "Wang Min"
    session.query(Passage).filter_by(document_id=minutes.document_id).first().words = "Rain"  # type: ignore[union-attr]
    session.flush()
    assert len(findings_of(session, minutes)) == 1
    session.rollback()


def test_minutes_whose_final_text_or_state_was_taken_away_show(issued: Room) -> None:
    session, minutes = issued.session, issued.minutes
    amend(issued)
    before = minutes.final
    for text in (None, {}, {"issue": 1}):
        minutes.final = text
        session.flush()
        assert verify(session)[1]
    minutes.final, minutes.state = before, "draft"
    session.flush()
    assert verify(session)[1]
    minutes.state = "issued"
    session.flush()
    assert verify(session) == (1, [])


def test_an_amendment_that_was_changed_or_taken_out_breaks_the_chain(issued: Room) -> None:
    amend(issued)
    amend(issued, "And a name")
    first, _second = issued.minutes.amendments
    first.reason = "Another"
    assert len(findings_of(issued.session, issued.minutes)) == 1
    first.reason = "Misheard"
    assert not findings_of(issued.session, issued.minutes)
    issued.session.flush()
    issued.session.delete(first)
    issued.session.flush()
    issued.session.expire(issued.minutes)
    assert len(findings_of(issued.session, issued.minutes)) == 1


def test_a_last_amendment_that_was_taken_out_shows(issued: Room) -> None:
    amend(issued)
    amend(issued, "And a name")
    issued.session.delete(issued.minutes.amendments[-1])
    issued.session.flush()
    issued.session.expire(issued.minutes)
    assert [str(one.sentence) for one in findings_of(issued.session, issued.minutes)] == [
        "The last amendment is missing."
    ]


def test_of_two_who_issue_under_one_number_at_once_one_has_it(database: Database, app: object) -> None:
    with database.writing() as session:
        station = make_station(session)
        rooms = [make_room(session, station), make_room(session, station)]
        for one in rooms:
            one.circulate()
            one.sign_all()
        numbers = [one.minutes.id for one in rooms]
    ready, told = Barrier(2), []

    def issue(number: int) -> None:
        ready.wait()
        try:
            with database.writing() as session:
                minutes = session.get_one(Minutes, number)
                service.issue(session, minutes, number=3, issued_on=TODAY, issuer="W", account_id=1, today=TODAY, at=AT)
        except DomainError as refused:
            told.append(refused.code)

    both = [Thread(target=issue, args=[number]) for number in numbers]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert told == [IssueNumberTaken.code]
