"""Mutual help: entering what is offered and sought, what may fit, and introductions with what came of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Row, Select, and_, or_, select
from sqlalchemy.orm import Session

from core.api.data import Deputy, Enterprise, EnterpriseSegment, Person, Placement, Segment, Station
from plugins.enterprise_visits.helping.errors import (
    EnterpriseElsewhere,
    HelpDaysReversed,
    IntroducedAlready,
    NotACounterpart,
    NotOfTheStation,
    OutcomeBeforehand,
)
from plugins.enterprise_visits.helping.words import in_common
from plugins.enterprise_visits.models import Introduction, MutualHelp

MOST_COMPARED = 500
"""So many open counterparts are compared, the newest; a chain has far fewer."""
MOST_OFFERED = 1000
"""So many enterprises a form offers."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Something that may answer an offer or a need, and the words they have in common."""

    help_id: int
    enterprise: str
    words: str
    amount: str
    begins: date
    ends: date | None
    common: Sequence[str]


def enter(  # noqa: PLR0913 - what is said of it, by name
    session: Session,
    station: Station,
    *,
    side: str,
    enterprise: int,
    kind: str,
    words: str,
    amount: str = "",
    begins: date,
    ends: date | None = None,
) -> MutualHelp:
    """Note what an enterprise of the station's chain offers or seeks. Raises EnterpriseElsewhere, HelpDaysReversed."""
    told = MutualHelp(station_id=station.id, chain_id=station.chain_id)
    return change(
        session,
        told,
        station,
        side=side,
        enterprise=enterprise,
        kind=kind,
        words=words,
        amount=amount,
        begins=begins,
        ends=ends,
    )


def change(  # noqa: PLR0913 - what is said of it, by name
    session: Session,
    told: MutualHelp,
    station: Station,
    *,
    side: str,
    enterprise: int,
    kind: str,
    words: str,
    amount: str,
    begins: date,
    ends: date | None,
) -> MutualHelp:
    """Correct it. Raises EnterpriseElsewhere, HelpDaysReversed, and NotACounterpart where it was introduced otherwise."""
    if ends is not None and ends < begins:
        raise HelpDaysReversed
    with session.no_autoflush:
        if enterprise != told.enterprise_id:
            known = session.scalar(
                _enterprises(station).where(Enterprise.id == enterprise).with_only_columns(Enterprise.id)
            )
            if known is None:
                raise EnterpriseElsewhere
        moved = (told.side, told.kind, told.enterprise_id) != (side, kind, enterprise)
        if told.id and moved and session.scalar(_introductions(told).with_only_columns(Introduction.id).limit(1)):
            raise NotACounterpart
    told.side, told.kind, told.enterprise_id = side, kind, enterprise
    told.words, told.amount, told.begins, told.ends = words, amount, begins, ends
    session.add(told)
    session.flush()
    return told


def close(session: Session, told: MutualHelp, day: date) -> None:
    """It is not offered or sought any more."""
    told.closed_on = told.closed_on or day
    session.flush()


def reopen(session: Session, told: MutualHelp) -> None:
    """It is, after all."""
    told.closed_on = None
    session.flush()


def may_fit(session: Session, told: MutualHelp, today: date) -> Sequence[Fit]:
    """What answers it: of the other side, the same kind and chain, at the same time, with words in common; best first."""
    rows = session.execute(_counterparts(told, today).limit(MOST_COMPARED))
    found = [
        Fit(row.id, row.name, row.words, row.amount, row.begins, row.ends, common)
        for row in rows
        if (common := in_common(told.words, row.words))
    ]
    return sorted(found, key=lambda fit: (-sum(map(len, fit.common)), fit.help_id))


def counterparts(session: Session, told: MutualHelp, today: date) -> Sequence[Row[int, str, str]]:
    """Everything that could be introduced to it: number, enterprise, words."""
    query = _counterparts(told, today).with_only_columns(MutualHelp.id, Enterprise.name, MutualHelp.words)
    return session.execute(query.limit(MOST_COMPARED)).all()


