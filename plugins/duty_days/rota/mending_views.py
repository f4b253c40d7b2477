"""The page on which who runs a station mends its rota after somebody dropped out."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from core.api.data import Station
from core.api.declare import DomainError
from core.api.web import _, done, now, render, requires, session, today
from plugins.duty_days.blueprint import bp
from plugins.duty_days.rota import mending


@bp.at_station.route("/rota/mend", methods=["GET", "POST"])
@requires("duty_days.manage", on=Station)
def mend(station: Station) -> Any:
    """Who dropped out of the coming rota, and who could take over; a tap gives the places to those who were shown."""
    if request.method != "POST":
        return _page(station)
    try:
        with session().begin_nested():
            found = mending.mend(session(), station, request.form.get("shown", ""), today=today(), at=now())
    except DomainError as problem:
        session().expire_all()
        return _page(station, problem)
    said = _("Places taken over: %(n)s. Those whom it concerns are told.", n=len(found.into))
    return done(url_for(".manage", station=station), said)


def _page(station: Station, problem: DomainError | None = None) -> Any:
    page = render(
        "duty_days/rota/mend.html",
        station=station,
        found=mending.proposed(session(), station, today()),
        problem=problem,
        today=today(),
    )
    if problem is not None:
        page.status_code = problem.status
    return page
