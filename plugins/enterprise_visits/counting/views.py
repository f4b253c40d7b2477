"""Pages of figures: the numbers of a period, and the records behind each of them."""

from __future__ import annotations

from typing import Any

from flask import url_for

from core.api.declare import Figure, NavItem, Permission, Role
from core.api.web import _l, asked_one_of, listed, render, requires, session, today, viewer
from plugins.enterprise_visits.blueprint import bp
from plugins.enterprise_visits.counting import kinds
from plugins.enterprise_visits.counting.asked import Asked, asked_scope
from plugins.enterprise_visits.figures import FIGURES

COUNT = "enterprise_visits.count"
PERMISSIONS = (
    Permission(
        COUNT,
        _l("See the figures and pictures of enterprise visits"),
        frozenset({Role.ADMINISTRATOR, Role.OFFICE, Role.LEADER, Role.MANAGER}),
    ),
)
NAV = (
    NavItem(
        title=_l("Figures of enterprise visits"),
        endpoint="enterprise_visits.figures",
        permission=COUNT,
        order=39,
        icon="bar-chart",
    ),
)
BRAND = "enterprise_brand."
"""Names that one place gives to figures shown already; they are printed, not shown twice."""


@bp.get("/figures")
@requires(COUNT)
def figures() -> Any:
    """The numbers of a period, each leading to its records."""
    asked = asked_scope(COUNT)
    shown = [figure for figure in FIGURES if not figure.key.startswith(BRAND)]
    return render(
        "enterprise_visits/counting/figures.html",
        asked=asked,
        figures=[(figure, figure.compute(session(), asked.scope), _records_of(figure, asked)) for figure in shown],
    )


@bp.get("/records")
@requires(COUNT)
def records() -> Any:
    """The records behind a number."""
    asked = asked_scope(COUNT)
    what = asked_one_of("what", tuple(kinds.KINDS)) or "visits"
    kind = kinds.KINDS[what]
    states = (*kind.codes, *(kinds.GROUPS if what == "difficulties" else ())) if kind.narrowed else ()
    state = asked_one_of("state", states)
    query = kind.query(viewer(), asked.scope, today(), state)
    columns = query.selected_columns
    orders = {
        "day": (columns["day"].desc(), columns["id"]),
        "about": (columns["about"], columns["id"]),
        "station": (columns["station"], columns["id"]),
    }
    return render(
        "enterprise_visits/counting/records.html",
        listing=listed(query, orders),
        asked=asked,
        what=what,
        kind=kind,
        state=state,
        words=kinds.WORDS_OF_WHO.get(what, {}),
        may_open=viewer().may(kind.permission),
        between=kinds.BETWEEN,
    )


def _records_of(figure: Figure, asked: Asked) -> str:
    arguments: dict[str, Any] = {**asked.arguments, **figure.arguments}
    return url_for(figure.endpoint or "", **arguments)
