"""Stations: the public page with its code and poster, the list, and the forms."""

from __future__ import annotations

import io
from typing import Any

from flask import Blueprint, Response, url_for
from sqlalchemy import Select, select

from core.access import Permission, Reach, Role
from core.chains.service import names as chain_names
from core.clock import today
from core.database import prepared
from core.deputies import service as deputies
from core.enterprises.models import Enterprise
from core.errors import NotFound
from core.plugin_host.declarations import NavItem
from core.regions import service as regions
from core.regions.fields import offer_regions
from core.stations import service
from core.stations.forms import StaffForm, StationForm
from core.stations.models import STAFF_ROLES, STATES, TIERS, Station
from core.stations.words import STATE_TITLES, TIER_TITLES, role_title, state_title, tier_title
from core.web import _, done, public, render, requires, session, viewer
from core.web.fields import offer
from core.web.listing import asked_number, asked_one_of, asked_text, listed
from core.web.navigation import station_menu
from core.web.panels import panels
from core.web.request import platform
from core.words import lazy as _l

bp = Blueprint("stations", __name__, template_folder="templates")

OFFICE = frozenset({Role.ADMINISTRATOR, Role.OFFICE})
PERMISSIONS = (
    Permission("stations.browse", _l("See the list of stations"), OFFICE | {Role.LEADER, Role.MANAGER}),
    Permission("stations.edit", _l("Edit stations and their staff"), OFFICE | {Role.MANAGER}),
    Permission("stations.create", _l("Set up new stations"), OFFICE),
)
NAV = (
    NavItem(title=_l("Stations"), endpoint="stations.index", permission="stations.browse", order=20, icon="geo-alt"),
)

bp.add_app_template_filter(tier_title)
bp.add_app_template_filter(state_title, "station_state")
bp.add_app_template_filter(role_title)

ORDERS = {
    "name": (Station.name, Station.id),
    "tier": (Station.tier, Station.name, Station.id),
    "state": (Station.state, Station.name, Station.id),
}


@bp.get("/stations/")
@requires("stations.browse")
def index() -> Any:
    """The stations within reach: searched, narrowed, sorted, in pages."""
    reach = viewer().reach("stations.browse")
    wanted = service.Wanted(
        asked_text(), asked_one_of("tier", TIERS), asked_one_of("state", STATES), asked_number("chain")
    )
    return render(
        "stations/index.html",
        listing=listed(_with_deputies(reach, wanted), ORDERS),
        wanted=wanted,
        chains=chain_names(session(), reach),
        tiers=TIER_TITLES.items(),
        states=STATE_TITLES.items(),
    )


@prepared
def _with_deputies(reach: Reach, wanted: service.Wanted) -> Select[Any]:
    placed = deputies.number_at(Station.id.expression)
    return service.in_list(reach, wanted).add_columns(placed.label("deputies"))


@bp.get("/stations/<id:station>")
@public(on=Station)
def show(station: Station) -> Any:
    """The public page: who serves here and when, where it is, and the code that leads here."""
    serving = deputies.served_at(session(), station)
    inside = viewer().may("deputies.browse", station.scope())
    return render(
        "stations/show.html",
        station=station,
        roles=STAFF_ROLES,
        around=service.surroundings(session(), station),
        tabs=station_menu(platform().nav_items, viewer(), station),
        deputies=[deputy for deputy in serving if deputy.is_shown or inside],
        may_edit=viewer().may("stations.edit", station.scope()),
        panels=panels("station_panels", viewer=viewer(), station=station, day=today()),
    )


@bp.get("/stations/<id:station>/qr.svg")
@public(on=Station)
def qr(station: Station) -> Any:
    """The code that leads to the station's page."""
    import segno  # late: only this picture needs it

    drawing = io.BytesIO()
    segno.make(_public_url(station), error="m", micro=False).save(
        drawing, kind="svg", border=2, svgclass=None, lineclass=None, title=station.name
    )
    answer = Response(drawing.getvalue(), mimetype="image/svg+xml")
    answer.cache_control.max_age = 3600
    return answer


@bp.get("/stations/<id:station>/poster")
@public(on=Station)
def poster(station: Station) -> Any:
    """A sheet of A4 with the code, to be printed and hung at the door."""
    return render("stations/poster.html", station=station, url=_public_url(station))


@bp.route("/stations/new", methods=["GET", "POST"])
@requires("stations.create")
def create() -> Any:
    """Set up a station."""
    form = _offered(StationForm(), None)
    if form.validate_on_submit():
        with form.attempt():
            station = service.save(session(), Station(), **form.values)
            return done(url_for(".show", station=station), _("%(name)s is set up.", name=station.name))
    return render("stations/edit.html", form=form, station=None, hosts=_hosts())


@bp.route("/stations/<id:station>/edit", methods=["GET", "POST"])
@requires("stations.edit", on=Station)
def edit(station: Station) -> Any:
    """Correct a station's record."""
    form = _offered(StationForm(obj=station), station)
    if form.validate_on_submit():
        with form.attempt():
            service.save(session(), station, **form.values)
            return done(url_for(".show", station=station), _("Saved."))
    return render("stations/edit.html", form=form, station=station, hosts=_hosts())


@bp.route("/stations/<id:station>/staff", methods=["GET", "POST"])
@requires("stations.edit", on=Station)
def staff(station: Station) -> Any:
    """Who runs the station."""
    form = StaffForm()
    if form.validate_on_submit():
        with form.attempt():
            service.add_staff(session(), station, **form.values)
            return done(url_for(".staff", station=station), _("%(name)s is added.", name=form.name.data))
    return render("stations/staff.html", form=form, station=service.with_staff(session(), station))


@bp.post("/stations/<id:station>/staff/<id:member>/remove")
@requires("stations.edit", on=Station)
def remove_staff(station: Station, member: int) -> Any:
    """Somebody no longer runs the station; the person stays known."""
    leaving = next((one for one in station.staff if one.id == member), None)
    if leaving is None:
        raise NotFound
    station.staff.remove(leaving)
    return done(
        url_for(".staff", station=station), _("%(name)s no longer runs this station.", name=leaving.person.name)
    )


def _public_url(station: Station) -> str:
    return f"{platform().settings.public_url.rstrip('/')}{url_for('.show', station=station)}"


def _offered(form: StationForm, station: Station | None) -> StationForm:
    """The form with the regions, chains and stations the viewer may choose."""
    reach = viewer().reach("stations.edit" if station else "stations.create")
    offer_regions(form.region_code, regions.within(session(), reach), station.region if station else None)
    offer(form.chain_id, _with_current(chain_names(session(), reach), station and station.chain), _("None"))
    above = [row for row in service.names(session(), reach) if not station or row.id != station.id]
    offer(form.parent_id, _with_current(above, station and station.parent), _("None"))
    return form


def _with_current(rows: Any, current: Any) -> list[tuple[int, str]]:
    """Choices, with the present one among them also where it lies out of reach."""
    found = [(row.id, row.name) for row in rows]
    return found if current is None or (current.id, current.name) in found else [*found, (current.id, current.name)]


def _hosts() -> list[str]:
    reach = viewer().reach("enterprises.browse")
    return list(
        session().scalars(
            select(Enterprise.name).where(Enterprise.in_reach(reach)).order_by(Enterprise.name).limit(1000)
        )
    )
