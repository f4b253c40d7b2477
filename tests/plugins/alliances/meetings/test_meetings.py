"""Meetings begin with what the last one left open, sessions are numbered once, and who is asked hears of every change."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from core.api.data import Person, Session, Station
from core.clock import now, today
from core.errors import DomainError
from core.testing import Told, make_account, make_deputy, make_enterprise, make_station
from plugins.alliances.joining.testing import make_alliance, make_member
from plugins.alliances.meetings import agenda, calendars, inviting, lists, service
from plugins.alliances.meetings.errors import (
    ForumClosed,
    ForumNameTaken,
    MeetingAhead,
    MeetingCheckInTakenBack,
    MeetingReasonMissing,
    MeetingSettled,
    MeetingTimesReversed,
    NobodyInvited,
    NobodyToRemindOfMeeting,
    NotMeetingDay,
    NotOnTheList,
    ParticipantHasMinutes,
    SessionNumberTaken,
)
from plugins.alliances.meetings.service import Guests, Plan
from plugins.alliances.minutes.testing import make_recipient
from plugins.alliances.models import Action, Forum, Meeting, Participant, Recipient

SOON = timedelta(days=5)


@pytest.fixture
def station(session: Session) -> Station:
    return make_station(session, deputies=2)


def plan(session: Session, station: Station, **wish: object) -> Meeting:
    facts = {"title": "Sowing", "day": today() + SOON, **wish}
    return service.plan(session, station, Plan(**facts), account_id=None, at=now())  # type: ignore[arg-type]


def participants(session: Session, meeting: Meeting) -> list[Participant]:
    return session.query(Participant).filter_by(meeting_id=meeting.id).order_by(Participant.id).all()


def titles(meeting: Meeting) -> list[str]:
    return [item.title for item in meeting.agenda]


# Forums


def test_the_next_number_is_offered_gaps_are_allowed_and_a_number_is_used_once(
    session: Session, station: Station
) -> None:
    forum = service.found_forum(session, station, name="Forum of the fields")
    assert service.next_number(session, forum.id) == 1
    plan(session, station, title="", forum_id=forum.id, number=31)
    plan(session, station, title="", forum_id=forum.id, number=28)
    assert service.next_number(session, forum.id) == 32
    with pytest.raises(SessionNumberTaken) as refused:
        plan(session, station, forum_id=forum.id, number=31)
    assert "32" in str(refused.value)
    assert "Forum of the fields" in str(refused.value)


def test_the_number_of_a_session_that_was_cancelled_is_free_again(session: Session, station: Station) -> None:
    forum = service.found_forum(session, station, name="Forum")
    service.cancel(session, plan(session, station, forum_id=forum.id, number=4), "Rain", at=now())
    assert service.next_number(session, forum.id) == 1
    assert plan(session, station, forum_id=forum.id, number=4).number == 4


def test_a_session_is_called_as_its_forum_and_belongs_to_the_alliance_of_the_forum(
    session: Session, station: Station
) -> None:
    alliance = make_alliance(session, station)
    forum = service.found_forum(session, station, name="Forum", alliance_id=alliance.id)
    meeting = plan(session, station, title="", forum_id=forum.id, number=1)
    assert (meeting.title, meeting.alliance_id) == ("Forum", alliance.id)


def test_a_closed_forum_has_no_further_session_and_a_name_is_used_once(session: Session, station: Station) -> None:
    forum: Forum = service.found_forum(session, station, name="Forum")
    with pytest.raises(ForumNameTaken):
        service.found_forum(session, station, name="Forum")
    service.close_forum(session, forum, today())
    with pytest.raises(ForumClosed):
        plan(session, station, forum_id=forum.id, number=1)


def test_a_meeting_does_not_end_before_it_begins(session: Session, station: Station) -> None:
    with pytest.raises(MeetingTimesReversed):
        plan(session, station, begins=time(10), ends=time(9))
    with pytest.raises(MeetingTimesReversed):
        plan(session, station, ends=time(9))


# The agenda


def test_a_meeting_begins_with_what_the_last_one_of_its_forum_left_open(session: Session, station: Station) -> None:
    forum = service.found_forum(session, station, name="Forum")
    last = plan(session, station, forum_id=forum.id, number=1, day=today())
    done, left = (service.add(session, last, title=title) for title in ("Seeds", "Machines"))
    service.hold(session, last, today=today(), left_open=[left.id])
    following = plan(session, station, forum_id=forum.id, number=2)
    assert titles(following) == ["Machines"]
    assert following.agenda[0].from_item_id == left.id
    assert titles(plan(session, station, forum_id=forum.id, number=3)) == [], "taken up once"
    assert not done.left_open


def test_the_agenda_of_a_cancelled_meeting_waits_for_the_next_one(session: Session, station: Station) -> None:
    forum = service.found_forum(session, station, name="Forum")
    held = plan(session, station, forum_id=forum.id, number=1, day=today())
    item = service.add(session, held, title="Seeds")
    service.hold(session, held, today=today(), left_open=[item.id])
    service.cancel(session, plan(session, station, forum_id=forum.id, number=2), "Rain", at=now())
    assert titles(plan(session, station, forum_id=forum.id, number=2)) == ["Seeds"]


def test_actions_left_open_stand_on_the_agenda(session: Session, station: Station) -> None:
    alliance = make_alliance(session, station)
    member = make_member(session, station, alliance=alliance)
    action = Action(
        station_id=station.id,
        alliance_id=alliance.id,
        words="Lend the drill",
        member_id=member.id,
        entered_at=now(),
        entered_by=None,
    )
    session.add(action)
    session.flush()
    meeting = plan(session, station, alliance_id=alliance.id)
    assert titles(meeting) == ["Lend the drill"]
    assert service.actions_on(session, meeting.id) == {meeting.agenda[0].id: action}
    agenda.remove(session, meeting.agenda[0])
    session.expire_all()
    assert titles(meeting) == []


def test_items_change_places_and_the_ends_stay(session: Session, station: Station) -> None:
    meeting = plan(session, station)
    for title in ("One", "Two", "Three"):
        service.add(session, meeting, title=title)
    agenda.shift(session, meeting.agenda[2], "earlier")
    assert titles(meeting) == ["One", "Three", "Two"]
    agenda.shift(session, meeting.agenda[0], "earlier")
    agenda.shift(session, meeting.agenda[2], "later")
    assert titles(meeting) == ["One", "Three", "Two"]


# Invitations


def test_members_deputies_and_guests_are_asked_at_once_and_nobody_twice(session: Session, station: Station) -> None:
    alliance = make_alliance(session, station)
    deputy = make_deputy(session, station=station)
    make_member(session, station, alliance=alliance, deputy_id=deputy.id, role="expert")
    make_member(session, station, alliance=alliance, enterprise_id=make_enterprise(session).id, role="leading")
    meeting = plan(session, station, alliance_id=alliance.id)
    guests = Guests(
        members=service.members_of(session, alliance.id, meeting.day),
        deputies=service.deputies_of(session, station.id, meeting.day),
        accounts=[make_account(session, role="manager", station=station).id],
        names=inviting.guests_in("Bureau of Agriculture\nLi Na, Seed institute\n\n  \nLi Na, Seed institute"),
    )
    assert service.invite(session, meeting, guests, at=now()) == 2 + 2 + 1 + 2
    assert sum(one.is_theirs(deputy.id, None) for one in participants(session, meeting)) == 1
    with pytest.raises(NobodyInvited):
        service.invite(session, meeting, guests, part="sits_in", at=now())


def invited(session: Session, station: Station, **wish: object) -> tuple[Meeting, Participant, Person]:
    deputy = make_deputy(session, station=station)
    meeting = plan(session, station, **wish)
    service.invite(session, meeting, Guests(deputies=[deputy.id]), at=now() - timedelta(days=2))
    return meeting, participants(session, meeting)[0], deputy.person


def test_who_is_asked_reminded_moved_or_cancelled_is_told_each_once(
    session: Session, station: Station, told: Told
) -> None:
    meeting, mine, person = invited(session, station)
    assert service.remind(session, meeting, now()) == 1
    with pytest.raises(NobodyToRemindOfMeeting):
        service.remind(session, meeting, now())
    service.answer(session, mine, comes=True, at=now())
    day = meeting.day + timedelta(days=1)
    service.move(session, meeting, day=day, begins=None, ends=None, place="", at=now())
    assert mine.answer == "asked", "a yes to one day is no yes to another"
    service.cancel(session, meeting, "Rain", at=now())
    session.commit()
    kinds = [one.kind for one in told.to(person)]
    assert sorted(kinds) == [
        "alliances.meeting_cancelled",
        "alliances.meeting_invitation",
        "alliances.meeting_invitation",
        "alliances.meeting_moved",
    ]
    with pytest.raises(MeetingSettled):
        service.answer(session, mine, comes=True, at=now())


def test_who_has_not_answered_is_reminded_by_itself_once(session: Session, station: Station) -> None:
    invited(session, station, day=today() + timedelta(days=2))
    invited(session, station, title="Later", day=today() + timedelta(days=9))
    assert inviting.remind_of_coming(session, today(), now()) == 1
    assert inviting.remind_of_coming(session, today(), now() + timedelta(days=1)) == 0


def test_who_does_not_come_says_why(session: Session, station: Station) -> None:
    _meeting, mine, _person = invited(session, station)
    with pytest.raises(MeetingReasonMissing):
        service.answer(session, mine, comes=False, reason="  ", at=now())
    service.answer(session, mine, comes=False, reason="Harvest", at=now())
    assert (mine.answer, mine.reason) == ("declined", "Harvest")


def test_of_a_meeting_that_is_over_nobody_is_told(session: Session, station: Station, told: Told) -> None:
    _meeting, _mine, person = invited(session, station, day=today() - timedelta(days=30))
    session.commit()
    assert told.to(person) == []


# Attendance


@pytest.mark.usefixtures("on_both")
def test_attendance_by_code_and_by_hand_gives_the_lists_of_the_minutes(session: Session, station: Station) -> None:
    meeting, mine, person = invited(session, station, day=today())
    names = [("Chair", ""), ("Scribe", ""), ("Guest", "Bureau"), ("Ill", ""), ("Gone", "")]
    service.invite(session, meeting, Guests(names=names), at=now())
    chair, scribe, guest, ill, _gone = participants(session, meeting)[1:]
    for one, part in ((chair, "chairs"), (scribe, "records"), (guest, "sits_in")):
        service.give_part(session, one, part, "")
        service.mark(session, one, "present", today=today())
    before = service.attendance_of(session, plan(session, station, title="Other"))
    assert not before.taken
    with pytest.raises(MeetingReasonMissing):
        service.mark(session, ill, "excused", today=today())
    service.mark(session, ill, "excused", reason="Ill", today=today())
    came = service.check_in(session, meeting, deputy_id=mine.deputy_id, account_id=None, today=today(), at=now())
    again = service.check_in(
        session, meeting, deputy_id=mine.deputy_id, account_id=None, today=today(), at=now() + timedelta(hours=1)
    )
    assert again.checked_in_at == came.checked_in_at
    assert service.mark_rest(session, meeting, today()) == 1
    found = service.attendance_of(session, meeting)
    assert found.taken
    assert (found.chairs, found.record, found.sat_in) == (("Chair",), ("Scribe",), ("Guest",))
    assert (found.attended, found.excused, found.absent) == ((person.name,), ("Ill",), ("Gone",))
    assert service.counted(session, meeting.id)["present"] == 4


def test_a_check_in_that_was_taken_back_is_set_again_by_hand_only(session: Session, station: Station) -> None:
    meeting, mine, _person = invited(session, station, day=today())
    me = {"deputy_id": mine.deputy_id, "account_id": None, "today": today(), "at": now()}
    service.check_in(session, meeting, **me)  # type: ignore[arg-type]
    service.mark(session, mine, "absent", today=today())
    with pytest.raises(MeetingCheckInTakenBack):
        service.check_in(session, meeting, **me)  # type: ignore[arg-type]
    service.mark(session, mine, "present", today=today())
    assert mine.attendance == "present"


@pytest.mark.parametrize(
    ("day", "deputy", "refusal"),
    [(date(2020, 1, 1), True, NotMeetingDay), (None, False, NotOnTheList)],
)
def test_only_who_is_asked_checks_in_and_only_on_the_day(
    session: Session, station: Station, day: date | None, deputy: bool, refusal: type[DomainError]
) -> None:
    meeting, mine, _person = invited(session, station, day=day or today())
    number = mine.deputy_id if deputy else make_deputy(session, station=station).id
    with pytest.raises(refusal):
        service.check_in(session, meeting, deputy_id=number, account_id=None, today=today(), at=now())


def test_nobody_is_present_at_a_meeting_to_come_and_it_is_not_held_yet(session: Session, station: Station) -> None:
    meeting, mine, _person = invited(session, station)
    with pytest.raises(MeetingAhead):
        service.mark(session, mine, "present", today=today())
    with pytest.raises(MeetingAhead):
        service.hold(session, meeting, today=today())
    service.mark(session, mine, "excused", reason="Harvest", today=today())


# Calendars and lists


def test_calendars_find_the_same_meeting_again_after_it_was_moved(session: Session, station: Station) -> None:
    meeting = plan(session, station, begins=time(9), ends=time(11), place="Hall")
    service.add(session, meeting, title="Seeds")
    first = calendars.calendar_of(meeting, "https://example.org/m").decode()
    service.move(session, meeting, day=meeting.day, begins=time(14), ends=None, place="Hall", at=now())
    second = calendars.calendar_of(meeting, "https://example.org/m").decode()
    uid = f"UID:meeting-{meeting.id}@example.org"
    assert uid in first
    assert uid in second
    assert "SEQUENCE:0" in first
    assert "SEQUENCE:1" in second
    assert "1. Seeds" in second


@pytest.mark.usefixtures("on_both")
def test_a_deputys_own_meetings_are_there_however_they_were_asked(session: Session, station: Station) -> None:
    alliance = make_alliance(session, station)
    member = make_member(session, station, alliance=alliance)
    assert member.deputy_id is not None
    for title, guests in (
        ("As member", Guests(members=[member.id])),
        ("As deputy", Guests(deputies=[member.deputy_id])),
    ):
        service.invite(session, plan(session, station, title=title), guests, at=datetime.now(now().tzinfo))
    found = {one.title for one in lists.mine(session, member.deputy_id, today())}
    assert found == {"As member", "As deputy"}
    assert lists.forums_of(session, station.id) == []
    meeting = session.query(Meeting).filter_by(title="As member").one()
    offered = lists.invitable(session, meeting, None)
    assert member.deputy_id not in dict(offered["deputies"])
    assert [one.title for one in lists.in_parts(session, meeting.id, 3)["attends"]] == [member.title]


def test_a_meeting_that_was_held_is_not_corrected_into_the_future(session: Session, station: Station) -> None:
    meeting = plan(session, station, day=today())
    service.hold(session, meeting, today=today())
    with pytest.raises(MeetingAhead):
        service.change(session, meeting, Plan(title="Sowing", day=today() + timedelta(days=9)), at=now())
    assert meeting.day == today()


def test_who_was_sent_the_minutes_stays_on_the_list(session: Session, station: Station) -> None:
    recipient = make_recipient(session, station)
    reader = recipient.participant
    assert reader is not None
    with pytest.raises(ParticipantHasMinutes):
        inviting.uninvite(session, reader)
    assert session.get(Recipient, recipient.id) is recipient
