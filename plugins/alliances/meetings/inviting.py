"""Invitations: whom a meeting asks, in which part, what they answer, and who is reminded."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.api.data import record
from plugins.alliances.meetings import lists, telling
from plugins.alliances.meetings.errors import (
    GuestNameTooLong,
    MeetingCancelled,
    MeetingReasonMissing,
    MeetingSettled,
    NobodyInvited,
    NobodyToRemindOfMeeting,
    ParticipantHasMinutes,
)
from plugins.alliances.meetings.planning import check_not_final
from plugins.alliances.models import Meeting, Member, Participant, Recipient

NOT_AGAIN_WITHIN: Final = timedelta(hours=4)
"""Nobody is reminded so soon after they were asked or reminded."""
BY_ITSELF: Final = timedelta(days=3)
"""So long before a meeting who has not answered is reminded by itself, once."""
LONGEST_GUEST, LONGEST_ORGANISATION = 80, 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Guests:
    """Whom to ask: members, deputies, accounts by their numbers; organs and guests as name and organisation."""

    members: Collection[int] = ()
    deputies: Collection[int] = ()
    accounts: Collection[int] = ()
    names: Collection[tuple[str, str]] = ()


def invite(session: Session, meeting: Meeting, guests: Guests, *, part: str = "attends", at: datetime) -> int:
    """Put these on the list in this part and tell them; who is there already stays as they are.

    Returns how many are new. Raises MeetingFinal, MeetingCancelled, NobodyInvited.
    """
    check_not_final(meeting)
    if meeting.state == "cancelled":
        raise MeetingCancelled
    fresh = [
        Participant(meeting_id=meeting.id, part=part, asked_at=at, answer="asked", reminders=0, **one)
        for one in _new_ones(session, meeting, guests)
    ]
    if not fresh:
        raise NobodyInvited
    session.add_all(fresh)
    session.flush()
    if meeting.is_planned:
        telling.asked(session, meeting, [one.id for one in fresh], at)
    return len(fresh)


def answer(session: Session, participant: Participant, *, comes: bool, reason: str = "", at: datetime) -> None:
    """Say whether one comes; it can be changed until the meeting was held. Raises MeetingSettled, MeetingReasonMissing."""
    if not participant.meeting.is_planned:
        raise MeetingSettled
    if not comes and not reason.strip():
        raise MeetingReasonMissing(name=participant.title)
    participant.answer, participant.answered_at = "coming" if comes else "declined", at
    if not comes:
        participant.reason = reason.strip()
    elif participant.attendance != "excused":  # why somebody is excused stands as long as they are
        participant.reason = ""
    session.flush()


def give_part(session: Session, participant: Participant, part: str, organisation: str) -> None:
    """Another part in the meeting, or who comes for them. Raises MeetingFinal."""
    check_not_final(participant.meeting)
    participant.part = part
    if not participant.name:  # a guest is known by name and organisation together
        participant.organisation = organisation
    session.flush()


def uninvite(session: Session, participant: Participant) -> None:
    """Take somebody off the list who was put on it by mistake. Raises MeetingFinal, ParticipantHasMinutes."""
    check_not_final(participant.meeting)
    got = select(Recipient.id).where(Recipient.participant_id == participant.id).limit(1)
    if session.scalar(got) is not None:
        raise ParticipantHasMinutes(name=participant.title)
    session.delete(participant)
    session.flush()


def remind(session: Session, meeting: Meeting, at: datetime) -> int:
    """Remind all who have not answered, but nobody twice within some hours; how many were told.

    Raises MeetingSettled, NobodyToRemindOfMeeting.
    """
    if not meeting.is_planned:
        raise MeetingSettled
    told = _remind(session, meeting, at, since=at - NOT_AGAIN_WITHIN)
    if not told:
        raise NobodyToRemindOfMeeting(hours=NOT_AGAIN_WITHIN // timedelta(hours=1))
    record(session, "remind", meeting, {"asked": told})
    return told


def remind_of_coming(session: Session, today: date, at: datetime) -> int:
    """Remind who has not answered for a meeting of the next days, once; how many were told."""
    query = select(Meeting).where(Meeting.state == "planned", Meeting.day.between(today, today + BY_ITSELF))
    told = 0
    for meeting in session.scalars(query.order_by(Meeting.day, Meeting.id)):
        told += _remind(session, meeting, at, since=at - timedelta(days=1), only_first=True)
    return told


def members_of(session: Session, alliance_id: int, day: date) -> Sequence[int]:
    """The members of the alliance on this day, in the order in which they joined."""
    return [row[0] for row in session.execute(lists.members_on(alliance_id, day))]


def deputies_of(session: Session, station_id: int, day: date) -> Sequence[int]:
    """The deputies in office who are placed at the station or its rooms on this day."""
    return sorted(set(session.scalars(lists.placed_at(station_id, day))))


def guests_in(lines: str) -> list[tuple[str, str]]:
    """Guests as they were typed: one a line, a comma or blank between name and where they come from.

    Raises GuestNameTooLong.
    """
    found = []
    for line in lines.splitlines():
        words = line.replace("\N{FULLWIDTH COMMA}", ",").replace("\N{IDEOGRAPHIC COMMA}", ",").replace("\t", ",")
        name, _comma, organisation = (one.strip() for one in words.partition(","))
        if len(name) > LONGEST_GUEST or len(organisation) > LONGEST_ORGANISATION:
            raise GuestNameTooLong(line=line[:40])
        if name:
            found.append((name, organisation))
    return list(dict.fromkeys(found))


def _new_ones(session: Session, meeting: Meeting, guests: Guests) -> Iterable[dict[str, Any]]:
    """Those of the guests who are not on the list yet; a member who is a deputy is on it once."""
    known = session.execute(
        select(
            Participant.member_id,
            Participant.deputy_id,
            Participant.account_id,
            Participant.name,
            Participant.organisation,
            Member.deputy_id.label("as_member"),
        )
        .outerjoin(Member, Member.id == Participant.member_id)
        .where(Participant.meeting_id == meeting.id)
    ).all()
    deputies = {one.deputy_id for one in known} | {one.as_member for one in known}
    taken = {one.member_id for one in known}
    wanted = select(Member.id, Member.deputy_id).where(Member.id.in_(set(guests.members) - taken)).order_by(Member.id)
    for number, deputy_id in session.execute(wanted):
        if deputy_id is None or deputy_id not in deputies:
            deputies.add(deputy_id)
            yield {"member_id": number}
    for number in dict.fromkeys(guests.deputies):
        if number not in deputies:
            yield {"deputy_id": number}
    accounts = {one.account_id for one in known}
    yield from ({"account_id": number} for number in dict.fromkeys(guests.accounts) if number not in accounts)
    names = {(one.name, one.organisation) for one in known}
    for name, organisation in dict.fromkeys(guests.names):
        if (name, organisation) not in names:
            yield {"name": name, "organisation": organisation}


def _remind(session: Session, meeting: Meeting, at: datetime, *, since: datetime, only_first: bool = False) -> int:
    can_be_told = {one.participant_id for one in telling.who(session, meeting)}
    query = select(Participant).where(
        Participant.meeting_id == meeting.id,
        Participant.answer == "asked",
        Participant.asked_at <= since,
        or_(Participant.reminded_at.is_(None), Participant.reminded_at <= since),
    )
    if only_first:
        query = query.where(Participant.reminded_at.is_(None))
    late = [one for one in session.scalars(query) if one.id in can_be_told]
    for one in late:
        one.reminded_at, one.reminders = at, one.reminders + 1
    session.flush()
    return telling.asked(session, meeting, [one.id for one in late], at) if late else 0
