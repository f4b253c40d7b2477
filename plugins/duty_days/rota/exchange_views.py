"""Pages for passing places on: a deputy's, one tap each; and a station's, where consent is given."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from core.api.data import Station, day_in_words
from core.api.declare import DomainError
from core.api.web import _, done, now, render, requires, session, today, viewer
from plugins.duty_days import lists
from plugins.duty_days.blueprint import bp
from plugins.duty_days.errors import NoDeputy
from plugins.duty_days.models import Offer, Slot
from plugins.duty_days.rota import exchange_lists, exchanging
from plugins.duty_days.rota.errors import PlaceGone
from plugins.duty_days.rota.exchanging import Came
from plugins.duty_days.rota.forms import ConsentForm

LONGEST_NUMBER = 12


# A deputy, on a phone


@bp.get("/exchange")
@requires("duty_days.sign_up")
def exchange() -> Any:
    """My coming days to pass on, what others offer, and what I am asked."""
    return _mine()


@bp.post("/slots/<id:slot>/offer")
@requires("duty_days.sign_up", on=Slot)
def offer_slot(slot: Slot) -> Any:
    """Offer my place to the others of the station."""
    try:
        with session().begin_nested():
            made = exchanging.offer(session(), slot.id, _me(), today=today(), at=now())
    except DomainError as problem:
        return _mine(problem)
    return done(
        url_for(".exchange"),
        _(
            "%(day)s is offered to the others. Until somebody takes it over, it stays yours.",
            day=day_in_words(made.day),
        ),
    )


@bp.post("/slots/<id:slot>/swap")
@requires("duty_days.sign_up", on=Slot)
def swap_slot(slot: Slot) -> Any:
    """Ask somebody to change places with me."""
    wanted = request.form.get("wanted", "")
    number = int(wanted) if wanted.isdecimal() and len(wanted) < LONGEST_NUMBER else 0
    try:
        with session().begin_nested():
            exchanging.ask_to_swap(session(), slot.id, _me(), number, today=today(), at=now())
    except DomainError as problem:
        return _mine(problem)
    return done(url_for(".exchange"), _("They are asked. Until they agree, everybody keeps their day."))


@bp.post("/offers/<id:offer>/withdraw")
@requires("duty_days.sign_up", on=Offer)
def withdraw_offer(offer: Offer) -> Any:
    """Take my offer back."""
    try:
        with session().begin_nested():
            exchanging.withdraw(session(), offer.id, _me(), at=now())
    except DomainError as problem:
        return _mine(problem)
    return done(url_for(".exchange"), _("Taken back: the day stays yours."))


@bp.post("/offers/<id:offer>/take-over")
@requires("duty_days.sign_up", on=Offer)
def take_over(offer: Offer) -> Any:
    """Take over what somebody offers."""
    try:
        with session().begin_nested():
            came = exchanging.take_over(session(), offer.id, _me(), today=today(), at=now())
    except DomainError as problem:
        return _mine(problem)
    return _after(came)


@bp.post("/offers/<id:offer>/agree")
@requires("duty_days.sign_up", on=Offer)
def agree(offer: Offer) -> Any:
    """Say yes to a swap."""
    try:
        with session().begin_nested():
            came = exchanging.agree(session(), offer.id, _me(), today=today(), at=now())
    except DomainError as problem:
        return _mine(problem)
    return _after(came)


@bp.post("/offers/<id:offer>/decline")
@requires("duty_days.sign_up", on=Offer)
def decline(offer: Offer) -> Any:
    """Say no to a swap."""
    try:
        with session().begin_nested():
            exchanging.decline(session(), offer.id, _me(), at=now())
    except DomainError as problem:
        return _mine(problem)
    return done(url_for(".exchange"), _("Declined. Everybody keeps their day."))


def _me() -> int:
    number = viewer().deputy_id
    if number is None:
        raise NoDeputy
    return number


def _after(came: Came) -> Any:
    words = {
        "done": _("It is settled: the day has changed hands, and both are told."),
        "taken": _("Agreed. The station has to say yes; both are told then."),
        "moved": _(
            "The day has moved meanwhile, to %(day)s. Nothing has changed hands: look again, and agree once more if it suits.",
            day=day_in_words(came.offer.day),
        ),
        "lapsed": str(PlaceGone()),
    }
    return done(url_for(".exchange"), words.get(came.step))


def _mine(problem: DomainError | None = None) -> Any:
    me, places = viewer().deputy_id, sorted(viewer().placed_at)
    if problem is not None:
        session().expire_all()
    offers = exchange_lists.offers_to(session(), me, places, today()) if me else ()
    held = _coming(me) if me else []
    serving_in = {slot.sitting_id for slot in held}
    page = render(
        "duty_days/rota/exchange.html",
        held=held,
        offered={offer.slot_id: offer for offer in offers if offer.giver_id == me},
        mine=[offer for offer in offers if offer.giver_id == me],
        asked=[offer for offer in offers if offer.taker_id == me and offer.state == "asked"],
        agreed=[offer for offer in offers if offer.taker_id == me and offer.state == "taken"],
        open_ones=[
            offer
            for offer in offers
            if offer.giver_id != me and offer.state == "open" and offer.slot.sitting_id not in serving_in
        ],
        others=exchange_lists.to_swap_with(session(), me, places, today()) if me else (),
        problem=problem,
        today=today(),
    )
    return (page, problem.status) if problem is not None else page


def _coming(me: int) -> list[Slot]:
    held = lists.held_by(session(), me, today())
    return [slot for slot in held if not slot.sitting.duty_day.is_cancelled]


# Who runs the station


@bp.at_station.route("/exchanges", methods=["GET", "POST"])
@requires("duty_days.manage", on=Station)
def exchanges(station: Station) -> Any:
    """What waits for the station's consent, what is offered, and whether consent is needed at all."""
    form = ConsentForm(also=(), needs_consent=exchanging.needs_consent(session(), station.id))
    if form.validate_on_submit():
        with form.attempt():
            exchanging.choose(session(), station, needs_consent=form.needs_consent.data)
            return done(url_for(".exchanges", station=station), _("Saved."))
    return _at_station(station, form)


