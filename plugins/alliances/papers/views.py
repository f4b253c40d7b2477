"""The papers of a meeting: to be read and printed, as Word, as PDF."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any, Final

from flask import Response, send_file
from sqlalchemy import select

from core.api.data import is_on, record
from core.api.declare import Forbidden, NotFound
from core.api.web import _, begin_write, reads_first, render, requires, session, url_for, viewer
from core.api.web import files as kept_files
from plugins.alliances.blueprint import bp
from plugins.alliances.meetings.attending import own_of
from plugins.alliances.models.meetings import Meeting
from plugins.alliances.models.minutes import Minutes
from plugins.alliances.papers import printed, service, words
from plugins.alliances.papers.errors import NoPaper, TemplateGone
from plugins.alliances.papers.forms import KINDS
from plugins.alliances.papers.gathered import sheet_of
from plugins.alliances.papers.sheet import Kind, Sheet
from plugins.alliances.papers.word.default import default
from plugins.alliances.papers.word.template import fill
from plugins.alliances.permissions import BROWSE, ISSUE, WRITE
from plugins.alliances.writing.text import html

WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF: Final = "application/pdf"


@bp.get("/meetings/<id:meeting>/minutes/paper")
@requires(BROWSE)
def minutes_paper(meeting: int) -> Any:
    """The minutes to be printed, as Word and as PDF."""
    return _page(_seen(meeting), "minutes")


@bp.get("/meetings/<id:meeting>/record/paper")
@requires(BROWSE)
def record_paper(meeting: int) -> Any:
    """The record to be printed, as Word and as PDF."""
    return _page(_seen(meeting), "record")


@bp.post("/meetings/<id:meeting>/minutes.docx")
@reads_first
@requires(BROWSE)
def minutes_as_word(meeting: int) -> Any:
    """The minutes as a Word document, in the station's template."""
    return _file(_seen(meeting), "minutes", "docx")


@bp.post("/meetings/<id:meeting>/minutes.pdf")
@reads_first
@requires(BROWSE)
def minutes_as_pdf(meeting: int) -> Any:
    """The minutes as PDF."""
    return _file(_seen(meeting), "minutes", "pdf")


@bp.post("/meetings/<id:meeting>/record.docx")
@reads_first
@requires(BROWSE)
def record_as_word(meeting: int) -> Any:
    """The record as a Word document, in the station's template."""
    return _file(_seen(meeting), "record", "docx")


@bp.post("/meetings/<id:meeting>/record.pdf")
@reads_first
@requires(BROWSE)
def record_as_pdf(meeting: int) -> Any:
    """The record as PDF."""
    return _file(_seen(meeting), "record", "pdf")


def in_station_template(sheet: Sheet, station_id: int) -> bytes:
    """The paper as a Word document, from the station's own template or the one of the house. Raises TemplateGone."""
    own = service.held(session(), station_id, sheet.kind)
    if own is None:
        return fill(default(sheet.kind), sheet)
    return fill(template_bytes(own.file.digest), sheet)


def template_bytes(digest: str) -> bytes:
    """The bytes of a template that was kept. Raises TemplateGone."""
    try:
        return kept_files().path(digest).read_bytes()
    except OSError as problem:
        raise TemplateGone from problem


def send(content: bytes, kind: str, name: str) -> Response:
    """A file to be saved, under its Chinese name too."""
    return send_file(BytesIO(content), kind, as_attachment=True, download_name=name)


def _page(meeting: Meeting, kind: Kind) -> Any:
    sheet = _sheet(meeting, kind)
    return render(
        "alliances/papers/paper.html",
        meeting=meeting,
        kind=kind,
        sheet=sheet,
        mark=words.mark(sheet) if sheet else "",
        facts=printed.facts(sheet) if sheet else [],
        labels=words.LABELS,
        signatures=printed.signatures(sheet) if sheet else [],
        words=words,
        html=html,
        trail=_trail(meeting, kind),
    )


def _trail(meeting: Meeting, kind: Kind) -> list[tuple[str, str]]:
    """The way back: for who is asked from elsewhere the own invitation, which is all they see of the meeting."""
    me = viewer()
    if me.may(BROWSE, meeting.scope()):
        text = (_("Minutes"), ".minutes") if kind == "minutes" else (_("Record"), ".record")
        return [(meeting.title, url_for(".meeting", meeting=meeting)), (text[0], url_for(text[1], meeting=meeting))]
    mine = own_of(session(), meeting.id, me.deputy_id, me.account_id)
    return [(meeting.title, url_for(".invitation", participant=mine))]


def _file(meeting: Meeting, kind: Kind, ending: str) -> Response:
    sheet = _sheet(meeting, kind)
    if sheet is None:
        raise NoPaper
    makers: dict[str, Callable[[], bytes]] = {
        "docx": lambda: in_station_template(sheet, meeting.station_id),
        "pdf": lambda: printed.printed(sheet),
    }
    content = makers[ending]()
    number = meeting.id
    writing = begin_write()
    facts = {"list": f"alliances.{kind}", "rows": len(sheet.passages), "format": ending}
    record(writing, "export", writing.get_one(Meeting, number), facts)
    return send(content, WORD if ending == "docx" else PDF, f"{sheet.title}-{KINDS[kind]}.{ending}")


def _sheet(meeting: Meeting, kind: Kind) -> Sheet | None:
    """What the viewer may have on paper: drafts of minutes only who writes or issues them."""
    sheet = sheet_of(session(), meeting, kind)
    if sheet is None or kind == "record" or not _is_first_draft(meeting):
        return sheet
    may_work_on_it = any(viewer().may(right, meeting.scope()) for right in (WRITE, ISSUE))
    return sheet if may_work_on_it else None


def _is_first_draft(meeting: Meeting) -> bool:
    return session().scalar(select(Minutes.state).where(Minutes.meeting_id == meeting.id)) == "draft"


def _seen(number: int) -> Meeting:
    """The meeting, for who may see it: by its station, or because they are asked to it wherever they are."""
    found = session().get(Meeting, number)
    if found is None or not is_on(session(), "alliances", found.station_id):
        raise NotFound
    me = viewer()
    if not me.may(BROWSE, found.scope()) and own_of(session(), number, me.deputy_id, me.account_id) is None:
        raise Forbidden
    return found
