"""The public home page, and the page people start from when they have signed in."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from core.access import Permission, Role
from core.clock import today
from core.home import service
from core.plugin_host.declarations import NavItem
from core.web import public, render, requires, session, viewer
from core.web.navigation import menu
from core.web.panels import panels
from core.web.request import platform
from core.words import lazy as _l

bp = Blueprint("home", __name__, template_folder="templates")

PERMISSIONS = (Permission("home.start", _l("Have a page to start from"), frozenset(Role)),)
NAV = (NavItem(title=_l("Start"), endpoint="home.start", permission="home.start", order=0, icon="house"),)


@bp.get("/")
@public
def index() -> Any:
    """The chains of a place as threads with their stations as knots, and what is coming."""
    places = service.places(session())
    chosen = [place for place in places if place.code == request.args.get("place")] or places
    picture = service.picture(session(), chosen[0]) if len(chosen) == 1 else None
    return render(
        "home/index.html",
        places=places,
        picture=picture,
        panels=panels("home_panels", viewer=viewer(), day=today()),
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
