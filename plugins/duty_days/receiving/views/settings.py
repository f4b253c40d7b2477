"""What a station decides about its days."""

from __future__ import annotations

from typing import Any

from core.api.data import Station
from core.api.web import _, done, render, requires, session, url_for
from plugins.duty_days.blueprint import bp
from plugins.duty_days.receiving import attendance
from plugins.duty_days.receiving.forms import HowForm


@bp.at_station.route("/receiving", methods=["GET", "POST"])
@requires("duty_days.run", on=Station)
def how_we_receive(station: Station) -> Any:
    """Minutes of grace, and how many may book."""
    known = attendance.settings_of(session(), station.id)
    form = HowForm(also=[known], grace_minutes=known.grace_minutes, most_bookings=known.most_bookings)
    if form.validate_on_submit():
        with form.attempt():
            attendance.decide(session(), station, **form.values)
            return done(url_for(".how_we_receive", station=station), _("Saved."))
    return render("duty_days/how_we_receive.html", form=form, station=station)
