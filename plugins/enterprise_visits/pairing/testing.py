"""Samples for tests: a proposal of a station, a pair in it, what was ruled by hand, and two that are paired."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Station
from core.api.declare import UrlSample
from core.api.work import today
from plugins.enterprise_visits.known.testing import enterprise_at
from plugins.enterprise_visits.models import Proposal, ProposedPair, Ruling
from plugins.enterprise_visits.pairing import area, service
from plugins.enterprise_visits.visiting.testing import deputy_at, make_pair


def make_proposal(session: Session, station: Station) -> Proposal:
    """A draft of the station, ready to be published; found again."""
    deputy_at(session, station)
    enterprise_at(session, station)
    place = area.of_station(station)
    return service.draft_of(session, place) or service.propose(
        session, place, service.Asked(), at=datetime.now(UTC), today=today(), account_id=None
    )


def make_proposed_pair(session: Session, station: Station) -> ProposedPair:
    """A pair of such a draft."""
    made = make_proposal(session, station)
    query = select(ProposedPair).where(ProposedPair.proposal_id == made.id).order_by(ProposedPair.id)
    found = session.scalars(query.limit(1)).one_or_none()
    if found is None:  # whoever there is to pair is kept from it: employers, competitors
        pair = (deputy_at(session, station).id, enterprise_at(session, station).id)
        found = ProposedPair(proposal_id=made.id, deputy_id=pair[0], enterprise_id=pair[1])
        session.add(found)
        session.flush()
    return found


def make_ruling(session: Session, station: Station) -> Ruling:
    """Two of the station who are never paired."""
    return service.forbid(session, deputy_at(session, station).id, enterprise_at(session, station).id)


SAMPLES = (
    UrlSample(parameter="proposal", make=make_proposal),
    UrlSample(parameter="proposed_pair", make=make_proposed_pair),
    UrlSample(parameter="ruling", make=make_ruling),
    UrlSample(parameter="pairing", make=make_pair),
    UrlSample(parameter="deed", make=lambda _session, _station: "free"),
)
