"""Pages of salons: the series of a station, the sessions of one, and planning the next; where alliances are, on whose forums they stand."""

from __future__ import annotations

from typing import Any, Final

from flask import request

from core.api.data import Station, is_on
from core.api.declare import NavItem, Permission
from core.api.web import (
    _,
    _l,
    done,
    listed,
    now,
    offer,
    render,
    requires,
    session,
    today,
    url_for,
    viewer,
)
from plugins.textiles.blueprint import bp
from plugins.textiles.models import Salon
from plugins.textiles.salons.errors import SalonsOff
from plugins.textiles.salons.forms import SalonForm, SalonSessionForm
from plugins.textiles.trade.views import BROWSE, KEEPERS
from plugins.textiles.trade.words import PARTS

ALLIANCES: Final = "alliances"
HOLD: Final = "textiles.hold_salons"
MEETINGS: Final = "alliances.browse"
PERMISSIONS: Final = (Permission(HOLD, _l("Found series of textile salons and plan their sessions"), KEEPERS),)
NAV: Final = (
    NavItem(
        title=_l("Textile salons"),
        endpoint="textiles.salons",
        permission=BROWSE,
        place="station",
        order=63,
        icon="lightbulb",
    ),
)
STATES: Final = {"planned": _l("To be held"), "held": _l("Was held"), "cancelled": _l("Does not take place")}
MARKS: Final = {"planned": "soon", "held": "done", "cancelled": "quiet"}


@bp.at_station.get("/salons")
@requires(BROWSE, on=Station)
def salons(station: Station) -> Any:
    """The series of a station."""
    if not _is_offered(station):
        return _not_offered(station)
    return render(
        "textiles/salons/salons.html",
        station=station,
        series=_service().series_of(session(), station, today()),
        is_offered=True,
        may_hold=viewer().may(HOLD, station.scope()),
    )


@bp.at_station.route("/salons/new", methods=["GET", "POST"])
@requires(HOLD, on=Station)
def new_salon(station: Station) -> Any:
    """Found a series."""
    if not _is_offered(station):
        return _not_offered(station)
    form = SalonForm()
    offer(form.alliance, _service().alliances_of(session(), station), _l("none: of the station alone"))
    if form.validate_on_submit():
        with form.attempt():
            made = _service().found(session(), station, **form.values)
            return done(url_for(".salon", salon=made.id), _("Founded. Plan its first session."))
    return render("textiles/salons/edit.html", form=form, station=station)


@bp.get("/salons/<id:salon>")
@requires(BROWSE, on=Salon)
def salon(salon: Salon) -> Any:
    """A series and its sessions, the newest first."""
    if not _is_offered(salon.station):
        return _not_offered(salon.station)
    forum = _service().forum_of(session(), salon)
    return render(
        "textiles/salons/salon.html",
        salon=salon,
        forum=forum,
        listing=listed(_service().sessions_of(salon), _service().ORDERS),
        parts=PARTS,
        states=STATES,
        marks=MARKS,
        may_open=viewer().may(MEETINGS, salon.scope()),
        may_hold=forum.is_open and viewer().may(HOLD, salon.scope()),
    )


@bp.route("/salons/<id:salon>/plan", methods=["GET", "POST"])
@requires(HOLD, on=Salon)
def plan_session(salon: Salon) -> Any:
    """Plan the next session."""
    if not _is_offered(salon.station):
        return _not_offered(salon.station)
    forum = _service().forum_of(session(), salon)
    form = SalonSessionForm()
    if form.validate_on_submit():
        with form.attempt():
            _service().plan(session(), salon, form.wish, account_id=viewer().account_id, at=now())
            return done(
                url_for(".salon", salon=salon.id),
                _("Planned. Agenda and invitations stand on the page of the meeting."),
            )
    return render("textiles/salons/plan.html", form=form, salon=salon, forum=forum)


def _is_offered(station: Station) -> bool:
    return is_on(session(), ALLIANCES, station.id)


def _not_offered(station: Station) -> Any:
    """What stands there without alliances. Raises SalonsOff where something was sent."""
    if request.method == "POST":
        raise SalonsOff
    return render("textiles/salons/salons.html", station=station, series=[], is_offered=False, may_hold=False)


def _service() -> Any:
    """The service of salons, which stands on alliances: they may not be there when this module is loaded."""
    from plugins.textiles.salons import service

    return service
