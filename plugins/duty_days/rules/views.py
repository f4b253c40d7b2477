"""The page of a station's rules."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from core.api.data import Station
from core.api.declare import NavItem, Permission
from core.api.web import _, _l, done, render, requires, session, today
from plugins.duty_days.blueprint import bp
from plugins.duty_days.models import Rule
from plugins.duty_days.rules import service
from plugins.duty_days.rules.forms import RuleForm
from plugins.duty_days.rules.parts import USUAL_PLACES, Part
from plugins.duty_days.rules.planning import Plan
from plugins.duty_days.rules.rhythms import upcoming
from plugins.duty_days.rules.words import understood

PERMISSIONS: tuple[Permission, ...] = ()
"""Rules are set by who sets duty days: ``duty_days.manage``."""
NAV = (
    NavItem(
        title=_l("Rules of the duty days"),
        endpoint="duty_days.rules",
        permission="duty_days.manage",
        place="station",
        order=30,
        icon="arrow-repeat",
    ),
)

PREVIEWED = 12


@bp.at_station.route("/rules", methods=["GET", "POST"])
@requires("duty_days.manage", on=Station)
def rules(station: Station) -> Any:
    """When the station receives people, month after month; a new rule is shown in dates before it is saved."""
    form, known, dates = RuleForm(), service.rules_of(session(), station), []
    from_words = understood(station.duty_words)
    if form.validate_on_submit():
        with form.attempt():
            service.check_new(known, form.rhythm)
            begins = max(today(), form.valid_from.data or today())
            dates = upcoming(form.rhythm, begins, PREVIEWED)
            if request.form.get("step") == "save" and form.previewed.data == form.fingerprint:
                service.add_rule(
                    session(),
                    station,
                    Plan(form.rhythm, valid_from=form.valid_from.data),
                    today(),
                    parts=(
                        Part(begins=form.begins.data, ends=form.ends.data, places=form.places.data or USUAL_PLACES),
                    ),
                )
                return done(
                    url_for(".rules", station=station), _("The rule is saved, and its coming duty days are made.")
                )
            form.previewed.data = form.fingerprint
    elif request.method == "GET" and from_words and from_words not in [rule.rhythm for rule in known]:
        form.fill_in(from_words)
    return render(
        "duty_days/rules.html",
        station=station,
        rules=[(rule, upcoming(rule.rhythm, max(today(), rule.valid_from or today()), 3)) for rule in known],
        form=form,
        dates=dates,
        from_words=from_words,
        today=today(),
    )


@bp.post("/rules/<id:rule>/delete")
@requires("duty_days.manage", on=Rule)
def delete_rule(rule: Rule) -> Any:
    """Receive people in this rhythm no longer."""
    url = url_for(".rules", station=rule.station)
    kept = service.delete_rule(session(), rule, today())
    if kept:
        return done(
            url,
            _(
                "The rule is deleted. Days that deputies are signed up for stay: %(kept)s. Cancel them one by one if nobody shall come.",
                kept=kept,
            ),
        )
    return done(url, _("The rule is deleted, and its coming days with it."))
