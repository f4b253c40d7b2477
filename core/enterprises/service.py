"""Enterprises: lists of them and their records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from core.access import Reach
from core.chains.models import Chain, Segment
from core.database import prepared
from core.enterprises.models import Enterprise, EnterpriseSegment
from core.errors import DomainError
from core.words import lazy as _

BETWEEN: Final = "\n"
"""What stands between several segments in one row of a list."""


class EnterpriseNameTaken(DomainError):
    """The region has an enterprise of this name."""

    code = "enterprise_name_taken"
    field = "name"
    message = _("There is already an enterprise named %(name)s in this region. Look for it in the list.")


class WrongCreditCode(DomainError):
    """A unified social credit code whose last sign does not fit the others."""

    code = "wrong_credit_code"
    field = "credit_code"
    message = _(
        "%(credit_code)s is no unified social credit code: it has 18 signs, and the last one must fit the others. "
        "Compare it with the business licence."
    )


class CreditCodeTaken(DomainError):
    """Another enterprise has this credit code."""

    code = "credit_code_taken"
    field = "credit_code"
    message = _("%(name)s already has this credit code.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a list of enterprises is narrowed."""

    words: str = ""
    chain: int | None = None
    segment: int | None = None
    scale: str = ""


@prepared
def in_list(reach: Reach, wanted: Wanted) -> Select[Any]:
    """The enterprises within reach that are wanted, as rows of what a list shows."""
    hangs_on = (
        select(func.aggregate_strings(Chain.name + " · " + Segment.name, BETWEEN))
        .select_from(EnterpriseSegment)
        .join(EnterpriseSegment.segment)
        .join(Segment.chain)
        .where(EnterpriseSegment.enterprise_id == Enterprise.id)
        .correlate(Enterprise)
        .scalar_subquery()
    )
    query = select(
        Enterprise.id,
        Enterprise.name,
        Enterprise.scale,
        Enterprise.credit_code,
        Enterprise.contact_name,
        hangs_on.label("segments"),
    ).where(Enterprise.in_reach(reach))
    if wanted.words:
        found = [
            Enterprise.name.contains(wanted.words, autoescape=True),
            Enterprise.contact_name.contains(wanted.words, autoescape=True),
            Enterprise.credit_code.startswith(wanted.words.upper(), autoescape=True),
        ]
        if wanted.words.isdigit():
            found.append(Enterprise.contact_phone.endswith(wanted.words, autoescape=True))
        query = query.where(or_(*found))
    if wanted.segment:
        query = query.where(Enterprise.memberships.any(EnterpriseSegment.segment_id == wanted.segment))
    elif wanted.chain:
        of_chain = select(Segment.id).where(Segment.chain_id == wanted.chain)
        query = query.where(Enterprise.memberships.any(EnterpriseSegment.segment_id.in_(of_chain)))
    if wanted.scale:
        query = query.where(Enterprise.scale == wanted.scale)
    return query


def scales(session: Session, reach: Reach) -> list[str]:
    """The words for size that the enterprises within reach have."""
    query = select(Enterprise.scale).where(Enterprise.in_reach(reach), Enterprise.scale != "")
    return list(session.scalars(query.distinct().order_by(Enterprise.scale).limit(30)))


def with_everything(session: Session, enterprise: Enterprise) -> Enterprise:
    """The same enterprise with what its page shows loaded."""
    query = select(Enterprise).where(Enterprise.id == enterprise.id)
    return session.scalars(query.options(joinedload(Enterprise.region), _with_segments())).one()


def segments(session: Session, reach: Reach, chain: int | None = None) -> list[tuple[int, str]]:
    """The segments of the chains within reach, or of one of them, as a form offers them."""
    query = (
        select(Segment.id, Chain.name, Segment.name)
        .join(Chain)
        .where(Chain.in_reach(reach))
        .order_by(Chain.id, Segment.position)
    )
    if chain:
        return [(number, name) for number, _chain, name in session.execute(query.where(Chain.id == chain))]
    return [(number, f"{name} · {segment}") for number, name, segment in session.execute(query)]


def save(
    session: Session, enterprise: Enterprise, *, segment_ids: Iterable[int], credit_code: str, **facts: Any
) -> Enterprise:
    """Keep an enterprise's record, new or changed."""
    for fact, value in facts.items():
        setattr(enterprise, fact, value)
    with session.no_autoflush:
        enterprise.credit_code = _checked(session, enterprise, credit_code)
        taken = select(Enterprise.id).where(
            Enterprise.region_code == enterprise.region_code,
            Enterprise.name == enterprise.name,
            Enterprise.id != (enterprise.id or 0),
        )
        if session.scalar(taken):
            raise EnterpriseNameTaken(name=enterprise.name)
    session.add(enterprise)
    wanted = set(segment_ids)
    kept = [one for one in enterprise.memberships if one.segment_id in wanted]
    new = wanted - {one.segment_id for one in kept}
    enterprise.memberships = [*kept, *(EnterpriseSegment(segment_id=number) for number in sorted(new))]
    session.flush()
    return enterprise


def _checked(session: Session, enterprise: Enterprise, credit_code: str) -> str | None:
    code = credit_code.upper()
    if not code:
        return None
    from stdnum.cn import uscc  # late: slow to load, and few processes meet a credit code

    if not uscc.is_valid(code):
        raise WrongCreditCode(credit_code=code)
    other = session.scalar(
        select(Enterprise.name).where(Enterprise.credit_code == code, Enterprise.id != (enterprise.id or 0))
    )
    if other:
        raise CreditCodeTaken(name=other)
    return code


def _with_segments() -> Any:
    return selectinload(Enterprise.memberships).joinedload(EnterpriseSegment.segment).joinedload(Segment.chain)
