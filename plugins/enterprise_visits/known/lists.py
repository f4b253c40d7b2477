"""Lists of what is known, for who pairs: enterprises with what they ask for, and declared interests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from core.api.data import Chain, Deputy, Enterprise, EnterpriseSegment, Person, Reach, Segment
from plugins.enterprise_visits.models import Competitor, Competitors, Interest, Need, Pairing, Wanted, Wish

MOST_CHAINS = 300
BETWEEN = "\n"
"""What stands between several specialities in one row of a list."""
SAYS = ("needs", "competitors", "wishes", "nothing")
"""How a list of enterprises can be narrowed to what they said."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How a list of enterprises is narrowed."""

    words: str = ""
    chain: int | None = None
    says: str = ""
    """One of :data:`SAYS`."""


def enterprises(reach: Reach, asked: Asked, today: date) -> Select[Any]:
    """The enterprises within reach with what is known of each, and how many deputies they have."""
    needs = select(func.aggregate_strings(Need.speciality, BETWEEN)).where(Need.enterprise_id == Enterprise.id)
    wishes = select(func.count()).where(Wish.enterprise_id == Enterprise.id)
    pairs = select(func.count()).where(Pairing.enterprise_id == Enterprise.id, Pairing.open_on(today))
    query: Select[Any] = (
        select(
            Enterprise.id,
            Enterprise.name,
            func.coalesce(Wanted.deputies, 1).label("wanted"),
            Competitors.name.label("group"),
            needs.scalar_subquery().label("needs"),
            wishes.scalar_subquery().label("wishes"),
            pairs.scalar_subquery().label("pairs"),
        )
        .outerjoin(Wanted, Wanted.enterprise_id == Enterprise.id)
        .outerjoin(Competitor, Competitor.enterprise_id == Enterprise.id)
        .outerjoin(Competitors, Competitors.id == Competitor.competitors_id)
        .where(Enterprise.in_reach(reach))
    )
    return _narrowed(query, asked)


def _narrowed(query: Select[Any], asked: Asked) -> Select[Any]:
    if asked.words:
        wanted = exists().where(
            Need.enterprise_id == Enterprise.id, Need.speciality.contains(asked.words, autoescape=True)
        )
        query = query.where(or_(Enterprise.name.contains(asked.words, autoescape=True), wanted))
    if asked.chain:
        segments = select(Segment.id).where(Segment.chain_id == asked.chain)
        query = query.where(Enterprise.memberships.any(EnterpriseSegment.segment_id.in_(segments)))
    has_needs = exists().where(Need.enterprise_id == Enterprise.id)
    has_wishes = exists().where(Wish.enterprise_id == Enterprise.id)
    in_group = Competitor.enterprise_id.is_not(None)
    said = {
        "needs": has_needs,
        "competitors": in_group,
        "wishes": has_wishes,
        "nothing": ~has_needs & ~has_wishes & ~in_group & Wanted.enterprise_id.is_(None),
    }
    return query.where(said[asked.says]) if asked.says in said else query


def chains(session: Session, reach: Reach) -> list[tuple[int, str]]:
    """Number and name of every chain within reach, for choices."""
    query = select(Chain.id, Chain.name).where(Chain.in_reach(reach)).order_by(Chain.id)
    return [(number, name) for number, name in session.execute(query.limit(MOST_CHAINS))]


def interests(reach: Reach, words: str = "", *, also_over: bool = False) -> Select[Any]:
    """The declared interests of deputies within reach: ``Interest`` columns, ``deputy`` and ``enterprise``."""
    person = aliased(Person)
    columns: tuple[Any, ...] = (
        Interest.id,
        Interest.deputy_id,
        Interest.enterprise_id,
        Interest.reason,
        Interest.declared_on,
        Interest.ended_on,
        person.name.label("deputy"),
        Enterprise.name.label("enterprise"),
    )
    query = (
        select(*columns)
        .join(Deputy, Deputy.id == Interest.deputy_id)
        .join(person, person.id == Deputy.person_id)
        .join(Enterprise, Enterprise.id == Interest.enterprise_id)
        .where(Deputy.in_reach(reach))
    )
    if not also_over:
        query = query.where(Interest.ended_on.is_(None))
    if words:
        query = query.where(
            or_(person.name.contains(words, autoescape=True), Enterprise.name.contains(words, autoescape=True))
        )
    return query
