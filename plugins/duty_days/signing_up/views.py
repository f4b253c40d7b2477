"""Taking a place and giving it back with one tap; putting deputies in and taking them out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request, url_for
from sqlalchemy.orm import joinedload

from core.api.data import Station, Viewer
from core.api.declare import DomainError, Permission, Role
from core.api.web import _, _l, begin_write, done, now, reads_first, render, requires, session, today, viewer
from plugins.duty_days.blueprint import bp
from plugins.duty_days.errors import NoDeputy, SlotFull
from plugins.duty_days.models import DutyDay, Sitting, Slot
from plugins.duty_days.rota.month_views import month_page, month_url, offered
from plugins.duty_days.signing_up import by_hand, service, waiting
from plugins.duty_days.signing_up.errors import PlaceKept
from plugins.duty_days.signing_up.forms import PutInForm
from plugins.duty_days.signing_up.offers import offers_to

PERMISSIONS = (Permission("duty_days.sign_up", _l("Sign up for duty days"), frozenset({Role.DEPUTY})),)

PLACES = (
    joinedload(Sitting.slots),
    joinedload(Sitting.duty_day).joinedload(DutyDay.station).load_only(Station.name, Station.region_code),
)


@bp.post("/sittings/<id:sitting>/sign-up")
@reads_first
@requires("duty_days.sign_up", on=Sitting, loading=PLACES)
def sign_up(sitting: Sitting) -> Any:
    """Take a place, with one tap."""
    try:
        deputy_id, sitting_id = _deputy_of(viewer()), sitting.id
        service.check_place_left(session(), sitting, deputy_id, now())
        begin_write()
        service.sign_up(session(), sitting_id, deputy_id, today(), now())
    except DomainError as problem:
        return _not_signed_up(sitting, problem)
    return done(url_for(".mine", just=sitting_id))


def _not_signed_up(sitting: Sitting, problem: DomainError) -> Any:
    page = render(
        "duty_days/not_signed_up.html",
        sitting=sitting,
        problem=problem,
        may_wait=isinstance(problem, SlotFull | PlaceKept),
        open_to_me=_offered(viewer()),
        today=today(),
    )
    return page, problem.status


def _offered(who: Viewer) -> Sequence[Sitting]:
    """The places this viewer could take now: signing up is open."""
    return offers_to(session(), who.deputy_id, who.placed_at, today(), now(), ()).free if who.deputy_id else ()


@bp.post("/sittings/<id:sitting>/withdraw")
@requires("duty_days.sign_up", on=Sitting)
def withdraw(sitting: Sitting) -> Any:
    """Give the place back, or stop waiting for one."""
    deputy_id = _deputy_of(viewer())
    waited = waiting.turn_of(session(), sitting.id, deputy_id) is not None
    if service.withdraw(session(), sitting.id, deputy_id, today(), now()):
        return done(url_for(".mine"), _("You have withdrawn. The place is offered to others again."))
    return done(url_for(".mine"), _("You do not wait for this day any longer.") if waited else None)


@bp.post("/sittings/<id:sitting>/wait")
@reads_first
@requires("duty_days.sign_up", on=Sitting, loading=PLACES)
def wait(sitting: Sitting) -> Any:
    """Queue up for a place, with one tap; where one is free by now, take it."""
    try:
        deputy_id, sitting_id = _deputy_of(viewer()), sitting.id
        if waiting.turn_of(session(), sitting_id, deputy_id) is None:
            begin_write()
            service.sign_up_or_wait(session(), sitting_id, deputy_id, today(), now())
    except DomainError as problem:
        return _not_signed_up(sitting, problem)
    return done(url_for(".mine", just=sitting_id))


def _deputy_of(who: Viewer) -> int:
    if who.deputy_id is None:
        raise NoDeputy
    return who.deputy_id


# Who runs the station


@bp.post("/sittings/<id:sitting>/put-in")
@requires("duty_days.manage", on=Sitting)
def put_in(sitting: Sitting) -> Any:
    """Give a deputy a place."""
    station, first = sitting.duty_day.station, sitting.duty_day.day.replace(day=1)
    form = offered(PutInForm(), station)
    if form.validate_on_submit():
        with form.attempt():
            slot = by_hand.put_in(session(), sitting, form.deputy.data, now())
            return done(
                month_url(station, first),
                _("%(name)s is on duty.", name=slot.deputy.person.name if slot.deputy else ""),
            )
    return month_page(station, first, form=form, tried=sitting)


@bp.post("/slots/<id:slot>/take-out")
@requires("duty_days.manage", on=Slot)
def take_out(slot: Slot) -> Any:
    """Take out whom the page showed in this place."""
    duty_day, name = slot.sitting.duty_day, slot.deputy.person.name if slot.deputy else None
    by_hand.take_out(session(), slot, request.form.get("deputy", type=int), now())
    url = month_url(duty_day.station, duty_day.day.replace(day=1))
    return done(url, _("%(name)s is no longer on duty.", name=name) if name else None)
