"""The records behind the figures of this trade: within reach, a region or a station, and a period."""

from __future__ import annotations

from typing import Any, Final

from flask import request
from sqlalchemy import Select

from core.api.data import Station, stations_within, visible_to
from core.api.declare import FigureScope, LazyText, _
from core.api.web import asked_day, asked_number, asked_one_of, listed, render, requires, today, viewer
from plugins.agri_machinery import figures
from plugins.agri_machinery.blueprint import bp
from plugins.agri_machinery.models import Cooperation, Problem, Trial
from plugins.agri_machinery.permissions import BROWSE

WHAT: Final[dict[str, LazyText]] = {
    "problems": _("Technology problems settled"),
    "cooperations": _("Research cooperations"),
    "trials": _("Field trials in the ground"),
}
_MODELS: Final[dict[str, Any]] = {"problems": Problem, "cooperations": Cooperation, "trials": Trial}


@bp.get("/records")
@requires(BROWSE)
def records() -> Any:
    """What a number counts, a record a line."""
    what = asked_one_of("what", list(WHAT)) or "problems"
    place = request.args.get("place", "")
    scope = FigureScope(
        region_code=place if place.isalnum() else "",
        station_id=asked_number("station"),
        begins=asked_day("from"),
        ends=asked_day("to") or today(),
    )
    query = visible_to(viewer(), BROWSE, _query(what, scope), _MODELS[what])
    columns = query.selected_columns
    orders = {"day": (columns["day"].desc(), columns["id"]), "title": (columns["title"], columns["id"])}
    return render(
        "agri_machinery/records.html", listing=listed(query, orders), what=what, titles=WHAT, scope=scope, place=place
    )


def _query(what: str, scope: FigureScope) -> Select[Any]:
    counted = figures.COUNTED[what](scope)
    here: Select[Any] = counted.join(Station).where(stations_within(scope)).add_columns(Station.name.label("station"))
    return here
