"""The pages of pictures: a chain with its pairs, and coverage by segment."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_

from core.api.data import Chain, Segment, Station
from core.api.declare import NavItem
from core.api.web import _l, asked_text, render, requires, session, today, viewer
from plugins.enterprise_visits.blueprint import bp
from plugins.enterprise_visits.counting.asked import asked_period, asked_scope
from plugins.enterprise_visits.counting.views import COUNT
from plugins.enterprise_visits.pictures import graph
from plugins.enterprise_visits.pictures.coverage import by_segment, is_overdue
from plugins.enterprise_visits.pictures.graph import MOST_DRAWN

NAV = (
    NavItem(
        title=_l("Picture of the chain"),
        endpoint="enterprise_visits.chain_of_station",
        permission=COUNT,
        place="station",
        order=38,
        icon="bezier2",
    ),
)


@bp.at_station.get("/chain")
@requires(COUNT, on=Station)
def chain_of_station(station: Station) -> Any:
    """The chain on which a station stands."""
    return _picture(station.chain, station)


@bp.get("/chains/<id:chain>/picture")
@requires(COUNT, on=Chain)
def chain_picture(chain: Chain) -> Any:
    """A chain: its segments, enterprises and the deputies paired with them."""
    return _picture(chain, None)


@bp.get("/coverage")
@requires(COUNT)
def coverage() -> Any:
    """How far the segments of the chains within reach are covered."""
    asked, reach = asked_scope(COUNT), viewer().reach(COUNT)
    here = Chain.in_reach(reach) & Chain.region_code.startswith(asked.scope.region_code, autoescape=True)
    if asked.scope.station_id is not None:
        here = here & Chain.stations.any(
            or_(Station.id == asked.scope.station_id, Station.parent_id == asked.scope.station_id)
        )
    return render(
        "enterprise_visits/pictures/coverage.html",
        asked=asked,
        chains=by_segment(session(), here, is_overdue(session(), reach, today()), asked.begins, asked.ends, today()),
    )


def _picture(chain: Chain | None, station: Station | None) -> Any:
    if chain is None:
        return render("enterprise_visits/pictures/no_chain.html", station=station)
    words, period = asked_text(), asked_period()
    late = is_overdue(session(), viewer().reach(COUNT), today())
    covered = by_segment(session(), Segment.chain_id == chain.id, late, period.begins, period.ends, today())
    segments = [(one.id, one.name) for of_chain in covered for one in of_chain.segments]
    enterprises = graph.enterprises_of(session(), chain, late, today())
    is_drawn = len(enterprises) <= MOST_DRAWN
    return render(
        "enterprise_visits/pictures/chain.html",
        chain=chain,
        station=station,
        asked=period,
        wanted=words,
        drawn=graph.as_graph(segments, enterprises) if is_drawn and enterprises else None,
        segments=covered,
        enterprises=[one for one in enterprises[:MOST_DRAWN] if words in one.name],
    )
