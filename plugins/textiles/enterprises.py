"""The enterprises a station may say something of: those of its chain, and its host."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from core.api.data import Enterprise, EnterpriseSegment, Segment, Station
from core.api.declare import DomainError, _

MOST_OFFERED: Final = 1000
"""So many a form offers."""


class EnterpriseElsewhere(DomainError):
    """An enterprise that does not belong to the station's chain."""

    code = "textile_enterprise_elsewhere"
    field = "enterprise"
    message = _("This enterprise is not on the chain of the station. Choose one of those offered.")


def of_station(session: Session, station: Station) -> Sequence[tuple[int, str]]:
    """Number and name of each, by name."""
    query = _here(station).order_by(Enterprise.sort_key, Enterprise.id).limit(MOST_OFFERED)
    return [(number, name) for number, name in session.execute(query)]


def check(session: Session, station: Station, enterprise_id: int) -> None:
    """Raises EnterpriseElsewhere for one that is none of them."""
    if session.execute(_here(station).where(Enterprise.id == enterprise_id)).first() is None:
        raise EnterpriseElsewhere


def _here(station: Station) -> Select[int, str]:
    members = (
        select(EnterpriseSegment.enterprise_id)
        .join(Segment, Segment.id == EnterpriseSegment.segment_id)
        .where(Segment.chain_id == station.chain_id)
    )
    return select(Enterprise.id, Enterprise.name).where(
        or_(Enterprise.id.in_(members), Enterprise.id == station.host_id)
    )
