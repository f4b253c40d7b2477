"""Deputy groups: made, changed, given up; who belongs to them, and who convenes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, cast

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from core.access import Reach
from core.deputies.models import Deputy
from core.errors import DomainError
from core.groups.models import DeputyGroup, GroupMember
from core.mandates.service import serving_deputies
from core.people.models import Person
from core.people.service import matching
from core.regions.models import Region
from core.words import lazy as _

MOST_OFFERED: Final = 100
"""Deputies offered at once to join a group; a search finds the others."""


class GroupExists(DomainError):
    """The region has a group of this name already."""

    code = "group_exists"
    field = "name"
    message = _("%(region)s already has a group called %(name)s. Choose another name, or add the deputies to that one.")


class GroupOver(DomainError):
    """The group was given up."""

    code = "group_over"
    status = 409
    message = _("%(name)s was given up. Its history stays readable; start a new group for what is to come.")


class NobodyChosen(DomainError):
    """No deputy was chosen who is not a member already."""

    code = "nobody_chosen"
    field = "deputies"
    message = _("Choose at least one deputy who does not belong to the group yet.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the list of groups is narrowed."""

    words: str = ""
    kind: str = ""
    over: bool = False
    """Whether those that were given up are wanted, and not those there are."""


def in_list(reach: Reach, wanted: Wanted) -> Select[Any]:
    """The groups within reach, as rows of what a list shows."""
    open_ones = select(GroupMember).where(GroupMember.group_id == DeputyGroup.id, GroupMember.ends.is_(None))
    members = open_ones.with_only_columns(func.count()).correlate(DeputyGroup).scalar_subquery()
    deputy, person = aliased(Deputy), aliased(Person)
    convener = (
        select(func.min(person.name))
        .join(deputy, deputy.person_id == person.id)
        .join(GroupMember, GroupMember.deputy_id == deputy.id)
        .where(GroupMember.group_id == DeputyGroup.id, GroupMember.ends.is_(None), GroupMember.is_convener)
    )
    query = (
        select(
            DeputyGroup.id,
            DeputyGroup.name,
            DeputyGroup.kind,
            DeputyGroup.begins,
            DeputyGroup.ends,
            Region.name.label("region"),
            members.label("members"),
            convener.correlate(DeputyGroup).scalar_subquery().label("convener"),
        )
        .join(DeputyGroup.region)
        .where(DeputyGroup.in_reach(reach))
        .where(DeputyGroup.ends.is_not(None) if wanted.over else DeputyGroup.ends.is_(None))
    )
    if wanted.words:
        query = query.where(DeputyGroup.name.contains(wanted.words, autoescape=True))
    return query.where(DeputyGroup.kind == wanted.kind) if wanted.kind else query


def names(session: Session, reach: Reach) -> list[tuple[int, str]]:
    """The groups within reach that were not given up, for choices."""
    query = select(DeputyGroup.id, DeputyGroup.name).where(DeputyGroup.in_reach(reach), DeputyGroup.ends.is_(None))
    return [(number, name) for number, name in session.execute(query.order_by(DeputyGroup.sort_key, DeputyGroup.id))]


def may_join(session: Session, reach: Reach, group: DeputyGroup, words: str) -> dict[int, str]:
    """The serving deputies of the group's region who do not belong to it: number -> name, those found by the words."""
    members = select(GroupMember.deputy_id).where(GroupMember.group_id == group.id, GroupMember.ends.is_(None))
    query = _NAMED.where(
        Deputy.in_reach(reach),
        Deputy.region_code.startswith(group.region_code, autoescape=True),
        Deputy.id.in_(serving_deputies()),
        Deputy.id.not_in(members),
    )
    if words:
        query = query.where(matching(words))
    return {row.id: row.name for row in session.execute(query.limit(MOST_OFFERED))}


def named(session: Session, reach: Reach, numbers: Iterable[int]) -> dict[int, str]:
    """The names of these deputies, of those within reach."""
    found = session.execute(_NAMED.where(Deputy.id.in_(numbers), Deputy.in_reach(reach)))
    return {row.id: row.name for row in found}


_NAMED: Final = select(Deputy.id, Person.name).join(Deputy.person).order_by(Deputy.sort_key, Deputy.id)


