"""Stations: the public page with its code and poster, the list, and the forms."""

from __future__ import annotations

import io
from typing import Any

from flask import Blueprint, Response, url_for
from sqlalchemy import Select, select

from core.access import Permission, Reach, Role, Scope
from core.announcements import service as announcements
from core.chains.service import names as chain_names
from core.clock import today
from core.database import prepared
from core.deputies import lists as deputies
from core.enterprises.models import Enterprise
from core.errors import NotFound
from core.files import service as files
from core.liaison.words import LIAISONS
from core.plugin_host.declarations import NavItem
from core.regions import service as regions
from core.regions.fields import offer_regions
from core.standards import composition
from core.stations import service
from core.stations.forms import BrandForm, LeaveForm, StaffForm, StationForm
from core.stations.models import STAFF_ROLES, STATES, TIERS, Staff, Station, StationBrand
from core.stations.words import STATE_TITLES, TIER_TITLES, role_title, state_title, tier_title
from core.web import _, begin_write, done, public, reads_first, render, requires, session, viewer
from core.web.fields import offer
from core.web.listing import asked_number, asked_one_of, asked_text, listed
from core.web.navigation import station_tabs
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
    "name": (Station.sort_key, Station.id),
    "tier": (Station.tier, Station.sort_key, Station.id),
    "state": (Station.state, Station.sort_key, Station.id),
}


@bp.get("/stations/")
@requires("stations.browse")
def index() -> Any:
    """The stations within reach: searched, narrowed, sorted, in pages."""
    reach = viewer().reach("stations.browse")
    wanted = service.Wanted(
        asked_text(),
        asked_one_of("tier", TIERS),
        asked_one_of("state", (*STATES, service.SHORT)),
        asked_number("chain"),
        today(),
    )
    listing = listed(_with_deputies(reach, wanted), ORDERS)
    return render(
        "stations/index.html",
        listing=listing,
        missing=composition.missing_at(session(), listing.page.rows, today()),
        wanted=wanted,
        chains=chain_names(session(), reach),
        tiers=TIER_TITLES.items(),
        states=[*STATE_TITLES.items(), (service.SHORT, _("Open, staff missing"))],
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
        tabs=station_tabs(station),
        liaisons=LIAISONS,
        deputies=[deputy for deputy in serving if deputy.is_shown or inside],
        reports=announcements.at_station(session(), station, today()),
        today=today(),
        may_edit=viewer().may("stations.edit", station.scope()),
        may_announce=viewer().may("announcements.manage", station.scope()),
        may_print=viewer().may("profiles.print", station.scope()),
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
            station = service.save(session(), Station(), today(), **form.values)
            return done(url_for(".show", station=station), _("%(name)s is set up.", name=station.name))
    return render("stations/edit.html", form=form, station=None, hosts=_hosts())


@bp.route("/stations/<id:station>/edit", methods=["GET", "POST"])
@requires("stations.edit", on=Station)
def edit(station: Station) -> Any:
    """Correct a station's record."""
    form = StationForm(obj=station)
    del form.state
    form = _offered(form, station)
    if form.validate_on_submit():
        with form.attempt():
            service.save(session(), station, today(), **form.values)
            return done(url_for(".show", station=station), _("Saved."))
    return render("stations/edit.html", form=form, station=station, hosts=_hosts())


@bp.route("/stations/<id:station>/staff", methods=["GET", "POST"])
@requires("stations.edit", on=Station)
def staff(station: Station) -> Any:
    """Who runs the station, who did before, and whom its standard still asks for."""
    form = StaffForm(begins=today())
    if form.validate_on_submit():
        with form.attempt():
            service.add_staff(session(), station, **form.values)
            return done(url_for(".staff", station=station), _("%(name)s is added.", name=form.name.data))
    return render(
        "stations/staff.html",
        form=form,
        station=station,
        staff=service.staff_ever(session(), station),
        missing=composition.missing_at(session(), [station], today()).get(station.id, []),
        may_erase=viewer().may("personal_data.erase", station.scope()),
    )


@bp.route("/stations/<id:station>/staff/<id:member>/remove", methods=["GET", "POST"])
@requires("stations.edit", on=Station)
def remove_staff(station: Station, member: int) -> Any:
    """Somebody no longer runs the station; the person, and from when to when, stay known."""
    leaving = session().get(Staff, member)
    if leaving is None or leaving.station_id != station.id or leaving.ends is not None:
        raise NotFound
    form = LeaveForm(day=today())
    if form.validate_on_submit():
        with form.attempt():
            leaving.leave(form.day.data)
            return done(
                url_for(".staff", station=station), _("%(name)s no longer runs this station.", name=leaving.person.name)
            )
    return render("stations/leave.html", form=form, station=station, member=leaving)


@bp.route("/stations/<id:station>/brand", methods=["GET", "POST"])
@requires("stations.edit", on=Station)
@reads_first
def brand(station: Station) -> Any:
    """What the station is known for."""
    known = session().get(StationBrand, station.id)
    form = BrandForm(obj=known)
    if form.validate_on_submit():
        new = form.new_photo.prepared
        if new:
            files.lay_down(platform().files, new)
        begin_write()
        with form.attempt():
            _keep_brand(station, form)
            return done(url_for(".show", station=station), _("Saved."))
    return render("stations/brand.html", form=form, station=station, brand=known)


def _keep_brand(station: Station, form: BrandForm) -> None:
    """Keep the words, and the photo: a new one takes the place of the old, which is forgotten."""
    known = session().get(StationBrand, station.id)
    old = photo = known.photo if known else None
    if form.new_photo.prepared:
        scope = Scope(region_code=station.region_code, station_id=station.id)
        photo = files.keep(
            session(),
            platform().files,
            form.new_photo.prepared,
            scope=scope,
            public=True,
            account_id=viewer().account_id,
        )
    elif form.no_photo.data:
        photo = None
    facts = {name: form[name].data for name in ("name", "slogan", "since", "story")}
    service.save_brand(session(), station, **facts, photo=photo)
    if old is not None and old is not photo:
        files.forget(session(), old)


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
            select(Enterprise.name).where(Enterprise.in_reach(reach)).order_by(Enterprise.sort_key).limit(1000)
        )
    )
