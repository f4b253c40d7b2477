"""A station's history, and opening, moving, closing and merging it."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, request, url_for

from core.access import Permission, Role
from core.clock import today
from core.errors import DomainError
from core.lifetimes import merging, service
from core.lifetimes.forms import ROOMS_TOO, CloseForm, MergeForm, MoveForm, OpenForm
from core.lifetimes.words import event_title
from core.plugin_host.declarations import NavItem
from core.stations.models import Station
from core.web import _, done, public, render, requires, session, viewer
from core.web.fields import offer
from core.web.listing import asked_number
from core.web.navigation import station_tabs
from core.words import lazy as _l

bp = Blueprint("lifetimes", __name__, template_folder="templates")

OFFICE = frozenset({Role.ADMINISTRATOR, Role.OFFICE})
PERMISSIONS = (Permission("lifetimes.change", _l("Open, move, merge and close stations"), OFFICE),)
NAV = (NavItem(title=_l("History"), endpoint="lifetimes.show", place="station", order=80, icon="clock-history"),)
bp.add_app_template_filter(event_title)


@bp.get("/stations/<id:station>/history")
@public(on=Station)
def show(station: Station) -> Any:
    """What happened to the station over the years; for the office, what may happen next."""
    may_change = viewer().may("lifetimes.change", station.scope())
    return render(
        "lifetimes/show.html",
        station=station,
        tabs=station_tabs(station),
        events=service.timeline(session(), station),
        may_change=may_change,
        managers=merging.managers(session(), station) if may_change and station.merged_into_id else 0,
        undoable=merging.undoable(session(), station, today()) if may_change and station.merged_into_id else None,
    )


@bp.route("/stations/<id:station>/open", methods=["GET", "POST"])
@requires("lifetimes.change", on=Station)
def open_(station: Station) -> Any:
    """The station opens, or opens again."""
    form = OpenForm(day=today())
    if form.validate_on_submit():
        with form.attempt():
            service.open_(session(), station, today(), **form.values)
            return done(url_for(".show", station=station), _("%(name)s is open.", name=station.name))
    return render("lifetimes/open.html", form=form, station=station)


@bp.route("/stations/<id:station>/move", methods=["GET", "POST"])
@requires("lifetimes.change", on=Station)
def move(station: Station) -> Any:
    """The station has moved."""
    form = MoveForm(day=today())
    if form.validate_on_submit():
        with form.attempt():
            service.move(session(), station, today(), **form.values)
            return done(
                url_for(".show", station=station), _("The new address is kept; the old one stands in the history.")
            )
    return render("lifetimes/move.html", form=form, station=station)


@bp.route("/stations/<id:station>/close", methods=["GET", "POST"])
@requires("lifetimes.change", on=Station)
def close(station: Station) -> Any:
    """The station closes."""
    form = CloseForm(day=today())
    rooms = service.open_rooms(session(), station)
    if form.validate_on_submit():
        with form.attempt():
            service.close(
                session(),
                station,
                today(),
                day=form.day.data,
                reason=form.reason.data,
                with_rooms=form.rooms.data == ROOMS_TOO,
            )
            return done(
                url_for(".show", station=station), _("%(name)s is closed. Its history stays here.", name=station.name)
            )
    return render(
        "lifetimes/close.html",
        form=form,
        station=station,
        rooms=rooms,
        deputies=len(service.placements(session(), [station.id])),
        handed_over=service.handed_over(session(), station, None, form.day.data or today(), today()),
    )


@bp.route("/stations/<id:station>/merge", methods=["GET", "POST"])
@requires("lifetimes.change", on=Station)
def merge(station: Station) -> Any:
    """Choose the other station and the day, look at what moves, merge."""
    form = MergeForm(day=_asked_day(), into_id=asked_number("into_id"))
    reach = viewer().reach("lifetimes.change")
    offer(form.into_id, merging.candidates(session(), station, reach), _("Choose a station"))
    if form.validate_on_submit():
        with form.attempt():
            merging.merge(
                session(),
                station,
                session().get(Station, form.into_id.data or 0),
                today(),
                reach=reach,
                day=form.day.data,
                reason=form.reason.data,
                with_rooms=form.rooms.data == ROOMS_TOO,
            )
            return done(url_for(".show", station=station), _("Merged. What happened here before stays readable."))
    return render("lifetimes/merge.html", form=form, station=station, moving=_preview(form, station))


@bp.post("/stations/<id:station>/merge/undo")
@requires("lifetimes.change", on=Station)
def undo(station: Station) -> Any:
    """The merger was a mistake."""
    merging.undo(session(), station, today())
    return done(
        url_for(".show", station=station), _("%(name)s is open again, and everybody is back.", name=station.name)
    )


def _asked_day() -> date:
    try:
        return date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return today()


def _preview(form: MergeForm, station: Station) -> merging.Preview | None:
    """What would move, once the other station is chosen; a choice that cannot be gets its sentence at the field."""
    number = form.into_id.data
    if not number or form.into_id.errors:
        return None
    try:
        into = merging.check(session(), station, session().get(Station, number), viewer().reach("lifetimes.change"))
    except DomainError as problem:
        if not form.into_id.errors and not form.problems:
            form.add_problem(str(problem), problem.field)
        return None
    return merging.preview(session(), station, into, form.day.data or today(), today())
