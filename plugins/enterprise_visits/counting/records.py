"""The records behind the figures, within a scope and a period: each figure counts what one of these gives."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from core.api.data import Enterprise, EnterpriseSegment, Segment, Station, stations_within
from core.api.declare import FigureScope
from plugins.enterprise_visits.models import Difficulty, Introduction, Lead, LeadEvent, MutualHelp, Pairing, Visit
from plugins.enterprise_visits.models.helping import PROJECT


def last_day(scope: FigureScope, today: date) -> date:
    """The last day of the period that has been."""
    return min(scope.ends or today, today)


def stations(scope: FigureScope) -> Select[int]:
    """The stations a scope is about."""
    return select(Station.id).where(stations_within(scope))


def pairs(what: Any, scope: FigureScope, today: date) -> Any:
    """This of the pairings that held on the last day of the period: ``select(func.count(Pairing.id))``."""
    here: ColumnElement[bool] = Pairing.station_id.in_(stations(scope))
    if scope.station_id is None:
        of_region = select(Enterprise.id).where(Enterprise.region_code.startswith(scope.region_code, autoescape=True))
        here = or_(here, and_(Pairing.station_id.is_(None), Pairing.enterprise_id.in_(of_region)))
    return what.where(Pairing.open_on(last_day(scope, today)), here)


def enterprises(scope: FigureScope) -> ColumnElement[bool]:
    """The enterprises that could be paired: those of the region, or of the chains of the station and its rooms."""
    if scope.station_id is None:
        return Enterprise.region_code.startswith(scope.region_code, autoescape=True)
    chains = select(Station.chain_id).where(stations_within(scope))
    members = select(EnterpriseSegment.enterprise_id).join(Segment).where(Segment.chain_id.in_(chains))
    return Enterprise.id.in_(members)


def visits(what: Any, scope: FigureScope, today: date) -> Any:
    """This of the visits that were held: ``select(func.count(Visit.id))``."""
    held = what.where(Visit.state == "held", Visit.station_id.in_(stations(scope)))
    return _within(held, Visit.day, scope, today)


def difficulties(what: Any, scope: FigureScope, today: date) -> Any:
    """This of the difficulties that were told of; also those without a station, where a region is asked for."""
    if scope.station_id is None:
        here = Difficulty.region_code.startswith(scope.region_code, autoescape=True)
    else:
        here = Difficulty.station_id.in_(stations(scope))
    return _within(what.where(here), Difficulty.counted_on, scope, today)


def introductions(what: Any, scope: FigureScope, today: date) -> Any:
    """This of the introductions: ``select(func.count(Introduction.id))``."""
    sought = select(MutualHelp.id).where(MutualHelp.station_id.in_(stations(scope)))
    return _within(what.where(Introduction.seek_id.in_(sought)), Introduction.day, scope, today)


def projects(what: Any, scope: FigureScope, today: date) -> Any:
    """This of the leads that became a project within the period; `what` selects from leads and their events."""
    joined = what.join(LeadEvent, and_(LeadEvent.lead_id == Lead.id, LeadEvent.stage == PROJECT))
    return _within(joined.where(Lead.station_id.in_(stations(scope))), LeadEvent.day, scope, today)


def _within(query: Any, day: Any, scope: FigureScope, today: date) -> Any:
    query = query.where(day <= last_day(scope, today))
    return query.where(day >= scope.begins) if scope.begins else query
