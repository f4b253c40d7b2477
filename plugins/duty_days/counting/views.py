"""Pages of figures: the numbers of a period, and the records behind each of them."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlalchemy import select

from core.api.data import Deputy, Person, Scope, Station
from core.api.declare import Figure
from core.api.web import _l, asked_one_of, listed, render, requires, session, today, viewer
from plugins.duty_days.blueprint import bp
from plugins.duty_days.counting import records
from plugins.duty_days.counting.asked import Asked, asked_scope
from plugins.duty_days.figures import FIGURES, LEVELS
from plugins.duty_days.models import DutyDay, Reception, Sitting
from plugins.duty_days.receiving.words import KINDS as RECEPTION_KINDS
from plugins.duty_days.receiving.words import STATES

DUTIES = {
    "served": _l("Served"),
    "came": _l("Checked in"),
    "checked": _l("All who were to check in"),
    "missing": _l("Who did not come"),
}
KINDS = {"received": _l("Received at the station"), "visited": _l("Visited from it")}
STATE_WORDS = {**STATES, records.REVOKED: _l("Check-in revoked"), records.UNKNOWN: _l("Not recorded")}


@bp.get("/figures")
@requires("duty_days.browse")
def figures() -> Any:
    """The numbers of a period, each leading to its records."""
    asked = asked_scope("duty_days.browse")
    computed = [(figure, figure.compute(session(), asked.scope)) for figure in FIGURES]
    return render(
        "duty_days/figures.html",
        asked=asked,
        figures=[(figure, number, _records_of(figure, asked)) for figure, number in computed],
    )


@bp.get("/duties")
@requires("duty_days.browse")
def duties() -> Any:
    """Who served when, and whether they checked in."""
    asked = asked_scope("duty_days.browse")
    wanted, level = asked_one_of("state", tuple(DUTIES)) or "served", asked_one_of("level", tuple(LEVELS))
    rows = (
        records.due(asked.scope, today())
        if wanted in ("served", "came")
        else records.checked(asked.scope, today()).subquery()
    )
    query = (
        select(
            DutyDay.id,
            DutyDay.day,
            Station.id.label("station_id"),
            Station.name.label("station"),
            Sitting.part,
            Deputy.id.label("deputy_id"),
            Person.name,
            rows.c.state,
        )
        .select_from(rows)
        .join(Sitting, Sitting.id == rows.c.sitting_id)
        .join(DutyDay, DutyDay.id == Sitting.duty_day_id)
        .join(Station, Station.id == DutyDay.station_id)
        .join(Deputy, Deputy.id == rows.c.deputy_id)
        .join(Person, Person.id == Deputy.person_id)
    )
    states = {"served": records.SERVED, "came": records.CAME}.get(wanted)
    if states:
        query = query.where(rows.c.state.in_(states))
    elif wanted == "missing":
        query = query.where(rows.c.state.not_in(records.CAME))
    if level:
        query = query.where(records.of_levels(rows.c.deputy_id, LEVELS[level]))
    orders = {
        "day": (DutyDay.day.desc(), Station.sort_key, Sitting.id, Deputy.id),
        "name": (Deputy.sort_key, Deputy.id, DutyDay.day, Sitting.id),
        "station": (Station.sort_key, DutyDay.day, Sitting.id, Deputy.id),
    }
    return render(
        "duty_days/duties.html",
        listing=listed(query, orders),
        asked=asked,
        wanted=wanted,
        level=level,
        choices=list(DUTIES.items()),
        states=STATE_WORDS,
        today=today(),
    )


@bp.get("/received")
@requires("duty_days.browse")
def received() -> Any:
    """Which parties were received or visited, without names and numbers of those received."""
    asked, kind = asked_scope("duty_days.browse"), asked_one_of("kind", tuple(KINDS))
    query: Any = select(
        Reception.id,
        Reception.kind,
        Reception.persons,
        Reception.party,
        Reception.entered_later,
        DutyDay.day,
        Station.id.label("station_id"),
        Station.region_code,
        Station.name.label("station"),
    )
    query = records.receptions(query, asked.scope, today()).join(Station, Station.id == DutyDay.station_id)
    if kind:
        query = query.where(Reception.kind == "visited" if kind == "visited" else Reception.kind != "visited")
    orders = {
        "day": (DutyDay.day.desc(), Reception.id),
        "station": (Station.sort_key, DutyDay.day, Reception.id),
        "persons": (Reception.persons.desc(), Reception.id),
    }
    listing = listed(query, orders)
    reach = viewer().reach("duty_days.run")
    return render(
        "duty_days/received.html",
        listing=listing,
        asked=asked,
        kind=kind,
        choices=list(KINDS.items()),
        kinds=RECEPTION_KINDS,
        may_open={row.id for row in listing.page.rows if reach.covers(Scope(row.region_code, row.station_id))},
        today=today(),
    )


def _records_of(figure: Figure, asked: Asked) -> str:
    arguments: dict[str, Any] = {**asked.arguments, **figure.arguments}
    return url_for(figure.endpoint or "", **arguments)
