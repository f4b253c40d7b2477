"""What alliances show on pages of stations, chains, enterprises and deputies.

Strangers read the name, the purpose, the founding day and the member enterprises; only who may see an alliance can open it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy.orm import Session

from core.api.data import Chain, Deputy, Enterprise, Station, Viewer
from core.api.declare import Panel, _
from plugins.alliances.joining import reading
from plugins.alliances.joining.words import ROLES
from plugins.alliances.permissions import BROWSE, RUN

NAMED: Final = 8
"""So many member enterprises are named beside an alliance; how many more there are is said."""


def of_station(session: Session, viewer: Viewer, station: Station, day: date) -> Iterator[Panel]:  # noqa: ARG001 - a hook's signature
    """The alliances the station looks after; an empty panel only for who could found one."""
    rows = reading.at_station(session, station.id)
    may_run = viewer.may(RUN, station.scope())
    if rows or may_run:
        yield Panel(
            title=_("Alliances"),
            template="alliances/joining/panel_station.html",
            context={
                "alliances": rows,
                "station": station,
                "linked": viewer.may(BROWSE, station.scope()),
                "may_run": may_run,
            },
            order=34,
        )


def of_chain(session: Session, viewer: Viewer, chain: Chain, day: date) -> Iterator[Panel]:  # noqa: ARG001 - a hook's signature
    """The alliances of the chain with their member enterprises."""
    rows = reading.on_chain(session, chain.id)
    if rows:
        members = reading.enterprises_of(session, [row.id for row in rows])
        yield _panel(viewer, rows, members=members, named=NAMED)


def of_enterprise(session: Session, viewer: Viewer, enterprise: Enterprise, day: date) -> Iterator[Panel]:  # noqa: ARG001 - a hook's signature
    """The alliances the enterprise is a member of, as what and since when."""
    rows = reading.of_enterprise(session, enterprise.id)
    if rows:
        yield _panel(viewer, rows, roles=ROLES)


def of_deputy(session: Session, viewer: Viewer, deputy: Deputy, day: date) -> Iterator[Panel]:  # noqa: ARG001 - a hook's signature
    """The alliances the deputy is a member of, for who may see alliances."""
    if not (viewer.may(BROWSE, deputy.scope()) or viewer.deputy_id == deputy.id):
        return
    rows = reading.of_deputy(session, deputy.id)
    if rows:
        yield _panel(viewer, rows, own=viewer.deputy_id == deputy.id, roles=ROLES)


def _panel(viewer: Viewer, rows: Sequence[Any], *, own: bool = False, **more: Any) -> Panel:
    linked = {row.id for row in rows if own or reading.may_open(viewer, row)}
    return Panel(
        title=_("Alliances"),
        template="alliances/joining/panel.html",
        context={"alliances": rows, "linked": linked, **more},
        order=34,
    )
