"""The pages of alliances: lists, one alliance, its history, founding, charter and end."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from core.api.data import Chain, Station, is_on, keep, visible_to
from core.api.declare import Forbidden, NavItem, NotFound
from core.api.web import (
    _,
    _l,
    asked_one_of,
    asked_text,
    begin_write,
    done,
    files,
    listed,
    offer,
    panels,
    reads_first,
    render,
    requires,
    session,
    today,
    url_for,
    viewer,
)
from plugins.alliances.blueprint import bp
from plugins.alliances.hookspecs import alliances_panels
from plugins.alliances.joining import reading, service
from plugins.alliances.joining.forms import AllianceForm, CharterForm, DissolveForm
from plugins.alliances.joining.words import MARKS, ROLES, STANDINGS, standing
from plugins.alliances.models import Alliance
from plugins.alliances.permissions import BROWSE, RUN
from plugins.alliances.writing.text import html

NAV = (
    NavItem(title=_l("Alliances"), endpoint="alliances.alliances", permission=BROWSE, order=34, icon="diagram-3"),
    NavItem(
        title=_l("Alliances"),
        endpoint="alliances.alliances_at_station",
        permission=BROWSE,
        place="station",
        order=34,
        icon="diagram-3",
    ),
)
SHOWN = (joinedload(Alliance.chain), joinedload(Alliance.charter_file))
WORDS = {"standings": STANDINGS, "marks": MARKS, "roles": ROLES, "standing": standing}


@bp.get("/")
@requires(BROWSE)
def alliances() -> Any:
    """The alliances within reach."""
    return _list(None)


@bp.at_station.get("/")
@requires(BROWSE, on=Station)
def alliances_at_station(station: Station) -> Any:
    """The alliances a station looks after."""
    return _list(station)


@bp.at_station.route("/new", methods=["GET", "POST"])
@requires(RUN, on=Station)
def found_alliance(station: Station) -> Any:
    """Found an alliance."""
    form = _offered(AllianceForm(chain_id=station.chain_id), station)
    if form.validate_on_submit():
        with form.attempt():
            alliance = service.found(session(), station, today=today(), **form.values)
            return done(
                url_for(".alliance", alliance=alliance.id), _("The alliance is entered. Now say who belongs to it.")
            )
    return render("alliances/joining/edit.html", form=form, station=station, alliance=None)


@bp.get("/alliances/<id:alliance>")
@requires(BROWSE)
def alliance(alliance: int) -> Any:
    """An alliance: its members, its charter, and what other rooms and plugins show of it."""
    found = _seen(alliance)
    members = reading.members_of(session(), found.id)
    return render(
        "alliances/joining/show.html",
        alliance=found,
        members=[one for one in members if one.left is None],
        former=[one for one in members if one.left is not None],
        charter=html(found.charter, top=3) if found.charter else "",
        may_run=viewer().may(RUN, found.scope()),
        panels=panels(alliances_panels, viewer=viewer(), alliance=found, day=today()),
        **WORDS,
    )


@bp.get("/alliances/<id:alliance>/history")
@requires(BROWSE)
def history(alliance: int) -> Any:
    """What happened to an alliance: founding, who joined, who left and why."""
    found = _seen(alliance)
    members = reading.members_of(session(), found.id)
    return render("alliances/joining/history.html", alliance=found, happened=reading.chronicle(found, members), **WORDS)


@bp.route("/alliances/<id:alliance>/edit", methods=["GET", "POST"])
@requires(RUN, on=Alliance, loading=SHOWN)
def edit_alliance(alliance: Alliance) -> Any:
    """Correct what is known of an alliance."""
    form = _offered(AllianceForm(obj=alliance), alliance.station, alliance)
    if form.validate_on_submit():
        with form.attempt():
            service.change(session(), alliance, today=today(), **form.values)
            return done(url_for(".alliance", alliance=alliance.id), _("Saved."))
    return render("alliances/joining/edit.html", form=form, station=alliance.station, alliance=alliance)


@bp.route("/alliances/<id:alliance>/charter", methods=["GET", "POST"])
@requires(RUN, on=Alliance, loading=SHOWN)
@reads_first
def edit_charter(alliance: Alliance) -> Any:
    """Write the charter, and add the document that was signed."""
    form = CharterForm(obj=alliance)
    if form.validate_on_submit():
        alliance = begin_write().get_one(Alliance, alliance.id)
        with form.attempt():
            given = form.document.prepared
            file = (
                None
                if given is None
                else keep(
                    session(),
                    files(),
                    given,
                    scope=alliance.scope(),
                    owner=reading.PLUGIN,
                    account_id=viewer().account_id,
                )
            )
            service.write_charter(session(), alliance, form.charter.data or "", file)
            return done(url_for(".alliance", alliance=alliance.id), _("The charter is saved."))
    return render("alliances/joining/charter.html", form=form, alliance=alliance)


@bp.post("/alliances/<id:alliance>/charter/without")
@requires(RUN, on=Alliance)
def without_charter_file(alliance: Alliance) -> Any:
    """Take the document of the charter off the alliance."""
    service.without_charter_file(session(), alliance)
    return done(url_for(".edit_charter", alliance=alliance.id), _("The document is taken off."))


@bp.route("/alliances/<id:alliance>/dissolve", methods=["GET", "POST"])
@requires(RUN, on=Alliance)
def dissolve_alliance(alliance: Alliance) -> Any:
    """Enter that an alliance was dissolved."""
    form = DissolveForm(day=today())
    if form.validate_on_submit():
        with form.attempt():
            service.dissolve(session(), alliance, today=today(), **form.values)
            return done(url_for(".alliance", alliance=alliance.id), _("The alliance is dissolved."))
    return render("alliances/joining/dissolve.html", form=form, alliance=alliance)


@bp.post("/alliances/<id:alliance>/dissolve/back")
@requires(RUN, on=Alliance)
def take_dissolution_back(alliance: Alliance) -> Any:
    """The alliance was not dissolved, or goes on."""
    service.take_dissolution_back(session(), alliance)
    return done(url_for(".alliance", alliance=alliance.id), _("The alliance goes on."))


def _list(station: Station | None) -> Any:
    stands, words = asked_one_of("stands", tuple(STANDINGS)), asked_text()
    query = reading.in_list(viewer().reach(BROWSE), words, stands, station)
    return render(
        "alliances/joining/alliances.html",
        listing=listed(query, reading.ORDERS),
        station=station,
        stands=stands,
        wanted=words,
        may_run=station is not None and viewer().may(RUN, station.scope()),
        **WORDS,
    )


def _seen(number: int) -> Alliance:
    """The alliance, for who may see it: by the station that looks after it, or as a member wherever that is."""
    found = session().get(Alliance, number, options=SHOWN)
    if found is None or not is_on(session(), reading.PLUGIN, found.station_id):
        raise NotFound
    if not viewer().may(BROWSE, found.scope()) and not reading.is_member(session(), found.id, viewer().deputy_id):
        raise Forbidden
    return found


def _offered(form: AllianceForm, station: Station, known: Alliance | None = None) -> AllianceForm:
    """The chains within reach; those of the station and of the alliance in any case."""
    query: Any = select(Chain.id, Chain.name).order_by(Chain.name)
    chains = {row.id: row.name for row in session().execute(visible_to(viewer(), RUN, query, Chain))}
    for chain in (station.chain, known.chain if known else None):
        if chain is not None:
            chains.setdefault(chain.id, chain.name)
    offer(form.chain_id, chains.items(), _l("No chain"))
    return form
