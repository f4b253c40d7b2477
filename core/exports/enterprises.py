"""The list of enterprises to be taken out: a row for every segment an enterprise stands on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access import Reach
from core.chains.models import Chain, Segment
from core.enterprises import service
from core.enterprises.models import Enterprise, EnterpriseSegment
from core.exports.lists import List, Numbers, county

COLUMNS = (
    "name",
    "credit_code",
    "chain",
    "segment",
    "scale",
    "longitude",
    "latitude",
    "address",
    "contact",
    "contact_phone",
)


def enterprises(reach: Reach, wanted: service.Wanted) -> List:
    """The enterprises within reach that are wanted, along their chains: segments keep their order in a new import."""
    along = (
        select(func.min(Segment.chain_id * 1_000 + Segment.position))
        .join(EnterpriseSegment, EnterpriseSegment.segment_id == Segment.id)
        .where(EnterpriseSegment.enterprise_id == Enterprise.id)
        .correlate(Enterprise)
        .scalar_subquery()
    )
    records = (
        service.in_list(reach, wanted)
        .with_only_columns(Enterprise.id, Enterprise.region_code, maintain_column_froms=True)
        .order_by(county(Enterprise.region_code.expression), along.nulls_last(), Enterprise.id)
    )
    return List("enterprises", COLUMNS, frozenset({"contact_phone"}), records, _rows)


_SEGMENTS = (
    select(EnterpriseSegment.enterprise_id, Chain.name, Segment.name)
    .join(EnterpriseSegment.segment)
    .join(Segment.chain)
    .order_by(Chain.id, Segment.position)
)


def _rows(session: Session, ids: Sequence[int], numbers: Numbers) -> Iterator[tuple[str, ...]]:
    found = {one.id: one for one in session.execute(select(*Enterprise.__table__.c).where(Enterprise.id.in_(ids)))}
    hangs_on: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for number, chain, segment in session.execute(_SEGMENTS.where(EnterpriseSegment.enterprise_id.in_(ids))):
        hangs_on[number].append((chain, segment))
    for number in ids:
        one = found[number]
        for chain, segment in hangs_on[number] or [("", "")]:
            yield (
                one.name,
                one.credit_code or "",
                chain,
                segment,
                one.scale,
                _degrees(one.longitude),
                _degrees(one.latitude),
                one.address,
                one.contact_name,
                numbers.shown(one.id, one.contact_phone),
            )


def _degrees(value: float | None) -> str:
    return "" if value is None else repr(value)
