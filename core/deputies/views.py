"""Deputies: the public page, the list, and the forms."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for

from core import audit
from core.access import Permission, Role
from core.clock import today
from core.congresses import lists as congresses
from core.congresses.models import LEVELS, Term
from core.congresses.words import LEVEL_TITLES
from core.deputies import lists, service
from core.deputies.forms import (
    CompleteForm,
    KnownDeputyForm,
    LeaveForm,
    MandateForm,
    NewDeputyForm,
    PlacementForm,
)
from core.deputies.models import MANDATE_STATES, Deputy, Mandate, Placement
from core.deputies.words import MANDATE_STATE_TITLES, mandate_state_title
from core.errors import Forbidden
from core.groups import service as groups
from core.mandates import service as mandates_service
from core.mandates.history import history_of
from core.mandates.service import check_day
from core.people.models import Person
from core.plugin_host.declarations import NavItem
from core.profiles.views import public_page
from core.regions import service as regions
from core.regions.fields import offer_regions
from core.stations.models import Station
from core.stations.service import names as station_names
from core.stations.service import offered as offered_stations
from core.web import _, done, public, render, requires, session, viewer
from core.web.fields import hide_number, number_meant, offer
from core.web.listing import asked_number, asked_one_of, asked_sort, asked_text, listed
from core.web.panels import panels
from core.words import lazy as _l

MOST_TICKED = 300
"""Mandates on a page of those to be completed: ticks do not go along to the next page."""

bp = Blueprint("deputies", __name__, template_folder="templates")

OFFICE = frozenset({Role.ADMINISTRATOR, Role.OFFICE})
PERMISSIONS = (
    Permission("deputies.browse", _l("See the list of deputies"), OFFICE | {Role.LEADER, Role.MANAGER}),
    Permission("deputies.edit", _l("Edit deputies and their placements"), OFFICE | {Role.MANAGER}),
    Permission("deputies.create", _l("Enter new deputies"), OFFICE),
    Permission("deputies.reveal", _l("See telephone numbers of deputies"), OFFICE | {Role.MANAGER}),
    Permission("deputies.own", _l("Decide what strangers see of oneself"), frozenset({Role.DEPUTY})),
    Permission("mandates.complete", _l("Complete and correct mandates"), OFFICE),
)
NAV = (NavItem(title=_l("Deputies"), endpoint="deputies.index", permission="deputies.browse", order=10, icon="people"),)
ORDERS = {
    "name": (Deputy.sort_key, Deputy.id),
    "employer": (Person.employer_text, Deputy.id),
    "speciality": (Deputy.speciality, Deputy.sort_key, Deputy.id),
}
UNPLACED = "none"

bp.add_app_template_filter(mandate_state_title)


@bp.get("/deputies/")
@requires("deputies.browse")
def index() -> Any:
    """The deputies within reach: searched, narrowed, sorted, in pages."""
    reach = viewer().reach("deputies.browse")
    wanted = lists.Wanted(
        words=asked_text(),
        station=asked_number("station"),
        at=asked_text("at"),
        unplaced=request.args.get("station") == UNPLACED,
        level=asked_one_of("level", LEVELS),
        state=asked_one_of("state", MANDATE_STATES),
        term=asked_number("term"),
        delegation=asked_text("delegation"),
        group=asked_number("group"),
    )
    stations, is_whole = offered_stations(session(), reach, wanted.station)
    return render(
        "deputies/index.html",
        listing=listed(
            lists.numbers_in_list(reach, wanted, with_person=asked_sort(ORDERS)[0] == "employer"),
            ORDERS,
            counting=lists.numbers_in_list(reach, wanted),
            details=lists.LISTED,
        ),
        wanted=wanted,
        stations=stations,
        names_stations=bool(wanted.at) or not is_whole,
        groups=groups.names(session(), viewer().reach("groups.browse")),
        levels=LEVEL_TITLES.items(),
        states=MANDATE_STATE_TITLES.items(),
        may_complete=viewer().may("mandates.complete"),
    )


@bp.get("/deputies/<id:deputy>")
@public(on=Deputy, loading=service.for_insiders)
def show(deputy: Deputy) -> Any:
    """The public page; who asked not to be shown is not there for strangers."""
    return public_page(deputy) if viewer().is_stranger else _page(deputy, revealed=False)


@bp.post("/deputies/<id:deputy>/phone")
@requires("deputies.reveal", on=Deputy, loading=service.EVERYTHING)
def reveal(deputy: Deputy) -> Any:
    """Show the telephone number once; it is written down who looked."""
    audit.record(session(), "reveal_phone", deputy, {"field": "phone"})
    return _page(deputy, revealed=True)


@bp.route("/deputies/new", methods=["GET", "POST"])
@requires("deputies.create")
def create() -> Any:
    """Enter a deputy with the first mandate."""
    form = NewDeputyForm()
    reach = viewer().reach("deputies.create")
    offer_regions(form.region_code, regions.within(session(), reach))
    offer(form.station_id, station_names(session(), reach), _("None yet"))
    if form.validate_on_submit():
        facts = form.values
        station_id = facts.pop("station_id")
        with form.attempt():
            station = session().get(Station, station_id) if station_id else None
            deputy = service.add(session(), station=station, today=today(), **facts)
            return done(url_for(".show", deputy=deputy), _("%(name)s is entered.", name=deputy.person.name))
    return render("deputies/edit.html", form=form, deputy=None)


@bp.route("/deputies/<id:deputy>/edit", methods=["GET", "POST"])
@requires("deputies.edit", on=Deputy, loading=service.EVERYTHING)
def edit(deputy: Deputy) -> Any:
    """Correct a deputy's record."""
    known = {name: getattr(deputy.person, name) for name in service.PERSONAL}
    form, phone = KnownDeputyForm(obj=deputy, also=[deputy.person], **known), deputy.person.phone
    hide_number(form.phone, form.forget_phone, phone)
    if form.validate_on_submit():
        facts = form.values | {"phone": number_meant(form.phone, form.forget_phone, phone)}
        facts.pop("forget_phone")
        was_public = deputy.phone_public
        with form.attempt():
            service.change(session(), deputy, **facts)
            if was_public and not deputy.phone_public:
                message = _("Saved. The number is another, so strangers do not see it until the deputy agrees again.")
                return done(url_for(".show", deputy=deputy), message)
            return done(url_for(".show", deputy=deputy), _("Saved."))
    return render("deputies/edit.html", form=form, deputy=deputy)