@bp.post("/offers/<id:offer>/consent")
@requires("duty_days.manage", on=Offer)
def consent(offer: Offer) -> Any:
    """Agree that a place changes hands."""
    station = offer.station
    try:
        with session().begin_nested():
            came = exchanging.consent(session(), offer.id, today=today(), at=now())
    except DomainError as problem:
        return _at_station(station, problem=problem)
    words = {
        "done": _("It is settled: the day has changed hands, and both are told."),
        "moved": _("The day has moved meanwhile, so the deputies are asked again."),
        "lapsed": str(PlaceGone()),
    }
    return done(url_for(".exchanges", station=station), words.get(came.step))


@bp.post("/offers/<id:offer>/refuse")
@requires("duty_days.manage", on=Offer)
def refuse(offer: Offer) -> Any:
    """Do not agree: everybody keeps their day."""
    station = offer.station
    try:
        with session().begin_nested():
            exchanging.refuse(session(), offer.id, at=now())
    except DomainError as problem:
        return _at_station(station, problem=problem)
    return done(url_for(".exchanges", station=station), _("Not agreed. Everybody keeps their day, and both are told."))


def _at_station(station: Station, form: ConsentForm | None = None, problem: DomainError | None = None) -> Any:
    if problem is not None:
        session().expire_all()
    offers = exchange_lists.at_station(session(), station)
    page = render(
        "duty_days/rota/exchanges.html",
        station=station,
        form=form or ConsentForm(formdata=None, also=(), needs_consent=exchanging.needs_consent(session(), station.id)),
        waiting=[offer for offer in offers if offer.state == "taken"],
        pending=[offer for offer in offers if offer.state in ("open", "asked")],
        ended=[offer for offer in offers if not offer.is_pending][-20:],
        problem=problem,
        today=today(),
    )
    return (page, problem.status) if problem is not None else page
