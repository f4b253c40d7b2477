"""Booking a time, for everybody; and what the station does with bookings."""

from __future__ import annotations

import hmac
from typing import Any

from flask import request

from core.api.data import Station, record
from core.api.paper import qr_svg
from core.api.web import (
    _,
    absolute,
    day_words,
    derived_key,
    done,
    now,
    offer,
    public,
    render,
    requires,
    session,
    today,
    url_for,
    viewer,
)
from plugins.duty_days.blueprint import bp
from plugins.duty_days.models import Booking
from plugins.duty_days.receiving import bookings as service
from plugins.duty_days.receiving.forms import BookForm


@bp.at_station.route("/book", methods=["GET", "POST"])
@public(on=Station)
def book(station: Station) -> Any:
    """Book a time, without an account."""
    form = BookForm()
    times = service.times_at(session(), station, today(), now())
    offer(form.when, [(one.key, _in_words(one)) for one in times if one.left], _("Choose a time"))
    if form.validate_on_submit():
        with form.attempt():
            wish = service.Wish(
                key=form.when.data,
                name=form.name.data,
                phone=form.phone.data,
                subject=form.subject.data,
                persons=form.persons.data or 1,
            )
            _booking, token = service.book(session(), station, wish, address=_address(), today=today(), at=now())
            return done(url_for(".ticket", token=token), _("Your time is booked."))
    return render("duty_days/book.html", form=form, station=station, has_times=any(one.left for one in times))


@bp.get("/tickets/<string(length=24):token>")
@public
def ticket(token: str) -> Any:
    """The ticket: to show at the station, or to cancel."""
    booking = service.of_ticket(session(), token)
    return render(
        "duty_days/ticket.html",
        booking=booking,
        duty_day=booking.sitting.duty_day,
        token=token,
        code_svg=qr_svg(absolute(url_for(".ticket", token=token))),
        may_run=viewer().may("duty_days.run", booking.scope()),
        is_over=booking.sitting.duty_day.day < today(),
        today=today(),
    )


@bp.post("/tickets/<string(length=24):token>/cancel")
@public
def cancel_ticket(token: str) -> Any:
    """They do not come after all."""
    service.cancel(session(), service.of_ticket(session(), token), today())
    return done(url_for(".ticket", token=token), _("Your booking is cancelled; the time is free for others."))


@bp.post("/bookings/<id:booking>/missed")
@requires("duty_days.run", on=Booking)
def booking_missed(booking: Booking) -> Any:
    """They were expected and did not come."""
    service.missed(session(), booking)
    return done(url_for(".desk", duty_day=booking.sitting.duty_day, _anchor="expected"), _("Noted: they did not come."))


@bp.post("/bookings/<id:booking>/phone")
@requires("duty_days.run", on=Booking)
def reveal_booking(booking: Booking) -> Any:
    """Name and number of who is expected; it is written down who looked."""
    if booking.visitor is not None:
        record(session(), "reveal_phone", booking, {"field": "phone"})
    return render(
        "duty_days/visitor.html",
        visitor=booking.visitor,
        duty_day=booking.sitting.duty_day,
        reception=None,
        today=today(),
    )


def _in_words(one: service.Time) -> str:
    day = day_words(one.sitting.duty_day.day, today())
    if one.arrives is None:
        return str(_("%(day)s, while people are received", day=day))
    return str(_("%(day)s %(time)s", day=day, time=one.arrives.strftime("%H:%M")))


def _address() -> str:
    """What is kept of where a booking came from: enough to count them, not to tell where."""
    return hmac.digest(derived_key("duty_days.booking"), (request.remote_addr or "").encode(), "sha256").hex()
