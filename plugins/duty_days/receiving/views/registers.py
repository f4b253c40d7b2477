"""The register of receptions as PDF: of a day, or of a period; who took it out is written down."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response

from core.api.data import Account, Station, record
from core.api.declare import DomainError
from core.api.web import begin_write, language, reads_first, render, requires, session, today, viewer
from plugins.duty_days.blueprint import bp
from plugins.duty_days.models import DutyDay
from plugins.duty_days.receiving import register as service
from plugins.duty_days.receiving.forms import RegisterForm


@bp.post("/days/<id:duty_day>/register")
@reads_first
@requires("duty_days.run", on=DutyDay)
def register_of_day(duty_day: DutyDay) -> Any:
    """The register of a day, telephone numbers masked."""
    return _pdf(duty_day.station, duty_day.day, duty_day.day, whole=False)


@bp.at_station.route("/register", methods=["GET", "POST"])
@reads_first
@requires("duty_days.run", on=Station)
def register(station: Station) -> Any:
    """The register of a period."""
    form = RegisterForm()
    if not viewer().may("duty_days.reveal_visitors", station.scope()):
        del form.whole
    if form.validate_on_submit():
        whole = "whole" in form and bool(form.whole.data)
        try:
            return _pdf(station, form.begins.data or today(), form.ends.data or today(), whole=whole)
        except DomainError as problem:
            form.add_problem(str(problem), problem.field)
    if not form.is_submitted():
        form.begins.data, form.ends.data = today().replace(day=1), today()
    return render("duty_days/register.html", form=form, station=station)


def _pdf(station: Station, begins: date, ends: date, *, whole: bool) -> Response:
    records = service.of_days(session(), station, begins, ends)
    spoken = "en" if language() == "en" else "zh"
    made = service.printed(station, begins, ends, records, whole=whole, made_on=today(), language=spoken)
    facts = {
        "list": "duty_days.receptions",
        "station": station.id,
        "from": begins.isoformat(),
        "to": ends.isoformat(),
        "rows": len(records["received"]),
        "whole_numbers": whole,
        "format": "pdf",
    }
    writing = begin_write()
    record(writing, "export", writing.get_one(Account, viewer().account_id), facts)
    answer = Response(made, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="register-{begins}-{ends}.pdf"'
    return answer
