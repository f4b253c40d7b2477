"""Whom is meant by words that somebody typed: one enterprise, one deputy, or a sentence that says whom to choose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, literal, select, union_all
from sqlalchemy.orm import Session

from core.api.data import SERVING, Deputy, Enterprise, Mandate, Person, Reach
from core.api.declare import DomainError, _

MOST_OFFERED: Final = 400
"""So many names are offered while somebody types; who looks for another one types it."""
MOST_NAMED: Final = 5
_LARGEST: Final = 2**31 - 1


class NoSuchEnterprise(DomainError):
    """No enterprise is called so."""

    code = "alliances_no_such_enterprise"
    field = "enterprise"
    message = _(
        "No enterprise in reach is called %(words)s. Type its whole name, or enter it among the enterprises first."
    )


class SeveralSuchEnterprises(DomainError):
    """Several enterprises are called so."""

    code = "alliances_several_such_enterprises"
    field = "enterprise"
    message = _("Several enterprises fit %(words)s: %(names)s. Type the whole name of one of them.")


class NoSuchDeputy(DomainError):
    """No deputy in office is called so."""

    code = "alliances_no_such_deputy"
    field = "deputy"
    message = _("No deputy in office within reach is called %(words)s. Type the whole name as it stands in the roster.")


class SeveralSuchDeputies(DomainError):
    """Several deputies are called so."""

    code = "alliances_several_such_deputies"
    field = "deputy"
    message = _("Several deputies fit %(words)s: %(names)s. Type one of these names with its number.")


def offered(session: Session, reach: Reach) -> dict[str, list[str]]:
    """The ``enterprises`` and ``deputies`` within reach, as names that can be typed; one statement."""
    kinds = {"enterprises": _enterprises, "deputies": _deputies}
    named = [query(reach, literal(kind)).limit(MOST_OFFERED).subquery() for kind, query in kinds.items()]
    rows: dict[str, list[tuple[int, str]]] = {kind: [] for kind in kinds}
    for kind, number, words in session.execute(union_all(*(select(one) for one in named))):
        rows[kind].append((number, words))
    return {kind: [label for _number, label in _labelled(rows[kind])] for kind in kinds}


def enterprise_meant(session: Session, reach: Reach, words: str, *, county: str = "") -> int:
    """The enterprise within reach that is called so; by its whole name also one of the county.

    Raises NoSuchEnterprise, SeveralSuchEnterprises.
    """
    found = _meant(session, _enterprises(reach), Enterprise.name, Enterprise.id, words)
    if not found and county:
        within = Enterprise.region_code.startswith(county, autoescape=True)
        found = _some(session, _enterprises(Reach(everything=True)).where(within, Enterprise.name == words))
    return _only(found, words, NoSuchEnterprise, SeveralSuchEnterprises)


def deputy_meant(session: Session, reach: Reach, words: str, *, county: str = "") -> int:
    """The deputy in office within reach who is called so; by the whole name also one of the county.

    Raises NoSuchDeputy, SeveralSuchDeputies.
    """
    found = _meant(session, _deputies(reach), Person.name, Deputy.id, words)
    if not found and county:
        within = Deputy.region_code.startswith(county, autoescape=True)
        found = _some(session, _deputies(Reach(everything=True)).where(within, Person.name == words))
    return _only(found, words, NoSuchDeputy, SeveralSuchDeputies)


def _enterprises(reach: Reach, *first: ColumnElement[Any]) -> Select[Any]:
    query: Select[Any] = select(*first, Enterprise.id, Enterprise.name)
    return query.where(Enterprise.in_reach(reach)).order_by(Enterprise.sort_key, Enterprise.id)


def _deputies(reach: Reach, *first: ColumnElement[Any]) -> Select[Any]:
    serving = select(Mandate.deputy_id).where(Mandate.state.in_(SERVING))
    query: Select[Any] = select(*first, Deputy.id, Person.name).join(Deputy.person)
    return query.where(Deputy.in_reach(reach), Deputy.id.in_(serving)).order_by(Deputy.sort_key, Deputy.id)


def _meant(session: Session, query: Select[Any], name: Any, number: Any, words: str) -> Sequence[tuple[int, str]]:
    """Those of exactly this name; without any, those whose name contains the words."""
    _typed, mark, wanted = words.rpartition("#")
    if mark and wanted.isascii() and wanted.isdigit() and int(wanted[:12]) <= _LARGEST:
        found = _some(session, query.where(number == int(wanted[:12])))
        if found:
            return found
    within: ColumnElement[bool] = name.contains(words, autoescape=True)
    return _some(session, query.where(name == words)) or _some(session, query.where(within))


def _some(session: Session, query: Select[Any]) -> Sequence[tuple[int, str]]:
    return _labelled(session.execute(query.limit(MOST_NAMED + 1)))


def _labelled(rows: Iterable[Any]) -> list[tuple[int, str]]:
    """Numbers and names; a name that several have says its number, too."""
    pairs = [(number, name) for number, name in rows]
    often = Counter(name for _number, name in pairs)
    return [(number, name if often[name] == 1 else f"{name} #{number}") for number, name in pairs]


def _only(found: Sequence[tuple[int, str]], words: str, nobody: type[DomainError], several: type[DomainError]) -> int:
    if not found:
        raise nobody(words=words)
    if len(found) > 1:
        more = " …" if len(found) > MOST_NAMED else ""
        raise several(words=words, names=", ".join(name for _number, name in found[:MOST_NAMED]) + more)
    return found[0][0]
