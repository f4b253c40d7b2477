"""Entering past days: from paper by hand, or from a filled-in template, looked at before it is written."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import send_file

from core.api.data import Station
from core.api.declare import DomainError
from core.api.declare import _ as _l
from core.api.web import _, begin_write, done, now, reads_first, render, requires, session, today, url_for
from plugins.duty_days.blueprint import bp
from plugins.duty_days.models import PaperSheet
from plugins.duty_days.receiving import sheets
from plugins.duty_days.receiving.forms import MOST_SHEET_MB, PastDayForm, SheetForm, WriteForm
from plugins.duty_days.receiving.words import CATEGORIES, KINDS, STATES

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SheetTooLarge(DomainError):
    """More than one upload takes."""

    code = "paper_sheet_too_large"
    field = "file"
    message = _l("The file is larger than %(size)s MB. Remove pictures and empty sheets, or send it in parts.")


@bp.at_station.route("/past-days", methods=["GET", "POST"])
@reads_first
@requires("duty_days.run", on=Station)
def past_days(station: Station) -> Any:
    """Choose a filled-in template: it is read, and shown before anything is written."""
    form, number = SheetForm(), station.id
    if form.validate_on_submit():
        try:
            rows = _read(form, station)
        except DomainError as problem:
            form.add_problem(str(problem), problem.field)
        else:
            kept = sheets.keep(begin_write(), number, form.file.data.filename or "", rows, now())
            return done(url_for(".paper_sheet", paper_sheet=kept))
    return render(
        "duty_days/past_days.html", form=form, by_hand=PastDayForm(formdata=None), station=station, today=today()
    )


def _read(form: SheetForm, station: Station) -> list[sheets.Read]:
    with form.file.data.stream as stream:
        data: bytes = stream.read(MOST_SHEET_MB * 2**20 + 1)
    if len(data) > MOST_SHEET_MB * 2**20:
        raise SheetTooLarge(size=MOST_SHEET_MB)
    return list(sheets.read(data, sheets.deputies_ever(session(), station), today()))


@bp.at_station.post("/past-days/by-hand")
@requires("duty_days.run", on=Station)
def past_day_by_hand(station: Station) -> Any:
    """Open a past day, to enter who came and who was received."""
    form = PastDayForm()
    if form.validate_on_submit():
        with form.attempt():
            day = sheets.past_day(
                session(), station, form.day.data or today(), form.begins.data, form.ends.data, today()
            )
            return done(url_for(".desk", duty_day=day))
    return render(
        "duty_days/past_days.html", form=SheetForm(formdata=None), by_hand=form, station=station, today=today()
    )


@bp.at_station.get("/past-days/template.xlsx")
@requires("duty_days.run", on=Station)
def past_days_template(station: Station) -> Any:
    """The workbook to fill in, with the names that are known here."""
    made = sheets.template(sorted(sheets.deputies_ever(session(), station)))
    name = _("Receptions of past days, %(station)s.xlsx", station=station.name.replace("/", " "))
    return send_file(BytesIO(made), WORKBOOK, as_attachment=True, download_name=str(name))


@bp.route("/past-days/<id:paper_sheet>", methods=["GET", "POST"])
@requires("duty_days.run", on=PaperSheet)
def paper_sheet(paper_sheet: PaperSheet) -> Any:
    """What a filled-in template says, row by row; its good rows are written with one button."""
    form, station = WriteForm(), paper_sheet.station
    if form.validate_on_submit():
        with form.attempt():
            received, attended = sheets.write(session(), paper_sheet, today(), now())
            words = _(
                "Written: %(received)s receptions, %(attended)s check-ins, marked as entered later.",
                received=received,
                attended=attended,
            )
            return done(url_for(".receptions", station=station), words)
    rows = sheets.looked_at(session(), paper_sheet)
    return render(
        "duty_days/paper_sheet.html",
        form=form,
        sheet=paper_sheet,
        station=station,
        good=[row for row in rows if row.is_good],
        faulty=[row for row in rows if row.problems],
        known=[row for row in rows if row.is_known],
        names=sheets.names_of(session(), rows),
        words={"kind": KINDS, "state": STATES, "category": CATEGORIES},
        today=today(),
    )


@bp.post("/past-days/<id:paper_sheet>/discard")
@requires("duty_days.run", on=PaperSheet)
def discard_paper_sheet(paper_sheet: PaperSheet) -> Any:
    """Write nothing of it."""
    station = paper_sheet.station
    session().delete(paper_sheet)
    return done(url_for(".past_days", station=station), _("Nothing was written."))
