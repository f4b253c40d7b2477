"""Writing: adding, writing anew, moving and taking out items of a text."""

from __future__ import annotations

from typing import Any, Literal

from core.api.declare import NotFound
from core.api.web import _, asked_number, done, now, offer, requires, session, url_for, viewer
from plugins.alliances.blueprint import bp
from plugins.alliances.models.meetings import Meeting
from plugins.alliances.models.writing import Document, Passage
from plugins.alliances.permissions import WRITE
from plugins.alliances.writing import service, waiting
from plugins.alliances.writing.errors import Overtaken
from plugins.alliances.writing.forms import PassageForm, SeenForm, passage_form
from plugins.alliances.writing.page import Desk
from plugins.alliances.writing.said import Said
from plugins.alliances.writing.views.places import desk, home, shown


@bp.route("/meetings/<id:meeting>/record/add", methods=["GET", "POST"])
@requires(WRITE, on=Meeting)
def add_to_record(meeting: Meeting) -> Any:
    """Write down what is said; the first time this begins the record."""
    known = service.find_document(session(), meeting.id, "record")
    return _add(desk(meeting, "record", known), None)


@bp.route("/documents/<id:document>/add", methods=["GET", "POST"])
@requires(WRITE, on=Document)
def add_passage(document: Document) -> Any:
    """A further item of a text: at its end, or behind the one the address names."""
    return _add(desk(document.meeting, document.kind, document), _behind(document))


@bp.route("/passages/<id:passage>", methods=["GET", "POST"])
@requires(WRITE, on=Passage)
def write_passage(passage: Passage) -> Any:
    """Write an item anew. Who was overtaken comes to a page with both texts."""
    form = passage_form(Said.of(passage), passage.version)
    del form.agenda_item
    if form.validate_on_submit():
        with form.attempt():
            return _write(form, passage)
    at = desk(passage.document.meeting, passage.document.kind, passage.document)
    return shown("write.html", at, form=form, passage=passage, behind=None)


@bp.post("/passages/<id:passage>/move")
@requires(WRITE, on=Passage)
def move_passage(passage: Passage) -> Any:
    """One place earlier or later."""
    form = SeenForm()
    to: Literal["earlier", "later"] = "earlier" if form.to.data == "earlier" else "later"
    service.shift(session(), passage, form.on_version, to, account_id=viewer().account_id, at=now())
    return done(home(passage.document, f"passage-{passage.id}"), _("The item was moved."))


@bp.post("/passages/<id:passage>/remove")
@requires(WRITE, on=Passage)
def remove_passage(passage: Passage) -> Any:
    """Take an item out; it can be brought back from its versions."""
    form = SeenForm()
    service.remove(session(), passage, form.on_version, account_id=viewer().account_id, at=now())
    return done(home(passage.document), _("The item is taken out. It stands among the versions, to be brought back."))


def offer_agenda(form: PassageForm, at: Desk) -> None:
    """Offer the items of the agenda."""
    offer(form.agenda_item, [(one.id, one.words) for one in at.agenda], _("No item of the agenda"))


def _add(at: Desk, behind: Passage | None) -> Any:
    form = passage_form(Said(), 0, agenda_item=asked_number("item"))
    offer_agenda(form, at)
    if behind is not None or not at.agenda:
        del form.agenda_item
    if form.validate_on_submit():
        with form.attempt():
            document = at.document or service.document_of(session(), at.meeting.id, at.kind)
            passage = _put(form, document, behind)
            return done(home(document, "write" if behind is None else f"passage-{passage.id}"), _("Written down."))
    return shown("write.html", at, form=form, passage=None, behind=behind)


def _put(form: PassageForm, document: Document, behind: Passage | None) -> Passage:
    said, who = form.said, viewer().account_id
    told = {"heading": said.heading, "speaker": said.speaker, "words": said.words}
    if behind is not None:
        return service.insert(session(), behind, **told, account_id=who, at=now())
    item = form.agenda_item.data if form.agenda_item is not None else None
    return service.add(session(), document, **told, agenda_item_id=item, account_id=who, at=now())


def _write(form: PassageForm, passage: Passage) -> Any:
    said, who = form.said, viewer().account_id
    try:
        service.write(
            session(),
            passage,
            form.on_version,
            heading=said.heading,
            speaker=said.speaker,
            words=said.words,
            account_id=who,
            at=now(),
        )
    except Overtaken as overtaken:
        text = waiting.keep_waiting(session(), passage, form.on_version, overtaken.mine, account_id=who, at=now())
        return done(url_for(".both_texts", overtaken_text=text))
    return done(home(passage.document, f"passage-{passage.id}"), _("Written down."))


def _behind(document: Document) -> Passage | None:
    number = asked_number("behind")
    if number is None:
        return None
    found = session().get(Passage, number)
    if found is None or found.document_id != document.id:
        raise NotFound
    return found
