"""Words that are known, to be chosen from where a cell is corrected."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.congresses.models import LEVELS
from core.imports.models import ImportBatch
from core.imports.places import codes_down_to
from core.imports.vocabulary import vocabulary
from core.regions.models import Region
from core.stations.models import Station

MOST_OFFERED = 500
_STATIONS = {"station", "room", "parent"}


def known_words(session: Session, batch: ImportBatch, columns: Iterable[str]) -> dict[str, list[str]]:
    """What may stand in these columns of a file, where that can be listed."""
    wanted = set(columns)
    words = vocabulary()
    found: dict[str, list[str]] = {}
    if wanted & _STATIONS:
        names = _stations(session, batch.region_code)
        found |= dict.fromkeys(sorted(wanted & _STATIONS), names)
    if "level" in wanted:
        found["level"] = _levels(session, batch.region_code)
    if "gender" in wanted:
        found["gender"] = _first(words.genders.items())
    if "tier" in wanted:
        found["tier"] = _first(words.tiers.items())
    return found


def _stations(session: Session, code: str) -> list[str]:
    query = select(Station.name).where(Station.region_code.startswith(code, autoescape=True), Station.state != "closed")
    return list(session.scalars(query.order_by(Station.sort_key, Station.id).limit(MOST_OFFERED)))


def _levels(session: Session, code: str) -> list[str]:
    """The levels as words, and the regions above by their names."""
    names = session.scalars(select(Region.name).where(Region.code.in_(codes_down_to(code))).order_by(Region.code))
    by_level = vocabulary().levels
    return list(names) + [next(word for word, key in by_level.items() if key == level) for level in LEVELS]


def _first(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """The usual word for each key."""
    usual: dict[str, str] = {}
    for word, key in pairs:
        usual.setdefault(key, word)
    return list(usual.values())
