"""Build-up plans: the list, a plan with its progress, and its targets."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, url_for

from core.access import Permission, Role
from core.buildup import service
from core.buildup.forms import PlanForm, fields_of, numbers_of, targets_form
from core.buildup.models import BuildPlan
from core.clock import today
from core.plugin_host.declarations import NavItem
from core.regions import service as regions
from core.regions.fields import offer_regions
from core.web import _, done, render, requires, session, viewer
from core.words import lazy as _l

bp = Blueprint("buildup", __name__, template_folder="templates")

OFFICE = frozenset({Role.ADMINISTRATOR, Role.OFFICE})
PERMISSIONS = (
    Permission("buildup.browse", _l("See build-up plans and their progress"), OFFICE | {Role.LEADER}),
    Permission("buildup.edit", _l("Set build-up plans and their targets"), OFFICE),
)
NAV = (
    NavItem(
        title=_l("Build-up plan"),
        endpoint="buildup.index",
        permission="buildup.browse",
        place="admin",
        order=30,
        icon="bar-chart-steps",
    ),
)


@bp.get("/build-up/")
@requires("buildup.browse")
def index() -> Any:
    """The plans within reach."""
    plans = session().scalars(service.in_list(viewer().reach("buildup.browse"))).all()
    return render("buildup/index.html", plans=plans)


@bp.get("/build-up/<id:build_plan>")
@requires("buildup.browse", on=BuildPlan)
def show(build_plan: BuildPlan) -> Any:
    """How far the plan has come, by tier and year; which townships have none."""
    return render(
        "buildup/show.html",
        plan=build_plan,
        progress=service.progress(session(), build_plan),
        this_year=today().year,
        may_edit=viewer().may("buildup.edit", build_plan.scope()),
    )


@bp.route("/build-up/new", methods=["GET", "POST"])
@requires("buildup.edit")
def create() -> Any:
    """Begin a plan."""
    year = today().year
    form = _offered(PlanForm(first_year=year, last_year=year + 2), None)
    if form.validate_on_submit():
        with form.attempt():
            plan = service.save(session(), BuildPlan(), **form.values)
            return done(url_for(".targets", build_plan=plan), _("The plan is entered. Now set its targets."))
    return render("buildup/edit.html", form=form, plan=None)


@bp.route("/build-up/<id:build_plan>/edit", methods=["GET", "POST"])
@requires("buildup.edit", on=BuildPlan)
def edit(build_plan: BuildPlan) -> Any:
    """Change the name and years of a plan."""
    form = _offered(PlanForm(obj=build_plan), build_plan)
    if form.validate_on_submit():
        with form.attempt():
            service.save(session(), build_plan, **form.values)
            return done(url_for(".show", build_plan=build_plan), _("Saved."))
    return render("buildup/edit.html", form=form, plan=build_plan)


@bp.route("/build-up/<id:build_plan>/targets", methods=["GET", "POST"])
@requires("buildup.edit", on=BuildPlan)
def targets(build_plan: BuildPlan) -> Any:
    """How many of each tier are to be opened in each year."""
    form = targets_form(build_plan)
    if form.validate_on_submit():
        with form.attempt():
            service.set_targets(session(), build_plan, numbers_of(form, build_plan))
            return done(url_for(".show", build_plan=build_plan), _("Saved."))
    return render("buildup/targets.html", form=form, plan=build_plan, years=fields_of(form, build_plan))


@bp.post("/build-up/<id:build_plan>/remove")
@requires("buildup.edit", on=BuildPlan)
def remove(build_plan: BuildPlan) -> Any:
    """Give the plan up."""
    name = build_plan.name
    service.remove(session(), build_plan)
    return done(url_for(".index"), _("%(name)s is removed. The stations stay.", name=name))


def _offered(form: PlanForm, plan: BuildPlan | None) -> PlanForm:
    found = regions.within(session(), viewer().reach("buildup.edit"))
    offer_regions(form.region_code, found, plan.region if plan else None)
    return form
