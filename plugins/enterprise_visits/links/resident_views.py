"""Pages of residents: those of a station, for who runs it; and a deputy's own links, on a phone."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy.orm import joinedload

from core.api.data import Station, option, record
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
from plugins.enterprise_visits.links import committee
from plugins.enterprise_visits.links import residents as service
from plugins.enterprise_visits.links.forms import PublishForm, ResidentForm
from plugins.enterprise_visits.links.options import MOST_EACH, RESIDENTS_EACH
from plugins.enterprise_visits.models import Resident

RESIDENTS: Final = "enterprise_visits.residents"
LINKED: Final = "enterprise_visits.linked"
PERMISSIONS: Final = (
    Permission(
        RESIDENTS,
        _l("Enter residents, and say which deputies keep in touch with them"),
        frozenset({Role.ADMINISTRATOR, Role.OFFICE, Role.MANAGER}),
    ),
    Permission(LINKED, _l("See whom I keep in touch with"), frozenset({Role.DEPUTY})),
)
NAV: Final = (
    NavItem(
        title=_l("Deputies and residents"),
        endpoint="enterprise_visits.stations_with_residents",
        permission=RESIDENTS,
        order=47,
        icon="people",
    ),
    NavItem(
        title=_l("My links"),
        endpoint="enterprise_visits.my_links",
        permission=LINKED,
        place="start",
        order=45,
        icon="people",
    ),
)
ALONE: Final = "alone"


@bp.get("/links")
@requires(LINKED)
def my_links() -> Any:
    """The residents I keep in touch with, and the deputies or the member of the standing committee."""
    return _mine(revealed=False)


@bp.post("/links/phones")
@requires(LINKED)
def reveal_peers() -> Any:
    """The same with the numbers of those I am linked with through the committee; it is written down who looked."""
    return _mine(revealed=True)


def _mine(*, revealed: bool) -> Any:
    number = viewer().deputy_id or 0
    peers = committee.peers_of(session(), number)
    if revealed:
        for peer in peers:
            record(session(), "reveal_phone", peer.Deputy, {"field": "phone"})
    residents = service.of_deputy(session(), number)
    return render("enterprise_visits/links/mine.html", residents=residents, peers=peers, revealed=revealed)


@bp.get("/residents")
@requires(RESIDENTS)
def stations_with_residents() -> Any:
    """The stations within reach, and how many residents nobody keeps in touch with."""
    orders = {"name": (Station.sort_key, Station.id)}
    return render(
        "enterprise_visits/links/stations.html",
        listing=listed(service.stations(session(), viewer().reach(RESIDENTS), asked_text()), orders),
        words=asked_text(),
    )


@bp.at_station.get("/residents")
@requires(RESIDENTS, on=Station)
def residents(station: Station) -> Any:
    """The residents of a station, and who keeps in touch with each."""
    alone = asked_one_of("who", (ALONE,))
    orders = {"name": (Resident.name, Resident.id), "village": (Resident.village, Resident.name, Resident.id)}
    return render(
        "enterprise_visits/links/residents.html",
        station=station,
        listing=listed(service.in_list(station, asked_text(), alone=bool(alone)), orders),
        words=asked_text(),
        who=alone,
    )


@bp.at_station.route("/residents/new", methods=["GET", "POST"])
@requires(RESIDENTS, on=Station)
def new_resident(station: Station) -> Any:
    """Enter a resident."""
    form = ResidentForm()
    offer(form.deputy, service.deputies_of(session(), station), _l("Nobody yet"))
    if form.validate_on_submit():
        with form.attempt():
            service.enter(session(), station, today(), **form.values)
            return done(url_for(".residents", station=station), _("The resident is entered."))
    return render("enterprise_visits/links/resident.html", station=station, resident=None, form=form)


@bp.route("/residents/<id:resident>", methods=["GET", "POST"])
@requires(RESIDENTS, on=Resident, loading=(joinedload(Resident.station),))
def resident(resident: Resident) -> Any:
    """Correct what is known of a resident, and who keeps in touch."""
    link = service.deputy_of(session(), resident)
    names = ("name", "phone", "village", "address")
    shown = {name: getattr(resident, name) for name in names}
    form = ResidentForm(also=[resident, link], deputy=link.deputy_id if link else None, **shown)
    deputies = dict(service.deputies_of(session(), resident.station))
    if link is not None:  # who has left the station keeps in touch until somebody else does
        deputies.setdefault(link.deputy_id, link.deputy.person.name)
    offer(form.deputy, deputies.items(), _l("Nobody yet"))
    if form.validate_on_submit():
        with form.attempt():
            service.change(session(), resident, today(), **form.values)
            return done(url_for(".residents", station=resident.station), _("Saved."))
    return render("enterprise_visits/links/resident.html", station=resident.station, resident=resident, form=form)


@bp.post("/residents/<id:resident>/leave")
@requires(RESIDENTS, on=Resident, loading=(joinedload(Resident.station),))
def resident_leaves(resident: Resident) -> Any:
    """Nobody keeps in touch any more; telephone and address are erased."""
    service.leave(session(), resident, today())
    return done(
        url_for(".residents", station=resident.station),
        _("%(name)s is off the list; telephone and address are erased.", name=resident.name),
    )


@bp.at_station.route("/residents/proposal", methods=["GET", "POST"])
@requires(RESIDENTS, on=Station)
def resident_proposal(station: Station) -> Any:
    """Which deputy should keep in touch with whom, and what would change; published as it was looked at."""
    asked = asked_number("each")
    each = min(max(asked, 1), MOST_EACH) if asked else option(session(), RESIDENTS_EACH, station.region_code)
    form = PublishForm()
    if form.validate_on_submit():
        with form.attempt():
            found = service.publish(session(), station, each, form.digest.data or "", today())
            come = len(found.come)
            return done(url_for(".residents", station=station), _("Published. Links that began: %(n)s.", n=come))
    found = service.proposed(session(), station, each)
    form.digest.data = found.digest
    return render(
        "enterprise_visits/links/resident_proposal.html",
        station=station,
        found=found,
        each=each,
        most=MOST_EACH,
        form=form,
    )
