"""Pages of technology problems and of cooperation with institutes."""

from __future__ import annotations

from typing import Any, Final

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
from plugins.agri_machinery import enterprises, meetings
from plugins.agri_machinery.blueprint import bp
from plugins.agri_machinery.models import Problem
from plugins.agri_machinery.permissions import BROWSE, RUN
from plugins.agri_machinery.problems import service
from plugins.agri_machinery.problems.forms import ProblemForm, StepForm
from plugins.agri_machinery.problems.words import MARKS, STATES

NAV: Final = (
    NavItem(
        title=_l("Technology problems"),
        endpoint="agri_machinery.problems",
        permission=BROWSE,
        place="station",
        order=72,
        icon="puzzle",
    ),
)


@bp.at_station.get("/problems")
@requires(BROWSE, on=Station)
def problems(station: Station) -> Any:
    """The register of a station's technology problems."""
    wanted = service.Wanted(words=asked_text(), state=asked_one_of("state", list(STATES)))
    query = service.in_register(wanted).where(Problem.station_id == station.id)
    orders = {
        "newest": (Problem.raised_on.desc(), Problem.id.desc()),
        "title": (Problem.title, Problem.id),
        "settled": (Problem.settled_on.is_(None), Problem.settled_on.desc(), Problem.id.desc()),
    }
    return render(
        "agri_machinery/problems/list.html",
        station=station,
        listing=listed(query, orders),
        wanted=wanted,
        states=STATES,
        marks=MARKS,
        may_add=viewer().may(RUN, station.scope()),
    )


@bp.at_station.route("/problems/new", methods=["GET", "POST"])
@requires(RUN, on=Station)
def add_problem(station: Station) -> Any:
    """Enter a problem that an enterprise has."""
    form = _offered(ProblemForm(raised_on=today()), station)
    if form.validate_on_submit():
        with form.attempt():
            kept = service.save(session(), Problem(station_id=station.id), **form.values)
            return done(url_for(".problem", problem=kept), _("Saved."))
    return render("agri_machinery/problems/edit.html", form=form, problem=None, station=station)


@bp.get("/problems/<id:problem>")
@requires(
    BROWSE,
    on=Problem,
    loading=(joinedload(Problem.enterprise), joinedload(Problem.cooperation), selectinload(Problem.steps)),
)
def problem(problem: Problem) -> Any:
    """A problem from where it was raised to its solution."""
    return render(
        "agri_machinery/problems/problem.html",
        problem=problem,
        states=STATES,
        marks=MARKS,
        meeting=meetings.named(session(), problem.station, problem.meeting_id),
        may_edit=viewer().may(RUN, problem.scope()),
    )


@bp.route("/problems/<id:problem>/edit", methods=["GET", "POST"])
@requires(RUN, on=Problem)
def edit_problem(problem: Problem) -> Any:
    """Correct what a problem is."""
    form = _offered(ProblemForm(obj=problem), problem.station, problem)
    if form.validate_on_submit():
        with form.attempt():
            facts = form.values
            if not form.meeting_id.choices[1:]:
                facts["meeting_id"] = problem.meeting_id  # alliances are away for now: nobody could choose
            service.save(session(), problem, **facts)
            return done(url_for(".problem", problem=problem), _("Saved."))
    return render("agri_machinery/problems/edit.html", form=form, problem=problem, station=problem.station)


@bp.route("/problems/<id:problem>/step", methods=["GET", "POST"])
@requires(RUN, on=Problem)
def move_problem(problem: Problem) -> Any:
    """Write down what was done about it, up to the solution."""
    form = StepForm(state=problem.state, day=today(), cooperation_id=problem.cooperation_id, solution=problem.solution)
    offer(form.cooperation_id, service.offered(session(), problem.station_id), _("Nobody from outside"))
    if form.validate_on_submit():
        with form.attempt():
            service.move(session(), problem, service.Step(**form.values), today())
            return done(url_for(".problem", problem=problem), _("Saved."))
    return render("agri_machinery/problems/step.html", form=form, problem=problem)


@bp.post("/problems/<id:problem>/remove")
@requires(RUN, on=Problem)
def remove_problem(problem: Problem) -> Any:
    """Take a problem out that was entered by mistake."""
    station = problem.station
    service.remove(session(), problem)
    return done(url_for(".problems", station=station), _("The problem is taken out of the register."))


def _offered(form: ProblemForm, station: Station, known: Problem | None = None) -> ProblemForm:
    chosen = known.enterprise_id if known else None
    offer(form.enterprise_id, enterprises.offered(session(), station, chosen), _("Not among them"))
    meeting_id = known.meeting_id if known else None
    offer(form.meeting_id, meetings.offered(session(), station, meeting_id), _("At none"))
    return form
