"""Versions of pairs: all that was published for an area, two beside each other, and rolling back."""

from __future__ import annotations

from typing import Any

from core.api.data import Chain, Station
from core.api.declare import DomainError
from core.api.web import _, asked_number, done, listed, now, render, requires, session, today, url_for, viewer
from plugins.enterprise_visits.blueprint import bp
from plugins.enterprise_visits.models import Proposal
from plugins.enterprise_visits.pairing import area as areas
from plugins.enterprise_visits.pairing import differing, service
from plugins.enterprise_visits.pairing.area import Area
from plugins.enterprise_visits.pairing.places import BROWSE, PAIR, area_of, may_pair, region_asked, trail, url_of
from plugins.enterprise_visits.pairing.proposal_views import LOADED


@bp.at_station.get("/pairing/versions")
@requires(BROWSE, on=Station)
def versions_of_station(station: Station) -> Any:
    """What was published for a station."""
    return _page(areas.of_station(station))


@bp.get("/pairing/chains/<id:chain>/versions")
@requires(BROWSE, on=Chain)
def versions_of_chain(chain: Chain) -> Any:
    """What was published for a chain."""
    return _page(areas.of_chain(chain))


@bp.get("/pairing/regions/<region>/versions")
@requires(BROWSE)
def versions_of_region(region: str) -> Any:
    """What was published for a region."""
    return _page(region_asked(region, BROWSE))


@bp.post("/proposals/<id:proposal>/roll-back")
@requires(PAIR, on=Proposal, loading=LOADED)
def roll_back(proposal: Proposal) -> Any:
    """A draft with the pairs of this former version, to be looked at and published."""
    try:
        with session().begin_nested():
            made = service.roll_back(session(), proposal, at=now(), today=today(), account_id=viewer().account_id)
    except DomainError as problem:
        session().expire_all()
        return _page(area_of(proposal), problem), problem.status
    return done(
        url_for(".proposal", proposal=made),
        _(
            "These are the pairs of version %(n)s, as far as they may still be. Publish them to make them hold.",
            n=proposal.number,
        ),
    )


def _page(area: Area, problem: DomainError | None = None) -> Any:
    all_ = differing.versions(session(), area)
    one, other = (_chosen(all_, name) for name in ("one", "other"))
    listing = None
    if one is not None and other is not None and one is not other:
        query, orders = differing.compared(one.id, other.id)
        listing = listed(query, orders)
    return render(
        "enterprise_visits/pairing/versions.html",
        area=area,
        trail=trail(area, below=True),
        url=lambda name, **more: url_of(area, name, **more),
        versions=all_,
        one=one,
        other=other,
        listing=listing,
        may_pair=may_pair(area),
        problem=problem,
    )


def _chosen(versions: Any, name: str) -> Any:
    number = asked_number(name)
    return next((version for version in versions if version.number == number), None)
