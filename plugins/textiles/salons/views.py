"""Pages of salons: the series of a station, the sessions of one, and planning the next."""

from __future__ import annotations

from typing import Any, Final

from core.api.data import Station
from core.api.declare import NavItem, NotFound, Permission
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
from plugins.textiles.salons import service
from plugins.textiles.salons.forms import SalonForm, SalonSessionForm
from plugins.textiles.trade.views import BROWSE, KEEPERS
from plugins.textiles.trade.words import PARTS

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
    is_offered = service.is_offered(session(), station)
    return render(
        "textiles/salons/salons.html",
        station=station,
        series=service.series_of(session(), station, today()),
        is_offered=is_offered,
        may_hold=is_offered and viewer().may(HOLD, station.scope()),
    )


@bp.at_station.route("/salons/new", methods=["GET", "POST"])
@requires(HOLD, on=Station)
def new_salon(station: Station) -> Any:
    """Found a series."""
    form = SalonForm()
    offer(form.alliance, service.alliances_of(session(), station), _l("none: of the station alone"))
    if form.validate_on_submit():
        with form.attempt():
            made = service.found(session(), station, **form.values)
            return done(url_for(".salon", salon=made.id), _("Founded. Plan its first session."))
    return render("textiles/salons/edit.html", form=form, station=station)


@bp.get("/salons/<id:salon>")
@requires(BROWSE, on=Salon)
def salon(salon: Salon) -> Any:
    """A series and its sessions, the newest first."""
    forum = service.forum_of(session(), salon)
    if forum is None:
        raise NotFound
    is_offered = service.is_offered(session(), salon.station)
    return render(
        "textiles/salons/salon.html",
        salon=salon,
        forum=forum,
        listing=listed(service.sessions_of(salon), service.ORDERS),
        parts=PARTS,
        states=STATES,
        marks=MARKS,
        may_open=is_offered and viewer().may(MEETINGS, salon.scope()),
        may_hold=is_offered and forum.is_open and viewer().may(HOLD, salon.scope()),
    )


@bp.route("/salons/<id:salon>/plan", methods=["GET", "POST"])
@requires(HOLD, on=Salon)
def plan_session(salon: Salon) -> Any:
    """Plan the next session."""
    forum = service.forum_of(session(), salon)
    if forum is None:
        raise NotFound
    form = SalonSessionForm()
    if form.validate_on_submit():
        with form.attempt():
            service.plan(session(), salon, form.wish, account_id=viewer().account_id, at=now())
            return done(
                url_for(".salon", salon=salon.id),
                _("Planned. Agenda and invitations stand on the page of the meeting."),
            )
    return render("textiles/salons/plan.html", form=form, salon=salon, forum=forum)
