"""Entering past visits from a spreadsheet: the template, a look before it is written, and writing it once."""

from __future__ import annotations

from io import BytesIO
from typing import Any, Final

from flask import send_file

from core.api.data import Station
from core.api.declare import DomainError
from core.api.web import _, begin_write, done, now, reads_first, render, requires, session, today, url_for, viewer
from plugins.enterprise_visits.blueprint import bp
from plugins.enterprise_visits.models import VisitSheet
from plugins.enterprise_visits.visiting import sheets
from plugins.enterprise_visits.visiting.access import PLAN
from plugins.enterprise_visits.visiting.errors import VisitSheetTooLarge
from plugins.enterprise_visits.visiting.forms import MOST_SHEET_MB, ConfirmForm, VisitSheetForm

WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.at_station.route("/past-visits", methods=["GET", "POST"])
@requires(PLAN, on=Station)
@reads_first
def past_visits(station: Station) -> Any:
    """Choose a filled-in template; what it says is shown before anything is written."""
    form, number = VisitSheetForm(), station.id
    if form.validate_on_submit():
        try:
            rows = _read(form, station)
        except DomainError as problem:
            form.add_problem(str(problem), problem.field)
        else:
            kept = sheets.keep(begin_write(), number, form.file.data.filename or "", rows, now())
            return done(url_for(".visit_sheet", visit_sheet=kept))
    return render("enterprise_visits/visiting/past.html", form=form, station=station, today=today())


@bp.at_station.get("/past-visits/template.xlsx")
@requires(PLAN, on=Station)
def past_visits_template(station: Station) -> Any:
    """The workbook to fill in, with the names that are known here."""
    enterprises = sorted(sheets.enterprises_here(session(), station, today()))
    made = sheets.template(enterprises, sorted(sheets.deputies_ever(session(), station)))
    name = _("Past visits, %(station)s.xlsx", station=station.name.replace("/", " "))
    return send_file(BytesIO(made), WORKBOOK, as_attachment=True, download_name=str(name))


@bp.route("/past-visits/<id:visit_sheet>", methods=["GET", "POST"])
@requires(PLAN, on=VisitSheet)
def visit_sheet(visit_sheet: VisitSheet) -> Any:
    """What a filled-in template says, row by row; its good rows are written with one button."""
    form, station = ConfirmForm(), visit_sheet.station
    if form.validate_on_submit():
        with form.attempt():
            written = sheets.write(session(), visit_sheet, account_id=viewer().account_id, today=today(), at=now())
            return done(
                url_for(".visits", station=station), _("Written: %(n)s visits, marked as entered later.", n=written)
            )
    rows = sheets.looked_at(session(), visit_sheet)
    enterprises, deputies = sheets.names_of(session(), rows)
    return render(
        "enterprise_visits/visiting/sheet.html",
        form=form,
        sheet=visit_sheet,
        station=station,
        good=[row for row in rows if row.is_good],
        faulty=[row for row in rows if row.problems],
        known=[row for row in rows if row.is_known],
        enterprises=enterprises,
        deputies=deputies,
        today=today(),
    )


@bp.post("/past-visits/<id:visit_sheet>/discard")
@requires(PLAN, on=VisitSheet)
def discard_visit_sheet(visit_sheet: VisitSheet) -> Any:
    """Write nothing of it."""
    station = visit_sheet.station
    ConfirmForm()
    session().delete(visit_sheet)
    return done(url_for(".past_visits", station=station), _("Nothing was written."))


def _read(form: VisitSheetForm, station: Station) -> list[sheets.Read]:
    with form.file.data.stream as stream:
        data: bytes = stream.read(MOST_SHEET_MB * 2**20 + 1)
    if len(data) > MOST_SHEET_MB * 2**20:
        raise VisitSheetTooLarge(size=MOST_SHEET_MB)
    enterprises = sheets.enterprises_here(session(), station, today())
    return sheets.read(data, enterprises, sheets.deputies_ever(session(), station), today())
