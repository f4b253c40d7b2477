"""What meetings show on pages of the core, and on that of an alliance."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from core.api.data import Viewer
from core.api.declare import Panel, _
from plugins.alliances.meetings import lists
from plugins.alliances.meetings.words import STATES, named, when
from plugins.alliances.models import Alliance
from plugins.alliances.permissions import OWN, RUN


def waiting_for(session: Session, viewer: Viewer, day: date) -> Iterator[Panel]:
    """A deputy's next meetings; those without an answer wait for a tap."""
    if viewer.deputy_id is None or not viewer.may(OWN):
        return
    if waiting := lists.waiting_for(session, viewer.deputy_id, day):
        yield Panel(
            title=_("My meetings"),
            template="alliances/meetings/panel_mine.html",
            context={"waiting": waiting, "named": named, "when": when},
            order=9,
        )


def of_alliance(session: Session, viewer: Viewer, alliance: Alliance, day: date) -> Iterator[Panel]:
    """The next and the last meetings of an alliance."""
    rows = lists.of_alliance(session, alliance.id)
    may_run = viewer.may(RUN, alliance.scope()) and not alliance.is_dissolved
    if rows or may_run:
        yield Panel(
            title=_("Meetings"),
            template="alliances/meetings/panel_alliance.html",
            context={
                "meetings": rows,
                "alliance": alliance,
                "may_run": may_run,
                "named": named,
                "when": when,
                "states": STATES,
                "today": day,
            },
            order=10,
        )
