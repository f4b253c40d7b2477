"""Telling of difficulties, and correcting what was told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from core.api.data import Enterprise, Reach, Station
from plugins.enterprise_visits.difficulties import telling
from plugins.enterprise_visits.difficulties.errors import (
    DifficultyAhead,
    DifficultyKindless,
    DifficultyWordless,
    NoEnterpriseHere,
)
from plugins.enterprise_visits.models.difficulties import KINDS, Difficulty, DifficultyEvent
from plugins.enterprise_visits.models.pairing import Pairing
from plugins.enterprise_visits.models.visits import Visit

MOST_OFFERED: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What an enterprise cannot get over alone, and for whom it was said."""

    kind: str
    words: str
    office_only: bool = False


def at_visit(
    session: Session, visit: Visit, told: Told, *, deputy_id: int | None, account_id: int | None, at: datetime
) -> Difficulty:
    """A difficulty that was told at a visit. Raises DifficultyWordless, DifficultyKindless."""
    difficulty = _new(visit.station, visit.enterprise, told, visit.day, at)
    difficulty.visit_id = visit.id
    return _keep(session, difficulty, deputy_id, account_id)


def tell(  # noqa: PLR0913 - of whom, by whom and when
    session: Session,
    station: Station,
    enterprise_id: int,
    told: Told,
    *,
    day: date,
    today: date,
    deputy_id: int | None,
    account_id: int | None,
    at: datetime,
) -> Difficulty:
    """A difficulty on its own. Raises DifficultyAhead, NoEnterpriseHere, DifficultyWordless, DifficultyKindless."""
    if day > today:
        raise DifficultyAhead
    enterprise = session.scalars(
        select(Enterprise).where(Enterprise.id == enterprise_id, belongs_to(station, today))
    ).one_or_none()
    if enterprise is None:
        raise NoEnterpriseHere
    return _keep(session, _new(station, enterprise, told, day, at), deputy_id, account_id)


def by_contact(session: Session, enterprise: Enterprise, told: Told, today: date, at: datetime) -> Difficulty:
    """A difficulty that the contact of the enterprise told without an account; who is paired with it is told.

    Raises DifficultyWordless, DifficultyKindless.
    """
    difficulty = _new(station_of(session, enterprise, today), enterprise, told, today, at)
    difficulty.said_by = "contact"
    _add(session, difficulty, None)
    telling.of_contact(session, difficulty, today, at)
    return difficulty


def change(session: Session, difficulty: Difficulty, told: Told, day: date, today: date) -> None:
    """Correct what was told. Raises DifficultyAhead, DifficultyWordless, DifficultyKindless."""
    if day > today:
        raise DifficultyAhead
    _check(told)
    difficulty.kind, difficulty.words, difficulty.office_only = told.kind, told.words, told.office_only
    difficulty.day, difficulty.counted_on = day, counted_on(day, office_only=told.office_only)
    session.flush()


def counted_on(day: date, *, office_only: bool) -> date:
    """The day by which a difficulty is counted: what was told for the office only is counted by the month."""
    return day.replace(day=1) if office_only else day


def belongs_to(station: Station, day: date) -> ColumnElement[bool]:
    """Whether an enterprise is paired at the station, hosts it, or hangs on its chain: a condition on enterprises."""
    paired = select(Pairing.enterprise_id).where(Pairing.station_id == station.id, Pairing.open_on(day))
    within = Enterprise.in_reach(Reach(station_ids=frozenset({station.id})))
    return or_(Enterprise.id.in_(paired), within, Enterprise.id == (station.host_id or 0))


def is_paired(session: Session, deputy_id: int, enterprise_id: int, day: date) -> bool:
    """Whether the deputy looks after the enterprise."""
    query = select(Pairing.id).where(
        Pairing.deputy_id == deputy_id, Pairing.enterprise_id == enterprise_id, Pairing.open_on(day)
    )
    return session.scalar(query.limit(1)) is not None


def enterprises_of(session: Session, station: Station, day: date, deputy_id: int | None) -> list[tuple[int, str]]:
    """The enterprises of a station, as a form offers them; those the deputy looks after stand first."""
    own = exists().where(
        Pairing.enterprise_id == Enterprise.id, Pairing.deputy_id == (deputy_id or 0), Pairing.open_on(day)
    )
    query = select(Enterprise.id, Enterprise.name).where(belongs_to(station, day)).limit(MOST_OFFERED)
    rows = session.execute(query.order_by(own.desc(), Enterprise.sort_key, Enterprise.id))
    return [(number, name) for number, name in rows]


def station_of(session: Session, enterprise: Enterprise, day: date) -> Station | None:
    """The station that looks after an enterprise: that of its pairing, else that of its last visit."""
    paired = (
        select(Station)
        .join(Pairing, Pairing.station_id == Station.id)
        .where(Pairing.enterprise_id == enterprise.id, Pairing.open_on(day))
        .order_by(Pairing.begins, Pairing.id)
        .limit(1)
    )
    visited = (
        select(Station)
        .join(Visit, Visit.station_id == Station.id)
        .where(Visit.enterprise_id == enterprise.id, Visit.state == "held")
        .order_by(Visit.day.desc(), Visit.id.desc())
        .limit(1)
    )
    return session.scalars(paired).first() or session.scalars(visited).first()


def _new(station: Station | None, enterprise: Enterprise, told: Told, day: date, at: datetime) -> Difficulty:
    _check(told)
    return Difficulty(
        region_code=station.region_code if station else enterprise.region_code,
        station=station,
        enterprise=enterprise,
        kind=told.kind,
        words=told.words,
        office_only=told.office_only,
        day=day,
        counted_on=counted_on(day, office_only=told.office_only),
        entered_at=at,
    )


def _check(told: Told) -> None:
    if told.kind not in KINDS:
        raise DifficultyKindless
    if not told.words.strip():
        raise DifficultyWordless


def _keep(session: Session, difficulty: Difficulty, deputy_id: int | None, account_id: int | None) -> Difficulty:
    difficulty.deputy_id, difficulty.said_by = deputy_id, "deputy" if deputy_id else "station"
    _add(session, difficulty, account_id)
    return difficulty


def _add(session: Session, difficulty: Difficulty, account_id: int | None) -> None:
    difficulty.state = "open"
    difficulty.events = [
        DifficultyEvent(day=difficulty.day, state="open", account_id=account_id, at=difficulty.entered_at)
    ]
    session.add(difficulty)
    session.flush()