def introduce(
    session: Session, told: MutualHelp, counterpart: int, *, deputy: int | None, day: date, words: str = ""
) -> Introduction:
    """Bring two enterprises together. Raises NotACounterpart, IntroducedAlready, NotOfTheStation."""
    other = session.get(MutualHelp, counterpart)
    if other is None or not _answers(told, other):
        raise NotACounterpart
    offer, seek = (told, other) if told.is_offer else (other, told)
    same = select(Introduction.id).where(Introduction.offer_id == offer.id, Introduction.seek_id == seek.id)
    if session.scalar(same):
        raise IntroducedAlready
    if deputy is not None and deputy not in dict(deputies_of(session, told.station_id)):
        raise NotOfTheStation
    made = Introduction(offer_id=offer.id, seek_id=seek.id, deputy_id=deputy, day=day, words=words)
    session.add(made)
    session.flush()
    return made


def tell_outcome(session: Session, made: Introduction, *, outcome: str, words: str, on: date) -> None:
    """Say what came of it. Raises OutcomeBeforehand."""
    if on < made.day:
        raise OutcomeBeforehand(day=made.day.isoformat())
    made.outcome, made.outcome_words, made.outcome_on = outcome, words, None if outcome == "open" else on
    session.flush()


def enterprises_for(session: Session, station: Station) -> Sequence[tuple[int, str]]:
    """The enterprises a form of this station offers: those of its chain, or of its region where it has none."""
    query = _enterprises(station).with_only_columns(Enterprise.id, Enterprise.name)
    query = query.order_by(Enterprise.sort_key, Enterprise.id).limit(MOST_OFFERED)
    return [(number, name) for number, name in session.execute(query)]


def deputies_of(session: Session, station_id: int) -> Sequence[tuple[int, str]]:
    """The deputies who work at the station and its rooms, by name."""
    here = select(Station.id).where(or_(Station.id == station_id, Station.parent_id == station_id))
    placed = select(Placement.deputy_id).where(Placement.ends.is_(None), Placement.station_id.in_(here))
    query = select(Deputy.id, Person.name).join(Deputy.person).where(Deputy.id.in_(placed))
    return [(number, name) for number, name in session.execute(query.order_by(Deputy.sort_key, Deputy.id))]


def _enterprises(station: Station) -> Select[Enterprise]:
    if station.chain_id is None:
        return select(Enterprise).where(Enterprise.region_code.startswith(station.region_code, autoescape=True))
    of_chain = select(EnterpriseSegment.enterprise_id).join(Segment).where(Segment.chain_id == station.chain_id)
    return select(Enterprise).where(Enterprise.id.in_(of_chain))


def _counterparts(told: MutualHelp, today: date) -> Select[int, str, str, str, date, date | None]:
    met = select(Introduction.seek_id if told.is_offer else Introduction.offer_id).where(
        (Introduction.offer_id if told.is_offer else Introduction.seek_id) == told.id
    )
    return (
        select(MutualHelp.id, Enterprise.name, MutualHelp.words, MutualHelp.amount, MutualHelp.begins, MutualHelp.ends)
        .join(MutualHelp.enterprise)
        .where(
            MutualHelp.open_on(today),
            MutualHelp.side != told.side,
            MutualHelp.kind == told.kind,
            MutualHelp.enterprise_id != told.enterprise_id,
            _same_place(told),
            _overlaps(told),
            MutualHelp.id.not_in(met),
        )
        .order_by(MutualHelp.id.desc())
    )


def _same_place(told: MutualHelp) -> ColumnElement[bool]:
    if told.chain_id is not None:
        return MutualHelp.chain_id == told.chain_id
    return and_(MutualHelp.chain_id.is_(None), MutualHelp.station_id == told.station_id)


def _overlaps(told: MutualHelp) -> ColumnElement[bool]:
    late_enough = or_(MutualHelp.ends.is_(None), MutualHelp.ends >= told.begins)
    return late_enough if told.ends is None else and_(late_enough, MutualHelp.begins <= told.ends)


def _answers(told: MutualHelp, other: MutualHelp) -> bool:
    """Whether the two may be introduced; that they overlap in time is not asked of people who know better."""
    same_place = other.chain_id == told.chain_id and (told.chain_id is not None or other.station_id == told.station_id)
    return (
        same_place and other.side != told.side and other.kind == told.kind and other.enterprise_id != told.enterprise_id
    )


def _introductions(told: MutualHelp) -> Select[Introduction]:
    mine = Introduction.offer_id if told.is_offer else Introduction.seek_id
    return select(Introduction).where(mine == told.id)
