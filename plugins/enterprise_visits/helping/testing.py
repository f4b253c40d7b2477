"""Samples for tests: something offered, somebody introduced, and a lead."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Enterprise, EnterpriseSegment, Segment, Station
from core.api.declare import UrlSample
from core.api.work import today
from plugins.enterprise_visits.helping import service
from plugins.enterprise_visits.leads import service as leads
from plugins.enterprise_visits.models import Introduction, Lead, MutualHelp


def make_help(session: Session, station: Station, **more: Any) -> MutualHelp:
    """The station's host offers hours on a furnace; found again."""
    told = {"side": "offer", "kind": "equipment", "words": "Hours on a furnace", "begins": today(), **more}
    told.setdefault("enterprise", station.host_id or 0)
    query = select(MutualHelp).where(
        MutualHelp.enterprise_id == told["enterprise"],
        MutualHelp.words == told["words"],
        MutualHelp.side == told["side"],
    )
    return session.scalars(query).first() or service.enter(session, station, **told)


def make_introduction(session: Session, station: Station) -> Introduction:
    """The host was introduced to another enterprise of the chain; found again."""
    offer = make_help(session, station)
    seek = make_help(session, station, side="seek", enterprise=_another(session, station).id, words="A furnace")
    query = select(Introduction).where(Introduction.offer_id == offer.id, Introduction.seek_id == seek.id)
    found = session.scalars(query).first()
    return found or service.introduce(session, offer, seek.id, deputy=None, day=today())


def make_lead(session: Session, station: Station, **more: Any) -> Lead:
    """Somebody thinks of a new furnace and was in contact already; found again."""
    found = session.scalars(select(Lead).where(Lead.station_id == station.id)).first()
    if found is not None and not more:
        return found
    at = datetime.now(UTC)
    facts = {"title": "A new furnace", "amount": 5000, **more}
    lead = leads.enter(session, station, day=today() - timedelta(days=9), today=today(), at=at, **facts)
    leads.take_step(session, lead, stage="contact", day=today(), words="Telephoned", today=today(), at=at)
    return lead


def _another(session: Session, station: Station) -> Enterprise:
    """An enterprise of the station's chain that is not its host; made where there is none."""
    name = f"Neighbour of {station.name}"
    found = session.scalars(select(Enterprise).where(Enterprise.name == name)).first()
    if found is None:
        found = Enterprise(region_code=station.region_code, name=name)
        segment = session.scalars(select(Segment).where(Segment.chain_id == station.chain_id)).first()
        found.memberships = [EnterpriseSegment(segment=segment)] if segment else []
        session.add(found)
        session.flush()
    return found


SAMPLES = (
    UrlSample(parameter="mutual_help", make=make_help),
    UrlSample(parameter="introduction", make=make_introduction),
    UrlSample(parameter="lead", make=make_lead),
)