@bp.route("/deputies/<id:deputy>/placements", methods=["GET", "POST"])
@requires("deputies.edit", on=Deputy, loading=service.EVERYTHING)
def placements(deputy: Deputy) -> Any:
    """The stations a deputy belongs to, and a further one."""
    form = PlacementForm()
    offer(form.station_id, station_names(session(), viewer().reach("stations.edit")), _("Choose a station"))
    if form.validate_on_submit():
        station = session().get_one(Station, form.station_id.data)
        with form.attempt():
            service.place(session(), deputy, station, form.day.data or today(), form.reason.data)
            return done(url_for(".placements", deputy=deputy), _("Placed at %(station)s.", station=station.name))
    return render("deputies/placements.html", form=form, deputy=deputy)


@bp.route("/placements/<id:placement>/change", methods=["GET", "POST"])
@requires("deputies.edit", on=Placement, loading=service.PLACEMENT)
def change_placement(placement: Placement) -> Any:
    """The deputy leaves the station on a day, for another or for none."""
    _check_own(placement)
    form = LeaveForm()
    others = [
        one for one in station_names(session(), viewer().reach("stations.edit")) if one[0] != placement.station_id
    ]
    offer(form.station_id, others, _("No other station"))
    if form.validate_on_submit():
        day, reason = form.day.data or today(), form.reason.data
        with form.attempt():
            check_day(day, today(), placement.begins)
            if form.station_id.data:
                service.move(session(), placement, session().get_one(Station, form.station_id.data), day, reason)
            else:
                service.end_placement(session(), placement, day, reason)
            return _left(placement)
    return render("deputies/placement.html", form=form, placement=placement)


@bp.post("/placements/<id:placement>/end")
@requires("deputies.edit", on=Placement)
def end_placement(placement: Placement) -> Any:
    """The deputy leaves the station today."""
    _check_own(placement)
    service.end_placement(session(), placement, today())
    return _left(placement)


