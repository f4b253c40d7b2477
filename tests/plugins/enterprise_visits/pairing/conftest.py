"""What tests of pairing have: a chain with a station, its deputies and its enterprises, and proposals for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.chains.models import Chain
from core.deputies.models import Deputy
from core.enterprises.models import Enterprise, EnterpriseSegment
from core.jobs.tasks import carry_next
from core.stations.models import Station
from core.testing import make_chain, make_deputy, make_enterprise, make_station
from plugins.enterprise_visits.models import Pairing, Proposal, ProposedPair
from plugins.enterprise_visits.pairing import area as areas
from plugins.enterprise_visits.pairing import service

AT = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
TODAY = date(2026, 11, 16)
SEGMENTS = ("Fibre", "Yarn", "Cloth", "Garments")


@dataclass
class World:
    """A station on a chain. Who is asked for by name is found by it."""

    session: Session
    chain: Chain
    station: Station

    @property
    def area(self) -> areas.Area:
        return areas.of_station(self.station)

    def deputy(self, name: str, **values: Any) -> Deputy:
        return make_deputy(self.session, name, station=self.station, **values)

    def enterprise(self, name: str, segment: str = "Fibre", **values: Any) -> Enterprise:
        made = make_enterprise(self.session, name, **values)
        place = next(one for one in self.chain.segments if one.name == segment)
        self.session.add(EnterpriseSegment(enterprise=made, segment=place))
        self.session.flush()
        return made

    def enterprises(self, count: int, prefix: str = "Mill") -> list[Enterprise]:
        return [self.enterprise(f"{prefix} {number}") for number in range(1, count + 1)]

    def propose(self, at_least: int = 1, at_most: int = 2, **more: Any) -> Proposal:
        asked = service.Asked(at_least, at_most, more.pop("weights", {}))
        return service.propose(
            self.session, more.pop("area", self.area), asked, at=AT, today=TODAY, account_id=None, **more
        )

    def publish(self, proposal: Proposal, begins: date = TODAY, **more: Any) -> service.Outcome:
        return service.publish(self.session, proposal, begins, at=AT, today=TODAY, account_id=None, **more)


def world(session: Session) -> World:
    """A chain of four segments with a station and no enterprise yet; its host is not on the chain."""
    chain = make_chain(session, segments=SEGMENTS)
    station = make_station(session, chain=chain)
    for membership in session.scalars(select(EnterpriseSegment).where(EnterpriseSegment.enterprise == station.host)):
        session.delete(membership)
    session.flush()
    session.expire_all()
    return World(session, chain, station)


def names(pairs: Iterable[ProposedPair | Pairing]) -> set[tuple[str, str]]:
    """Pairs by the names of both."""
    return {(one.deputy.person.name, one.enterprise.name) for one in pairs}


def proposed(session: Session, proposal: Proposal) -> set[tuple[str, str]]:
    session.flush()
    return names(session.scalars(select(ProposedPair).where(ProposedPair.proposal_id == proposal.id)))


def held(session: Session, day: date = TODAY) -> set[tuple[str, str]]:
    session.expire_all()
    return names(session.scalars(select(Pairing).where(Pairing.open_on(day))))


def drain(app: Flask) -> None:
    """Carry out what waits for a worker."""
    while carry_next(app.extensions["lianzhan"]):
        pass
