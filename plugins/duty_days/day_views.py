"""A single day, for who runs the station: adding, changing, cancelling it and bringing it back."""

from __future__ import annotations

from typing import Any

from core.api.data import Station
from core.api.web import _, done, now, render, requires, session, today, url_for
from plugins.duty_days import service
from plugins.duty_days.blueprint import bp
from plugins.duty_days.day_forms import DayForm, NewDayForm, shown_day
from plugins.duty_days.models import DutyDay
from plugins.duty_days.receiving import bookings
from plugins.duty_days.rota.month_views import month_url


@bp.at_station.route("/days/new", methods=["GET", "POST"])
@requires("duty_days.manage", on=Station)
def add_day(station: Station) -> Any:
    """An extra day."""
    form = NewDayForm()
    form.offer_organs(service.organs_near(session(), station))
    if form.validate_on_submit() and form.check_parts(service.deputies_at(session(), station)):
        with form.attempt():
            extra = service.add_divided_day(
                session(), station, today(), form.day.data or today(), form.parts, form.about
            )
            return done(month_url(station, extra.day.replace(day=1)), _("The day is added."))
    return _page(form, station)


@bp.route("/days/<id:duty_day>", methods=["GET", "POST"])
@requires("duty_days.manage", on=DutyDay)
def edit_day(duty_day: DutyDay) -> Any:
    """What the day is about, its hours and places."""
    station = duty_day.station
    form = DayForm(also=[duty_day, *duty_day.sittings], **shown_day(duty_day))
    form.offer_organs(service.organs_near(session(), station, [one.organ for one in duty_day.stationed]))
    if form.validate_on_submit() and form.check_parts(service.deputies_at(session(), station)):
        with form.attempt():
            service.change_day(session(), duty_day, form.parts, form.about, now())
            return done(month_url(station, duty_day.day.replace(day=1)), _("Saved."))
    return _page(form, station, duty_day)


@bp.post("/days/<id:duty_day>/cancel")
@requires("duty_days.manage", on=DutyDay)
def cancel(duty_day: DutyDay) -> Any:
    """Receive nobody on this day. Who has booked was promised a call: the desk shows whom to call."""
    service.cancel(session(), duty_day)
    if any(one.is_open for one in bookings.of_day(session(), duty_day.id)):
        return done(url_for(".desk", duty_day=duty_day))
    url = month_url(duty_day.station, duty_day.day.replace(day=1))
    return done(url, _("The day is cancelled. It can be brought back in its place below."))


@bp.post("/days/<id:duty_day>/restore")
@requires("duty_days.manage", on=DutyDay)
def restore(duty_day: DutyDay) -> Any:
    """Receive people on this day after all."""
    service.restore(session(), duty_day)
    return done(month_url(duty_day.station, duty_day.day.replace(day=1)), _("The day takes place."))


def _page(form: DayForm, station: Station, duty_day: DutyDay | None = None) -> Any:
    return render(
        "duty_days/day.html",
        form=form,
        station=station,
        duty_day=duty_day,
        leaders=service.leaders_of(session(), station),
    )
