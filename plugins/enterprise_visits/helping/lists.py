"""Lists of mutual help: what stands at stations and chains, and who was introduced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from core.api.data import Chain, Deputy, Enterprise, Person, Reach, Station
from plugins.enterprise_visits.models import Introduction, MutualHelp


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a list of offers and needs is narrowed."""

    words: str = ""
    kind: str = ""
    side: str = ""
    over: bool = False
    """Those that are over, instead of those that are open."""
    chain: int | None = None


def helps(reach: Reach, wanted: Wanted, today: date, station: Station | None = None) -> Select[Any]:
    """Offers and needs as rows of a list: within reach, or those of a station and its chain."""
    met = func.count(Introduction.id).label("met")
    introduced = (
        select(met)
        .where(or_(Introduction.offer_id == MutualHelp.id, Introduction.seek_id == MutualHelp.id))
        .correlate(MutualHelp)
        .scalar_subquery()
    )
    query: Select[Any] = (
        select(  # type: ignore[assignment]  # columns by name, not by type
            MutualHelp.id,
            MutualHelp.side,
            MutualHelp.kind,
            MutualHelp.words,
            MutualHelp.amount,
            MutualHelp.begins,
            MutualHelp.ends,
            MutualHelp.closed_on,
            Enterprise.name.label("enterprise"),
            Station.name.label("station"),
            introduced.label("introduced"),
        )
        .join(MutualHelp.enterprise)
        .join(MutualHelp.station)
    )
    query = query.where(MutualHelp.in_reach(reach) if station is None else _at(station))
    is_open = MutualHelp.open_on(today)
    query = query.where(~is_open if wanted.over else is_open)
    if wanted.kind:
        query = query.where(MutualHelp.kind == wanted.kind)
    if wanted.side:
        query = query.where(MutualHelp.side == wanted.side)
    if wanted.chain:
        query = query.where(MutualHelp.chain_id == wanted.chain)
    if wanted.words:
        texts = (MutualHelp.words, MutualHelp.amount, Enterprise.name)
        query = query.where(or_(*(text.contains(wanted.words, autoescape=True) for text in texts)))
    return query


ORDERS = {
    "day": (MutualHelp.begins.desc(), MutualHelp.id.desc()),
    "enterprise": (Enterprise.sort_key, MutualHelp.id),
    "kind": (MutualHelp.kind, MutualHelp.side, MutualHelp.id),
}


def _at(station: Station) -> Any:
    """What was said at the station or, on its chain, anywhere."""
    here = MutualHelp.station_id == station.id
    return here if station.chain_id is None else or_(here, MutualHelp.chain_id == station.chain_id)


def introductions(reach: Reach, words: str, outcome: str) -> Select[Any]:
    """Who was introduced to whom, as rows of a list."""
    offer, seek = aliased(MutualHelp), aliased(MutualHelp)
    giver, taker = aliased(Enterprise, name="giver"), aliased(Enterprise, name="taker")
    query: Select[Any] = (
        select(  # type: ignore[assignment]  # columns by name, not by type
            Introduction.id,
            Introduction.day,
            Introduction.outcome,
            Introduction.outcome_on,
            seek.kind,
            giver.name.label("giver"),
            taker.name.label("taker"),
            Person.name.label("deputy"),
            Station.name.label("station"),
        )
        .join(offer, offer.id == Introduction.offer_id)
        .join(seek, seek.id == Introduction.seek_id)
        .join(giver, giver.id == offer.enterprise_id)
        .join(taker, taker.id == seek.enterprise_id)
        .join(Station, Station.id == seek.station_id)
        .outerjoin(Deputy, Deputy.id == Introduction.deputy_id)
        .outerjoin(Person, Person.id == Deputy.person_id)
        .where(Introduction.in_reach(reach))
    )
    if outcome:
        query = query.where(Introduction.outcome == outcome)
    if words:
        texts = (giver.name, taker.name, offer.words, seek.words)
        query = query.where(or_(*(text.contains(words, autoescape=True) for text in texts)))
    return query


def introductions_of(session: Session, told: MutualHelp) -> Sequence[Introduction]:
    """Whom an offer or a need was introduced to, newest first, with both and the deputy."""
    mine = Introduction.offer_id if told.is_offer else Introduction.seek_id
    query = select(Introduction).where(mine == told.id).options(*BOTH)
    return session.scalars(query.order_by(Introduction.day.desc(), Introduction.id.desc())).all()


def with_both(session: Session, made: Introduction) -> Introduction:
    """The same introduction with both sides loaded."""
    query = select(Introduction).where(Introduction.id == made.id).options(*BOTH)
    return session.scalars(query.execution_options(populate_existing=True)).one()


INTRODUCTION_ORDERS = {
    "day": (Introduction.day.desc(), Introduction.id.desc()),
    "outcome": (Introduction.outcome, Introduction.day.desc(), Introduction.id.desc()),
}


BOTH = (
    joinedload(Introduction.offer).joinedload(MutualHelp.enterprise),
    joinedload(Introduction.seek).joinedload(MutualHelp.enterprise),
    joinedload(Introduction.deputy).joinedload(Deputy.person),
)


def chains(session: Session, reach: Reach) -> Sequence[tuple[int, str]]:
    """The chains for which something was said, within reach."""
    said = select(MutualHelp.chain_id).where(MutualHelp.in_reach(reach))
    query = select(Chain.id, Chain.name).where(Chain.id.in_(said)).order_by(Chain.name, Chain.id)
    return [(number, name) for number, name in session.execute(query)]


def open_counts(session: Session, station: Station, today: date) -> tuple[int, int]:
    """How many offers and how many needs are open at the station and on its chain."""
    query = select(MutualHelp.side, func.count()).where(and_(_at(station), MutualHelp.open_on(today)))
    counted = {row[0]: row[1] for row in session.execute(query.group_by(MutualHelp.side))}
    return counted.get("offer", 0), counted.get("seek", 0)
