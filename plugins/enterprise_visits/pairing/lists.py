"""Who is paired with whom: of a deputy, an enterprise, a station; and what a proposal would change. Columns, not objects."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, or_, select
from sqlalchemy.orm import Session

from core.api.data import Deputy, Enterprise, Person, Reach, Station
from plugins.enterprise_visits.models import Pairing, Proposal, ProposedPair, Ruling
from plugins.enterprise_visits.pairing.area import Area

PAIR: tuple[Any, ...] = (
    Pairing.id,
    Pairing.deputy_id,
    Person.name.label("deputy"),
    Deputy.person_id,
    Pairing.enterprise_id,
    Enterprise.name.label("enterprise"),
    Pairing.station_id,
    Station.name.label("station"),
    Pairing.begins,
    Pairing.ends,
    Pairing.score,
)
"""The columns of a pair in a list."""
PROPOSED: tuple[Any, ...] = (
    ProposedPair.id,
    ProposedPair.deputy_id,
    Person.name.label("deputy"),
    ProposedPair.enterprise_id,
    Enterprise.name.label("enterprise"),
    ProposedPair.score,
    ProposedPair.kept,
    Ruling.kind.label("ruling"),
)
"""The columns of a proposed pair."""
RULED: tuple[Any, ...] = (
    Ruling.id,
    Ruling.deputy_id,
    Person.name.label("deputy"),
    Ruling.enterprise_id,
    Enterprise.name.label("enterprise"),
    Ruling.kind,
    Ruling.reason,
)
"""The columns of a ruling."""


def pairs() -> Select[Any]:
    """All pairs that are or were, with their names."""
    return (
        select(*PAIR)
        .select_from(Pairing)
        .join(Deputy, Deputy.id == Pairing.deputy_id)
        .join(Person, Person.id == Deputy.person_id)
        .join(Enterprise, Enterprise.id == Pairing.enterprise_id)
        .outerjoin(Station, Station.id == Pairing.station_id)
    )


def of_deputy(session: Session, deputy_id: int, day: date) -> Sequence[Row[Any]]:
    """The enterprises of a deputy on a day: 'my enterprises'."""
    query = pairs().where(Pairing.deputy_id == deputy_id, Pairing.open_on(day))
    return session.execute(query.order_by(Enterprise.sort_key, Enterprise.id)).all()


def of_enterprise(session: Session, enterprise_id: int, day: date) -> Sequence[Row[Any]]:
    """The deputies of an enterprise on a day."""
    query = pairs().where(Pairing.enterprise_id == enterprise_id, Pairing.open_on(day))
    return session.execute(query.order_by(Deputy.sort_key, Deputy.id)).all()


def of_station(station_id: int, day: date) -> Select[Any]:
    """The pairs of a station on a day; a room's belong to it alone."""
    return pairs().where(Pairing.station_id == station_id, Pairing.open_on(day))


def of_area(area: Area, day: date) -> Select[Any]:
    """The pairs a version of the area decides about, on a day."""
    return pairs().where(area.pairings(), Pairing.open_on(day))


def within(reach: Reach, day: date) -> Select[Any]:
    """The pairs within reach, on a day."""
    return pairs().where(Pairing.in_reach(reach), Pairing.open_on(day))


def history(session: Session, deputy_id: int, enterprise_id: int) -> Sequence[Pairing]:
    """When the two were paired, the newest first."""
    query = select(Pairing).where(Pairing.deputy_id == deputy_id, Pairing.enterprise_id == enterprise_id)
    return session.scalars(query.order_by(Pairing.begins.desc(), Pairing.id.desc())).all()


def is_paired(deputy_id: ColumnElement[int], enterprise_id: ColumnElement[int], day: date) -> ColumnElement[bool]:
    """Whether the two in these columns are paired on the day, as a condition."""
    return exists().where(Pairing.deputy_id == deputy_id, Pairing.enterprise_id == enterprise_id, Pairing.open_on(day))


# What a proposal would change


def proposed(proposal_id: int) -> Select[Any]:
    """The pairs of a proposal or a version: ``deputy``, ``enterprise``, ``score``, ``kept`` and the numbers."""
    return (
        select(*PROPOSED)
        .select_from(ProposedPair)
        .join(Deputy, Deputy.id == ProposedPair.deputy_id)
        .join(Person, Person.id == Deputy.person_id)
        .join(Enterprise, Enterprise.id == ProposedPair.enterprise_id)
        .outerjoin(
            Ruling,
            and_(Ruling.deputy_id == ProposedPair.deputy_id, Ruling.enterprise_id == ProposedPair.enterprise_id),
        )
        .where(ProposedPair.proposal_id == proposal_id)
    )


def ending(proposal: Proposal, area: Area, day: date) -> Select[Any]:
    """The pairs of the area, from the day on, that are not in the proposal: they end when it is published."""
    there = exists().where(
        ProposedPair.proposal_id == proposal.id,
        ProposedPair.deputy_id == Pairing.deputy_id,
        ProposedPair.enterprise_id == Pairing.enterprise_id,
    )
    return pairs().where(area.pairings(), or_(Pairing.ends.is_(None), Pairing.ends > day), ~there)


def only_in(one: int, other: int) -> Select[Any]:
    """The pairs of one version that are not in another."""
    also = ProposedPair.__table__.alias("also")
    there = exists().where(
        also.c.proposal_id == other,
        also.c.deputy_id == ProposedPair.deputy_id,
        also.c.enterprise_id == ProposedPair.enterprise_id,
    )
    return proposed(one).where(~there)


def rulings(area: Area) -> Select[Any]:
    """What was ruled by hand about deputies of the area and its enterprises."""
    return (
        select(*RULED)
        .select_from(Ruling)
        .join(Deputy, Deputy.id == Ruling.deputy_id)
        .join(Person, Person.id == Deputy.person_id)
        .join(Enterprise, Enterprise.id == Ruling.enterprise_id)
        .where(Ruling.deputy_id.in_(area.deputies()), Ruling.enterprise_id.in_(area.enterprises()))
    )
