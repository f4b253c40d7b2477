"""Pages of trials: the register, a trial with its field, laying it out, its plots, its plan on paper."""

from __future__ import annotations

from io import BytesIO
from typing import Any, Final

from flask import send_file
from sqlalchemy.orm import joinedload, selectinload

from core.api.data import Station
from core.api.declare import NavItem
from core.api.web import (
    _,
    _l,
    asked_one_of,
    asked_text,
    done,
    listed,
    offer,
    render,
    requires,
    session,
    today,
    url_for,
    viewer,
)
from plugins.agri_machinery import enterprises
from plugins.agri_machinery.blueprint import bp
from plugins.agri_machinery.models import Factor, Plot, Treatment, Trial
from plugins.agri_machinery.permissions import BROWSE, RUN
from plugins.agri_machinery.trials import plan, service
from plugins.agri_machinery.trials.forms import LayOutForm, NewTrialForm, PlotForm, TrialForm
from plugins.agri_machinery.trials.words import MARKS, MEASURES, STATES

NAV: Final = (
    NavItem(
        title=_l("Field trials"),
        endpoint="agri_machinery.trials",
        permission=BROWSE,
        place="station",
        order=71,
        icon="grid",
    ),
)
BLOCKS: Final = 3
"""So many are offered for a trial that has none yet."""


@bp.at_station.get("/trials")
@requires(BROWSE, on=Station)
def trials(station: Station) -> Any:
    """The register of a station's trials."""
    wanted = service.Wanted(words=asked_text(), state=asked_one_of("state", list(STATES)))
    query = service.in_register(wanted).where(Trial.station_id == station.id)
    orders = {
        "newest": (Trial.sown_on.is_(None), Trial.sown_on.desc(), Trial.id.desc()),
        "title": (Trial.title, Trial.id),
        "state": (Trial.state, Trial.id),
    }
    return render(
        "agri_machinery/trials/list.html",
        station=station,
        listing=listed(query, orders),
        wanted=wanted,
        states=STATES,
        marks=MARKS,
        may_add=viewer().may(RUN, station.scope()),
    )


@bp.at_station.route("/trials/new", methods=["GET", "POST"])
@requires(RUN, on=Station)
def add_trial(station: Station) -> Any:
    """Enter a trial: its question, and what is varied."""
    form = NewTrialForm(goal=20)
    offer(form.grower_id, enterprises.offered(session(), station), _("Not among them"))
    if form.validate_on_submit():
        with form.attempt():
            facts = {name: value for name, value in form.values.items() if name != "factors"}
            factors = service.read_factors(form.factors.data)
            kept = service.save(session(), Trial(station_id=station.id), factors, **facts)
            return done(url_for(".lay_out", trial=kept), _("Saved. Now lay the plots out."))
    return render("agri_machinery/trials/edit.html", form=form, trial=None, station=station)


@bp.get("/trials/<id:trial>")
@requires(
    BROWSE,
    on=Trial,
    loading=(
        selectinload(Trial.plots).joinedload(Plot.treatment),
        selectinload(Trial.factors).selectinload(Factor.levels),
        joinedload(Trial.grower),
    ),
)
def trial(trial: Trial) -> Any:
    """A trial: what it asks, its field with every plot, and what was measured."""
    return render(
        "agri_machinery/trials/trial.html",
        trial=trial,
        blocks=plan.in_blocks(trial),
        states=STATES,
        marks=MARKS,
        measures=MEASURES,
        weighed=sum(plot.yield_kg is not None for plot in trial.plots),
        may_edit=viewer().may(RUN, trial.scope()),
    )


@bp.route("/trials/<id:trial>/edit", methods=["GET", "POST"])
@requires(RUN, on=Trial)
def edit_trial(trial: Trial) -> Any:
    """Correct a trial, or say how it stands."""
    form = TrialForm(obj=trial)
    offer(form.grower_id, enterprises.offered(session(), trial.station, trial.grower_id), _("Not among them"))
    if form.validate_on_submit():
        with form.attempt():
            service.save(session(), trial, **form.values)
            return done(url_for(".trial", trial=trial), _("Saved."))
    return render("agri_machinery/trials/edit.html", form=form, trial=trial, station=trial.station)


@bp.post("/trials/<id:trial>/remove")
@requires(RUN, on=Trial)
def remove_trial(trial: Trial) -> Any:
    """Take a trial out that was entered by mistake."""
    station = trial.station
    service.remove(session(), trial)
    return done(url_for(".trials", station=station), _("The trial is taken out of the register."))


@bp.route("/trials/<id:trial>/lay-out", methods=["GET", "POST"])
@requires(RUN, on=Trial)
def lay_out(trial: Trial) -> Any:
    """Say which combinations stand in the field and how often; the plots are drawn by lot."""
    there = {plot.treatment_id for plot in trial.plots}
    form = LayOutForm(
        treatments=sorted(there) or [one.id for one in trial.treatments],
        control=next((one.id for one in trial.treatments if one.is_control), None),
        blocks=max((plot.block for plot in trial.plots), default=BLOCKS),
    )
    names = [(one.id, one.name) for one in trial.treatments]
    form.treatments.choices = names
    offer(form.control, names)
    if form.validate_on_submit():
        with form.attempt():
            service.lay_out(session(), trial, form.treatments.data or (), form.control.data, int(form.blocks.data or 0))
            return done(url_for(".trial", trial=trial), _("The plots are laid out."))
    return render("agri_machinery/trials/lay_out.html", form=form, trial=trial)


@bp.get("/trials/<id:trial>/plan.pdf")
@requires(BROWSE, on=Trial, loading=(selectinload(Trial.plots).joinedload(Plot.treatment), joinedload(Trial.grower)))
def field_plan(trial: Trial) -> Any:
    """The plan of the field on A4."""
    made = plan.printed(trial, today())
    name = _("Plan of the field, %(trial)s.pdf", trial=trial.title.replace("/", " "))
    return send_file(BytesIO(made), "application/pdf", as_attachment=True, download_name=str(name))


@bp.route("/trials/<id:trial>/plots/new", methods=["GET", "POST"])
@requires(RUN, on=Trial)
def add_plot(trial: Trial) -> Any:
    """A further plot."""
    form = _offered(PlotForm(), trial)
    if form.validate_on_submit():
        with form.attempt():
            service.save_plot(session(), Plot(trial_id=trial.id), **form.values)
            return done(url_for(".trial", trial=trial), _("Saved."))
    return render("agri_machinery/trials/plot.html", form=form, trial=trial, plot=None)


@bp.route("/plots/<id:plot>/edit", methods=["GET", "POST"])
@requires(RUN, on=Plot)
def edit_plot(plot: Plot) -> Any:
    """Correct a plot, or enter what was measured on it."""
    form = _offered(PlotForm(obj=plot), plot.trial)
    if form.validate_on_submit():
        with form.attempt():
            service.save_plot(session(), plot, **form.values)
            return done(url_for(".trial", trial=plot.trial), _("Saved."))
    return render("agri_machinery/trials/plot.html", form=form, trial=plot.trial, plot=plot)


@bp.post("/plots/<id:plot>/remove")
@requires(RUN, on=Plot)
def remove_plot(plot: Plot) -> Any:
    """Take a plot out that is not in the field."""
    trial = plot.trial
    service.remove_plot(session(), plot)
    return done(url_for(".trial", trial=trial), _("The plot is taken out."))


def _offered(form: PlotForm, trial: Trial) -> PlotForm:
    treatments: list[Treatment] = trial.treatments
    offer(form.treatment_id, [(one.id, f"{one.code} {one.name}") for one in treatments])
    return form
