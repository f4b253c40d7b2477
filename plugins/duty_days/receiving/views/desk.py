"""The liaison's desk: everything of a day on one screen, on a phone or on the table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import redirect
from sqlalchemy import select

from core.api.data import Deputy, Station
from core.api.paper import qr_svg
from core.api.web import _, absolute, done, now, offer, render, requires, session, today, url_for, viewer
from plugins.duty_days import lists
from plugins.duty_days.blueprint import bp
from plugins.duty_days.models import Attendance, DutyDay, Sitting
from plugins.duty_days.receiving import attendance as attending
from plugins.duty_days.receiving import bookings, receptions
from plugins.duty_days.receiving.forms import MarkForm, RevokeForm
from plugins.duty_days.receiving.views.checking_in import EVERYBODY, code_now
from plugins.duty_days.receiving.words import BOOKINGS, HOW, KINDS, STATES


@dataclass(frozen=True, slots=True)
class Came:
    """Somebody of a sitting, and what is known of whether they came."""

    deputy: Deputy
    known: Attendance | None
    on_rota: bool


@bp.at_station.get("/today")
@requires("duty_days.run", on=Station)
def desk_today(station: Station) -> Any:
    """To the desk of today, where today is a duty day; else the days around it."""
    near = (
        select(DutyDay)
        .where(
            DutyDay.station_id == station.id,
            DutyDay.day.between(today() - timedelta(days=92), today() + timedelta(days=92)),
        )
        .order_by(DutyDay.day)
    )
    days = session().scalars(near).all()
    here = next((one for one in days if one.day == today() and not one.is_cancelled), None)
    if here is not None:
        return redirect(url_for(".desk", duty_day=here))
    return render(
        "duty_days/no_day_today.html",
        station=station,
        before=[one for one in days if one.day < today() and not one.is_cancelled][-6:][::-1],
        after=[one for one in days if one.day >= today()][:3],
        today=today(),
    )


@bp.get("/days/<id:duty_day>/desk")
@requires("duty_days.run", on=DutyDay, loading=EVERYBODY)
def desk(duty_day: DutyDay) -> Any:
    """Who is here, the code to check in with, who is expected, who was received."""
    return _desk(duty_day)


@bp.get("/days/<id:duty_day>/code")
@requires("duty_days.run", on=DutyDay)
def large_code(duty_day: DutyDay) -> Any:
    """The code alone, as large as the screen."""
    return render("duty_days/large_code.html", duty_day=duty_day, today=today(), **_code(duty_day))


@bp.post("/sittings/<id:sitting>/put-down")
@requires("duty_days.run", on=Sitting)
def put_down(sitting: Sitting) -> Any:
    """Somebody was there, late or not there, says the station."""
    duty_day = sitting.duty_day
    form = _offered(MarkForm(), duty_day)
    if form.validate_on_submit():
        with form.attempt():
            data = form.deputy.data, form.state.data, today(), now(), form.replaces.data
            attending.put_down(session(), sitting, *data)
            name = attending.name_of(session(), form.deputy.data)
            words = STATES[form.state.data]
            return done(_back(duty_day, sitting), _("%(name)s: %(state)s", name=name, state=words))
    return _desk(session().get_one(DutyDay, duty_day.id), form=form, tried=sitting)


@bp.route("/attendances/<id:attendance>/revoke", methods=["GET", "POST"])
@requires("duty_days.run", on=Attendance)
def revoke(attendance: Attendance) -> Any:
    """Take a check-in back, with a reason."""
    form, duty_day = RevokeForm(), attendance.sitting.duty_day
    if form.validate_on_submit():
        with form.attempt():
            attending.revoke(session(), attendance, form.reason.data, now())
            name = attendance.deputy.person.name
            return done(_back(duty_day, attendance.sitting), _("The check-in of %(name)s is taken back.", name=name))
    return render("duty_days/revoke.html", form=form, attendance=attendance, duty_day=duty_day, today=today())


@bp.post("/attendances/<id:attendance>/clear")
@requires("duty_days.run", on=Attendance)
def clear_attendance(attendance: Attendance) -> Any:
    """Nothing is known of whether they came."""
    url = _back(attendance.sitting.duty_day, attendance.sitting)
    attending.forget(session(), attendance)
    return done(url, _("Taken out."))


def _back(duty_day: DutyDay, sitting: Sitting) -> str:
    return url_for(".desk", duty_day=duty_day, _anchor=f"sitting-{sitting.id}")


def _desk(duty_day: DutyDay, *, form: MarkForm | None = None, tried: Sitting | None = None) -> Any:
    known = attending.of_day(session(), duty_day.id)
    received = receptions.of_day(session(), duty_day.id)
    return render(
        "duty_days/desk.html",
        duty_day=duty_day,
        station=duty_day.station,
        came={sitting.id: _who(sitting, known) for sitting in duty_day.sittings},
        there=sum(1 for one in known if one.was_there),
        bookings=bookings.of_day(session(), duty_day.id),
        receptions=received,
        persons=sum(one.persons for one in received),
        parties=sum(1 for one in received if one.party),
        blank=_offered(MarkForm(formdata=None), duty_day),
        form=form,
        tried=tried,
        words={"state": STATES, "how": HOW, "kind": KINDS, "booking": BOOKINGS},
        is_past=duty_day.day < today(),
        may_reveal=viewer().may("duty_days.reveal_visitors", duty_day.scope()),
        today=today(),
        **(_code(duty_day) if _is_open(duty_day) else {"code_svg": None}),
    )


def _is_open(duty_day: DutyDay) -> bool:
    return duty_day.day == today() and not duty_day.is_cancelled


def _code(duty_day: DutyDay) -> dict[str, Any]:
    if not _is_open(duty_day):
        return {"code_svg": None, "code_url": ""}
    code = code_now(duty_day.station_id, duty_day.day, now())
    address = absolute(url_for(".here", code=code))
    return {"code_svg": qr_svg(address), "code_url": address}


def _who(sitting: Sitting, known: Sequence[Attendance]) -> list[Came]:
    """Who holds a place, in their order, then who came besides."""
    of_sitting = {one.deputy_id: one for one in known if one.sitting_id == sitting.id}
    on_rota = [Came(deputy, of_sitting.pop(deputy.id, None), on_rota=True) for deputy in sitting.on_duty]
    return on_rota + [Came(one.deputy, one, on_rota=False) for one in of_sitting.values()]


def _offered(form: MarkForm, duty_day: DutyDay) -> MarkForm:
    """Whoever may serve at the station may have come; who has a place may be replaced."""
    serving = dict(lists.deputies_of(session(), duty_day.station))
    serving |= {deputy.id: deputy.person.name for deputy in duty_day.on_duty}
    offer(form.deputy, serving.items(), _("Choose a deputy"))
    offer(form.replaces, [(one.id, one.person.name) for one in duty_day.on_duty], _("Nobody: they came besides"))
    return form
