"""Chains: the list, a page each, and putting their segments in order."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for

from core.access import Permission, Role
from core.chains import service
from core.chains.forms import ChainForm, SegmentForm
from core.chains.models import Chain, Segment
from core.clock import today
from core.errors import DomainError
from core.plugin_host.declarations import NavItem
from core.regions import service as regions
from core.regions.fields import offer_regions
from core.web import _, done, render, requires, session, viewer
from core.web.panels import panels
from core.words import lazy as _l

bp = Blueprint("chains", __name__, template_folder="templates")

OFFICE = frozenset({Role.ADMINISTRATOR, Role.OFFICE})
PERMISSIONS = (
    Permission("chains.browse", _l("See industrial chains"), OFFICE | {Role.LEADER, Role.MANAGER}),
    Permission("chains.edit", _l("Edit industrial chains and their segments"), OFFICE),
)
NAV = (NavItem(title=_l("Chains"), endpoint="chains.index", permission="chains.browse", order=40, icon="bezier2"),)


@bp.get("/chains/")
@requires("chains.browse")
def index() -> Any:
    """The chains within reach, each with its segments and what hangs on it."""
    return render("chains/index.html", chains=service.overview(session(), viewer().reach("chains.browse")))


@bp.get("/chains/<id:chain>")
@requires("chains.browse", on=Chain)
def show(chain: Chain) -> Any:
    """A chain: its segments in order, its stations, how many enterprises belong to each segment."""
    return _page(chain, SegmentForm())


@bp.route("/chains/new", methods=["GET", "POST"])
@requires("chains.edit")
def create() -> Any:
    """Enter a chain."""
    form = _offered(ChainForm(), None)
    if form.validate_on_submit():
        with form.attempt():
            chain = service.save(session(), Chain(), **form.values)
            return done(url_for(".show", chain=chain), _("%(name)s is entered. Now add its segments.", name=chain.name))
    return render("chains/edit.html", form=form, chain=None)


@bp.route("/chains/<id:chain>/edit", methods=["GET", "POST"])
@requires("chains.edit", on=Chain)
def edit(chain: Chain) -> Any:
    """Rename a chain."""
    form = _offered(ChainForm(obj=chain), chain)
    if form.validate_on_submit():
        with form.attempt():
            service.save(session(), chain, **form.values)
            return done(url_for(".show", chain=chain), _("Saved."))
    return render("chains/edit.html", form=form, chain=chain)


@bp.post("/chains/<id:chain>/segments")
@requires("chains.edit", on=Chain)
def add_segment(chain: Chain) -> Any:
    """Add a segment at the end."""
    form = SegmentForm()
    if form.validate_on_submit():
        with form.attempt():
            service.add_segment(session(), chain, form.name.data)
            return done(url_for(".show", chain=chain), _("%(name)s is added at the end.", name=form.name.data))
    return _page(chain, form)


@bp.post("/segments/<id:segment>/move")
@requires("chains.edit", on=Segment)
def move_segment(segment: Segment) -> Any:
    """Change places with the neighbour."""
    service.move_segment(session(), segment, "down" if request.form.get("direction") == "down" else "up")
    return done(url_for(".show", chain=segment.chain))


@bp.route("/segments/<id:segment>/edit", methods=["GET", "POST"])
@requires("chains.edit", on=Segment)
def edit_segment(segment: Segment) -> Any:
    """Rename a segment."""
    form = SegmentForm(obj=segment)
    if form.validate_on_submit():
        with form.attempt():
            service.rename_segment(session(), segment, form.name.data)
            return done(url_for(".show", chain=segment.chain), _("Saved."))
    return render("chains/segment.html", form=form, segment=segment)


@bp.post("/segments/<id:segment>/remove")
@requires("chains.edit", on=Segment)
def remove_segment(segment: Segment) -> Any:
    """Remove a segment nothing belongs to."""
    chain, form = segment.chain, SegmentForm(formdata=None)
    try:
        service.remove_segment(session(), segment)
    except DomainError as problem:
        form.add_problem(str(problem))
        return _page(chain, form)
    return done(url_for(".show", chain=chain), _("%(name)s is removed.", name=segment.name))


def _page(chain: Chain, form: SegmentForm) -> Any:
    return render(
        "chains/show.html",
        chain=chain,
        form=form,
        segments=chain.segments,
        stations=[station for station in chain.stations if station.state != "closed"],
        members=service.members(session(), chain),
        may_edit=viewer().may("chains.edit", chain.scope()),
        panels=panels("chain_panels", viewer=viewer(), chain=chain, day=today()),
    )


def _offered(form: ChainForm, chain: Chain | None) -> ChainForm:
    found = regions.within(session(), viewer().reach("chains.edit"))
    offer_regions(form.region_code, found, chain.region if chain else None)
    return form
