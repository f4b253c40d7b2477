"""How a station lets deputies sign up, and whom it, or a single day, wants to have together."""

from __future__ import annotations

from typing import Any

from flask import url_for

from core.api.data import Station
from core.api.declare import NavItem
from core.api.web import _, _l, done, now, render, requires, session, today
from plugins.duty_days.blueprint import bp
from plugins.duty_days.models import DutyDay
from plugins.duty_days.signing_up import choices
from plugins.duty_days.signing_up.forms import ChoiceForm, CompositionForm, offer_groups, shown_wants

NAV = (
    NavItem(
        title=_l("Signing up and composition"),
        endpoint="duty_days.choose",
        permission="duty_days.manage",
        place="station",
        order=35,
        icon="person-check",
    ),
    NavItem(
        title=_l("Leave and wishes"),
        endpoint="duty_days.leave_at_station",
        permission="duty_days.manage",
        place="station",
        order=36,
        icon="calendar-x",
    ),
)


@bp.at_station.route("/signing-up", methods=["GET", "POST"])
@requires("duty_days.manage", on=Station)
def choose(station: Station) -> Any:
    """When signing up opens and closes, and whom the station wants together."""
    choice = choices.choice_of(session(), station.id)
    told = {"opens_days": choice.opens_days, "closes_hours": choice.closes_hours} if choice else {}
    form = ChoiceForm(also=[choice] if choice else [], **told, **shown_wants(choices.wants_of(choice)))
    offer_groups(form, choices.groups_near(session(), station))
    if form.validate_on_submit():
        with form.attempt():
            choices.choose(
                session(),
                station,
                opens_days=form.opens_days.data,
                closes_hours=form.closes_hours.data,
                wants=form.wants,
                today=today(),
                at=now(),
            )
            return done(url_for(".choose", station=station), _("Saved."))
    return render("duty_days/choose.html", form=form, station=station, duty_day=None)


@bp.route("/days/<id:duty_day>/composition", methods=["GET", "POST"])
@requires("duty_days.manage", on=DutyDay)
def compose(duty_day: DutyDay) -> Any:
    """Whom this one day wants together, instead of what the station always wants."""
    station = duty_day.station
    form = CompositionForm(also=[duty_day], **shown_wants(choices.wants_on(session(), duty_day)))
    offer_groups(form, choices.groups_near(session(), station))
    if form.validate_on_submit():
        with form.attempt():
            choices.want_on(session(), duty_day, form.wants, now())
            return done(url_for(".edit_day", duty_day=duty_day), _("Saved."))
    return render("duty_days/choose.html", form=form, station=station, duty_day=duty_day)


@bp.post("/days/<id:duty_day>/composition/reset")
@requires("duty_days.manage", on=DutyDay)
def compose_as_always(duty_day: DutyDay) -> Any:
    """Whom the station always wants."""
    choices.want_on(session(), duty_day, None, now())
    return done(url_for(".edit_day", duty_day=duty_day), _("This day wants whom the station always wants."))
