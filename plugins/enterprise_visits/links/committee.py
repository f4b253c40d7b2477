"""Members of the standing committee, and the deputies they keep in touch with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session, aliased, joinedload

from core.api.data import Deputy, Person, Placement, Reach, Station, serving_deputies
from plugins.enterprise_visits.links.errors import AlreadyMember, LinksChanged, MemberNeedsNoLink
from plugins.enterprise_visits.links.proposing import Proposed, Sides, Someone, propose
from plugins.enterprise_visits.models import CommitteeLink, CommitteeMember

BETWEEN = "\n"
"""What stands between several names in one row of a list."""


def in_list(reach: Reach, words: str = "") -> Select[Any]:
    """The members within reach: ``id``, ``name``, how many deputies they have, and their names."""
    of_link = (CommitteeLink.member_id == CommitteeMember.deputy_id, CommitteeLink.ends.is_(None))
    deputy, person = aliased(Deputy), aliased(Person)
    names = (
        select(func.aggregate_strings(person.name, BETWEEN))
        .select_from(CommitteeLink)
        .join(deputy, deputy.id == CommitteeLink.deputy_id)
        .join(person, person.id == deputy.person_id)
        .where(*of_link)
    )
    count = select(func.count(CommitteeLink.id)).where(*of_link)
    query: Select[Any] = (
        select(
            CommitteeMember.id,
            Person.name,
            Deputy.sort_key,
            count.scalar_subquery().label("count"),
            names.scalar_subquery().label("names"),
        )
        .join(Deputy, Deputy.id == CommitteeMember.deputy_id)
        .join(Person, Person.id == Deputy.person_id)
        .where(CommitteeMember.in_reach(reach))
    )
    return query.where(Person.name.contains(words, autoescape=True)) if words else query


def links_of(session: Session, member: CommitteeMember) -> Sequence[Any]:
    """The open links of a member: rows of ``id``, ``begins`` and the deputy's ``name``."""
    query = (
        select(CommitteeLink.id, CommitteeLink.begins, Person.name)
        .join(Deputy, Deputy.id == CommitteeLink.deputy_id)
        .join(Person, Person.id == Deputy.person_id)
        .where(CommitteeLink.member_id == member.deputy_id, CommitteeLink.ends.is_(None))
    )
    return session.execute(query.order_by(Deputy.sort_key, Deputy.id)).all()


def member_of(session: Session, deputy_id: int) -> CommitteeMember | None:
    """The deputy as a member of the standing committee, if they are one."""
    return session.scalars(select(CommitteeMember).where(CommitteeMember.deputy_id == deputy_id)).one_or_none()


def peers_of(session: Session, deputy_id: int) -> Sequence[Any]:
    """With whom a deputy is linked through the committee: rows of ``Deputy``, ``name``, ``phone`` and whether it is ``above``."""
    above = CommitteeLink.deputy_id == deputy_id
    other = case((above, CommitteeLink.member_id), else_=CommitteeLink.deputy_id)
    query = (
        select(Deputy, Person.name, Person.phone, above.label("above"))
        .select_from(CommitteeLink)
        .join(Deputy, Deputy.id == other)
        .join(Person, Person.id == Deputy.person_id)
        .where(CommitteeLink.ends.is_(None), above | (CommitteeLink.member_id == deputy_id))
    )
    return session.execute(query.order_by(Deputy.sort_key, Deputy.id)).all()


def add_member(session: Session, deputy_id: int, today: date) -> CommitteeMember:
    """The deputy is a member from now on; nobody keeps in touch with them as a deputy any more. Raises AlreadyMember."""
    deputy = _locked(session, deputy_id)
    if member_of(session, deputy_id) is not None:
        raise AlreadyMember(name=deputy.person.name)
    _end(session, CommitteeLink.deputy_id == deputy_id, today)
    member = CommitteeMember(deputy_id=deputy_id, since=today)
    session.add(member)
    session.flush()
    return member


def leave(session: Session, member: CommitteeMember, today: date) -> None:
    """The deputy is no member any more; their links end."""
    _end(session, CommitteeLink.member_id == member.deputy_id, today)
    session.delete(member)
    session.flush()


