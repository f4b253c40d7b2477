"""Who is paired with whom: of a station, a chain, a region, and everywhere; pairing two by hand, and ending a pairing."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy.orm import joinedload

from core.api.data import Chain, Deputy, Enterprise, Station
from core.api.declare import NavItem, Permission, Role
from core.api.web import (
    _,
    _l,
    asked_one_of,
    asked_text,
    done,
    listed,
    now,
    render,
    requires,
    session,
    today,
    url_for,
    viewer,
)
from plugins.enterprise_visits.blueprint import bp
from plugins.enterprise_visits.known import finding
from plugins.enterprise_visits.models import Pairing
from plugins.enterprise_visits.pairing import area as areas
from plugins.enterprise_visits.pairing import lists, page, service
from plugins.enterprise_visits.pairing.area import Area
from plugins.enterprise_visits.pairing.forms import EndForm, PairForm
from plugins.enterprise_visits.pairing.places import BROWSE, PAIR, may_pair, region_asked, trail, url_of

KEEPERS: Final = frozenset({Role.ADMINISTRATOR, Role.OFFICE, Role.MANAGER})
PERMISSIONS: Final = (
    Permission(BROWSE, _l("See which deputies are paired with which enterprises"), KEEPERS | {Role.LEADER}),
    Permission(PAIR, _l("Pair deputies with enterprises"), KEEPERS),
)
NAV: Final = (
    NavItem(
        title=_l("My enterprises"),
        endpoint="enterprise_visits.mine",
        permission="enterprise_visits.mine",
        order=6,
        icon="building",
    ),
    NavItem(title=_l("Pairs"), endpoint="enterprise_visits.pairs", permission=BROWSE, order=32, icon="link-45deg"),
    NavItem(
        title=_l("Pairs"),
        endpoint="enterprise_visits.pairs_of_station",
        permission=BROWSE,
        place="station",
        order=30,
        icon="link-45deg",
    ),
)
NAMED: Final = (
    joinedload(Pairing.deputy).joinedload(Deputy.person),
    joinedload(Pairing.enterprise),
    joinedload(Pairing.station),
)
FEW: Final = 5
"""So many unsettled employers are named; the others are counted."""


# Everywhere


@bp.get("/pairing")
@requires(BROWSE)
def pairs() -> Any:
    """Who is paired with whom within reach; and the stations, chains and regions for which pairs are proposed."""
    reach = viewer().reach(BROWSE)
    words = asked_text()
    query = page.searched(lists.within(reach, today()), words)
    return render(
        "enterprise_visits/pairing/everywhere.html",
        listing=listed(query, page.PAIR_ORDERS),
        words=words,
        places=page.places(session(), reach),
        may_know=viewer().may("enterprise_visits.know"),
    )


# An area


@bp.at_station.get("/pairing")
@requires(BROWSE, on=Station)
def pairs_of_station(station: Station) -> Any:
    """The pairs of a station: by deputy or by enterprise, with who falls short."""
    return _pairs(areas.of_station(station))


@bp.get("/pairing/chains/<id:chain>")
@requires(BROWSE, on=Chain)
def pairs_of_chain(chain: Chain) -> Any:
    """The pairs of a chain."""
    return _pairs(areas.of_chain(chain))


@bp.get("/pairing/regions/<region>")
@requires(BROWSE)
def pairs_of_region(region: str) -> Any:
    """The pairs of a region."""
    return _pairs(region_asked(region, BROWSE))


def _pairs(area: Area) -> Any:
    by = asked_one_of("by", ("deputy", "enterprise")) or "deputy"
    lacking = asked_one_of("only", ("lacking",)) == "lacking"
    words, day = asked_text(), today()
    seen = page.overview(session(), area, day)
    if by == "deputy":
        query = page.by_deputy(area, day, words, only_short=lacking)
        orders: dict[str, Any] = {"name": (Deputy.sort_key, Deputy.id)}
    else:
        query = page.by_enterprise(area, day, words, only_uncovered=lacking)
        orders = {"name": (Enterprise.sort_key, Enterprise.id)}
    listing = listed(query, orders)
    return render(
        "enterprise_visits/pairing/area.html",
        area=area,
        trail=trail(area),
        url=lambda name, **more: url_of(area, name, **more),
        seen=seen,
        by=by,
        lacking=lacking,
        words=words,
        listing=listing,
        pairs=page.grouped(session(), by, [row.id for row in listing.page.rows], day),
        unsettled=page.unsettled(session(), area, FEW) if seen.unsettled else (),
        may_pair=may_pair(area),
        may_know=viewer().may("enterprise_visits.know"),
    )


# By hand


@bp.at_station.route("/pairing/by-hand", methods=["GET", "POST"])
@requires(PAIR, on=Station)
def by_hand_of_station(station: Station) -> Any:
    """Pair two of a station by hand."""
    return _by_hand(areas.of_station(station))


@bp.route("/pairing/chains/<id:chain>/by-hand", methods=["GET", "POST"])
@requires(PAIR, on=Chain)
def by_hand_of_chain(chain: Chain) -> Any:
    """Pair two of a chain by hand."""
    return _by_hand(areas.of_chain(chain))


@bp.route("/pairing/regions/<region>/by-hand", methods=["GET", "POST"])
@requires(PAIR)
def by_hand_of_region(region: str) -> Any:
    """Pair two of a region by hand."""
    return _by_hand(region_asked(region, PAIR))


def _by_hand(area: Area) -> Any:
    reach = viewer().reach(PAIR)
    form = PairForm(begins=today())
    if form.validate_on_submit():
        with form.attempt():
            made = service.pair(
                session(),
                finding.deputy_meant(session(), reach, form.deputy.data),
                finding.enterprise_meant(session(), reach, form.enterprise.data),
                form.begins.data or today(),
                form.reason.data or "",
                today=today(),
                at=now(),
            )
            return done(url_for(".of_deputy", deputy=made.deputy_id), _("The two are paired, and both sides are told."))
    return render(
        "enterprise_visits/pairing/by_hand.html",
        area=area,
        trail=trail(area, below=True),
        form=form,
        offered=finding.offered(session(), reach, "deputies", "enterprises"),
    )


@bp.route("/pairings/<id:pairing>/end", methods=["GET", "POST"])
@requires(PAIR, on=Pairing, loading=NAMED)
def end_pairing(pairing: Pairing) -> Any:
    """End a pairing: from which day, and why."""
    form = EndForm(today=today())
    if form.validate_on_submit():
        with form.attempt():
            deputy_id = pairing.deputy_id
            service.end(session(), pairing, form.day.data or today(), form.reason.data or "", today=today(), at=now())
            return done(url_for(".of_deputy", deputy=deputy_id), _("The pairing ends, and both sides are told."))
    return render("enterprise_visits/pairing/end.html", pairing=pairing, form=form)


@bp.get("/pairings/<id:pairing>")
@requires(BROWSE, on=Pairing, loading=NAMED)
def why_paired(pairing: Pairing) -> Any:
    """Why two are paired: the parts of their fit."""
    return render(
        "enterprise_visits/pairing/why.html",
        pairing=pairing,
        proposal=None,
        deputy=pairing.deputy.person.name,
        enterprise=pairing.enterprise.name,
        parts=service.why(session(), pairing),
        score=pairing.score,
        may_pair=viewer().may(PAIR, pairing.scope()),
    )
