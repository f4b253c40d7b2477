"""The public home page, and the page people start from when they have signed in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, request

from core.access import Permission, Role
from core.announcements import service as announcements
from core.clock import today
from core.home import crawlers, service
from core.plugin_host.declarations import NavItem
from core.web import public, render, requires, session, viewer
from core.web.listing import asked_one_of
from core.web.navigation import menu
from core.web.panels import panels
from core.web.request import platform
from core.words import lazy as _l

bp = Blueprint("home", __name__, template_folder="templates")
crawlers.register(bp)

PERMISSIONS = (Permission("home.start", _l("Have a page to start from"), frozenset(Role)),)
NAV = (NavItem(title=_l("Start"), endpoint="home.start", permission="home.start", order=0, icon="house"),)


@bp.get("/")
@public
def index() -> Any:
    """The chains of a place as threads with their stations as knots, and what is coming."""
    places = service.places(session())
    chosen = _chosen(places)
    return render(
        "home/index.html",
        places=places,
        picture=service.picture(session(), chosen) if chosen else None,
        reports=announcements.coming(session(), chosen.code if chosen else "", today()),
        today=today(),
        panels=panels("home_panels", viewer=viewer(), day=today()),
    )


@bp.get("/nearby")
@public
def nearby() -> Any:
    """The stations of a place by township; a browser that knows where it is sorts them by distance, and tells nobody."""
    places = service.places(session())
    chosen = _chosen(places)
    townships = service.townships(session(), chosen) if chosen else []
    wanted = asked_one_of("township", [one.code for one in townships])
    return render(
        "home/nearby.html",
        places=places,
        place=chosen,
        townships=townships,
        shown=[one for one in townships if one.code == wanted] or townships,
        wanted=wanted,
    )


@bp.get("/start")
@requires("home.start")
def start() -> Any:
    """What is waiting for the viewer today."""
    return render(
        "home/start.html",
        today=today(),
        numbers=service.numbers(session(), viewer()),
        tabs=menu(platform().nav_items, viewer(), "start"),
        stations=service.own_stations(session(), viewer()),
        panels=panels("start_panels", viewer=viewer(), day=today()),
    )


def _chosen(places: Sequence[service.Place]) -> service.Place | None:
    """The place the address names; where there is only one, that one."""
    found = [place for place in places if place.code == request.args.get("place")] or places
    return found[0] if len(found) == 1 else None
