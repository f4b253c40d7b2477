"""Pages of what waits: enterprises overdue for a visit, those visited too often, and one tap that reminds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from flask import url_for
from sqlalchemy.orm import Session

from core.api.data import Enterprise, Viewer
from core.api.declare import DomainError, NotFound, Panel, Permission, Role
from core.api.web import _, _l, done, listed, now, render, requires, session, today, viewer
from plugins.enterprise_visits import attention
from plugins.enterprise_visits.blueprint import bp

REMIND: Final = "enterprise_visits.remind"
PERMISSIONS: Final = (
    Permission(
        REMIND,
        _l("See which enterprises are overdue for a visit, and remind their deputies"),
        frozenset({Role.ADMINISTRATOR, Role.OFFICE, Role.MANAGER}),
    ),
)
SHOWN: Final = 5


@bp.get("/overdue")
@requires(REMIND)
def overdue() -> Any:
    """The enterprises overdue for a visit, the longest unvisited first; and those visited too often this week."""
    return _page()


@bp.post("/overdue/remind")
@requires(REMIND)
def remind_of_overdue() -> Any:
    """Remind the deputies of all enterprises that are overdue."""
    return _remind(None)


@bp.post("/enterprises/<id:enterprise>/remind")
@requires(REMIND)
def remind_of_enterprise(enterprise: int) -> Any:
    """Remind the deputies of one enterprise."""
    if session().get(Enterprise, enterprise) is None:
        raise NotFound
    return _remind(enterprise)


def panel(session: Session, viewer: Viewer, day: date) -> Iterator[Panel]:
    """On the start page of who runs stations: what is overdue, with a tap for each; nothing where all is well."""
    if not viewer.may(REMIND):
        return
    reach = viewer.reach(REMIND)
    query = attention.overdue(session, reach, day)
    late = session.execute(attention.longest_first(query).limit(SHOWN)).all()
    if late:
        yield Panel(
            title=_l("Overdue for a visit"),
            template="enterprise_visits/attention/panel.html",
            context={
                "late": late,
                "number": attention.counted(session, reach, day) if len(late) == SHOWN else len(late),
                "today": day,
            },
            order=25,
        )


def _remind(enterprise: int | None) -> Any:
    try:
        number = attention.remind(session(), viewer().reach(REMIND), today(), now(), enterprise)
    except DomainError as problem:
        return _page(problem)
    return done(url_for(".overdue"), _("Deputies reminded: %(n)s", n=number))


def _page(problem: DomainError | None = None) -> Any:
    reach = viewer().reach(REMIND)
    query = attention.overdue(session(), reach, today())
    listing = listed(query, {"longest": attention.longest(query), "name": (Enterprise.sort_key, Enterprise.id)})
    page = render(
        "enterprise_visits/attention/overdue.html",
        listing=listing,
        names=attention.deputies_of(session(), [row.id for row in listing.page.rows], today()),
        burdened=attention.burdened(session(), reach, today()),
        problem=problem,
        today=today(),
    )
    if problem is not None:
        page.status_code = problem.status
    return page
