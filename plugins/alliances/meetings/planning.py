"""Meetings: planning one, with what the last one left open on its agenda; correcting, moving, cancelling, holding it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import STATION_ZONE, Station, day_in_words, record
from plugins.alliances.meetings import agenda, telling
from plugins.alliances.meetings.errors import (
    MeetingAhead,
    MeetingCancelled,
    MeetingFinal,
    MeetingSettled,
    MeetingTimesReversed,
)
from plugins.alliances.meetings.forums import check_number
from plugins.alliances.models import Forum, Meeting, Participant


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A meeting as it is to be; without a title it is called as its forum."""

    day: date
    """The day it is held on."""
    title: str = ""
    """What it is called."""
    theme: str = ""
    """What it is about, in a sentence."""
    begins: time | None = None
    """When it begins; None where no hour is known yet."""
    ends: time | None = None
    """When it ends; later than it begins."""
    place: str = ""
    """Where it is held."""
    alliance_id: int | None = None
    """The alliance that meets; None for a meeting of the station."""
    forum_id: int | None = None
    """The forum whose session it is, if it is one."""
    number: int | None = None
    """Which session of the forum it is; each number is given once."""


def plan(session: Session, station: Station, wish: Plan, *, account_id: int | None, at: datetime) -> Meeting:
    """A further meeting of the station; its agenda begins with what the last one left open.

    Raises MeetingTimesReversed, ForumClosed, SessionNumberTaken.
    """
    meeting = Meeting(station=station, station_id=station.id, planned_by=account_id, changed_at=at)
    forum = session.get(Forum, wish.forum_id) if wish.forum_id is not None else None
    if forum is not None:
        check_number(session, forum, wish.number)
    with session.no_autoflush:
        meeting.forum = forum
        meeting.alliance_id = forum.alliance_id if forum and forum.alliance_id else wish.alliance_id
    meeting.number = wish.number if forum else None
    _write(meeting, wish, forum)
    session.add(meeting)
    session.flush()
    agenda.begin(session, meeting)
    return meeting


def change(session: Session, meeting: Meeting, wish: Plan, *, at: datetime) -> None:
    """Correct what it is called, about and where; the day of one still to come is changed by :func:`move`.

    Raises MeetingFinal, MeetingCancelled, MeetingAhead, MeetingTimesReversed, SessionNumberTaken.
    """
    check_not_final(meeting)
    if meeting.state == "cancelled":
        raise MeetingCancelled
    if meeting.is_held and wish.day > max(meeting.day, at.astimezone(STATION_ZONE).date()):
        raise MeetingAhead(day=day_in_words(wish.day))
    if meeting.forum is not None:
        check_number(session, meeting.forum, wish.number, but=meeting.id)
        meeting.number = wish.number
    _write(meeting, wish, meeting.forum)
    meeting.sequence, meeting.changed_at = meeting.sequence + 1, at
    session.flush()


def move(
    session: Session,
    meeting: Meeting,
    *,
    day: date,
    begins: time | None,
    ends: time | None,
    place: str,
    at: datetime,
) -> None:
    """Another day, hour or place. All who were asked are told; on another day they are asked again.

    Raises MeetingFinal, MeetingSettled, MeetingTimesReversed.
    """
    check_not_final(meeting)
    if not meeting.is_planned:
        raise MeetingSettled
    was = meeting.day, meeting.begins, meeting.place
    _check_times(begins, ends)
    meeting.day, meeting.begins, meeting.ends, meeting.place = day, begins, ends, place
    if was == (day, begins, place):
        session.flush()
        return
    meeting.sequence, meeting.changed_at = meeting.sequence + 1, at
    if was[0] != day:
        for one in session.scalars(select(Participant).where(Participant.meeting_id == meeting.id)):
            one.answer, one.answered_at, one.reason = "asked", None, ""
            one.asked_at, one.attendance, one.checked_in_at = at, None, None
    session.flush()
    telling.moved(session, meeting, was[0], at)


def cancel(session: Session, meeting: Meeting, reason: str, *, at: datetime) -> None:
    """It does not take place: all who were asked are told, its agenda waits for the next one.

    Raises MeetingFinal, MeetingSettled.
    """
    check_not_final(meeting)
    if not meeting.is_planned:
        raise MeetingSettled
    meeting.state, meeting.cancel_reason = "cancelled", reason
    meeting.sequence, meeting.changed_at = meeting.sequence + 1, at
    for item in meeting.agenda:
        item.left_open = True
    session.flush()
    record(session, "cancel", meeting, {})
    telling.cancelled(session, meeting, at)


def hold(session: Session, meeting: Meeting, *, today: date, left_open: Collection[int] = ()) -> None:
    """It took place; these items of its agenda were not dealt with and wait for the next one.

    Twice is once, with what is said last. Raises MeetingCancelled, MeetingAhead.
    """
    if meeting.state == "cancelled":
        raise MeetingCancelled
    if meeting.day > today:
        raise MeetingAhead(day=day_in_words(meeting.day))
    meeting.state = "held"
    for item in meeting.agenda:
        item.left_open = item.id in left_open
    session.flush()


def check_not_final(meeting: Meeting) -> None:
    """Nothing of what the minutes say is changed beside them once they were issued. Raises MeetingFinal."""
    if meeting.issued_on is not None:
        raise MeetingFinal(day=day_in_words(meeting.issued_on))


def _write(meeting: Meeting, wish: Plan, forum: Forum | None) -> None:
    _check_times(wish.begins, wish.ends)
    meeting.title = wish.title or (forum.name if forum else "")
    meeting.theme, meeting.place, meeting.day = wish.theme, wish.place, wish.day
    meeting.begins, meeting.ends = wish.begins, wish.ends


def _check_times(begins: time | None, ends: time | None) -> None:
    if ends is not None and (begins is None or ends <= begins):
        raise MeetingTimesReversed
