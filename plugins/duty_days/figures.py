"""What is counted of duty days."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from core.api.data import Station
from core.api.declare import Figure, FigureScope, _
from plugins.duty_days.models import DutyDay, Sitting, Slot


def duty_days(session: Session, scope: FigureScope) -> int:
    """Days on which somebody was on duty, cancelled ones left out."""
    return session.scalar(_served(func.count(func.distinct(DutyDay.id)), scope)) or 0


def duty_participations(session: Session, scope: FigureScope) -> int:
    """Deputies on duty, each counted on every day they served."""
    once_a_day = _served(DutyDay.id, scope).add_columns(Slot.deputy_id).distinct().subquery()
    return session.scalar(select(func.count()).select_from(once_a_day)) or 0


FIGURES = (
    Figure(
        key="duty_days", title=_("Duty days held"), unit=_("days"), compute=duty_days, endpoint="duty_days.everywhere"
    ),
    Figure(
        key="duty_participations",
        title=_("Deputies on duty"),
        unit=_("times"),
        compute=duty_participations,
        endpoint="duty_days.everywhere",
    ),
)


def _served(what: Any, scope: FigureScope) -> Select[Any]:
    query = (
        select(what)
        .select_from(DutyDay)
        .join(DutyDay.sittings)
        .join(Sitting.slots)
        .where(DutyDay.state == "open", Slot.deputy_id.is_not(None))
    )
    if scope.station_id is not None:
        query = query.where(DutyDay.station_id == scope.station_id)
    elif scope.region_code:
        query = query.join(DutyDay.station).where(Station.region_code.startswith(scope.region_code, autoescape=True))
    if scope.begins:
        query = query.where(DutyDay.day >= scope.begins)
    if scope.ends:
        query = query.where(DutyDay.day <= scope.ends)
    return query
