"""What is counted of this trade, under the names that places give it. Each number is one statement."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from core.api.data import Station, stations_within
from core.api.declare import Figure, FigureScope, _
from core.api.work import today
from plugins.agri_machinery.models import Cooperation, Plot, Problem, Trial


def settled(scope: FigureScope) -> Select[Any]:
    """Technology problems that were settled within the period."""
    query: Any = select(Problem.id.label("id"), Problem.title.label("title"), Problem.settled_on.label("day"))
    query = query.where(Problem.state == "settled", Problem.settled_on <= _last_day(scope))
    found: Select[Any] = query.where(Problem.settled_on >= scope.begins) if scope.begins else query
    return found


def cooperations(scope: FigureScope) -> Select[Any]:
    """Cooperations with institutes that went on at any time within the period."""
    title = (Cooperation.partner + " · " + Cooperation.subject).label("title")
    query: Any = select(Cooperation.id.label("id"), title, Cooperation.begins.label("day"))
    query = query.where(Cooperation.begins <= _last_day(scope))
    if scope.begins:
        query = query.where(or_(Cooperation.ends.is_(None), Cooperation.ends >= scope.begins))
    found: Select[Any] = query
    return found


def in_the_ground(scope: FigureScope) -> Select[Any]:
    """Trials that were sown within the period, with plots."""
    standing = select(Plot.id).where(Plot.trial_id == Trial.id).exists()
    query: Any = select(Trial.id.label("id"), Trial.title.label("title"), Trial.sown_on.label("day"))
    query = query.where(Trial.state.in_(("agreed", "finished")), standing, Trial.sown_on <= _last_day(scope))
    found: Select[Any] = query.where(Trial.sown_on >= scope.begins) if scope.begins else query
    return found


COUNTED: Final[Mapping[str, Callable[[FigureScope], Select[Any]]]] = {
    "problems": settled,
    "cooperations": cooperations,
    "trials": in_the_ground,
}
"""The records behind each number."""


def _last_day(scope: FigureScope) -> date:
    return min(scope.ends or today(), today())


def _count(what: str) -> Callable[[Session, FigureScope], int]:
    def count(session: Session, scope: FigureScope) -> int:
        here = COUNTED[what](scope).join(Station).where(stations_within(scope))
        return session.scalar(select(func.count()).select_from(here.subquery())) or 0

    return count


def _figure(key: str, title: Any, unit: Any, what: str) -> Figure:
    return Figure(
        key=key,
        title=title,
        unit=unit,
        compute=_count(what),
        endpoint="agri_machinery.records",
        arguments={"what": what},
    )


FIGURES: Final = (
    _figure(
        "technology_problems_settled", _("Technology problems settled"), _("technology problems in number"), "problems"
    ),
    _figure("research_cooperations", _("Research cooperations"), _("cooperations in number"), "cooperations"),
    _figure("field_trials", _("Field trials in the ground"), _("trials in number"), "trials"),
)
