"""The enterprises that forms of a station offer: those of its chain, or of its region where it has none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from core.api.data import Enterprise, EnterpriseSegment, Segment, Station

MOST_OFFERED: Final = 500


def offered(session: Session, station: Station, chosen: int | None = None) -> Sequence[tuple[int, str]]:
    """Number and name of each, by name; also the one that was chosen before."""
    if station.chain_id is not None:
        members = select(EnterpriseSegment.enterprise_id).join(Segment).where(Segment.chain_id == station.chain_id)
        here: ColumnElement[bool] = Enterprise.id.in_(members)
    else:
        here = Enterprise.region_code.startswith(station.region_code, autoescape=True)
    query = select(Enterprise.id, Enterprise.name).where(or_(here, Enterprise.id == chosen))
    return [(number, name) for number, name in session.execute(query.order_by(Enterprise.name).limit(MOST_OFFERED))]
