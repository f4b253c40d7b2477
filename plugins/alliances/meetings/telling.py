"""What those who are asked to a meeting are told: that they are asked, reminded, that it moves or is cancelled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from core.api.data import STATION_ZONE, Deputy, day_in_words, notify
from core.api.declare import LazyText, _
from plugins.alliances.meetings.words import named, when
from plugins.alliances.models import Meeting, Member, Participant

USUALLY_OVER: Final = time(18)


@dataclass(frozen=True, slots=True)
class Told:
    """A participant who can be told: a deputy by person, anybody else by account."""

    participant_id: int
    person_id: int | None
    account_id: int | None
    answer: str
    reminders: int

    @property
    def link(self) -> str:
        """A deputy's own page of the invitation; for an account the meeting itself."""
        return f"/p/alliances/invitations/{self.participant_id}"


def asked(session: Session, meeting: Meeting, participants: Iterable[int], at: datetime) -> int:
    """These participants are asked whether they come; returns how many were told."""
    wanted = set(participants)
    return sum(
        _tell(
            session,
            meeting,
            one,
            kind="invitation",
            key=f"{meeting.sequence}-{one.reminders}",
            title=_("You are invited: %(meeting)s", meeting=named(meeting)),
            body=_(
                "%(when)s. %(place)s. Say with one tap whether you come.",
                when=when(meeting.day, meeting.begins, meeting.ends),
                place=meeting.place or meeting.station.name,
            ),
            at=at,
        )
        for one in who(session, meeting)
        if one.participant_id in wanted
    )


def moved(session: Session, meeting: Meeting, was: date, at: datetime) -> int:
    """Everybody who is asked is told of another day, hour or place."""
    return sum(
        _tell(
            session,
            meeting,
            one,
            kind="moved",
            key=str(meeting.sequence),
            title=_("%(meeting)s was moved", meeting=named(meeting)),
            body=_(
                "It is now on %(when)s, at %(place)s; it was planned for %(was)s. Say with one tap whether you come.",
                when=when(meeting.day, meeting.begins, meeting.ends),
                place=meeting.place or meeting.station.name,
                was=day_in_words(was),
            ),
            at=at,
        )
        for one in who(session, meeting)
    )


def cancelled(session: Session, meeting: Meeting, at: datetime) -> int:
    """Everybody who was to come is told that it does not take place, and why."""
    return sum(
        _tell(
            session,
            meeting,
            one,
            kind="cancelled",
            key=str(meeting.sequence),
            title=_("%(meeting)s does not take place", meeting=named(meeting)),
            body=meeting.cancel_reason,
            at=at,
        )
        for one in who(session, meeting)
        if one.answer != "declined"
    )


def untold(session: Session, meeting: Meeting) -> int:
    """How many of those who are asked cannot be told here: they have no account."""
    asked_at_all = session.scalar(select(func.count()).where(Participant.meeting_id == meeting.id)) or 0
    return asked_at_all - len({one.participant_id for one in who(session, meeting)})


def who(session: Session, meeting: Meeting) -> Sequence[Told]:
    """All who can be told of the meeting; one statement."""
    query = (
        select(Participant.id, Deputy.person_id, Participant.account_id, Participant.answer, Participant.reminders)
        .outerjoin(Member, Member.id == Participant.member_id)
        .outerjoin(Deputy, or_(Deputy.id == Participant.deputy_id, Deputy.id == Member.deputy_id))
        .where(
            Participant.meeting_id == meeting.id,
            or_(Deputy.id.is_not(None), and_(Participant.account_id.is_not(None))),
        )
        .order_by(Participant.id)
    )
    return [Told(*row) for row in session.execute(query)]


def _tell(
    session: Session,
    meeting: Meeting,
    one: Told,
    *,
    kind: str,
    key: str,
    title: LazyText,
    body: LazyText | str,
    at: datetime,
) -> bool:
    """Only what is still to come is told."""
    over = datetime.combine(meeting.day, meeting.ends or USUALLY_OVER, STATION_ZONE)
    if over <= at:
        return False
    return notify(
        session,
        person_id=one.person_id,
        account_id=one.account_id if one.person_id is None else None,
        key=f"alliances.meeting_{kind}:{meeting.id}-{one.participant_id}-{key}",
        title=title,
        body=body,
        link=one.link,
        at=at,
        station_id=meeting.station_id,
        good_until=over,
    )
