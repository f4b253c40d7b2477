"""Attendance: checking in with the code of the meeting, and what is put down by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.api.data import day_in_words
from plugins.alliances.meetings import lists
from plugins.alliances.meetings.errors import (
    MeetingAhead,
    MeetingCancelled,
    MeetingCheckInTakenBack,
    MeetingPutDownByHand,
    MeetingReasonMissing,
    NotMeetingDay,
    NotOnTheList,
)
from plugins.alliances.meetings.planning import check_not_final
from plugins.alliances.models import Meeting, Participant


@dataclass(frozen=True, slots=True, kw_only=True)
class Attended:
    """Who had which part in a meeting, by name; whether anybody took the attendance at all."""

    taken: bool
    chairs: tuple[str, ...] = ()
    attended: tuple[str, ...] = ()
    sat_in: tuple[str, ...] = ()
    record: tuple[str, ...] = ()
    excused: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


def attendance_of(session: Session, meeting: Meeting) -> Attended:
    """Who chaired, attended, sat in and took the record of those who were there; who was excused or absent.

    As long as nobody took the attendance, those who are invited stand in their parts, and `taken` is false.
    """
    rows = session.execute(lists.participants(meeting.id).order_by(*lists.IN_ORDER)).all()
    taken = any(one.attendance is not None for one in rows)

    def those(part: str) -> tuple[str, ...]:
        return tuple(
            one.title
            for one in rows
            if one.part == part and (one.attendance == "present" if taken else one.answer != "declined")
        )

    def marked(attendance: str) -> tuple[str, ...]:
        return tuple(one.title for one in rows if one.attendance == attendance)

    return Attended(
        taken=taken,
        chairs=those("chairs"),
        attended=those("attends"),
        sat_in=those("sits_in"),
        record=those("records"),
        excused=marked("excused"),
        absent=marked("absent"),
    )


def mark(session: Session, participant: Participant, attendance: str | None, *, reason: str = "", today: date) -> None:
    """Put down by hand whether somebody came; None: nothing is known any more.

    Raises MeetingFinal, MeetingCancelled, MeetingAhead, MeetingReasonMissing.
    """
    meeting = participant.meeting
    check_not_final(meeting)
    if meeting.state == "cancelled":
        raise MeetingCancelled
    if attendance in ("present", "absent") and meeting.day > today:
        raise MeetingAhead(day=day_in_words(meeting.day))
    if attendance == "excused":
        participant.reason = reason.strip() or participant.reason
        if not participant.reason:
            raise MeetingReasonMissing(name=participant.title)
    if attendance is None:
        participant.checked_in_at = None
    participant.attendance = attendance
    session.flush()


def mark_rest(session: Session, meeting: Meeting, today: date) -> int:
    """Everybody nothing is known of: who declined is excused, all others were absent; how many these were.

    Raises MeetingFinal, MeetingCancelled, MeetingAhead.
    """
    check_not_final(meeting)
    query = select(Participant).where(Participant.meeting_id == meeting.id, Participant.attendance.is_(None))
    rest = session.scalars(query.order_by(Participant.id)).all()
    if meeting.state == "cancelled":
        raise MeetingCancelled
    if meeting.day > today:
        raise MeetingAhead(day=day_in_words(meeting.day))
    for one in rest:
        one.attendance = "excused" if one.answer == "declined" and one.reason else "absent"
    session.flush()
    return len(rest)


def check_in(
    session: Session, meeting: Meeting, *, deputy_id: int | None, account_id: int | None, today: date, at: datetime
) -> Participant:
    """Somebody stands before the meeting's code. Twice is once, and the first time counts.

    Raises as :func:`arrive`, and NotOnTheList.
    """
    mine = own_of(session, meeting.id, deputy_id, account_id)
    check_open(meeting, today)
    if mine is None:
        raise NotOnTheList
    arrive(session, mine, today=today, at=at)
    return mine


def arrive(session: Session, mine: Participant, *, today: date, at: datetime) -> None:
    """Who is asked says that they are there. Raises MeetingCancelled, NotMeetingDay, MeetingFinal, MeetingCheckInTakenBack."""
    check_open(mine.meeting, today)
    if mine.checked_in_at is not None and mine.attendance in ("excused", "absent"):
        raise MeetingCheckInTakenBack
    if mine.checked_in_at is None:
        check_not_final(mine.meeting)
        mine.attendance, mine.checked_in_at = "present", at
        session.flush()


def arrive_by_link(session: Session, mine: Participant, *, today: date, at: datetime) -> None:
    """The same with a link, which opens anywhere: what was put down by hand stands. Raises as :func:`arrive`, and MeetingPutDownByHand."""
    if mine.attendance in ("excused", "absent") and mine.checked_in_at is None:
        raise MeetingPutDownByHand
    arrive(session, mine, today=today, at=at)


def may_arrive(mine: Participant, today: date) -> bool:
    """Whether it is the day, and nothing is known of them yet."""
    meeting = mine.meeting
    is_on = meeting.day == today and meeting.state != "cancelled" and not meeting.is_final
    return is_on and mine.attendance is None


def check_open(meeting: Meeting, today: date) -> None:
    """Raises MeetingCancelled, NotMeetingDay where nobody checks in now."""
    if meeting.state == "cancelled":
        raise MeetingCancelled
    if meeting.day != today:
        raise NotMeetingDay(day=day_in_words(meeting.day))


def own_of(session: Session, meeting_id: int, deputy_id: int | None, account_id: int | None) -> Participant | None:
    """What a deputy, invited as such or as a member, or an account is in this meeting."""
    mine = Participant.account_id == (account_id or 0)
    if deputy_id is not None:
        mine |= Participant.is_one_of([deputy_id])
    query = select(Participant).where(Participant.meeting_id == meeting_id, mine)
    return session.scalars(query.order_by(Participant.id).limit(1)).first()


def counted(session: Session, meeting_id: int) -> Mapping[str, int]:
    """How many there are by part, answer and attendance, under these words; ``all`` of them; one statement."""
    query = (
        select(Participant.part, Participant.answer, Participant.attendance, func.count())
        .where(Participant.meeting_id == meeting_id)
        .group_by(Participant.part, Participant.answer, Participant.attendance)
    )
    found: dict[str, int] = {"all": 0}
    for row in session.execute(query):
        _count(found, row)
    return found


def _count(found: dict[str, int], row: Any) -> None:
    part, answer, attendance, number = row
    for key in ("all", part, answer, attendance or "unknown"):
        found[key] = found.get(key, 0) + number
