"""Samples of rotas for tests: a draft, a name in it, a round of drafts, an offered place."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Deputy, Placement, Station
from core.api.declare import UrlSample
from core.api.work import today
from plugins.duty_days import service as days
from plugins.duty_days.models import DutyDay, Offer, Proposal, ProposedPlace, Round
from plugins.duty_days.models.rota import PENDING
from plugins.duty_days.rota import exchanging, service
from plugins.duty_days.signing_up.service import put_in


def make_proposal(session: Session, station: Station) -> Proposal:
    """A draft of the station with somebody proposed in it; found again."""
    if found := service.draft_of(session, station.id):
        return found
    day = today() + timedelta(days=9)
    _day_at(session, station, day)
    _deputies_at(session, station)
    made = service.ask(session, station, today(), day, at=datetime.now(UTC), today=today(), account_id=None)
    service.settle(session, [made.id])
    session.refresh(made)
    return made


def make_proposed_place(session: Session, station: Station) -> ProposedPlace:
    """A name in such a draft."""
    return make_proposal(session, station).places[0]


def make_round(session: Session, station: Station) -> Round:
    """A round of drafts of the station's region."""
    made = Round(region_code=station.region_code, begins=today(), ends=today(), made_at=datetime.now(UTC))
    session.add(made)
    session.flush()
    return made


def make_offer(session: Session, station: Station) -> Offer:
    """A place of the station that its holder offers; found again."""
    query = select(Offer).where(Offer.station_id == station.id, Offer.state.in_(PENDING)).limit(1)
    if found := session.scalars(query).one_or_none():
        return found
    giver = _deputies_at(session, station)[0]
    sitting = _day_at(session, station, today() + timedelta(days=11)).sittings[0]
    slot = put_in(session, sitting.id, giver, datetime.now(UTC))
    return exchanging.offer(session, slot.id, giver, today=today(), at=datetime.now(UTC))


def _day_at(session: Session, station: Station, day: date) -> DutyDay:
    query = select(DutyDay).where(DutyDay.station_id == station.id, DutyDay.day == day)
    return session.scalars(query).one_or_none() or days.add_day(session, station, today(), day=day, places=3)


def _deputies_at(session: Session, station: Station) -> list[int]:
    query = select(Deputy.id).join(Placement).where(Placement.station_id == station.id).order_by(Deputy.id)
    found = list(session.scalars(query))
    if not found:
        from core.testing.factories import make_deputy  # late: factories are for tests only

        found = [make_deputy(session, station=station).id]
    return found


SAMPLES = (
    UrlSample(parameter="proposal", make=make_proposal),
    UrlSample(parameter="proposed_place", make=make_proposed_place),
    UrlSample(parameter="round", make=make_round),
    UrlSample(parameter="offer", make=make_offer),
)
