"""Whom and what is meant by words that somebody typed: one deputy, one enterprise, or a sentence that says whom to choose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, literal, select, union_all
from sqlalchemy.orm import Session

from core.api.data import SERVING, Deputy, Enterprise, Mandate, Person, Reach
from core.api.declare import DomainError
from plugins.enterprise_visits.known.errors import (
    NobodyMeant,
    NoEnterpriseMeant,
    SeveralDeputiesMeant,
    SeveralEnterprisesMeant,
)
from plugins.enterprise_visits.models import Competitors

MOST_OFFERED: Final = 400
"""So many names are offered while somebody types; who looks for another one types it."""
MOST_NAMED: Final = 5
_LARGEST: Final = 2**31 - 1


def offered(session: Session, reach: Reach, *kinds: str) -> dict[str, list[str]]:
    """What can be typed, by kind (``deputies``, ``enterprises``, ``specialities``, ``groups``); one statement for all."""
    named = [_OFFERS[kind](reach, kind).limit(MOST_OFFERED).subquery() for kind in kinds]
    rows: dict[str, list[tuple[int, str]]] = {kind: [] for kind in kinds}
    for kind, number, words in session.execute(union_all(*(select(one) for one in named))):
        rows[kind].append((number, words))
    return {kind: [label for _number, label in _labelled(rows[kind])] for kind in kinds}


def _specialities(_reach: Reach, kind: str) -> Any:
    serving = select(Mandate.deputy_id).where(Mandate.state.in_(SERVING))
    query = select(literal(kind), literal(0), Deputy.speciality).distinct()
    return query.where(Deputy.speciality != "", Deputy.id.in_(serving)).order_by(Deputy.speciality)


def _groups(reach: Reach, kind: str) -> Any:
    query = select(literal(kind), literal(0), Competitors.name).distinct()
    return query.where(Competitors.in_reach(reach)).order_by(Competitors.name)


_OFFERS: Final[dict[str, Callable[[Reach, str], Any]]] = {
    "deputies": lambda reach, kind: _deputies(reach, literal(kind)),
    "enterprises": lambda reach, kind: _enterprises(reach, literal(kind)),
    "specialities": _specialities,
    "groups": _groups,
}


def deputy_meant(session: Session, reach: Reach, words: str) -> int:
    """The deputy in office within reach who is called so. Raises NobodyMeant, SeveralDeputiesMeant."""
    found = _meant(session, _deputies(reach), Person.name, Deputy.id, words)
    if not found:
        raise NobodyMeant(words=words)
    return _only(found, SeveralDeputiesMeant, words)


def enterprise_meant(session: Session, reach: Reach, words: str, *, county: str = "") -> int:
    """The enterprise within reach that is called so; by its whole name also one of the county.

    Raises NoEnterpriseMeant, SeveralEnterprisesMeant.
    """
    found = _meant(session, _enterprises(reach), Enterprise.name, Enterprise.id, words)
    if not found and county:
        within = Enterprise.region_code.startswith(county, autoescape=True)
        query = select(Enterprise.id, Enterprise.name).where(within, Enterprise.name == words)
        found = [(row.id, row.name) for row in session.execute(query.order_by(Enterprise.id).limit(MOST_NAMED))]
    if not found:
        raise NoEnterpriseMeant(words=words)
    return _only(found, SeveralEnterprisesMeant, words)


def _deputies(reach: Reach, *first: ColumnElement[Any]) -> Select[Any]:
    serving = select(Mandate.deputy_id).where(Mandate.state.in_(SERVING))
    query: Select[Any] = select(*first, Deputy.id, Person.name).join(Deputy.person)
    return query.where(Deputy.in_reach(reach), Deputy.id.in_(serving)).order_by(Deputy.sort_key, Deputy.id)


def _enterprises(reach: Reach, *first: ColumnElement[Any]) -> Select[Any]:
    query: Select[Any] = select(*first, Enterprise.id, Enterprise.name)
    return query.where(Enterprise.in_reach(reach)).order_by(Enterprise.sort_key, Enterprise.id)


def _meant(session: Session, query: Select[Any], name: Any, number: Any, words: str) -> Sequence[tuple[int, str]]:
    """Those of exactly this name; without any, those whose name contains the words."""
    _typed, mark, wanted = words.rpartition("#")
    if mark and wanted.isascii() and wanted.isdigit() and int(wanted[:12]) <= _LARGEST:
        found = _some(session, query.where(number == int(wanted[:12])))
        if found:
            return found
    return _some(session, query.where(name == words)) or _some(session, query.where(_contains(name, words)))


def _contains(name: Any, words: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = name.contains(words, autoescape=True)
    return found


def _some(session: Session, query: Select[Any]) -> Sequence[tuple[int, str]]:
    return _labelled(session.execute(query.limit(MOST_NAMED + 1)))


def _labelled(rows: Iterable[Any]) -> list[tuple[int, str]]:
    """Numbers and names; a name that several have says its number, too."""
    pairs = [(number, name) for number, name in rows]
    often = Counter(name for _number, name in pairs)
    return [(number, name if often[name] == 1 else f"{name} #{number}") for number, name in pairs]


def _only(found: Sequence[tuple[int, str]], several: type[DomainError], words: str) -> int:
    if len(found) > 1:
        more = " …" if len(found) > MOST_NAMED else ""
        raise several(words=words, names=", ".join(name for _number, name in found[:MOST_NAMED]) + more)
    return found[0][0]
