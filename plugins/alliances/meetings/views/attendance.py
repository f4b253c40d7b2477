"""Attendance on the desk: marking by hand, the code to check in with, and the sheet to be signed."""

from __future__ import annotations

from typing import Any

from flask import Response

from core.api.data import Account, half_minute, make_code, record
from core.api.declare import DomainError
from core.api.paper import qr_svg
from core.api.web import (
    _,
    absolute,
    begin_write,
    derived_key,
    done,
    language,
    now,
    reads_first,
    render,
    requires,
    session,
    today,
    url_for,
    viewer,
)
from plugins.alliances.blueprint import bp
from plugins.alliances.meetings import attending, sheet
from plugins.alliances.meetings.errors import CodeNotShown
from plugins.alliances.meetings.forms import MarkForm, SheetForm
from plugins.alliances.meetings.views.participants import MARKED_AT_ONCE, list_of
from plugins.alliances.meetings.words import ATTENDANCES, named
from plugins.alliances.models import Meeting, Participant
from plugins.alliances.permissions import BROWSE, RUN

KEY = "alliances.check_in"


@bp.get("/meetings/<id:meeting>/attendance")
@requires(RUN, on=Meeting)
def attendance(meeting: Meeting) -> Any:
    """Who came: a list to mark, with the code beside it."""
    return render(
        "alliances/meetings/attendance.html",
        meeting=meeting,
        title=named(meeting),
        counted=attending.counted(session(), meeting.id),
        blank=MarkForm(formdata=None),
        sheet=SheetForm(formdata=None),
        **code_of(meeting),
        **list_of(meeting, MARKED_AT_ONCE),
    )


@bp.route("/participants/<id:participant>/mark", methods=["GET", "POST"])
@requires(RUN, on=Participant)
def mark_participant(participant: Participant) -> Any:
    """Somebody was there, is excused, or was absent."""
    form, meeting = MarkForm(), participant.meeting
    if not form.is_submitted():
        form.attendance.data, form.reason.data = participant.attendance or "", participant.reason
    if form.validate_on_submit():
        with form.attempt():
            known = form.attendance.data or None
            attending.mark(session(), participant, known, reason=form.reason.data or "", today=today())
            said = ATTENDANCES[known] if known else _("Nothing known")
            url = url_for(".attendance", meeting=meeting, _anchor=f"participant-{participant.id}")
            return done(url, _("%(name)s: %(attendance)s", name=participant.title, attendance=said))
    return render(
        "alliances/meetings/mark.html", form=form, participant=participant, meeting=meeting, title=named(meeting)
    )


@bp.post("/meetings/<id:meeting>/mark-rest")
@requires(RUN, on=Meeting)
def mark_rest(meeting: Meeting) -> Any:
    """Who declined is excused, everybody else who is not marked was absent."""
    url = url_for(".attendance", meeting=meeting)
    try:
        marked = attending.mark_rest(session(), meeting, today())
    except DomainError as problem:
        return done(url, str(problem))
    return done(url, _("Marked: %(n)s.", n=marked))


@bp.get("/meetings/<id:meeting>/code")
@requires(BROWSE, on=Meeting)
def meeting_code(meeting: Meeting) -> Any:
    """The code to check in with, as large as the screen of who runs, chairs or records the meeting."""
    if not viewer().may(RUN, meeting.scope()):
        mine = attending.own_of(session(), meeting.id, viewer().deputy_id, viewer().account_id)
        if mine is None or mine.part not in ("chairs", "records"):
            raise CodeNotShown
    return render(
        "alliances/meetings/code.html",
        meeting=meeting,
        title=named(meeting),
        counted=attending.counted(session(), meeting.id),
        today=today(),
        **code_of(meeting),
    )


@bp.post("/meetings/<id:meeting>/sheet")
@reads_first
@requires(RUN, on=Meeting)
def attendance_sheet(meeting: Meeting) -> Any:
    """The attendance sheet as PDF; who took it out is written down."""
    form = SheetForm()
    if not form.validate_on_submit():
        return render("alliances/meetings/sheet.html", form=form, meeting=meeting, title=named(meeting))
    only_blank, blank = bool(form.only_blank.data), form.blank.data or 0
    rows = [] if only_blank else sheet.rows_of(session(), meeting)
    made = sheet.printed(meeting, rows, blank=max(blank, 20) if only_blank else blank, language=language())
    facts = {"list": "alliances.attendance", "meeting": meeting.id, "rows": len(rows), "format": "pdf"}
    number = meeting.id
    writing = begin_write()
    record(writing, "export", writing.get_one(Account, viewer().account_id), facts)
    answer = Response(made, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="attendance-{number}.pdf"'
    return answer


def code_of(meeting: Meeting) -> dict[str, Any]:
    """The picture and the address of the code of this half minute; none but on the day itself."""
    if meeting.day != today() or meeting.state == "cancelled":
        return {"code_svg": None, "code_url": ""}
    code = make_code(derived_key(KEY), str(meeting.id), half_minute(now()))
    address = absolute(url_for(".here", code=code))
    return {"code_svg": qr_svg(address), "code_url": address}
