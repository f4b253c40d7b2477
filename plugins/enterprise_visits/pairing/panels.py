"""What pairing shows on pages of the core: on a station's page, and on the start pages of deputies and of who pairs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.api.data import Chain, Enterprise, EnterpriseSegment, Reach, Region, Segment, Station, Viewer
from core.api.declare import Panel, _
from plugins.enterprise_visits.models import Pairing, Proposal
from plugins.enterprise_visits.models.pairing import DRAFTS
from plugins.enterprise_visits.pairing import page

FIRST: Final = 3
"""So many enterprises of a deputy's own stand on the start page."""
MOST_DRAFTS: Final = 5
MINE: Final = "enterprise_visits.mine"
PAIR: Final = "enterprise_visits.pair"
BROWSE: Final = "enterprise_visits.browse"


def of_station(session: Session, viewer: Viewer, station: Station, day: date) -> Iterator[Panel]:
    """How many enterprises the station's deputies look after, and how many of its chain nobody does."""
    ours = (Pairing.station_id == station.id, Pairing.open_on(day))
    of_chain = (
        select(EnterpriseSegment.enterprise_id)
        .join(Segment, Segment.id == EnterpriseSegment.segment_id)
        .where(Segment.chain_id == station.chain_id)
    )
    looked_after = select(Pairing.enterprise_id).where(Pairing.open_on(day))
    deputies, enterprises, without = session.execute(
        select(
            select(func.count(func.distinct(Pairing.deputy_id))).where(*ours).scalar_subquery(),
            select(func.count(func.distinct(Pairing.enterprise_id))).where(*ours).scalar_subquery(),
            select(func.count())
            .where(Enterprise.id.in_(of_chain), Enterprise.id.not_in(looked_after))
            .scalar_subquery(),
        )
    ).one()
    inside = viewer.may(BROWSE, station.scope())
    if enterprises or inside:
        yield Panel(
            title=_("Pairs"),
            template="enterprise_visits/pairing/panel_station.html",
            context={
                "station": station,
                "deputies": deputies,
                "enterprises": enterprises,
                "without": without if inside else 0,
                "inside": inside,
            },
            order=30,
        )


def waiting_for(session: Session, viewer: Viewer, day: date) -> Iterator[Panel]:
    """A deputy's enterprises, the one longest unvisited first; for who pairs, drafts and enterprises nobody has."""
    if viewer.deputy_id is not None and viewer.may(MINE):
        mine = page.mine(session, viewer.deputy_id, day)
        if mine:
            yield Panel(
                title=_("My enterprises"),
                template="enterprise_visits/pairing/panel_mine.html",
                context={"enterprises": mine[:FIRST], "number": len(mine), "today": day},
                order=8,
            )
    if viewer.may(PAIR):
        reach = viewer.reach(PAIR)
        drafts, without = drafts_within(session, reach), without_deputy(session, reach, day)
        if drafts or without:
            yield Panel(
                title=_("Pairs"),
                template="enterprise_visits/pairing/panel_manager.html",
                context={"drafts": drafts, "without": without},
                order=24,
            )


def drafts_within(session: Session, reach: Reach) -> Sequence[Any]:
    """The drafts within reach: ``id``, ``state``, and the ``name`` of what they are for."""
    name = func.coalesce(Station.name, Chain.name, Region.name)
    query = (
        select(Proposal.id, Proposal.state, name.label("name"))
        .outerjoin(Station, Station.id == Proposal.station_id)
        .outerjoin(Chain, Chain.id == Proposal.chain_id)
        .outerjoin(Region, Region.code == Proposal.region_code)
        .where(Proposal.in_reach(reach), Proposal.state.in_(DRAFTS))
    )
    return session.execute(query.order_by(Proposal.id.desc()).limit(MOST_DRAFTS)).all()


def without_deputy(session: Session, reach: Reach, day: date) -> int:
    """How many enterprises within reach nobody looks after."""
    looked_after = select(Pairing.enterprise_id).where(Pairing.open_on(day))
    query = select(func.count(Enterprise.id)).where(Enterprise.in_reach(reach), Enterprise.id.not_in(looked_after))
    return session.scalar(query) or 0
