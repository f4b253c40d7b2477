"""Where the pages of a text lie, and who may read which."""

from __future__ import annotations

from typing import Any

from core.api.declare import Forbidden
from core.api.web import render, session, today, url_for, viewer
from plugins.alliances.meetings.words import PARTS, named
from plugins.alliances.models.meetings import Meeting
from plugins.alliances.models.writing import Document
from plugins.alliances.permissions import WRITE
from plugins.alliances.writing.page import Desk, bare_desk, desk_of
from plugins.alliances.writing.words import KINDS


def home_of(meeting: Meeting, kind: str, document: Document | None, anchor: str | None = None) -> str:
    """The page of a text, at this place of it."""
    if kind == "minutes" and document is not None:
        return url_for(".document", document=document, _anchor=anchor)
    return url_for(".record", meeting=meeting, _anchor=anchor)


def home(document: Document, anchor: str | None = None) -> str:
    """The page of a text that was begun."""
    return home_of(document.meeting, document.kind, document, anchor)


def may_write(meeting: Meeting) -> bool:
    """Whether the viewer writes about this meeting."""
    return viewer().may(WRITE, meeting.scope())


def check_may_read(document: Document) -> None:
    """The record is read by all who see the meeting; minutes being written by those who write them. Raises Forbidden."""
    if document.kind == "minutes" and not may_write(document.meeting):
        raise Forbidden


def desk(meeting: Meeting, kind: str, document: Document | None) -> Desk:
    """What stands round the text for the viewer."""
    return desk_of(session(), meeting, kind, document, may_write=may_write(meeting))


def past(document: Document) -> Desk:
    """The text alone, for pages of its versions."""
    return bare_desk(document, may_write=may_write(document.meeting))


def shown(template: str, at: Desk, **more: Any) -> Any:
    """A page of a text, with all that its parts need."""
    title = named(at.meeting)
    trail = [(title, url_for(".meeting", meeting=at.meeting))]
    return render(
        f"alliances/writing/{template}",
        desk=at,
        meeting=at.meeting,
        document=at.document,
        home=home_of(at.meeting, at.kind, at.document),
        title=KINDS[at.kind],
        meeting_title=title,
        trail=trail,
        parts=PARTS,
        today=today(),
        **more,
    )
