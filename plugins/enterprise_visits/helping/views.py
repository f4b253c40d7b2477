"""The pages of mutual help."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import joinedload

from core.api.data import Chain, Deputy, Station
from core.api.declare import NavItem, Permission, Role
from core.api.web import (
    _,
    _l,
    asked_number,
    asked_one_of,
    asked_text,
    done,
    listed,
    offer,
    render,
    requires,
    session,
    today,
    url_for,
    viewer,
)
from plugins.enterprise_visits.blueprint import bp
from plugins.enterprise_visits.helping import lists, service
from plugins.enterprise_visits.helping.forms import HelpForm, IntroduceForm, OutcomeForm
from plugins.enterprise_visits.helping.lists import Wanted
from plugins.enterprise_visits.helping.words import KINDS, MARKS, OUTCOMES, SIDES
from plugins.enterprise_visits.models import Introduction, MutualHelp
from plugins.enterprise_visits.models.helping import HELP_SIDES

SEE, HELP = "enterprise_visits.see_help", "enterprise_visits.help"
INSIDE = frozenset({Role.ADMINISTRATOR, Role.OFFICE, Role.MANAGER, Role.DEPUTY})
PERMISSIONS = (
    Permission(SEE, _l("See what enterprises offer and seek"), INSIDE | {Role.LEADER}),
    Permission(HELP, _l("Note what enterprises offer and seek, and introduce them"), INSIDE),
)
NAV = (
    NavItem(
        title=_l("Mutual help"), endpoint="enterprise_visits.helps", permission=SEE, order=36, icon="arrow-left-right"
    ),
    NavItem(
        title=_l("Mutual help"),
        endpoint="enterprise_visits.helps_at_station",
        permission=SEE,
        place="station",
        order=36,
        icon="arrow-left-right",
    ),
)
WORDS = {"kinds": KINDS, "sides": SIDES, "outcomes": OUTCOMES, "marks": MARKS}
SHOWN = (
    joinedload(MutualHelp.enterprise),
    joinedload(MutualHelp.station),
    joinedload(MutualHelp.chain).joinedload(Chain.stations),
)


@bp.get("/help")
@requires(SEE)
def helps() -> Any:
    """What is offered and sought at all stations within reach."""
    reach, wanted = viewer().reach(SEE), _wanted()
    listing = listed(lists.helps(reach, wanted, today()), lists.ORDERS)
    chains = lists.chains(session(), reach)
    return render(
        "enterprise_visits/helping/helps.html", listing=listing, wanted=wanted, chains=chains, station=None, **WORDS
    )


@bp.at_station.get("/help")
@requires(SEE, on=Station)
def helps_at_station(station: Station) -> Any:
    """What is offered and sought at a station and on its chain."""
    wanted = _wanted()
    listing = listed(lists.helps(viewer().reach(SEE), wanted, today(), station), lists.ORDERS)
    may_help = viewer().may(HELP, station.scope())
    return render(
        "enterprise_visits/helping/helps.html",
        listing=listing,
        wanted=wanted,
        chains=[],
        station=station,
        may_help=may_help,
        **WORDS,
    )


@bp.at_station.route("/help/new", methods=["GET", "POST"])
@requires(HELP, on=Station)
def new_help(station: Station) -> Any:
    """Note what an enterprise offers or seeks."""
    side = asked_one_of("side", HELP_SIDES) or None
    form = HelpForm(side=side, begins=today(), enterprise=asked_number("enterprise"))
    offer(form.enterprise, service.enterprises_for(session(), station), _l("Choose ..."))
    if form.validate_on_submit():
        with form.attempt():
            told = service.enter(session(), station, **form.values)
            return done(url_for(".mutual_help", mutual_help=told.id), _("Noted. Below stands what may fit."))
    return render("enterprise_visits/helping/edit.html", form=form, station=station, told=None)


@bp.get("/help/<id:mutual_help>")
@requires(SEE, on=MutualHelp, loading=SHOWN)
def mutual_help(mutual_help: MutualHelp) -> Any:
    """An offer or a need: what may fit, and whom it was introduced to."""
    may_help = viewer().may(HELP, mutual_help.scope())
    is_open = mutual_help.is_open_on(today())
    return render(
        "enterprise_visits/helping/show.html",
        told=mutual_help,
        is_open=is_open,
        fits=service.may_fit(session(), mutual_help, today()) if is_open else [],
        introductions=lists.introductions_of(session(), mutual_help),
        may_help=may_help,
        **WORDS,
    )


@bp.route("/help/<id:mutual_help>/edit", methods=["GET", "POST"])
@requires(HELP, on=MutualHelp, loading=SHOWN)
def edit_help(mutual_help: MutualHelp) -> Any:
    """Correct it."""
    shown = {name: getattr(mutual_help, name) for name in ("side", "kind", "words", "amount", "begins", "ends")}
    form = HelpForm(also=[mutual_help], enterprise=mutual_help.enterprise_id, **shown)
    known = dict(service.enterprises_for(session(), mutual_help.station))
    # An enterprise that has left the chain stays the one that said it.
    known.setdefault(mutual_help.enterprise_id, mutual_help.enterprise.name)
    offer(form.enterprise, known.items(), _l("Choose ..."))
    if form.validate_on_submit():
        with form.attempt():
            service.change(session(), mutual_help, mutual_help.station, **form.values)
            return done(url_for(".mutual_help", mutual_help=mutual_help.id), _("Saved."))
    return render("enterprise_visits/helping/edit.html", form=form, station=mutual_help.station, told=mutual_help)


@bp.post("/help/<id:mutual_help>/close")
@requires(HELP, on=MutualHelp)
def close_help(mutual_help: MutualHelp) -> Any:
    """It is not offered or sought any more."""
    service.close(session(), mutual_help, today())
    return done(url_for(".mutual_help", mutual_help=mutual_help.id), _("Closed. Nobody finds it among what is open."))


@bp.post("/help/<id:mutual_help>/reopen")
@requires(HELP, on=MutualHelp)
def reopen_help(mutual_help: MutualHelp) -> Any:
    """It is, after all."""
    service.reopen(session(), mutual_help)
    return done(url_for(".mutual_help", mutual_help=mutual_help.id), _("It is open again."))


@bp.route("/help/<id:mutual_help>/introduce", methods=["GET", "POST"])
@requires(HELP, on=MutualHelp, loading=SHOWN)
def introduce(mutual_help: MutualHelp) -> Any:
    """Bring two enterprises together."""
    me = viewer().deputy_id
    deputies = dict(service.deputies_of(session(), mutual_help.station_id))
    form = IntroduceForm(day=today(), counterpart=asked_number("with"), deputy=me if me in deputies else None)
    rows = service.counterparts(session(), mutual_help, today())
    offer(form.counterpart, [(row.id, _line(row.name, row.words)) for row in rows], _l("Choose ..."))
    offer(form.deputy, deputies.items(), _l("Nobody: the station itself"))
    if form.validate_on_submit():
        with form.attempt():
            made = service.introduce(session(), mutual_help, **form.values)
            return done(url_for(".introduction", introduction=made.id), _("Introduced. Say here what comes of it."))
    return render("enterprise_visits/helping/introduce.html", form=form, told=mutual_help, rows=rows, **WORDS)


@bp.get("/introductions")
@requires(SEE)
def introductions() -> Any:
    """Who was introduced to whom, and what came of it."""
    outcome, words = asked_one_of("outcome", tuple(OUTCOMES)), asked_text()
    listing = listed(lists.introductions(viewer().reach(SEE), words, outcome), lists.INTRODUCTION_ORDERS)
    return render(
        "enterprise_visits/helping/introductions.html", listing=listing, wanted=words, outcome=outcome, **WORDS
    )


@bp.route("/introductions/<id:introduction>", methods=["GET", "POST"])
@requires(HELP, on=Introduction, loading=(joinedload(Introduction.deputy).joinedload(Deputy.person),))
def introduction(introduction: Introduction) -> Any:
    """What came of an introduction."""
    lists.with_both(session(), introduction)
    form = OutcomeForm(
        also=[introduction],
        outcome=introduction.outcome,
        words=introduction.outcome_words,
        on=introduction.outcome_on or max(today(), introduction.day),
    )
    if form.validate_on_submit():
        with form.attempt():
            service.tell_outcome(session(), introduction, **form.values)
            return done(url_for(".introduction", introduction=introduction.id), _("Saved."))
    return render("enterprise_visits/helping/introduction.html", form=form, made=introduction, **WORDS)


def _wanted() -> Wanted:
    return Wanted(
        words=asked_text(),
        kind=asked_one_of("kind", tuple(KINDS)),
        side=asked_one_of("side", HELP_SIDES),
        over=asked_one_of("state", ("over",)) == "over",
        chain=asked_number("chain"),
    )


def _line(enterprise: str, words: str) -> str:
    short = " ".join(words.split())
    return f"{enterprise} · {short[:40]}"
