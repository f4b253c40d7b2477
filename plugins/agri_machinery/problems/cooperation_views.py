"""Pages of cooperation with institutes."""

from __future__ import annotations

from typing import Any, Final

from core.api.data import Station
from core.api.declare import NavItem
from core.api.web import _, _l, done, offer, render, requires, session, today, url_for, viewer
from plugins.agri_machinery import enterprises
from plugins.agri_machinery.blueprint import bp
from plugins.agri_machinery.models import Cooperation
from plugins.agri_machinery.permissions import BROWSE, RUN
from plugins.agri_machinery.problems import service
from plugins.agri_machinery.problems.forms import CooperationForm

NAV: Final = (
    NavItem(
        title=_l("Research partners"),
        endpoint="agri_machinery.cooperations",
        permission=BROWSE,
        place="station",
        order=73,
        icon="lightbulb",
    ),
)


@bp.at_station.get("/research-partners")
@requires(BROWSE, on=Station)
def cooperations(station: Station) -> Any:
    """The institutes a station's trade works with."""
    return render(
        "agri_machinery/problems/cooperations.html",
        station=station,
        rows=service.cooperations_of(session(), station),
        may_add=viewer().may(RUN, station.scope()),
        today=today(),
    )


@bp.at_station.route("/research-partners/new", methods=["GET", "POST"])
@requires(RUN, on=Station)
def add_cooperation(station: Station) -> Any:
    """Enter a cooperation."""
    form = CooperationForm(begins=today())
    offer(form.enterprise_id, enterprises.offered(session(), station), _("With the whole trade"))
    if form.validate_on_submit():
        with form.attempt():
            service.save_cooperation(session(), Cooperation(station_id=station.id), **form.values)
            return done(url_for(".cooperations", station=station), _("Saved."))
    return render("agri_machinery/problems/cooperation.html", form=form, cooperation=None, station=station)


@bp.route("/research-partners/<id:cooperation>", methods=["GET", "POST"])
@requires(RUN, on=Cooperation)
def edit_cooperation(cooperation: Cooperation) -> Any:
    """Correct a cooperation, or say until when it went."""
    form, station = CooperationForm(obj=cooperation), cooperation.station
    offered = enterprises.offered(session(), station, cooperation.enterprise_id)
    offer(form.enterprise_id, offered, _("With the whole trade"))
    if form.validate_on_submit():
        with form.attempt():
            service.save_cooperation(session(), cooperation, **form.values)
            return done(url_for(".cooperations", station=station), _("Saved."))
    return render("agri_machinery/problems/cooperation.html", form=form, cooperation=cooperation, station=station)


@bp.post("/research-partners/<id:cooperation>/remove")
@requires(RUN, on=Cooperation)
def remove_cooperation(cooperation: Cooperation) -> Any:
    """Take one out that was entered by mistake."""
    station = cooperation.station
    service.remove_cooperation(session(), cooperation)
    return done(url_for(".cooperations", station=station), _("The cooperation is taken out."))