def link(session: Session, member: CommitteeMember, deputy_id: int, today: date) -> CommitteeLink:
    """The member keeps in touch with the deputy, and nobody else does. Raises MemberNeedsNoLink."""
    deputy = _locked(session, deputy_id)
    if member_of(session, deputy_id) is not None:
        raise MemberNeedsNoLink(name=deputy.person.name)
    there = select(CommitteeLink).where(CommitteeLink.deputy_id == deputy_id, CommitteeLink.ends.is_(None))
    found = session.scalars(there).one_or_none()
    if found is not None and found.member_id == member.deputy_id:
        return found
    if found is not None:
        end(session, found, today)
    made = CommitteeLink(member_id=member.deputy_id, deputy_id=deputy_id, begins=today)
    session.add(made)
    session.flush()
    return made


def end(session: Session, of: CommitteeLink, today: date) -> None:
    """They keep in touch no more; ended twice it ended once."""
    if of.ends is None:
        of.ends = max(of.begins, today)
        session.flush()


def proposed(session: Session, reach: Reach, each: int) -> Proposed:
    """Which member should keep in touch with which deputies; three statements. Raises LinksTooMany."""
    return propose(_sides(session, reach), each)


def publish(session: Session, reach: Reach, each: int, digest: str, today: date) -> Proposed:
    """Let what was looked at hold from today. Raises LinksChanged where something else would come out now."""
    session.execute(
        select(CommitteeMember.id).where(CommitteeMember.in_reach(reach)).order_by(CommitteeMember.id).with_for_update()
    )
    found = proposed(session, reach, each)
    if found.digest != digest:
        raise LinksChanged
    for one in session.scalars(select(CommitteeLink).where(CommitteeLink.id.in_(found.ends))):
        one.ends = max(one.begins, today)
    session.flush()  # before others begin: nobody has two at once
    session.add_all(
        CommitteeLink(member_id=pair.above.key, deputy_id=pair.below.key, begins=today) for pair in found.come
    )
    session.flush()
    return found


def _sides(session: Session, reach: Reach) -> Sides:
    members, others = list[Someone](), list[Someone]()
    placed = (
        select(Placement.deputy_id, func.min(Placement.station_id).label("station_id"))
        .where(Placement.ends.is_(None))
        .group_by(Placement.deputy_id)
        .subquery()
    )
    query = (
        select(
            Deputy.id,
            Person.name,
            Deputy.speciality,
            placed.c.station_id,
            func.coalesce(Station.region_code, Deputy.region_code).label("region"),
            CommitteeMember.id.label("member"),
        )
        .join(Deputy.person)
        .outerjoin(placed, placed.c.deputy_id == Deputy.id)
        .outerjoin(Station, Station.id == placed.c.station_id)
        .outerjoin(CommitteeMember, CommitteeMember.deputy_id == Deputy.id)
        .where(Deputy.in_reach(reach), Deputy.id.in_(serving_deputies()))
        .order_by(Deputy.sort_key, Deputy.id)
    )
    for row in session.execute(query):
        one = Someone(row.id, row.name, row.station_id, row.region, row.speciality)
        (others if row.member is None else members).append(one)
    links = select(CommitteeLink.member_id, CommitteeLink.deputy_id, CommitteeLink.id).where(
        CommitteeLink.ends.is_(None), CommitteeLink.in_reach(reach)
    )
    return Sides(members, others, {(up, down): number for up, down, number in session.execute(links)})


def _locked(session: Session, deputy_id: int) -> Deputy:
    """One at a time changes what a deputy has, so that nobody has two members at once."""
    session.execute(select(Deputy.id).where(Deputy.id == deputy_id).with_for_update(key_share=True))
    return session.get_one(Deputy, deputy_id, options=[joinedload(Deputy.person)])


def _end(session: Session, whose: Any, today: date) -> None:
    for one in session.scalars(select(CommitteeLink).where(whose, CommitteeLink.ends.is_(None))):
        end(session, one, today)
