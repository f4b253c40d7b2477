"""A deputy before the station's screen: scan, one tap, done; and the deputy's own page of the day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask import request
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from core.api.data import Deputy, Station, half_minute
from core.api.declare import DomainError, NotFound
from core.api.web import _, derived_key, done, now, render, requires, session, today, url_for, viewer
from core.api.work import STATION_ZONE
from plugins.duty_days.blueprint import bp
from plugins.duty_days.errors import NoDeputy
from plugins.duty_days.models import Attendance, DutyDay, Sitting, Slot
from plugins.duty_days.receiving import attendance, bookings, codes, receptions

EVERYBODY = (joinedload(DutyDay.sittings).joinedload(Sitting.slots).joinedload(Slot.deputy).joinedload(Deputy.person),)


@bp.route("/here", methods=["GET", "POST"])
@requires("duty_days.check_in")
def here() -> Any:
    """What the code on the station's screen leads to: one tap says "I am here"."""
    code, station, sitting = request.values.get("code", "")[:200], None, None
    if request.method != "POST" and not code:  # nobody scanned anything: the page says how
        return render("duty_days/check_in.html", problem=None, station=None, sitting=None, code="", today=today())
    try:
        deputy_id = _deputy_id()
        station = _station_of(code)
        if request.method == "POST":
            came = attendance.check_in(session(), station, deputy_id, today(), now())
            return done(url_for(".my_day", duty_day=came.sitting.duty_day_id), _said(came))
        sitting = attendance.sitting_to_check_in(session(), station, deputy_id, today(), now())
    except DomainError as problem:
        page = render(
            "duty_days/check_in.html", problem=problem, station=station, sitting=None, code=code, today=today()
        )
        return page, problem.status
    return render("duty_days/check_in.html", problem=None, station=station, sitting=sitting, code=code, today=today())


@bp.get("/days/<id:duty_day>/mine")
@requires("duty_days.receive", on=DutyDay, loading=EVERYBODY)
def my_day(duty_day: DutyDay) -> Any:
    """A deputy's day: whether I am checked in, who is expected, whom I received."""
    deputy_id = viewer().deputy_id
    known = attendance.of_day(session(), duty_day.id)
    return render(
        "duty_days/my_day.html",
        duty_day=duty_day,
        sittings=[sitting for sitting in duty_day.sittings if sitting.slot_of(deputy_id)],
        mine={one.sitting_id: one for one in known if one.deputy_id == deputy_id},
        expected=[one for one in bookings.of_day(session(), duty_day.id) if one.is_open],
        receptions=receptions.of_day(session(), duty_day.id, deputy_id or 0),
        may_run=viewer().may("duty_days.run", duty_day.scope()),
        today=today(),
    )


def code_now(station_id: int, day: date, at: datetime) -> str:
    """The code of this half minute."""
    return codes.make(derived_key("duty_days.check_in"), station_id, day, half_minute(at))


def _station_of(text: str) -> Station:
    code = codes.check(derived_key("duty_days.check_in"), text, today(), now())
    station = session().scalars(select(Station).where(Station.id == code.station_id)).one_or_none()
    if station is None:
        raise NotFound
    return station


def _deputy_id() -> int:
    if viewer().deputy_id is None:
        raise NoDeputy
    return viewer().deputy_id or 0


def _said(came: Attendance) -> str:
    at = came.checked_in_at.astimezone(STATION_ZONE).strftime("%H:%M") if came.checked_in_at else ""
    if came.state == "late":
        return str(_("You are checked in at %(time)s, after the beginning.", time=at))
    return str(_("You are checked in at %(time)s.", time=at))
