"""Where the pages of an area are: of a station under the station, of a chain and a region under the plugin."""

from __future__ import annotations

from typing import Any, Final

from core.api.data import Chain, Region, Scope
from core.api.declare import Forbidden, NotFound
from core.api.web import _, session, url_for, viewer
from plugins.enterprise_visits.models import Proposal
from plugins.enterprise_visits.pairing import area as areas
from plugins.enterprise_visits.pairing.area import Area

PAIR: Final = "enterprise_visits.pair"
BROWSE: Final = "enterprise_visits.browse"
LONGEST_CODE: Final = 20


def url_of(area: Area, page: str = "pairs", **more: Any) -> str:
    """The address of a page of the area: ``pairs``, ``propose``, ``versions``, ``by_hand``, ``letters``."""
    if area.kind == areas.STATION:
        return url_for(f".{page}_of_station", station=area.station_id, **more)
    if area.kind == areas.CHAIN:
        return url_for(f".{page}_of_chain", chain=area.chain_id, **more)
    return url_for(f".{page}_of_region", region=area.region_code, **more)


def trail(area: Area, *, below: bool = False) -> list[tuple[Any, str]]:
    """The way to the pairs of the area; to a page `below` them."""
    if area.kind == areas.STATION:
        own, title = (area.name, url_for("stations.show", station=area.station_id)), _("Pairs")
    else:
        own, title = (_("Pairs"), url_for(".pairs")), area.name
    return [own, (title, url_of(area))] if below else [own]


def region_asked(code: str, permission: str) -> Area:
    """The region with this code, for who may do this there. Raises NotFound, Forbidden."""
    found = session().get(Region, code) if code.isalnum() and len(code) <= LONGEST_CODE else None
    if found is None:
        raise NotFound
    if not viewer().may(permission, found.scope()):
        raise Forbidden
    return areas.of_region(found)


def area_of(proposal: Proposal) -> Area:
    """What the proposal is for."""
    return areas.of_proposal(session(), proposal)


def may_pair(area: Area) -> bool:
    """Whether the viewer may propose pairs for the area."""
    return viewer().may(PAIR, scope_of(area))


def scope_of(area: Area) -> Scope:
    """Whom the area concerns."""
    if area.kind == areas.CHAIN:
        return session().get_one(Chain, area.chain_id).scope()
    return Scope(region_code=area.region_code, station_id=area.station_id)
