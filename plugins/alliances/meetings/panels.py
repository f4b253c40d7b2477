"""What meetings show on pages of the core."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from core.api.data import Viewer
from core.api.declare import Panel, _
from plugins.alliances.meetings import lists
from plugins.alliances.meetings.words import named, when
from plugins.alliances.permissions import OWN


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
