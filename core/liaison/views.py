"""Who looks after a station: leaders, committees and stationed organs with their duties; and the list of organs."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, url_for

from core.access import Permission, Role
from core.clock import today
from core.liaison import service
from core.liaison.forms import LiaisonForm, OrganForm
from core.liaison.models import Liaison, Organ
from core.liaison.words import liaison_title
from core.plugin_host.declarations import NavItem
from core.regions import service as regions
from core.regions.fields import offer_regions
from core.stations.models import Station
from core.web import _, done, public, render, requires, session, viewer
from core.web.listing import asked_text, listed
from core.web.navigation import station_tabs
from core.words import lazy as _l

bp = Blueprint("liaison", __name__, template_folder="templates")

OFFICE = frozenset({Role.ADMINISTRATOR, Role.OFFICE})
PERMISSIONS = (
    Permission("liaison.edit", _l("Assign leaders, committees and organs to stations"), OFFICE),
    Permission("organs.browse", _l("See the list of organs"), OFFICE | {Role.LEADER}),
    Permission("organs.edit", _l("Edit the list of organs"), OFFICE),
)
NAV = (
    NavItem(title=_l("Liaison"), endpoint="liaison.station", place="station", order=70, icon="link-45deg"),
    NavItem(
        title=_l("Organs"), endpoint="liaison.organs", permission="organs.browse", place="admin", order=45, icon="bank"
    ),
)
bp.add_app_template_filter(liaison_title)

ORDERS = {"name": (Organ.sort_key, Organ.id)}


@bp.get("/stations/<id:station>/liaison")
@public(on=Station)
def station(station: Station) -> Any:
    """Who looks after the station, with which duties, since when."""
    may_edit = viewer().may("liaison.edit", station.scope())
    found = service.of_station(session(), station)
    return render(
        "liaison/station.html",
        station=station,
        tabs=station_tabs(station),
        present=[one for one in found if one.ends is None],
        past=[one for one in found if one.ends is not None],
        may_edit=may_edit,
        waiting=service.missing_from_words(session(), station),
    )


@bp.route("/stations/<id:station>/liaison/new", methods=["GET", "POST"])
@requires("liaison.edit", on=Station)
def create(station: Station) -> Any:
    """Somebody looks after the station from now on."""
    form = LiaisonForm(begins=today())
    if form.validate_on_submit():
        with form.attempt():
            service.save(session(), Liaison(station=station), **form.values)
            return done(url_for(".station", station=station), _("%(name)s is added.", name=form.name.data))
    return render("liaison/edit.html", form=form, station=station, liaison=None, organs=_organ_names())


@bp.route("/liaison/<id:liaison>/edit", methods=["GET", "POST"])
@requires("liaison.edit", on=Liaison)
def edit(liaison: Liaison) -> Any:
    """Change the duties, or end them."""
    form = LiaisonForm(obj=liaison)
    if form.validate_on_submit():
        with form.attempt():
            service.save(session(), liaison, **form.values)
            return done(url_for(".station", station=liaison.station), _("Saved."))
    return render("liaison/edit.html", form=form, station=liaison.station, liaison=liaison, organs=_organ_names())


@bp.post("/stations/<id:station>/liaison/from-words")
@requires("liaison.edit", on=Station)
def enter_words(station: Station) -> Any:
    """Turn the roster's words into records."""
    entered = service.enter_words(session(), station)
    return done(url_for(".station", station=station), _("%(n)s entered. Now write down their duties.", n=entered))


@bp.get("/organs/")
@requires("organs.browse")
def organs() -> Any:
    """The organs within reach."""
    words = asked_text()
    query = service.organs(viewer().reach("organs.browse"), words)
    return render("liaison/organs.html", listing=listed(query, ORDERS), words=words)


@bp.route("/organs/new", methods=["GET", "POST"])
@requires("organs.edit")
def create_organ() -> Any:
    """Enter an organ."""
    form = _offered(OrganForm(), None)
    if form.validate_on_submit():
        with form.attempt():
            service.save_organ(session(), Organ(), **form.values)
            return done(url_for(".organs"), _("%(name)s is entered.", name=form.name.data))
    return render("liaison/organ.html", form=form, organ=None, stationed=())


@bp.route("/organs/<id:organ>/edit", methods=["GET", "POST"])
@requires("organs.edit", on=Organ)
def edit_organ(organ: Organ) -> Any:
    """Correct an organ; see where it is stationed."""
    form = _offered(OrganForm(obj=organ), organ)
    if form.validate_on_submit():
        with form.attempt():
            service.save_organ(session(), organ, **form.values)
            return done(url_for(".organs"), _("Saved."))
    return render("liaison/organ.html", form=form, organ=organ, stationed=service.stationed(session(), organ))


def _organ_names() -> list[str]:
    return [row.name for row in service.organ_names(session(), viewer().reach("organs.browse"))]


def _offered(form: OrganForm, organ: Organ | None) -> OrganForm:
    found = regions.within(session(), viewer().reach("organs.edit"))
    offer_regions(form.region_code, found, organ.region if organ else None)
    return form
