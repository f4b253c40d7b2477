"""What is counted of textiles, under the names that reports give it. Each number is one statement."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.api.data import Station, on_at, stations_within
from core.api.declare import Figure, FigureScope, _
from plugins.textiles.capacity.lists import PLUGIN
from plugins.textiles.models import Capability, LabourNeed


def enterprises_with_capabilities(session: Session, scope: FigureScope) -> int:
    """How many enterprises offer something in the directory, as it stands."""
    query = select(func.count(func.distinct(Capability.enterprise_id))).where(Capability.withdrawn_on.is_(None))
    return int(session.scalar(query.where(Capability.station_id.in_(_stations(session, scope)))) or 0)


def persons_wanted(session: Session, scope: FigureScope) -> int:
    """How many persons are wanted in the months that begin in the period."""
    query = select(func.sum(LabourNeed.persons)).where(LabourNeed.station_id.in_(_stations(session, scope)))
    if scope.begins is not None:
        query = query.where(LabourNeed.month >= scope.begins)
    if scope.ends is not None:
        query = query.where(LabourNeed.month <= scope.ends)
    return int(session.scalar(query) or 0)


def _stations(session: Session, scope: FigureScope) -> Any:
    return select(Station.id).where(stations_within(scope), on_at(session, PLUGIN, Station.id.expression))


FIGURES: Final = (
    Figure(
        key="textiles.enterprises_with_capabilities",
        title=_("Textile enterprises in the capability directory"),
        unit=_("enterprises in number"),
        compute=enterprises_with_capabilities,
        endpoint="textiles.capabilities",
    ),
    Figure(
        key="textiles.persons_wanted",
        title=_("Persons wanted by textile enterprises"),
        unit=_("persons"),
        compute=persons_wanted,
        endpoint="textiles.labour",
    ),
)
