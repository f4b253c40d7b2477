"""Public search: open stations and the deputies who agreed to be shown; never by telephone number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, or_, select, union_all
from sqlalchemy.orm import Session

from core.chains.models import Chain
from core.deputies.lists import BETWEEN, named
from core.deputies.models import SERVING, Deputy, Mandate, Placement
from core.people.models import Person
from core.regions.models import Region
from core.stations.models import Station

MOST_SHOWN: Final = 20
"""Of each kind; whoever wants more says more."""


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found of one kind, and whether there is more."""

    rows: Sequence[Any]
    has_more: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: rows of what lists show."""

    stations: Hits
    """``id``, ``name``, ``tier``, ``address``, ``duty_words``, ``chain``, ``region``."""
    deputies: Hits
    """``id``, ``name``, ``speciality``, ``levels``, ``districts``, ``stations``."""

    @property
    def number(self) -> int:
        """How many are shown."""
        return len(self.stations.rows) + len(self.deputies.rows)


def find(session: Session, words: str) -> Found:
    """What strangers may find by these words: a name or its pinyin initials, a district, a chain, an address.

    Of several words each must be found, anywhere in the record.
    """
    parts = words.split()[:5]
    if not parts:
        return Found(Hits((), has_more=False), Hits((), has_more=False))
    return Found(_stations(session, parts), _deputies(session, parts))


def _stations(session: Session, parts: Sequence[str]) -> Hits:
    query = (
        select(
            Station.id,
            Station.name,
            Station.tier,
            Station.address,
            Station.duty_words,
            Chain.name.label("chain"),
            Region.name.label("region"),
        )
        .join(Station.region)
        .outerjoin(Station.chain)
        .where(Station.state == "open", *(_is_station(part) for part in parts))
        .order_by(func.length(Station.name), Station.sort_key, Station.id)
    )
    return _hits(session, query)


def _is_station(part: str) -> ColumnElement[bool]:
    texts = (Station.name, Station.address, Station.host_text, Chain.name, Region.name)
    found = [text.contains(part, autoescape=True) for text in texts]
    if _are_letters(part):
        found.append(Station.initials.contains(part.lower(), autoescape=True))
    return or_(*found)


_LEVELS = (
    select(func.aggregate_strings(Mandate.level, BETWEEN))
    .where(Mandate.deputy_id == Deputy.id, Mandate.state.in_(SERVING))
    .correlate(Deputy)
    .scalar_subquery()
)
_DISTRICTS = (
    select(func.aggregate_strings(Mandate.constituency, BETWEEN))
    .where(Mandate.deputy_id == Deputy.id, Mandate.state.in_(SERVING), Mandate.constituency != "")
    .correlate(Deputy)
    .scalar_subquery()
)
_PLACED = (
    select(func.aggregate_strings(Station.name, BETWEEN))
    .join(Placement, Placement.station_id == Station.id)
    .where(Placement.deputy_id == Deputy.id, Placement.ends.is_(None))
    .correlate(Deputy)
    .scalar_subquery()
)


def _deputies(session: Session, parts: Sequence[str]) -> Hits:
    query = (
        select(
            Deputy.id,
            Person.name,
            Deputy.speciality,
            _LEVELS.label("levels"),
            _DISTRICTS.label("districts"),
            _PLACED.label("stations"),
        )
        .join(Deputy.person)
        .where(
            Deputy.is_shown,
            Deputy.mandates.any(Mandate.state.in_(SERVING)),
            *(_is_deputy(part) for part in parts),
        )
        .order_by(Deputy.sort_key, Deputy.id)
    )
    return _hits(session, query)


def _is_deputy(part: str) -> ColumnElement[bool]:
    """Each way to be found is asked by itself: together they would be asked of every deputy."""
    held = or_(*(text.contains(part, autoescape=True) for text in (Mandate.constituency, Mandate.delegation)))
    here = (
        select(Station.id)
        .outerjoin(Station.chain)
        .where(or_(Station.name.contains(part, autoescape=True), Chain.name.contains(part, autoescape=True)))
    )
    found: list[Select[int]] = [
        select(Deputy.id).where(named(part)),
        select(Deputy.id).where(Deputy.speciality.contains(part, autoescape=True)),
        select(Mandate.deputy_id).where(Mandate.state.in_(SERVING), held),
        select(Placement.deputy_id).where(Placement.ends.is_(None), Placement.station_id.in_(here)),
    ]
    return Deputy.id.in_(union_all(*found))


def _hits(session: Session, query: Any) -> Hits:
    rows = session.execute(query.limit(MOST_SHOWN + 1)).all()
    return Hits(rows[:MOST_SHOWN], has_more=len(rows) > MOST_SHOWN)


def _are_letters(part: str) -> bool:
    return part.isascii() and part.isalpha()
