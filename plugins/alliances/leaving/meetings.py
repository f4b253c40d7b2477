"""Invitations of deputies who leave: they are asked to no meeting any more, and are again if they come back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from core.api.declare import Released, _
from plugins.alliances.models import Meeting, Member, Participant

KIND: Final = "alliances.participant"
TITLE: Final = _("Meetings to come")
KEPT: Final = ("member_id", "organisation", "part", "answer", "reason")

_DEPUTY: Final = case((Participant.deputy_id.is_not(None), Participant.deputy_id), else_=Member.deputy_id)


def held(deputies: Sequence[int], day: date) -> Select[int, int]:
    """How many meetings each of them is still to come to."""
    coming = _coming(select(_DEPUTY, func.count()), deputies, day)
    counted: Select[int, int] = coming.where(Participant.answer != "declined").group_by(_DEPUTY)
    return counted


def release(session: Session, deputies: Sequence[int], day: date) -> list[Released]:
    """They are asked to no meeting from this day on; where they have been checked in they were there."""
    released = []
    query = _coming(select(Participant, _DEPUTY), deputies, day).order_by(Participant.id)
    for one, deputy in session.execute(query).all():
        facts: dict[str, Any] = {name: getattr(one, name) for name in KEPT}
        facts |= {"meeting": one.meeting_id, "asked_at": one.asked_at.isoformat()}
        title = _("Meeting %(title)s on %(day)s", title=one.meeting.title, day=one.meeting.day.isoformat())
        released.append(Released(deputy_id=deputy, kind=KIND, title=title, facts=facts))
        session.delete(one)
    session.flush()
    return released


def give_back(session: Session, released: Sequence[Released]) -> None:
    """They are asked again to those meetings that are still to come."""
    ours = [one for one in released if one.kind == KIND]
    wanted = {int(str(one.facts["meeting"])) for one in ours}
    planned = set(session.scalars(select(Meeting.id).where(Meeting.id.in_(wanted), Meeting.state == "planned")))
    there = _asked_to(session, planned)
    for one in ours:
        meeting = int(str(one.facts["meeting"]))
        if meeting in planned and (meeting, one.deputy_id) not in there:
            session.add(_again(one, meeting))
    session.flush()


def _again(one: Released, meeting: int) -> Participant:
    """Asked as before: as a member where they were, otherwise as a deputy."""
    facts = {name: one.facts[name] for name in KEPT}
    deputy = None if facts["member_id"] else one.deputy_id
    at = datetime.fromisoformat(str(one.facts["asked_at"]))
    return Participant(meeting_id=meeting, deputy_id=deputy, asked_at=at, **facts)


def _asked_to(session: Session, meetings: set[int]) -> set[tuple[int, int]]:
    query = select(Participant.meeting_id, _DEPUTY).outerjoin(Member, Member.id == Participant.member_id)
    return {(meeting, deputy) for meeting, deputy in session.execute(query.where(Participant.meeting_id.in_(meetings)))}


def _coming(query: Any, deputies: Sequence[int], day: date) -> Any:
    """This of the invitations of these deputies to meetings that are still to be held."""
    return (
        query.select_from(Participant)
        .join(Meeting, Meeting.id == Participant.meeting_id)
        .outerjoin(Member, Member.id == Participant.member_id)
        .where(_DEPUTY.in_(deputies), Meeting.state == "planned", Meeting.day >= day, Participant.attendance.is_(None))
    )
