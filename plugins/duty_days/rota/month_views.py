"""The manager's month: as a calendar and as a list, gaps first; locking places; and the rota as it hangs on the wall."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import request, send_file, url_for

from core.api.data import Station, record
from core.api.web import (
    _,
    asked_number,
    begin_write,
    done,
    offer,
    reads_first,
    render,
    requires,
    session,
    today,
    viewer,
)
from plugins.duty_days import lists
from plugins.duty_days.blueprint import bp
from plugins.duty_days.models import Sitting, Slot
from plugins.duty_days.rota import month, wall
from plugins.duty_days.rota.forms import WallForm
from plugins.duty_days.rules import service as rules
from plugins.duty_days.rules.restrictions import on
from plugins.duty_days.rules.said import WEEKDAY_WORDS
from plugins.duty_days.signing_up.forms import PutInForm


@bp.at_station.get("/manage")
@requires("duty_days.manage", on=Station)
def manage(station: Station) -> Any:
    """A month of the station: who holds which place, and which are free."""
    return month_page(station, _asked_month(station))


@bp.at_station.post("/manage/phones")
@requires("duty_days.reveal", on=Station)
def reveal(station: Station) -> Any:
    """The same month with telephone numbers; it is written down who looked."""
    first = _asked_month(station)
    days = lists.in_month(session(), station, first)
    for deputy in {deputy for day in days for deputy in day.on_duty}:
        record(session(), "reveal_phone", deputy, {"field": "phone"})
    return month_page(station, first, revealed=True)


@bp.post("/slots/<id:slot>/lock")
@requires("duty_days.manage", on=Slot)
def lock(slot: Slot) -> Any:
    """Leave this place as it is, held or free: proposals go round it."""
    slot.locked = True
    duty_day = slot.sitting.duty_day
    return done(
        month_url(duty_day.station, duty_day.day.replace(day=1)), _("Locked: proposals leave this place as it is.")
    )


@bp.post("/slots/<id:slot>/unlock")
@requires("duty_days.manage", on=Slot)
def unlock(slot: Slot) -> Any:
    """Let proposals fill this place, and its holder pass it on."""
    slot.locked = False
    duty_day = slot.sitting.duty_day
    return done(month_url(duty_day.station, duty_day.day.replace(day=1)), _("Unlocked."))


def month_page(
    station: Station,
    first: date,
    *,
    revealed: bool = False,
    form: PutInForm | None = None,
    tried: Sitting | None = None,
) -> Any:
    """The manager's month, with the form of the sitting that was tried and did not work."""
    days, after = lists.in_month(session(), station, first), lists.month_after(first)
    seasons = rules.restrictions_of(session(), station, first, after - timedelta(days=1))
    return render(
        "duty_days/manage.html",
        station=station,
        first=first,
        before=lists.month_before(first),
        after=after,
        days=days,
        seasons={day.id: on(seasons, day.day) for day in days},
        gaps=month.gaps(days, today()),
        weeks=month.weeks(first, days),
        weekday_words=WEEKDAY_WORDS,
        suggestion=_suggestion(days),
        as_calendar=request.args.get("view") == "calendar",
        blank=offered(PutInForm(formdata=None), station),
        form=form,
        tried=tried,
        revealed=revealed,
        may_reveal=viewer().may("duty_days.reveal", station.scope()),
        today=today(),
    )


def _suggestion(days: Any) -> month.Suggestion | None:
    """Who could fill the gap that was asked about."""
    asked = asked_number("suggest")
    sitting = next((one for day in days for one in day.sittings if one.id == asked), None)
    return month.suggest(session(), sitting, today()) if sitting is not None else None


def offered(form: PutInForm, station: Station) -> PutInForm:
    """The form with those who may serve at the station to choose from."""
    offer(form.deputy, lists.deputies_of(session(), station), _("Choose a deputy"))
    return form


def month_url(station: Station, first: date) -> str:
    """Where the manager's month of the station is."""
    return url_for(".manage", station=station, month=first.isoformat()[:7])


def _asked_month(station: Station) -> date:
    """The first day of the month in the address; where it names none, of the month of the next duty day."""
    try:
        asked = date.fromisoformat(f"{request.values.get('month', '')}-01")
    except ValueError:
        asked = None
    if asked is None or not 2000 <= asked.year <= 2100:
        return lists.next_day(session(), station, today()).replace(day=1)
    return asked


@bp.at_station.route("/wall", methods=["GET", "POST"], endpoint="wall")
@reads_first
@requires("duty_days.manage", on=Station)
def wall_page(station: Station) -> Any:
    """The rota of a month, a quarter or a year as it hangs on the wall: PDF or Excel."""
    form = WallForm(today=today(), before=12)
    may_reveal = viewer().may("duty_days.reveal", station.scope())
    if not may_reveal:
        del form.phones
    if form.validate_on_submit():
        phones = may_reveal and bool(form.phones.data)
        return _file(station, form, phones=phones)
    return render("duty_days/rota/wall.html", station=station, form=form)


def _file(station: Station, form: WallForm, *, phones: bool) -> Any:
    """The file; what left with it is written down before its first byte goes."""
    made = wall.made(session(), station, form.period, form.format.data, phones=phones, today=today())
    facts = {
        "list": "rota",
        "rows": made.rows,
        "whole_numbers": phones,
        "format": form.format.data,
        "asked": {"begins": form.period.begins.isoformat(), "ends": form.period.ends.isoformat()},
    }
    station_id, writing = station.id, begin_write()
    record(writing, "export", writing.get_one(Station, station_id), facts)
    return send_file(
        made.stream, made.media_type, as_attachment=form.format.data == "xlsx", download_name=made.file_name
    )
