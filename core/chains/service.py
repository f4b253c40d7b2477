"""Industrial chains: their ordered segments, and what hangs on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session, selectinload

from core.access import Reach
from core.chains.models import Chain, Segment
from core.enterprises.models import EnterpriseSegment
from core.errors import DomainError
from core.stations.models import Station
from core.words import lazy as _


class ChainNameTaken(DomainError):
    """The region has a chain of this name."""

    code = "chain_name_taken"
    field = "name"
    message = _("There is already a chain named %(name)s in this region.")


class SegmentNameTaken(DomainError):
    """The chain has a segment of this name."""

    code = "segment_name_taken"
    field = "name"
    message = _("%(chain)s already has a segment named %(name)s.")


class SegmentInUse(DomainError):
    """Enterprises belong to the segment."""

    code = "segment_in_use"
    message = _("%(n)s enterprises belong to %(name)s. Move them to another segment first.")


@dataclass(frozen=True, slots=True)
class Overview:
    """A chain in the list, with what hangs on it."""

    chain: Chain
    enterprises: int
    stations: int


def overview(session: Session, reach: Reach) -> list[Overview]:
    """The chains within reach, in three statements."""
    enterprises = (
        select(func.count(func.distinct(EnterpriseSegment.enterprise_id)))
        .join(Segment, Segment.id == EnterpriseSegment.segment_id)
        .where(Segment.chain_id == Chain.id)
        .correlate(Chain)
        .scalar_subquery()
    )
    stations = select(func.count()).where(Station.chain_id == Chain.id).correlate(Chain).scalar_subquery()
    query = (
        select(Chain, enterprises, stations)
        .where(Chain.in_reach(reach))
        .options(selectinload(Chain.segments))
        .order_by(Chain.region_code, Chain.id)
    )
    return [Overview(*row) for row in session.execute(query)]


def names(session: Session, reach: Reach) -> list[Row[int, str]]:
    """Number and name of every chain within reach, for choices."""
    return list(session.execute(select(Chain.id, Chain.name).where(Chain.in_reach(reach)).order_by(Chain.id)))


def members(session: Session, chain: Chain) -> dict[int, int]:
    """How many enterprises belong to each segment of the chain."""
    query = (
        select(EnterpriseSegment.segment_id, func.count())
        .join(Segment, Segment.id == EnterpriseSegment.segment_id)
        .where(Segment.chain_id == chain.id)
        .group_by(EnterpriseSegment.segment_id)
    )
    return dict(session.execute(query).all())


def save(session: Session, chain: Chain, *, name: str, region_code: str) -> Chain:
    """Keep a chain, new or renamed."""
    if session.scalar(
        select(Chain.id).where(Chain.region_code == region_code, Chain.name == name, Chain.id != (chain.id or 0))
    ):
        raise ChainNameTaken(name=name)
    chain.name, chain.region_code = name, region_code
    session.add(chain)
    session.flush()
    return chain


def add_segment(session: Session, chain: Chain, name: str) -> Segment:
    """Add a segment at the end of the chain."""
    _check_segment_name(chain, name, None)
    segment = Segment(name=name, position=max((one.position for one in chain.segments), default=0) + 1)
    chain.segments.append(segment)
    session.flush()
    return segment


def rename_segment(session: Session, segment: Segment, name: str) -> None:
    """Give a segment another name."""
    _check_segment_name(segment.chain, name, segment)
    segment.name = name
    session.flush()


def move_segment(session: Session, segment: Segment, direction: Literal["up", "down"]) -> None:
    """Change places with the neighbour; at the end of the chain nothing happens."""
    ordered = sorted(segment.chain.segments, key=lambda one: (one.position, one.id))
    here = ordered.index(segment)
    there = here + (1 if direction == "down" else -1)
    if 0 <= there < len(ordered):
        ordered[here], ordered[there] = ordered[there], ordered[here]
    for position, one in enumerate(ordered, 1):
        one.position = position
    session.flush()
    session.expire(segment.chain, ["segments"])


def remove_segment(session: Session, segment: Segment) -> None:
    """Remove a segment nothing belongs to."""
    count = session.scalar(select(func.count()).where(EnterpriseSegment.segment_id == segment.id))
    if count:
        raise SegmentInUse(n=count, name=segment.name)
    segment.chain.segments.remove(segment)
    session.flush()


def _check_segment_name(chain: Chain, name: str, but: Segment | None) -> None:
    if any(one.name == name and one is not but for one in chain.segments):
        raise SegmentNameTaken(chain=chain.name, name=name)
