"""The records that are counted: who was due, who came, who was received, within a scope and a period.

Who held a place and of whom nothing else is known has served: a station that keeps no attendance is not put at zero.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Subquery, case, exists, literal, or_, select, union_all

from core.api.data import Mandate, Station
from core.api.declare import FigureScope
from plugins.duty_days.models import Attendance, DutyDay, Reception, Sitting, Slot

UNKNOWN: Final = ""
"""The state of who held a place and of whom no attendance was kept."""
CAME: Final = ("present", "late")
SERVED: Final = (*CAME, UNKNOWN)
REVOKED: Final = "revoked"
STATES: Final = ("present", "late", "absent", "replaced", REVOKED, UNKNOWN)


def due(scope: FigureScope, today: date) -> Subquery:
    """Everybody who held a place or came, once a sitting: ``day_id``, ``sitting_id``, ``deputy_id``, ``state``."""
    state = case((Attendance.revoked_at.is_not(None), literal(REVOKED)), else_=Attendance.state)
    known = _in_scope(
        select(DutyDay.id.label("day_id"), Sitting.id.label("sitting_id"), Attendance.deputy_id, state.label("state")),
        scope,
        today,
    )
    known = known.join(DutyDay.sittings).join(Attendance, Attendance.sitting_id == Sitting.id)
    is_known = exists().where(Attendance.sitting_id == Sitting.id, Attendance.deputy_id == Slot.deputy_id)
    held = _in_scope(select(DutyDay.id, Sitting.id, Slot.deputy_id, literal(UNKNOWN)), scope, today)
    held = held.join(DutyDay.sittings).join(Sitting.slots).where(Slot.deputy_id.is_not(None), ~is_known)
    return union_all(known, held).subquery("due")


def served(scope: FigureScope, today: date) -> Subquery:
    """Those of :func:`due` who served."""
    everybody = due(scope, today)
    return select(everybody).where(everybody.c.state.in_(SERVED)).subquery("served")


def checked(scope: FigureScope, today: date, levels: tuple[str, ...] = ()) -> Select[Any]:
    """Those of :func:`due` who were to check in: at sittings where attendance was kept, and nobody came in their place.

    With levels, the deputies of these congresses.
    """
    everybody = due(scope, today)
    kept = everybody.c.sitting_id.in_(select(Attendance.sitting_id))
    query = select(everybody).where(everybody.c.state != "replaced", kept)
    return query.where(of_levels(everybody.c.deputy_id, levels)) if levels else query


def of_levels(deputy: ColumnElement[Any], levels: tuple[str, ...]) -> ColumnElement[bool]:
    """Whether the deputy sits, or sat, in a congress of these levels; who sits in two counts in both."""
    return deputy.in_(select(Mandate.deputy_id).where(Mandate.level.in_(levels)))


def receptions(what: Any, scope: FigureScope, today: date) -> Any:
    """This of the receptions: ``select(func.count(Reception.id))``."""
    return _within(what.select_from(Reception).join(DutyDay, DutyDay.id == Reception.duty_day_id), scope, today)


def in_reach_of(scope: FigureScope) -> ColumnElement[bool]:
    """The stations of a scope: all of a region, or one and the rooms under it."""
    if scope.station_id is not None:
        return or_(Station.id == scope.station_id, Station.parent_id == scope.station_id)
    return Station.region_code.startswith(scope.region_code, autoescape=True)


def _in_scope(query: Any, scope: FigureScope, today: date) -> Any:
    return _within(query.select_from(DutyDay), scope, today).where(DutyDay.state == "open")


def _within(query: Any, scope: FigureScope, today: date) -> Any:
    """Days that have been, within the period."""
    query = query.where(DutyDay.station_id.in_(select(Station.id).where(in_reach_of(scope))))
    query = query.where(DutyDay.day <= min(scope.ends or today, today))
    return query.where(DutyDay.day >= scope.begins) if scope.begins else query
