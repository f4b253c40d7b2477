"""Leave and wishes: a deputy's own, on a phone; and those of a station's deputies, for who runs it."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlalchemy.orm import joinedload

from core.api.data import Deputy, Placement, Station
from core.api.declare import NotFound
from core.api.web import _, done, now, render, requires, session, today, viewer
from plugins.duty_days.blueprint import bp
from plugins.duty_days.errors import NoDeputy
from plugins.duty_days.models import Leave
from plugins.duty_days.signing_up import leaves
from plugins.duty_days.signing_up.forms import LeaveForm, WishesForm, shown_wishes
from plugins.duty_days.signing_up.words import wishes_in_words

SHOWN = (joinedload(Deputy.person), joinedload(Deputy.placements).joinedload(Placement.station))


@bp.route("/leave", methods=["GET", "POST"])
@requires("duty_days.sign_up")
def my_leave() -> Any:
    """When I cannot serve, and when I would rather not."""
    return _take_leave(_me(), own=True)


@bp.post("/wishes")
@requires("duty_days.sign_up")
def my_wishes() -> Any:
    """Say when I would rather serve."""
    return _wish(_me(), own=True)


@bp.post("/leaves/<id:leave>/cancel")
@requires("duty_days.sign_up", on=Leave)
def cancel_my_leave(leave: Leave) -> Any:
    """I can come after all."""
    if leave.deputy_id != viewer().deputy_id:
        raise NotFound
    leaves.end_leave(session(), leave)
    return done(url_for(".my_leave"), _("The leave is deleted."))


@bp.at_station.get("/leave")
@requires("duty_days.manage", on=Station)
def leave_at_station(station: Station) -> Any:
    """Who of the station's deputies is away when, and what they wish."""
    return render(
        "duty_days/leave_at_station.html",
        station=station,
        people=leaves.at_station(session(), station, today()),
        in_words=wishes_in_words,
        today=today(),
    )


@bp.route("/deputies/<id:deputy>/leave", methods=["GET", "POST"])
@requires("duty_days.manage", on=Deputy, loading=SHOWN)
def leave_of(deputy: Deputy) -> Any:
    """What a deputy told the station by telephone, entered for them."""
    return _take_leave(deputy, own=False)


@bp.post("/deputies/<id:deputy>/wishes")
@requires("duty_days.manage", on=Deputy, loading=SHOWN)
def wishes_of(deputy: Deputy) -> Any:
    """When a deputy would rather serve, entered for them."""
    return _wish(deputy, own=False)


@bp.post("/leaves/<id:leave>/delete")
@requires("duty_days.manage", on=Leave)
def delete_leave(leave: Leave) -> Any:
    """The deputy can come after all."""
    deputy_id = leave.deputy_id
    leaves.end_leave(session(), leave)
    return done(url_for(".leave_of", deputy=deputy_id), _("The leave is deleted."))


def _me() -> Deputy:
    number = viewer().deputy_id
    if number is None:
        raise NoDeputy
    return session().get_one(Deputy, number, options=SHOWN)


def _take_leave(deputy: Deputy, *, own: bool) -> Any:
    form = LeaveForm()
    if form.validate_on_submit():
        with form.attempt():
            leaves.take_leave(session(), deputy, today=today(), at=now(), **form.values)
            return done(_url(deputy, own=own), _("The leave is entered."))
    return _page(deputy, own=own, form=form)


def _wish(deputy: Deputy, *, own: bool) -> Any:
    form = _wishes_form(deputy)
    if form.validate_on_submit():
        with form.attempt():
            leaves.wish(session(), deputy, **form.values)
            return done(_url(deputy, own=own), _("Saved."))
    return _page(deputy, own=own, wishes=form)


def _page(deputy: Deputy, *, own: bool, form: LeaveForm | None = None, wishes: WishesForm | None = None) -> Any:
    found = leaves.of_deputy(session(), deputy.id, today())
    return render(
        "duty_days/leave.html",
        deputy=deputy,
        own=own,
        form=form or LeaveForm(formdata=None),
        wishes=wishes or _wishes_form(deputy, formdata=None),
        leaves=found,
        held=leaves.held_in(session(), found, today()),
        today=today(),
    )


def _wishes_form(deputy: Deputy, **more: Any) -> WishesForm:
    said = leaves.wishes_of(session(), deputy.id)
    return WishesForm(also=[said] if said else [], **shown_wishes(said), **more)


def _url(deputy: Deputy, *, own: bool) -> str:
    return url_for(".my_leave") if own else url_for(".leave_of", deputy=deputy)
