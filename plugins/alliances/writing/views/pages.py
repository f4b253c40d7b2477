"""The page of a text: the record of a meeting, and the minutes while they are written."""

from __future__ import annotations

from typing import Any

from core.api.web import asked_number, done, requires, session, url_for, viewer
from plugins.alliances.blueprint import bp
from plugins.alliances.models.meetings import Meeting
from plugins.alliances.models.writing import Document
from plugins.alliances.permissions import BROWSE, WRITE
from plugins.alliances.writing import service
from plugins.alliances.writing.forms import PassageForm, passage_form
from plugins.alliances.writing.page import Desk, passages_of
from plugins.alliances.writing.said import Said
from plugins.alliances.writing.text import html
from plugins.alliances.writing.views.passages import offer_agenda
from plugins.alliances.writing.views.places import desk, home, shown
from plugins.alliances.writing.waiting import waiting_in


@bp.get("/meetings/<id:meeting>/record")
@requires(BROWSE, on=Meeting)
def record(meeting: Meeting) -> Any:
    """The record of a meeting: agenda, who said what, people and action items; a form for what is said next."""
    return _page(desk(meeting, "record", service.find_document(session(), meeting.id, "record")))


@bp.get("/documents/<id:document>")
@requires(WRITE, on=Document)
def document(document: Document) -> Any:
    """A text to be written: record or minutes."""
    return _page(desk(document.meeting, document.kind, document))


@bp.get("/documents/<id:document>/written")
@requires(WRITE, on=Document)
def written(document: Document) -> Any:
    """Where somebody goes on after writing: to both texts if what they wrote in this passage was overtaken, else back to the place in the text."""
    passage, me = asked_number("passage"), viewer().account_id
    waits = [one.id for one in waiting_in(session(), document) if (one.passage_id, one.account_id) == (passage, me)]
    if waits:
        return done(url_for(".both_texts", overtaken_text=waits[-1]))
    return done(home(document, f"passage-{passage}" if passage else "write"))


def _page(at: Desk) -> Any:
    form: PassageForm | None = None
    if at.takes_words:
        form = passage_form(Said(), 0, agenda_item=asked_number("item"))
        offer_agenda(form, at)
    return shown("text.html", at, passages=passages_of(session(), at.document), html=html, form=form)
