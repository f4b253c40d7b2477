"""Groups of direct competitors: which there are, who is in them, and whether employees of one are kept from the others."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from core.api.data import Enterprise, Reach
from plugins.enterprise_visits.known.errors import GroupNameTaken, InAnotherGroup
from plugins.enterprise_visits.models import Competitor, Competitors

MOST_MEMBERS: Final = 500


def in_list(reach: Reach, words: str = "") -> Select[Any]:
    """The groups within reach: ``id``, ``name``, ``bars_employers``, and how many are in each."""
    members = select(func.count()).where(Competitor.competitors_id == Competitors.id).scalar_subquery()
    columns = (Competitors.id, Competitors.name, Competitors.bars_employers, members.label("members"))
    query: Select[Any] = select(*columns).where(Competitors.in_reach(reach))
    if words:
        named = Competitors.members.any(Competitor.enterprise.has(Enterprise.name.contains(words, autoescape=True)))
        query = query.where(or_(Competitors.name.contains(words, autoescape=True), named))
    return query


def names_within(session: Session, reach: Reach) -> list[str]:
    """The names of the groups within reach."""
    query = select(Competitors.name).where(Competitors.in_reach(reach)).distinct()
    return list(session.scalars(query.order_by(Competitors.name).limit(300)))


def put_together(session: Session, region_code: str, name: str, *, bars_employers: bool = False) -> Competitors:
    """A further group. Raises GroupNameTaken."""
    _check_name(session, region_code, name)
    made = Competitors(region_code=region_code, name=name, bars_employers=bars_employers)
    session.add(made)
    session.flush()
    return made


def change(session: Session, group: Competitors, name: str, *, bars_employers: bool) -> None:
    """Another name, or another rule, for the group. Raises GroupNameTaken."""
    if name != group.name:
        _check_name(session, group.region_code, name)
    group.name, group.bars_employers = name, bars_employers
    session.flush()


def put_in(session: Session, group: Competitors, enterprise_id: int) -> None:
    """The enterprise competes with those of the group; put in twice it is in once. Raises InAnotherGroup."""
    name = session.scalar(select(Enterprise.name).where(Enterprise.id == enterprise_id).with_for_update(key_share=True))
    found = session.get(Competitor, enterprise_id)
    if found is None:
        session.add(Competitor(enterprise_id=enterprise_id, competitors_id=group.id))
        session.flush()
    elif found.competitors_id != group.id:
        raise InAnotherGroup(name=name or "", group=found.competitors.name)


def put_into(session: Session, enterprise: Enterprise, name: str, reach: Reach) -> Competitors:
    """Put an enterprise into the group of this name, its region's first; one that is not there is made.

    Raises InAnotherGroup.
    """
    named = select(Competitors).where(Competitors.in_reach(reach), Competitors.name == name)
    of_region = (Competitors.region_code == enterprise.region_code).desc()
    found = session.scalars(named.order_by(of_region, Competitors.id).limit(1)).first()
    same = select(Competitors).where(Competitors.region_code == enterprise.region_code, Competitors.name == name)
    group = found or session.scalars(same).one_or_none() or put_together(session, enterprise.region_code, name)
    put_in(session, group, enterprise.id)
    return group


def take_out(session: Session, enterprise_id: int) -> None:
    """The enterprise is in no group any more; a group in which nobody is left goes."""
    found = session.get(Competitor, enterprise_id)
    if found is None:
        return
    group = found.competitors
    group.members.remove(found)
    session.flush()
    if not group.members:
        session.delete(group)
        session.flush()


def dissolve(session: Session, group: Competitors) -> None:
    """There is no such group: its enterprises do not compete."""
    session.delete(group)
    session.flush()


def _check_name(session: Session, region_code: str, name: str) -> None:
    query = select(Competitors.id).where(Competitors.region_code == region_code, Competitors.name == name)
    if session.scalar(query) is not None:
        raise GroupNameTaken(name=name)


def members_of(session: Session, competitors_id: int) -> list[tuple[int, str]]:
    """The enterprises of a group, by name."""
    query = select(Enterprise.id, Enterprise.name).join(Competitor, Competitor.enterprise_id == Enterprise.id)
    here = query.where(Competitor.competitors_id == competitors_id).order_by(Enterprise.sort_key, Enterprise.id)
    return [(number, name) for number, name in session.execute(here.limit(MOST_MEMBERS))]
