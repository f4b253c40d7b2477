"""What action items show on other pages: on an alliance's, on a deputy's start page, and on that of who keeps alliances."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from core.api.data import Viewer
from core.api.declare import Panel, _
from plugins.alliances.actions import reading
from plugins.alliances.actions.words import MARKS, STATES
from plugins.alliances.models import Alliance
from plugins.alliances.permissions import OWN, RUN

SHOWN: Final = 5
WORDS: Final = {"states": STATES, "marks": MARKS}


def of_alliance(session: Session, viewer: Viewer, alliance: Alliance, day: date) -> Iterator[Panel]:
    """What the alliance agreed on and is still to be done, what is due first, first."""
    rows, number, late = reading.open_at(session, day, alliance_id=alliance.id, most=SHOWN)
    may_run = viewer.may(RUN, alliance.scope()) and not alliance.is_dissolved
    if rows or may_run:
        yield Panel(
            title=_("Action items"),
            template="alliances/actions/panel_alliance.html",
            context={
                "actions": rows,
                "number": number,
                "late": late,
                "alliance": alliance,
                "may_run": may_run,
                "today": day,
                **WORDS,
            },
            order=20,
        )


def waiting_for(session: Session, viewer: Viewer, day: date) -> Iterator[Panel]:
    """A deputy's own action items; for who keeps alliances, what is overdue and their own."""
    if viewer.may(OWN) or viewer.may(RUN):
        mine = reading.mine(session, viewer, is_open=True, most=SHOWN)
        if mine:
            yield Panel(
                title=_("My action items"),
                template="alliances/actions/panel_mine.html",
                context={"actions": mine, "today": day, "is_deputy": viewer.may(OWN), **WORDS},
                order=9,
            )
    if viewer.may(RUN):
        rows, number = reading.overdue_within(session, viewer.reach(RUN), day, SHOWN)
        if rows:
            yield Panel(
                title=_("Overdue action items"),
                template="alliances/actions/panel_overdue.html",
                context={"actions": rows, "number": number, "today": day},
                order=26,
            )
