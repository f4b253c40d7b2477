"""The page on which a station decides what is told by itself."""

from __future__ import annotations

from typing import Any

from core.api.data import Station
from core.api.declare import NavItem, Permission
from core.api.web import _, _l, done, render, requires, session, url_for
from plugins.duty_days.blueprint import bp
from plugins.duty_days.telling import service
from plugins.duty_days.telling.forms import TellsForm

PERMISSIONS: tuple[Permission, ...] = ()
"""Whoever sets duty days decides it: ``duty_days.manage``."""
NAV = (
    NavItem(
        title=_l("Reminders"),
        endpoint="duty_days.telling",
        permission="duty_days.manage",
        place="station",
        order=35,
        icon="bell",
    ),
)


@bp.at_station.route("/telling", methods=["GET", "POST"])
@requires("duty_days.manage", on=Station)
def telling(station: Station) -> Any:
    """What the station's people are told by themselves."""
    form = TellsForm(obj=service.tells_of(session(), station))
    if form.validate_on_submit():
        with form.attempt():
            service.choose(session(), station, **form.values)
            return done(url_for(".telling", station=station), _("Saved."))
    return render("duty_days/telling.html", station=station, form=form)
