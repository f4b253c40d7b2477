"""Members: joining an alliance, leaving it, and correcting what was entered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.api.data import day_in_words
from plugins.alliances.joining.errors import (
    AllianceDissolved,
    AlreadyLeft,
    AlreadyMember,
    JoinedOutOfOrder,
    LeftOutOfOrder,
    MemberSpokenOf,
    NobodyNamed,
    OnlyDeputiesAsDeputy,
)
from plugins.alliances.models import Alliance, Member

LONG_AGO: Final = date(1990, 1, 1)
"""Nobody joined before; forms take no earlier day either."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Who joins: exactly one of an enterprise, a deputy, and a name."""

    enterprise_id: int | None = None
    deputy_id: int | None = None
    name: str = ""
    organisation: str = ""
    """Where who is named works; for an enterprise who speaks for it."""

    @property
    def is_one(self) -> bool:
        """Whether exactly one is given."""
        return [self.enterprise_id is not None, self.deputy_id is not None, bool(self.name)].count(True) == 1


def join(session: Session, alliance: Alliance, who: Who, *, role: str, joined: date, today: date) -> Member:
    """A further member from this day on.

    Raises AllianceDissolved, NobodyNamed, OnlyDeputiesAsDeputy, AlreadyMember, JoinedOutOfOrder.
    """
    check_open(alliance)
    if not who.is_one:
        raise NobodyNamed
    earlier = _memberships(session, alliance, who)
    for one in earlier:
        if one.is_open:
            raise AlreadyMember(name=one.title, day=day_in_words(one.joined))
    _check_role(role, who.deputy_id)
    _check_joined(alliance, joined, today, max((one.left for one in earlier if one.left), default=None))
    member = Member(
        alliance=alliance,
        enterprise_id=who.enterprise_id,
        deputy_id=who.deputy_id,
        name=who.name,
        organisation=who.organisation,
        role=role,
        joined=joined,
    )
    session.add(member)
    session.flush()
    return member


def correct(session: Session, member: Member, *, role: str, organisation: str, joined: date, today: date) -> None:
    """Put right what was entered. Raises OnlyDeputiesAsDeputy, JoinedOutOfOrder, LeftOutOfOrder."""
    _check_role(role, member.deputy_id)
    who = Who(enterprise_id=member.enterprise_id, deputy_id=member.deputy_id, name=member.name)
    earlier = [one.left for one in _memberships(session, member.alliance, who) if one.id < member.id and one.left]
    _check_joined(member.alliance, joined, today, max(earlier, default=None))
    if member.left is not None and joined > member.left:
        raise LeftOutOfOrder(first=day_in_words(joined))
    member.role, member.organisation, member.joined = role, organisation, joined
    session.flush()


def leave(session: Session, member: Member, *, left: date, reason: str, today: date) -> None:
    """From this day on it is a member no more. Raises AllianceDissolved, AlreadyLeft, LeftOutOfOrder."""
    check_open(member.alliance)
    if member.left is not None:
        raise AlreadyLeft(name=member.title, day=day_in_words(member.left))
    if not member.joined <= left <= today:
        raise LeftOutOfOrder(first=day_in_words(member.joined))
    member.left, member.reason_left = left, reason
    session.flush()


def take_leaving_back(session: Session, member: Member) -> None:
    """It did not leave. Raises AlreadyMember where it joined again meanwhile."""
    who = Who(enterprise_id=member.enterprise_id, deputy_id=member.deputy_id, name=member.name)
    for one in _memberships(session, member.alliance, who):
        if one.is_open and one is not member:
            raise AlreadyMember(name=one.title, day=day_in_words(one.joined))
    member.left, member.reason_left = None, ""
    session.flush()


def remove(session: Session, member: Member) -> None:
    """A membership that never was, entered by mistake. Raises MemberSpokenOf where other records name it."""
    try:
        with session.begin_nested():
            session.delete(member)
            session.flush()
    except IntegrityError as problem:
        raise MemberSpokenOf from problem


def check_open(alliance: Alliance) -> None:
    """Raises AllianceDissolved for one that is no more."""
    if alliance.dissolved_on is not None:
        raise AllianceDissolved(day=day_in_words(alliance.dissolved_on))


def _memberships(session: Session, alliance: Alliance, who: Who) -> list[Member]:
    """All of theirs in this alliance; somebody named is known by name and organisation as they were typed."""
    query = select(Member).where(Member.alliance_id == alliance.id).order_by(Member.id)
    if who.enterprise_id is not None:
        query = query.where(Member.enterprise_id == who.enterprise_id)
    elif who.deputy_id is not None:
        query = query.where(Member.deputy_id == who.deputy_id)
    else:
        query = query.where(Member.name == who.name)
        if who.organisation:
            query = query.where(Member.organisation == who.organisation)
    return list(session.scalars(query))


def _check_role(role: str, deputy_id: int | None) -> None:
    if role == "deputy" and deputy_id is None:
        raise OnlyDeputiesAsDeputy


def _check_joined(alliance: Alliance, joined: date, today: date, earlier: date | None) -> None:
    """Not before the alliance was founded, nor before an earlier membership ended, nor ahead."""
    known = [day for day in (alliance.founded_on, earlier) if day is not None]
    first = max(known, default=LONG_AGO)
    if not first <= joined <= today:
        raise JoinedOutOfOrder(first=day_in_words(first))
