"""The pages of a station's rules: which there are, a new one, and changing one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request, url_for

from core.api.data import Station
from core.api.declare import NavItem, Permission
from core.api.web import _, _l, done, render, requires, session, today
from plugins.duty_days.blueprint import bp
from plugins.duty_days.models import Rule
from plugins.duty_days.rules import service
from plugins.duty_days.rules.forms import RuleForm, filled_in, form_with
from plugins.duty_days.rules.reading import values_heard
from plugins.duty_days.rules.rhythms import read
from plugins.duty_days.rules.service import Changed, Foreseen
from plugins.duty_days.rules.words import heard

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
SHOWN_STAYING = 12
"""How many of the days that stay are named after a change."""


@bp.at_station.route("/rules", methods=["GET", "POST"])
@requires("duty_days.manage", on=Station)
def rules(station: Station) -> Any:
    """When the station receives people; a new rule is shown in the dates of twelve months before it is saved."""
    known, others = service.rules_of(session(), station), service.other_kinds(session())
    rhythms = {rule.id: read(rule.kind, rule.facts, others) for rule in known}
    said = heard(station.duty_words)
    is_open = said is not None and said.rhythm not in rhythms.values()
    form = form_with(others)(**(values_heard(said) if said and is_open else {}))
    foreseen: Sequence[Foreseen] | None = None
    if form.validate_on_submit() and _is_possible(form, station, None):
        if _is_to_be_saved(form):
            with form.attempt():
                service.add_rule(session(), station, form.plan, today(), parts=form.parts)
                return done(
                    url_for(".rules", station=station), _("The rule is saved, and its coming duty days are made.")
                )
        else:
            foreseen = _foreseen(form, station, None)
    return render(
        "duty_days/rules.html",
        station=station,
        rules=[
            (rule, rhythms[rule.id], service.next_day(session(), rule, rhythms[rule.id], today())) for rule in known
        ],
        form=form,
        foreseen=foreseen,
        said=said if is_open else None,
        is_unclear=bool(station.duty_words) and said is None,
        today=today(),
    )


@bp.route("/rules/<id:rule>", methods=["GET", "POST"])
@requires("duty_days.manage", on=Rule)
def change_rule(rule: Rule) -> Any:
    """Change a rule; its coming days follow, but for those deputies are signed up for."""
    others, station = service.other_kinds(session()), rule.station
    rhythm = read(rule.kind, rule.facts, others)
    form = form_with(others)(also=[rule], **filled_in(rule, rhythm, today()))
    foreseen: Sequence[Foreseen] | None = None
    if form.validate_on_submit() and _is_possible(form, station, rule):
        if _is_to_be_saved(form):
            with form.attempt():
                changed = service.change_rule(session(), rule, form.plan, today(), parts=form.parts)
                return done(url_for(".rules", station=station), _told(changed))
        else:
            foreseen = _foreseen(form, station, rule)
    return render("duty_days/rule.html", station=station, rhythm=rhythm, form=form, foreseen=foreseen, today=today())


@bp.post("/rules/<id:rule>/delete")
@requires("duty_days.manage", on=Rule)
def delete_rule(rule: Rule) -> Any:
    """Receive people in this rhythm no longer."""
    url = url_for(".rules", station=rule.station)
    staying = service.delete_rule(session(), rule, today())
    if staying:
        return done(
            url,
            _(
                "The rule is deleted. Days that deputies are signed up for, people have booked, or that have a theme or a leader stay: %(kept)s. Cancel them one by one if nobody shall come.",
                kept=staying,
            ),
        )
    return done(url, _("The rule is deleted, and its coming days with it."))


def _is_possible(form: RuleForm, station: Station, rule: Rule | None) -> bool:
    """Whether the station can have this rule; what stands against it is said at the field."""
    with form.attempt():
        service.check_rule(session(), station, form.plan, form.parts, today(), instead_of=rule)
        return True
    return False


def _is_to_be_saved(form: RuleForm) -> bool:
    """Whether the dates were shown, and are those that would be saved."""
    is_seen = bool(request.form.get("step") == "save" and form.previewed.data == form.fingerprint)
    form.previewed.data = form.fingerprint
    return is_seen


def _foreseen(form: RuleForm, station: Station, rule: Rule | None) -> Sequence[Foreseen]:
    return service.preview(session(), station, form.plan, today(), rule=rule)


def _told(changed: Changed) -> str:
    """What became of the coming days."""
    sentences = [
        _("The rule is changed. Days made: %(made)s; days gone: %(gone)s.", made=changed.made, gone=changed.gone)
    ]
    if changed.kept:
        days = _dates(changed.kept)
        sentences.append(
            _(
                "Somebody is signed up or expected on these days, or they have a theme or a leader, so they stay, as extra days: %(days)s.",
                days=days,
            )
        )
    if changed.as_they_were:
        days = _dates(changed.as_they_were)
        sentences.append(
            _(
                "Somebody is signed up or expected on these days, so hours and places there stay as they were: %(days)s.",
                days=days,
            )
        )
    return " ".join(sentences)


def _dates(duty_days: Sequence[Any]) -> str:
    named: str = _(", ").join(duty_day.day.isoformat() for duty_day in duty_days[:SHOWN_STAYING])
    more = len(duty_days) - SHOWN_STAYING
    return str(_("%(days)s and %(more)s more", days=named, more=more)) if more > 0 else named
