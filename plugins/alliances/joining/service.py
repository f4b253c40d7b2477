"""Alliances: founding one, correcting what is known of it, dissolving it and taking that back."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Station, StoredFile, day_in_words, record
from plugins.alliances.joining.errors import (
    AllianceDissolved,
    AllianceNameTaken,
    DissolvedOutOfOrder,
    FoundedAfterEnd,
    FoundedAhead,
    NotFounded,
)
from plugins.alliances.models import Alliance


def found(session: Session, station: Station, *, today: date, **facts: Any) -> Alliance:
    """A new alliance that the station looks after. Raises AllianceNameTaken, FoundedAhead."""
    alliance = Alliance(station=station, station_id=station.id)
    change(session, alliance, today=today, **facts)
    return alliance


def change(
    session: Session,
    alliance: Alliance,
    *,
    today: date,
    name: str,
    purpose: str = "",
    founded_on: date | None = None,
    chain_id: int | None = None,
) -> None:
    """Correct what is known of it. Raises AllianceNameTaken, FoundedAhead, FoundedAfterEnd, NotFounded."""
    with session.no_autoflush:
        same = select(Alliance.id).where(Alliance.station_id == alliance.station_id, Alliance.name == name)
        if any(number != alliance.id for number in session.scalars(same)):
            raise AllianceNameTaken(name=name)
    if founded_on is not None and founded_on > today:
        raise FoundedAhead
    if alliance.dissolved_on is not None and founded_on is None:
        raise NotFounded
    if alliance.dissolved_on is not None and founded_on is not None and founded_on > alliance.dissolved_on:
        raise FoundedAfterEnd(day=day_in_words(alliance.dissolved_on))
    alliance.name, alliance.purpose, alliance.founded_on, alliance.chain_id = name, purpose, founded_on, chain_id
    session.add(alliance)
    session.flush()


def write_charter(session: Session, alliance: Alliance, words: str, file: StoredFile | None = None) -> None:
    """The charter in words, and as a document where one is given; the one before stays where none is."""
    alliance.charter = words
    if file is not None:
        alliance.charter_file = file
    session.flush()


def without_charter_file(session: Session, alliance: Alliance) -> None:
    """Take the document off the alliance; the file itself is swept once nothing names it."""
    alliance.charter_file = None
    session.flush()


def dissolve(session: Session, alliance: Alliance, *, day: date, reason: str, today: date) -> None:
    """From this day on it is no more; its memberships stay as they are. Raises AllianceDissolved, NotFounded, DissolvedOutOfOrder."""
    if alliance.dissolved_on is not None:
        raise AllianceDissolved(day=day_in_words(alliance.dissolved_on))
    if alliance.founded_on is None:
        raise NotFounded
    if not alliance.founded_on <= day <= today:
        raise DissolvedOutOfOrder(first=day_in_words(alliance.founded_on))
    alliance.dissolved_on, alliance.dissolved_because = day, reason
    record(session, "dissolve", alliance, {})
    session.flush()


def take_dissolution_back(session: Session, alliance: Alliance) -> None:
    """It was a mistake, or it goes on: everything is as it was before. Without effect on one that is not dissolved."""
    alliance.dissolved_on, alliance.dissolved_because = None, ""
    session.flush()
