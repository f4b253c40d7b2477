"""What is counted of pairings and visits, under the names that places give it. Each number is one statement."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from core.api.data import Enterprise
from core.api.declare import Figure, FigureScope, LazyText, _
from core.api.work import today
from plugins.enterprise_visits.counting import records
from plugins.enterprise_visits.models import (
    Difficulty,
    Introduction,
    Lead,
    Pairing,
    Visit,
    VisitDeputy,
    VisitMeasure,
)

Compute = Callable[[Session, FigureScope], int | float | None]

STILL_OPEN: Final = ("open", "with_organ")
"""States in which nobody has said yet what becomes of a difficulty."""
PLANNED: Final = ("planned", "suggestion")
"""Planned as a suggestion; which has become one by now was planned, too."""


def coverage(session: Session, scope: FigureScope) -> float | None:
    """Of the enterprises, how many had a deputy on the last day of the period, in per cent."""
    here = records.enterprises(scope)
    paired = records.pairs(select(Pairing.enterprise_id), scope, today())
    query = select(func.count(), func.sum(case((Enterprise.id.in_(paired), 1), else_=0))).where(here)
    everybody, covered = session.execute(query).one()
    return round(100 * covered / everybody, 1) if everybody else None


def _of(records_of: Callable[..., Any], query: Callable[[], Any]) -> Compute:
    """How many of these records there are within a scope."""

    def count(session: Session, scope: FigureScope) -> int:
        return int(session.scalar(records_of(query(), scope, today())) or 0)

    return count


def _difficulties(*states: str) -> Compute:
    """How many difficulties are in one of these states; all of them, where none is named."""

    def query() -> Any:
        counted = select(func.count(Difficulty.id))
        return counted.where(Difficulty.state.in_(states)) if states else counted

    return _of(records.difficulties, query)


_pairs = _of(records.pairs, lambda: select(func.count(Pairing.id)))
_deputies_paired = _of(records.pairs, lambda: select(func.count(func.distinct(Pairing.deputy_id))))
_enterprises_paired = _of(records.pairs, lambda: select(func.count(func.distinct(Pairing.enterprise_id))))
_visits = _of(records.visits, lambda: select(func.count(Visit.id)))
_enterprises_visited = _of(records.visits, lambda: select(func.count(func.distinct(Visit.enterprise_id))))
_deputies_visiting = _of(
    records.visits,
    lambda: (
        select(func.count(func.distinct(VisitDeputy.deputy_id))).join(VisitDeputy.visit).where(VisitDeputy.was_there)
    ),
)
_measures = _of(
    records.visits, lambda: select(func.count(func.distinct(VisitMeasure.measure_id))).join(VisitMeasure.visit)
)
_explained = _of(records.visits, lambda: select(func.count(VisitMeasure.measure_id)).join(VisitMeasure.visit))
_introductions = _of(records.introductions, lambda: select(func.count(Introduction.id)))
_agreed = _of(
    records.introductions, lambda: select(func.count(Introduction.id)).where(Introduction.outcome == "agreed")
)
_projects = _of(records.projects, lambda: select(func.count(func.distinct(Lead.id))))


def _figure(key: str, title: LazyText, unit: LazyText, compute: Compute, what: str, **arguments: str) -> Figure:
    return Figure(
        key=key,
        title=title,
        unit=unit,
        compute=compute,
        endpoint="enterprise_visits.records",
        arguments={"what": what, **arguments},
    )


_PAIRS, _PERSONS, _ENTERPRISES, _PER_CENT = _("pairs"), _("persons"), _("enterprises in number"), _("per cent")
_VISITS, _MEASURES, _DIFFICULTIES = _("visits held"), _("measures"), _("difficulties")
_MEETINGS, _PROJECTS = _("introductions"), _("projects")

STATES: Final = {
    "open": _("Difficulties: open"),
    "answered": _("Difficulties: answered on the spot"),
    "mutual_help": _("Difficulties: solved by mutual help"),
    "with_organ": _("Difficulties: with an organ"),
    "solved_by_organ": _("Difficulties: solved by organs"),
    "planned": _("Difficulties: planned as suggestions"),
    "suggestion": _("Difficulties: became suggestions"),
}
FIGURES: Final = (
    _figure("pairs", _("Pairs of deputies and enterprises"), _PAIRS, _pairs, "pairs"),
    _figure("deputies_paired", _("Deputies paired with enterprises"), _PERSONS, _deputies_paired, "pairs"),
    _figure("enterprises_linked", _("Enterprises paired with deputies"), _ENTERPRISES, _enterprises_paired, "pairs"),
    _figure("pairing_coverage_pct", _("Enterprises that have a deputy"), _PER_CENT, coverage, "coverage"),
    _figure("enterprise_visits", _("Visits to enterprises"), _VISITS, _visits, "visits"),
    _figure("enterprises_visited", _("Enterprises visited"), _ENTERPRISES, _enterprises_visited, "visits"),
    _figure("deputies_visiting", _("Deputies who visited enterprises"), _PERSONS, _deputies_visiting, "visits"),
    _figure("policy_measures", _("Policy measures explained"), _MEASURES, _measures, "measures"),
    _figure("policy_explanations", _("Explanations of policy measures"), _VISITS, _explained, "measures"),
    _figure(
        "enterprise_difficulties.told",
        _("Difficulties that enterprises told of"),
        _DIFFICULTIES,
        _difficulties(),
        "difficulties",
    ),
    *(
        _figure(
            f"enterprise_difficulties.{state}",
            title,
            _DIFFICULTIES,
            _difficulties(state),
            "difficulties",
            state=state,
        )
        for state, title in STATES.items()
    ),
    _figure("introductions", _("Introductions of enterprises"), _MEETINGS, _introductions, "introductions"),
    _figure(
        "introductions_agreed",
        _("Introductions that led to an agreement"),
        _MEETINGS,
        _agreed,
        "introductions",
        state="agreed",
    ),
    _figure("investment_projects", _("Investment projects"), _PROJECTS, _projects, "projects"),
    _figure("enterprise_brand.deputies", _("Visits: deputies"), _PERSONS, _deputies_visiting, "visits"),
    _figure(
        "enterprise_brand.enterprises_visited", _("Visits: enterprises"), _ENTERPRISES, _enterprises_visited, "visits"
    ),
    _figure("enterprise_brand.policy_measures", _("Visits: policy measures"), _MEASURES, _measures, "measures"),
    _figure("enterprise_brand.difficulties", _("Visits: difficulties"), _DIFFICULTIES, _difficulties(), "difficulties"),
    _figure(
        "enterprise_brand.solved_by_mutual_help",
        _("Of these, solved by mutual help"),
        _DIFFICULTIES,
        _difficulties("mutual_help"),
        "difficulties",
        state="mutual_help",
    ),
    _figure(
        "enterprise_brand.solved_by_organs",
        _("Of these, solved by organs"),
        _DIFFICULTIES,
        _difficulties("solved_by_organ"),
        "difficulties",
        state="solved_by_organ",
    ),
    _figure(
        "enterprise_brand.planned_as_suggestions",
        _("Of these, planned as suggestions"),
        _DIFFICULTIES,
        _difficulties(*PLANNED),
        "difficulties",
        state="any_plan",
    ),
    _figure(
        "enterprise_brand.still_open",
        _("Of these, still open"),
        _DIFFICULTIES,
        _difficulties(*STILL_OPEN),
        "difficulties",
        state="still_open",
    ),
)
