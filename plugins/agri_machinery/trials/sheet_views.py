"""Measurements from a spreadsheet: the template, a look before it is written, and writing it once."""

from __future__ import annotations

from io import BytesIO
from typing import Any, Final

from flask import send_file
from sqlalchemy.orm import selectinload

from core.api.declare import DomainError
from core.api.web import _, begin_write, done, now, reads_first, render, requires, session, url_for
from plugins.agri_machinery.blueprint import bp
from plugins.agri_machinery.models import Plot, PlotSheet, Trial
from plugins.agri_machinery.permissions import RUN
from plugins.agri_machinery.trials import sheets
from plugins.agri_machinery.trials.errors import PlotSheetTooLarge
from plugins.agri_machinery.trials.forms import MOST_SHEET_MB, PlotSheetForm, WriteForm
from plugins.agri_machinery.trials.words import MEASURES

WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.route("/trials/<id:trial>/measurements", methods=["GET", "POST"])
@requires(RUN, on=Trial)
@reads_first
def measurements(trial: Trial) -> Any:
    """Choose a filled-in template; what it says is shown before anything is written."""
    form, number = PlotSheetForm(), trial.id
    if form.validate_on_submit():
        try:
            rows = sheets.read(_sent(form), trial)
        except DomainError as problem:
            form.add_problem(str(problem), problem.field)
        else:
            kept = sheets.keep(begin_write(), number, form.file.data.filename or "", rows, now())
            return done(url_for(".plot_sheet", plot_sheet=kept))
    return render("agri_machinery/trials/measurements.html", form=form, trial=trial)


@bp.get("/trials/<id:trial>/template.xlsx")
@requires(RUN, on=Trial, loading=(selectinload(Trial.plots).joinedload(Plot.treatment),))
def measurements_template(trial: Trial) -> Any:
    """The workbook to fill in: a row for each plot."""
    made = sheets.template(trial)
    name = _("Measurements, %(trial)s.xlsx", trial=trial.title.replace("/", " "))
    return send_file(BytesIO(made), WORKBOOK, as_attachment=True, download_name=str(name))


@bp.route("/measurements/<id:plot_sheet>", methods=["GET", "POST"])
@requires(RUN, on=PlotSheet)
def plot_sheet(plot_sheet: PlotSheet) -> Any:
    """What a filled-in template says, row by row; its good rows are written with one button."""
    form, trial = WriteForm(), plot_sheet.trial
    if form.validate_on_submit():
        with form.attempt():
            written = sheets.write(session(), plot_sheet)
            return done(url_for(".trial", trial=trial), _("Written: the measurements of %(n)s plots.", n=written))
    rows = sheets.looked_at(plot_sheet)
    return render(
        "agri_machinery/trials/sheet.html",
        form=form,
        sheet=plot_sheet,
        trial=trial,
        good=[row for row in rows if row.is_good],
        faulty=[row for row in rows if not row.is_good],
        measures=MEASURES,
    )


@bp.post("/measurements/<id:plot_sheet>/discard")
@requires(RUN, on=PlotSheet)
def discard_plot_sheet(plot_sheet: PlotSheet) -> Any:
    """Write nothing of it."""
    trial = plot_sheet.trial
    session().delete(plot_sheet)
    return done(url_for(".measurements", trial=trial), _("Nothing was written."))


def _sent(form: PlotSheetForm) -> bytes:
    with form.file.data.stream as stream:
        data: bytes = stream.read(MOST_SHEET_MB * 2**20 + 1)
    if len(data) > MOST_SHEET_MB * 2**20:
        raise PlotSheetTooLarge(size=MOST_SHEET_MB)
    return data