def make(
    session: Session,
    *,
    region_code: str,
    name: str,
    kind: str = "area",
    begins: date | None = None,
    note: str = "",
) -> DeputyGroup:
    """A new group. Raises GroupExists."""
    _check_name(session, region_code, name, None)
    group = DeputyGroup(region_code=region_code, name=name, kind=kind, begins=begins, note=note)
    session.add(group)
    session.flush()
    return group


def group_named(session: Session, region_code: str, name: str) -> DeputyGroup:
    """The group of this name in the region, made if needed: for rosters that name one."""
    found = session.scalars(
        select(DeputyGroup).where(DeputyGroup.region_code == region_code, DeputyGroup.name == name)
    ).one_or_none()
    return found or make(session, region_code=region_code, name=name)


def change(
    session: Session, group: DeputyGroup, *, region_code: str, name: str, kind: str, begins: date | None, note: str
) -> None:
    """Correct a group. Raises GroupExists."""
    _check_name(session, region_code, name, group.id)
    group.region_code, group.name, group.kind, group.begins, group.note = region_code, name, kind, begins, note
    session.flush()


def join(session: Session, group: DeputyGroup, deputies: Iterable[Deputy], day: date | None) -> int:
    """Let deputies belong to the group from a day on; who belongs already does so once. How many joined."""
    _check_open(group)
    there = set(
        session.scalars(
            select(GroupMember.deputy_id).where(GroupMember.group_id == group.id, GroupMember.ends.is_(None))
        )
    )
    joining = [deputy for deputy in deputies if deputy.id not in there]
    session.add_all(GroupMember(group_id=group.id, deputy_id=deputy.id, begins=day) for deputy in joining)
    session.flush()
    return len(joining)


def leave(session: Session, member: GroupMember, day: date) -> None:
    """The deputy belongs to the group no longer."""
    if member.ends is None:
        member.ends = _end(member.begins, day)
        session.flush()


def convene(session: Session, member: GroupMember, day: date) -> GroupMember:
    """This member convenes the group from a day on; who did before is a member like the others."""
    _check_open(member.group)
    conveners = session.scalars(
        select(GroupMember).where(
            GroupMember.group_id == member.group_id, GroupMember.ends.is_(None), GroupMember.is_convener
        )
    ).all()
    if member in conveners:
        return member
    for before in conveners:
        _as_from(session, before, day, is_convener=False)
    return _as_from(session, member, day, is_convener=True)


def give_up(session: Session, group: DeputyGroup, day: date) -> None:
    """The group ends on a day, and all who belong to it leave it. Raises GroupOver."""
    _check_open(group)
    group.ends = _end(group.begins, day)
    for member in session.scalars(
        select(GroupMember).where(GroupMember.group_id == group.id, GroupMember.ends.is_(None))
    ):
        member.ends = _end(member.begins, day)
    session.flush()


def members_of(group_id: int) -> Select[Any]:
    """Who belongs or belonged to the group, as rows: the convener first, those who left last."""
    query: Any = (
        select(
            GroupMember.id,
            GroupMember.deputy_id,
            GroupMember.is_convener,
            GroupMember.begins,
            GroupMember.ends,
            Person.name,
            Deputy.speciality,
        )
        .join(Deputy, Deputy.id == GroupMember.deputy_id)
        .join(Deputy.person)
        .where(GroupMember.group_id == group_id)
    )
    return cast("Select[Any]", query)


def _as_from(session: Session, member: GroupMember, day: date, *, is_convener: bool) -> GroupMember:
    """The same membership in another part: a row of its own from the day on, or the same row if it began that day."""
    if member.begins is not None and member.begins >= day:
        member.is_convener = is_convener
        session.flush()
        return member
    member.ends = day
    session.flush()
    further = GroupMember(group_id=member.group_id, deputy_id=member.deputy_id, is_convener=is_convener, begins=day)
    session.add(further)
    session.flush()
    return further


def _check_open(group: DeputyGroup) -> None:
    if group.ends is not None:
        raise GroupOver(name=group.name)


def _check_name(session: Session, region_code: str, name: str, group_id: int | None) -> None:
    there = session.scalar(
        select(DeputyGroup.id).where(DeputyGroup.region_code == region_code, DeputyGroup.name == name)
    )
    if there is not None and there != group_id:
        region = session.get_one(Region, region_code)
        raise GroupExists(region=region.name, name=name)


def _end(begins: date | None, day: date) -> date:
    return max(begins, day) if begins else day
