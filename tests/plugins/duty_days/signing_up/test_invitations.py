"""Invitations: answered with one tap, reminded with one tap, never twice in a few hours."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from core.clock import today
from plugins.duty_days import service as days
from plugins.duty_days.errors import MandateEnded
from plugins.duty_days.models import Invitation
from plugins.duty_days.signing_up import choices, invitations, service
from plugins.duty_days.signing_up.composition import Want
from plugins.duty_days.signing_up.errors import InvitationClosed, NobodyInvited, NobodyToRemind
from tests.plugins.duty_days.signing_up.conftest import Place, at, told

KIND = "duty_days.invitation"


def invite(session: Session, place: Place, count: int = 3) -> list[Invitation]:
    invitations.invite(session, place.sitting, [one.id for one in place.deputies[:count]], today(), at())
    return [one.invitation for one in invitations.of_sitting(session, place.sitting)]


def answer(session: Session, one: Invitation, *, comes: bool, reason: str = "") -> str:
    return invitations.answer(session, one, comes=comes, reason=reason, today=today(), at=at())


def test_who_is_invited_is_told_and_asked_once(session: Session, place: Place) -> None:
    assert len(invite(session, place)) == 3
    assert told(session, place.deputies[0]) == [KIND]
    with pytest.raises(NobodyInvited):
        invite(session, place)
    assert len(invite(session, place, count=4)) == 4
    assert told(session, place.deputies[0]) == [KIND]


def test_who_is_on_duty_already_is_not_asked(session: Session, place: Place) -> None:
    service.sign_up(session, place.sitting.id, place.deputies[0].id, today(), at())
    assert {one.deputy_id for one in invite(session, place)} == {one.id for one in place.deputies[1:3]}


def test_yes_takes_a_place_and_then_waits_for_one(session: Session, place: Place) -> None:
    first, second, third = invite(session, place)
    assert answer(session, first, comes=True) == "place"
    assert answer(session, second, comes=True) == "waiting"
    assert answer(session, third, comes=False, reason="abroad") == "no"
    found = invitations.of_sitting(session, place.sitting)
    assert [(one.invitation.answer, one.holds, one.waits) for one in found] == [
        ("yes", True, False),
        ("yes", False, True),
        ("no", False, False),
    ]
    assert found[2].invitation.reason == "abroad"


def test_who_thinks_better_of_it_makes_room_for_the_next(session: Session, place: Place) -> None:
    first, second, _third = invite(session, place)
    answer(session, first, comes=True)
    answer(session, second, comes=True)
    answer(session, first, comes=False)
    assert place.sitting.slots[0].deputy_id == second.deputy_id


def test_an_invitation_opens_a_day_before_signing_up_does(session: Session, place: Place) -> None:
    choices.choose(session, place.station, opens_days=1, closes_hours=None, wants=[], today=today(), at=at())
    first = invite(session, place)[0]
    assert answer(session, first, comes=True) == "place"


def test_an_invitation_does_not_break_a_rule_of_the_station(session: Session, place: Place) -> None:
    only = [Want("speciality", ("astronomy",), must=True)]
    choices.choose(session, place.station, opens_days=None, closes_hours=None, wants=only, today=today(), at=at())
    assert answer(session, invite(session, place)[0], comes=True) == "waiting"


def test_those_who_have_not_answered_come_first_and_are_reminded_together(session: Session, place: Place) -> None:
    first, second, third = invite(session, place)
    answer(session, first, comes=True)
    assert [one.invitation.answer for one in invitations.of_sitting(session, place.sitting)] == ["", "", "yes"]
    with pytest.raises(NobodyToRemind):
        invitations.remind(session, place.sitting, today(), at())
    assert invitations.remind(session, place.sitting, today(), at() + timedelta(hours=5)) == 2
    with pytest.raises(NobodyToRemind):
        invitations.remind(session, place.sitting, today(), at() + timedelta(hours=6))
    assert invitations.remind(session, place.sitting, today(), at() + timedelta(hours=10)) == 2
    assert [told(session, one) for one in place.deputies[:2]] == [[KIND], [KIND] * 3]
    assert (second.reminders, third.reminders) == (2, 2)


def test_who_lost_the_mandate_is_marked_not_reminded_and_told_when_they_answer(session: Session, place: Place) -> None:
    [gone] = invite(session, place, count=1)
    place.deputies[0].mandates[0].state = "ended"
    session.flush()
    assert [one.is_serving for one in invitations.of_sitting(session, place.sitting)] == [False]
    assert invitations.open_to(session, gone.deputy_id, today()) == []
    with pytest.raises(NobodyToRemind):
        invitations.remind(session, place.sitting, today(), at() + timedelta(hours=9))
    with pytest.raises(MandateEnded):
        answer(session, gone, comes=True)


def test_a_day_that_passed_or_was_cancelled_takes_no_answer(session: Session, place: Place) -> None:
    first = invite(session, place)[0]
    days.cancel(session, place.sitting.duty_day)
    with pytest.raises(InvitationClosed):
        answer(session, first, comes=True)
    days.restore(session, place.sitting.duty_day)
    with pytest.raises(InvitationClosed):
        invitations.answer(session, first, comes=True, reason="", today=today() + timedelta(days=8), at=at())


def test_nobody_is_invited_to_a_day_that_passed(session: Session, place: Place) -> None:
    with pytest.raises(InvitationClosed):
        invitations.invite(session, place.sitting, [place.deputies[0].id], today() + timedelta(days=8), at())
