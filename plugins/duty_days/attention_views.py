"""Pages of what waits at the stations, and one tap that reminds everybody who has not answered."""

from __future__ import annotations

from typing import Any

from flask import url_for

from core.api.data import Station
from core.api.declare import DomainError
from core.api.web import _, done, listed, now, render, requires, session, today, viewer
from plugins.duty_days import attention
from plugins.duty_days.blueprint import bp
from plugins.duty_days.panels import planned_until
from plugins.duty_days.signing_up import invitations


@bp.get("/to-do")
@requires("duty_days.manage")
def to_do() -> Any:
    """The stations where something waits, with how much of what."""
    return _page()


@bp.post("/remind")
@requires("duty_days.manage")
def remind_everybody() -> Any:
    """Remind all who were invited to coming days of these stations and have not answered."""
    reach = viewer().reach("duty_days.manage")
    try:
        sittings = attention.sittings_unanswered(session(), reach, today())
        number = invitations.remind_all(session(), sittings, now())
    except DomainError as problem:
        return _page(problem)
    return done(url_for(".to_do"), _("Deputies reminded: %(n)s", n=number))


def _page(problem: DomainError | None = None) -> Any:
    until = planned_until(today())
    query = attention.by_station(session(), viewer().reach("duty_days.manage"), today(), until)
    page = render(
        "duty_days/to_do.html",
        listing=listed(query, {"name": (Station.name, Station.id)}),
        words=attention.WORDS,
        until=until,
        problem=problem,
    )
    if problem is not None:
        page.status_code = problem.status
    return page
