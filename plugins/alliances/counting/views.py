"""Pages of figures: the numbers of a period, and the records behind each of them."""

from __future__ import annotations

from typing import Any

from flask import url_for

from core.api.declare import Figure, NavItem
from core.api.web import _l, asked_one_of, listed, render, requires, session, today
from plugins.alliances.blueprint import bp
from plugins.alliances.counting.asked import Asked, asked_scope
from plugins.alliances.counting.kinds import KINDS
from plugins.alliances.figures import FIGURES
from plugins.alliances.permissions import BROWSE

NAV = (
    NavItem(
        title=_l("Figures of alliances"), endpoint="alliances.figures", permission=BROWSE, order=49, icon="bar-chart"
    ),
)


@bp.get("/figures")
@requires(BROWSE)
def figures() -> Any:
    """The numbers of a period, each leading to its records."""
    asked = asked_scope(BROWSE)
    shown = [(figure, figure.compute(session(), asked.scope), _records_of(figure, asked)) for figure in FIGURES]
    return render("alliances/counting/figures.html", asked=asked, figures=shown)


@bp.get("/records")
@requires(BROWSE)
def records() -> Any:
    """The records behind a number."""
    asked = asked_scope(BROWSE)
    what = asked_one_of("what", tuple(KINDS)) or "meetings"
    kind = KINDS[what]
    query = kind.query(asked.scope, today())
    columns = query.selected_columns
    orders = {
        "day": (columns["day"].desc(), columns["id"], columns["about"]),
        "about": (columns["about"], columns["id"]),
        "station": (columns["station"], columns["id"], columns["about"]),
    }
    return render("alliances/counting/records.html", listing=listed(query, orders), asked=asked, what=what, kind=kind)


def _records_of(figure: Figure, asked: Asked) -> str:
    arguments: dict[str, Any] = {**asked.arguments, **figure.arguments}
    return url_for(".records", **arguments)
