"""Versions of a text: a ruler in time, two beside each other, and bringing a former one back."""

from __future__ import annotations

from typing import Any

from core.api.declare import NotFound
from core.api.web import _, asked_number, done, listed, now, requires, session, viewer
from plugins.alliances.blueprint import bp
from plugins.alliances.models.writing import Document, Passage, PassageVersion
from plugins.alliances.permissions import BROWSE, WRITE
from plugins.alliances.writing import service, versions
from plugins.alliances.writing.errors import PassageChanged
from plugins.alliances.writing.forms import SeenForm, number_in
from plugins.alliances.writing.text import html
from plugins.alliances.writing.views.places import check_may_read, home, past, shown
from plugins.alliances.writing.words import DEEDS, DIFFERENCES

NEWEST = {"newest": (PassageVersion.number.desc(),)}


@bp.get("/documents/<id:document>/versions")
@requires(BROWSE, on=Document)
def document_versions(document: Document) -> Any:
    """All versions of a text, or of one item of it: when, who, which item."""
    check_may_read(document)
    passage = _asked_passage(document)
    query = versions.listed_versions(document, passage.id if passage else None)
    return shown(
        "versions.html",
        past(document),
        listing=listed(query, NEWEST),
        passage=passage,
        deeds=DEEDS,
    )


@bp.get("/documents/<id:document>/compare")
@requires(BROWSE, on=Document)
def compare_versions(document: Document) -> Any:
    """Two versions of a text, or of one item of it, side by side in words."""
    check_may_read(document)
    passage = _asked_passage(document)
    asked = [min(asked_number(name) or document.latest, document.latest) for name in ("one", "other")]
    earlier, later = min(asked), max(asked)
    found = versions.differences(session(), document, earlier, later, passage.id if passage else None)
    return shown(
        "compare.html",
        past(document),
        earlier=earlier,
        later=later,
        found=found,
        passage=passage,
        differences=DIFFERENCES,
    )


@bp.get("/versions/<id:passage_version>")
@requires(BROWSE, on=PassageVersion)
def passage_version(passage_version: PassageVersion) -> Any:
    """An item as it stood in a version, beside what it says now."""
    document = passage_version.document
    check_may_read(document)
    passage = passage_version.passage
    found = versions.differences(session(), document, passage_version.number, document.latest, passage.id)
    return shown(
        "version.html",
        past(document),
        version=passage_version,
        passage=passage,
        found=found,
        html=html,
        deeds=DEEDS,
        differences=DIFFERENCES,
    )


@bp.post("/versions/<id:passage_version>/restore")
@requires(WRITE, on=PassageVersion)
def restore_version(passage_version: PassageVersion) -> Any:
    """Make an item say again what it said then, as a further version."""
    form = SeenForm()
    passage = service.restore(session(), passage_version, form.on_version, account_id=viewer().account_id, at=now())
    return done(home(passage.document, f"passage-{passage.id}"), _("The former version is brought back."))


@bp.post("/documents/<id:document>/restore")
@requires(WRITE, on=Document)
def restore_document(document: Document) -> Any:
    """Make the whole text as it was in a version, as a further version of each item that differs."""
    form = SeenForm()
    number = number_in(form.number.data)
    if not 0 < number <= document.latest:
        raise PassageChanged
    changed = versions.restore_document(
        session(), document, number, form.on_version, account_id=viewer().account_id, at=now()
    )
    return done(
        home(document), _("The text is as in version %(n)s again: %(items)s items changed.", n=number, items=changed)
    )


def _asked_passage(document: Document) -> Passage | None:
    number = asked_number("passage")
    if number is None:
        return None
    found = session().get(Passage, number)
    if found is None or found.document_id != document.id:
        raise NotFound
    return found
