"""Circulating minutes: to whom they go, taking them back, and what those who read them say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, lazyload

from core.api.data import Deputy
from plugins.alliances.addresses import new_selector
from plugins.alliances.minutes import telling
from plugins.alliances.minutes.errors import (
    AlreadyCirculated,
    CommentAnswered,
    CommentElsewhere,
    CommentWordless,
    MinutesEmpty,
    MinutesIssued,
    MinutesWithoutAttendance,
    NobodySigns,
    NotCirculated,
    TakenBackWordless,
    TooManyComments,
)
from plugins.alliances.minutes.reading import WHO, draft_of, participants_of, passages_of
from plugins.alliances.models.alliances import Member
from plugins.alliances.models.circulation import Comment, Recipient
from plugins.alliances.models.meetings import Participant
from plugins.alliances.models.minutes import Minutes, MinutesStep
from plugins.alliances.models.writing import Passage

MOST_A_DAY: Final = 30
"""So many comments are taken of one recipient in a day."""
PERSON: Final = (joinedload(Member.enterprise), joinedload(Member.deputy).joinedload(Deputy.person))
WHO_READS: Final = (
    joinedload(Recipient.member).options(*PERSON),
    joinedload(Recipient.participant).options(*WHO, lazyload(Participant.meeting)),
)
"""What it takes to say who a recipient is."""


def circulate(
    session: Session, minutes: Minutes, *, until: date | None = None, account_id: int | None, at: datetime
) -> Sequence[Recipient]:
    """Send a draft to the leading members and to who took part; those who have an account are told there.

    Raises MinutesIssued, AlreadyCirculated, MinutesWithoutAttendance, MinutesEmpty, NobodySigns.
    """
    if minutes.is_issued:
        raise MinutesIssued
    if minutes.is_out:
        raise AlreadyCirculated
    paper = draft_of(session, minutes)
    if not any(part not in ("excused", "absent") for part in paper.attendance):
        raise MinutesWithoutAttendance
    if paper.is_empty:
        raise MinutesEmpty
    _address(session, minutes, at)
    minutes.state, minutes.circulated_at, minutes.comments_until = "circulated", at, until
    minutes.signed_version = None
    minutes.steps.append(MinutesStep(kind="circulated", account_id=account_id, at=at))
    session.flush()
    found = recipients_of(session, minutes)
    telling.circulated(session, minutes, found, at)
    return found


def take_back(session: Session, minutes: Minutes, why: str, *, account_id: int | None, at: datetime) -> None:
    """Back to a draft, with a reason; sign-offs of this text hold if it comes out again unchanged.

    Raises MinutesIssued, NotCirculated, TakenBackWordless.
    """
    if minutes.is_issued:
        raise MinutesIssued
    if not minutes.is_out:
        raise NotCirculated
    if not why.strip():
        raise TakenBackWordless
    minutes.state, minutes.signed_version = "draft", None
    minutes.steps.append(MinutesStep(kind="taken_back", words=why.strip(), account_id=account_id, at=at))
    session.flush()


def recipients_of(session: Session, minutes: Minutes) -> Sequence[Recipient]:
    """To whom they went, those who sign first."""
    query = (
        select(Recipient)
        .where(Recipient.minutes_id == minutes.id)
        .options(*WHO_READS, joinedload(Recipient.sign_offs))
        .order_by(Recipient.signs.desc(), Recipient.id)
    )
    return session.scalars(query).unique().all()


def comment(
    session: Session,
    minutes: Minutes,
    words: str,
    *,
    recipient: Recipient | None = None,
    account_id: int | None = None,
    name: str,
    passage_id: int | None = None,
    at: datetime,
) -> Comment:
    """What a recipient, or somebody of an office, says of the text or of one passage; the station is told.

    Raises NotCirculated, CommentWordless, CommentElsewhere, TooManyComments.
    """
    if not minutes.is_out:
        raise NotCirculated
    if not words.strip():
        raise CommentWordless
    if passage_id is not None and passage_id not in {row.id for row in passages_of(session, minutes)}:
        raise CommentElsewhere
    if recipient is not None:
        _check_not_too_many(session, recipient, at)
    said = Comment(
        minutes=minutes,
        recipient=recipient,
        account_id=account_id if recipient is None else None,
        name=name,
        passage_id=passage_id,
        words=words.strip(),
        at=at,
    )
    session.add(said)
    session.flush()
    telling.commented(session, minutes, said, at)
    return said


def settle(session: Session, said: Comment, answer: str, *, account_id: int | None, at: datetime) -> None:
    """The writer has taken it in, or answers why not. Raises CommentAnswered."""
    if said.is_settled:
        raise CommentAnswered
    said.answer, said.settled_at, said.settled_by = answer.strip(), at, account_id
    session.flush()


def comments_of(session: Session, minutes: Minutes) -> Sequence[Comment]:
    """What was said, the oldest first."""
    with_passage = joinedload(Comment.passage).lazyload(Passage.document)
    query = select(Comment).where(Comment.minutes_id == minutes.id).options(with_passage)
    query = query.order_by(Comment.at, Comment.id)
    return session.scalars(query).all()


def comments_by(session: Session, recipient: Recipient) -> Sequence[Comment]:
    """What one recipient said, the oldest first, with what was answered."""
    query = select(Comment).where(Comment.recipient_id == recipient.id).order_by(Comment.at, Comment.id)
    return session.scalars(query).all()


def _address(session: Session, minutes: Minutes, at: datetime) -> None:
    """A row for everybody they go to; those who have one keep it, and their address."""
    members, participants = _leading(session, minutes), participants_of(session, minutes.meeting_id)
    signs_by_chair = not members
    known = {(one.member_id, one.participant_id): one for one in recipients_of(session, minutes)}
    wanted: dict[tuple[int | None, int | None], bool] = {(member.id, None): True for member in members}
    for one in participants:
        if not (one.member_id and (one.member_id, None) in wanted):
            wanted[None, one.id] = signs_by_chair and one.part == "chairs" and one.attendance == "present"
    if not any(wanted.values()):
        raise NobodySigns
    for (member_id, participant_id), signs in wanted.items():
        found = known.get((member_id, participant_id))
        if found is None:
            found = Recipient(
                minutes_id=minutes.id, member_id=member_id, participant_id=participant_id, selector=new_selector()
            )
            session.add(found)
        found.signs, found.asked_at = signs, at
    for key, gone in known.items():
        if key not in wanted:
            gone.signs, gone.revoked_at = False, at
    session.flush()


def _leading(session: Session, minutes: Minutes) -> Sequence[Member]:
    """The leading members of the alliance on the day of the meeting who are still there."""
    if minutes.meeting.alliance_id is None:
        return ()
    query = select(Member).where(
        Member.alliance_id == minutes.meeting.alliance_id, Member.role == "leading", Member.left.is_(None)
    )
    return session.scalars(query.order_by(Member.id)).all()


def _check_not_too_many(session: Session, recipient: Recipient, at: datetime) -> None:
    # One at a time says something as one recipient; SQLite has one writer anyway.
    session.execute(select(Recipient.id).where(Recipient.id == recipient.id).with_for_update(key_share=True))
    recent = select(func.count(Comment.id)).where(
        Comment.recipient_id == recipient.id, Comment.at > at - timedelta(days=1)
    )
    if (session.scalar(recent) or 0) >= MOST_A_DAY:
        raise TooManyComments
