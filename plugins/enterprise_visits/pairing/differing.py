"""What a proposal would change, and in what versions differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from core.api.data import Account, Deputy, Enterprise, Person
from core.api.declare import NotFound
from plugins.enterprise_visits.models import Pairing, Proposal, ProposedPair, Ruling
from plugins.enterprise_visits.pairing import lists
from plugins.enterprise_visits.pairing.area import Area

MOST_VERSIONS: Final = 60
SHOWS: Final = ("changes", "all", "ends", "short", "uncovered")
"""What can be looked at of a proposal."""


def check_pair(session: Session, proposal: Proposal, area: Area, deputy_id: int, enterprise_id: int) -> None:
    """Raises NotFound unless both are of the area, or of the proposal."""
    theirs = exists().where(
        ProposedPair.proposal_id == proposal.id,
        ProposedPair.deputy_id == deputy_id,
        ProposedPair.enterprise_id == enterprise_id,
    )
    deputy = exists().where(Deputy.id == deputy_id, Deputy.id.in_(area.deputies()))
    enterprise = exists().where(Enterprise.id == enterprise_id, Enterprise.id.in_(area.enterprises()))
    if not session.scalar(select(or_(theirs, and_(deputy, enterprise)))):
        raise NotFound


@dataclass(frozen=True, slots=True)
class Difference:
    """How a proposal differs from what holds, in numbers."""

    new: int
    stays: int
    ends: int

    @property
    def pairs(self) -> int:
        """How many pairs the proposal has."""
        return self.new + self.stays


def difference(session: Session, proposal: Proposal, area: Area, day: date) -> Difference:
    """How many pairs begin, stay and end; one statement."""
    ours = ProposedPair.proposal_id == proposal.id
    ends = lists.ending(proposal, area, day).with_only_columns(func.count()).order_by(None).scalar_subquery()
    counts = (
        _count(ProposedPair.id, ours, ~ProposedPair.kept),
        _count(ProposedPair.id, ours, ProposedPair.kept.is_(True)),
        ends,
    )
    return Difference(*session.execute(select(*counts)).one())


def rows(
    proposal: Proposal, area: Area, day: date, show: str, words: str = ""
) -> tuple[Select[Any], Mapping[str, Any]]:
    """The pairs of a proposal as a list shows them, and how they can be ordered.

    Columns: ``id`` of the proposed pair (none for one that ends), numbers and names of both, ``score``, ``what``
    becomes of it (``new``, ``stays``, ``ends``), and what was ruled.
    """
    proposed = lists.proposed(proposal.id).with_only_columns(
        ProposedPair.id.label("id"),
        *_names(ProposedPair),
        ProposedPair.score.label("score"),
        case((ProposedPair.kept, "stays"), else_="new").label("what"),
        Ruling.kind.label("ruling"),
    )
    ruled = and_(Ruling.deputy_id == Pairing.deputy_id, Ruling.enterprise_id == Pairing.enterprise_id)
    ends = (
        lists.ending(proposal, area, day)
        .outerjoin(Ruling, ruled)
        .with_only_columns(
            null().label("id"),
            *_names(Pairing),
            Pairing.score.label("score"),
            literal("ends").label("what"),
            Ruling.kind.label("ruling"),
        )
    )
    if show == "changes":
        proposed = proposed.where(~ProposedPair.kept)
    every = (ends if show == "ends" else proposed if show == "all" else union_all(proposed, ends)).subquery()
    query: Select[Any] = select(*every.c)
    if words:
        query = query.where(
            or_(every.c.deputy.contains(words, autoescape=True), every.c.enterprise.contains(words, autoescape=True))
        )
    rank = case({"ends": 0, "new": 1}, value=every.c.what, else_=2)
    last = (rank, every.c.deputy_id, every.c.enterprise_id)
    return query, {
        "deputy": (every.c.deputy_order, every.c.deputy_id, rank, every.c.enterprise_order, every.c.enterprise_id),
        "enterprise": (every.c.enterprise_order, every.c.enterprise_id, *last),
        "score": (every.c.score.desc(), *last),
        "what": (rank, every.c.deputy_order, every.c.deputy_id, every.c.enterprise_id),
    }


def _names(of: Any) -> tuple[Any, ...]:
    return (
        of.deputy_id.label("deputy_id"),
        Person.name.label("deputy"),
        Deputy.sort_key.label("deputy_order"),
        of.enterprise_id.label("enterprise_id"),
        Enterprise.name.label("enterprise"),
        Enterprise.sort_key.label("enterprise_order"),
    )


def versions(session: Session, area: Area) -> Sequence[Any]:
    """What was published for the area, the newest first: its columns, how many pairs it has, who published it."""
    pairs = select(func.count()).where(ProposedPair.proposal_id == Proposal.id).scalar_subquery()
    columns = (
        Proposal.id,
        Proposal.number,
        Proposal.state,
        Proposal.begins,
        Proposal.published_at,
        Proposal.brings_back,
        Proposal.accepted,
        pairs.label("pairs"),
        Account.name.label("by"),
    )
    query = select(*columns).outerjoin(Account, Account.id == Proposal.published_by)
    query = query.where(Proposal.area == area.key, Proposal.number.is_not(None))
    return session.execute(query.order_by(Proposal.number.desc()).limit(MOST_VERSIONS)).all()


def compared(one: int, other: int) -> tuple[Select[Any], Mapping[str, Any]]:
    """The pairs in which two versions differ: those only in the one, and those only in the other."""
    named = _names(ProposedPair)
    first = lists.only_in(one, other).with_only_columns(*named, literal("one").label("where"))
    second = lists.only_in(other, one).with_only_columns(*named, literal("other").label("where"))
    every = union_all(first, second).subquery()
    deputy = (every.c.deputy_order, every.c.deputy_id)
    enterprise = (every.c.enterprise_order, every.c.enterprise_id)
    return select(*every.c), {
        "deputy": (*deputy, every.c.where, *enterprise),
        "enterprise": (*enterprise, every.c.where, *deputy),
        "where": (every.c.where, *deputy, *enterprise),
    }


def _count(column: Any, *where: ColumnElement[bool]) -> Any:
    return select(func.count(column)).where(*where).scalar_subquery()
