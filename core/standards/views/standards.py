"""Standards and their criteria: an office edits them."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from core.clock import today
from core.regions import service as regions
from core.regions.fields import offer_regions
from core.standards import service
from core.standards.forms import (
    CriterionForm,
    StaffCriterionForm,
    StandardForm,
    StartForm,
)
from core.standards.models import Criterion, Standard
from core.standards.views.blueprint import bp
from core.web import _, done, render, requires, session, viewer


@bp.get("/standards/")
@requires("standards.browse")
def index() -> Any:
    """The standards of the regions within reach and above, with their versions."""
    found = session().execute(service.in_list(viewer().reach("standards.browse"))).all()
    return render("standards/index.html", standards=found, today=today())


@bp.route("/standards/start", methods=["GET", "POST"])
@requires("standards.edit")
def start() -> Any:
    """Start from a set that comes along."""
    form = StartForm()
    _offer_regions(form, None)
    if form.validate_on_submit():
        with form.attempt():
            standard = service.start_from(session(), form.key.data, form.region_code.data, today())
            return done(url_for(".show", standard=standard), _("Copied. It is yours now: change what differs here."))
    return render("standards/start.html", form=form, sets=service.sets())


@bp.route("/standards/new", methods=["GET", "POST"])
@requires("standards.edit")
def create() -> Any:
    """Write a standard of one's own."""
    form = StandardForm(valid_from=today())
    _offer_regions(form, None)
    if form.validate_on_submit():
        with form.attempt():
            facts = form.values
            standard = service.save(session(), Standard(kind=facts.pop("kind")), **facts)
            return done(url_for(".show", standard=standard), _("Now add what it asks for."))
    return render("standards/edit.html", form=form, standard=None)


@bp.get("/standards/<id:standard>")
@requires("standards.browse")
def show(standard: int) -> Any:
    """A standard and its criteria: of a region within reach, or of one above whose standards hold here too."""
    found = service.seen(session(), viewer().reach("standards.browse"), standard)
    return _page(found, _criterion_form(found))


@bp.route("/standards/<id:standard>/edit", methods=["GET", "POST"])
@requires("standards.edit", on=Standard)
def edit(standard: Standard) -> Any:
    """Change its name, its days, or for whom it is."""
    form = StandardForm(obj=standard)
    del form.kind
    if standard.kind != "rating":
        del form.stars
    _offer_regions(form, standard)
    if form.validate_on_submit():
        with form.attempt():
            service.save(session(), standard, **form.values)
            return done(url_for(".show", standard=standard), _("Saved."))
    return render("standards/edit.html", form=form, standard=standard)


@bp.post("/standards/<id:standard>/version")
@requires("standards.edit", on=Standard)
def new_version(standard: Standard) -> Any:
    """Make a new version, to be changed."""
    made = service.new_version(session(), standard, today())
    return done(
        url_for(".show", standard=made),
        _("Version %(n)s is there. Change it; the old one keeps its results.", n=made.version),
    )


@bp.post("/standards/<id:standard>/remove")
@requires("standards.edit", on=Standard)
def remove(standard: Standard) -> Any:
    """Remove a standard nobody has used."""
    name = standard.name
    service.remove(session(), standard)
    return done(url_for(".index"), _("%(name)s is removed.", name=name))


@bp.post("/standards/<id:standard>/criteria")
@requires("standards.edit", on=Standard)
def add_criterion(standard: Standard) -> Any:
    """Ask for one thing more."""
    form = _criterion_form(standard)
    if form.validate_on_submit():
        with form.attempt():
            service.add_criterion(session(), standard, **form.values)
            return done(url_for(".show", standard=standard), _("%(name)s is added at the end.", name=form.name.data))
    return _page(standard, form)


@bp.route("/criteria/<id:criterion>/edit", methods=["GET", "POST"])
@requires("standards.edit", on=Criterion)
def edit_criterion(criterion: Criterion) -> Any:
    """Ask for it in another way."""
    form = _criterion_form(criterion.standard, criterion)
    if form.validate_on_submit():
        with form.attempt():
            facts = form.values
            service.change_criterion(
                session(), criterion, **{"points": 0, **{k: v for k, v in facts.items() if v is not None}}
            )
            return done(url_for(".show", standard=criterion.standard), _("Saved."))
    return render("standards/criterion.html", form=form, criterion=criterion)


@bp.post("/criteria/<id:criterion>/move")
@requires("standards.edit", on=Criterion)
def move_criterion(criterion: Criterion) -> Any:
    """Change places with the neighbour."""
    service.move_criterion(session(), criterion, "down" if request.form.get("direction") == "down" else "up")
    return done(url_for(".show", standard=criterion.standard))


@bp.post("/criteria/<id:criterion>/retire")
@requires("standards.edit", on=Criterion)
def retire_criterion(criterion: Criterion) -> Any:
    """Ask for it no longer."""
    standard, name = criterion.standard, criterion.name
    service.retire_criterion(session(), criterion)
    return done(url_for(".show", standard=standard), _("%(name)s is no longer asked for.", name=name))


def _page(standard: Standard, form: Any) -> Any:
    used = service.is_used(session(), standard)
    may_edit = viewer().may("standards.edit", standard.scope())
    return render(
        "standards/show.html",
        standard=standard,
        form=form,
        is_used=used,
        may_edit=may_edit,
        may_change=may_edit and not used,
        today=today(),
    )


def _criterion_form(standard: Standard, criterion: Criterion | None = None) -> Any:
    return (StaffCriterionForm if standard.kind == "staff" else CriterionForm)(obj=criterion)


def _offer_regions(form: Any, standard: Standard | None) -> None:
    found = regions.within(session(), viewer().reach("standards.edit"))
    offer_regions(form.region_code, found, standard.region if standard else None)