@bp.get("/stations/<id:station>/deputies")
@requires("deputies.browse", on=Station)
def at_station(station: Station) -> Any:
    """Who was placed at a station, since when, until when and why."""
    orders = {
        "present": (Placement.ends.is_not(None), Placement.ends.desc(), Deputy.sort_key, Placement.id),
        "name": (Deputy.sort_key, Placement.id),
        "begins": (Placement.begins, Placement.id),
        "ends": (Placement.ends, Placement.id),
    }
    return render("deputies/at_station.html", station=station, listing=listed(lists.placed_at_in_time(station), orders))


@bp.route("/mandates/<id:mandate>/edit", methods=["GET", "POST"])
@requires("mandates.complete", on=Mandate, loading=service.MANDATE)
def edit_mandate(mandate: Mandate) -> Any:
    """Correct a mandate."""
    form = MandateForm(obj=mandate)
    terms = congresses.terms_for(session(), viewer().reach("mandates.complete"))
    offer(form.term_id, _with_present(terms, mandate.term), _("Not yet known"))
    known = mandates_service.suggested(session(), [mandate.congress_id] if mandate.congress_id else [])
    if form.validate_on_submit():
        facts = form.values
        term_id = facts.pop("term_id")
        with form.attempt():
            service.keep(session(), mandate, term=session().get(Term, term_id) if term_id else None, **facts)
            return done(url_for(".show", deputy=mandate.deputy), _("Saved."))
    return render("deputies/mandate.html", form=form, mandate=mandate, known=known)


@bp.route("/deputies/mandates", methods=["GET", "POST"])
@requires("mandates.complete")
def mandates() -> Any:
    """Mandates that wait to be told which congress and term they belong to; many at once."""
    reach = viewer().reach("mandates.complete")
    level = asked_one_of("level", LEVELS)
    query = lists.waiting(reach, level)
    form = CompleteForm()
    terms = congresses.terms_for(session(), reach)
    offer(form.term_id, congresses.choices(terms), _("Choose a congress and term"))
    if form.validate_on_submit():
        ticked = [int(one) for one in request.form.getlist("mandate") if one.isdecimal() and len(one) < 10]
        chosen = session().scalars(query.where(Mandate.id.in_(ticked))).all()
        with form.attempt():
            told = service.complete(session(), chosen, session().get_one(Term, form.term_id.data))
            return done(url_for(".mandates", level=level or None), _("%(n)s mandates are complete now.", n=told))
    orders = {"name": (Deputy.sort_key, Mandate.id), "level": (Mandate.level, Deputy.sort_key, Mandate.id)}
    listing = listed(query, orders, MOST_TICKED, counting=lists.numbers_waiting(reach, level))
    return render(
        "deputies/mandates.html",
        form=form,
        listing=listing,
        level=level,
        levels=LEVEL_TITLES.items(),
        terms=terms,
        ticked=request.form.getlist("mandate"),
    )


def _page(deputy: Deputy, *, revealed: bool) -> Any:
    scope = deputy.scope()
    own = deputy.id == viewer().deputy_id
    inside = own or viewer().may("deputies.browse", scope)
    if not inside:
        return public_page(deputy)
    erased = deputy.person.erased_on is not None
    return render(
        "deputies/show.html",
        deputy=deputy,
        inside=inside,
        own=own,
        shows_phone=revealed or own or deputy.phone_public,
        may_reveal=viewer().may("deputies.reveal", scope),
        may_edit=not erased and viewer().may("deputies.edit", scope),
        may_complete=viewer().may("mandates.complete", scope),
        may_present=not erased and viewer().may("profiles.edit", scope),
        may_erase=viewer().may("personal_data.erase", scope),
        history=history_of(session(), deputy) if inside else (),
        panels=panels("deputy_panels", viewer=viewer(), deputy=deputy, day=today()),
    )


def _check_own(placement: Placement) -> None:
    """Raise Forbidden where the station is somebody else's, who may know the deputy from another one."""
    if not viewer().may("stations.edit", placement.station.scope()):
        raise Forbidden


def _left(placement: Placement) -> Any:
    message = _("The placement at %(station)s has ended.", station=placement.station.name)
    if viewer().may("deputies.edit", placement.deputy.scope()):
        return done(url_for(".placements", deputy=placement.deputy), message)
    return done(url_for(".index"), message)  # who left was the viewer's only station's


def _with_present(terms: Any, present: Term | None) -> list[tuple[int, str]]:
    found = congresses.choices(terms)
    return found if present is None or present.id in dict(found) else [*found, *congresses.choices([present])]
