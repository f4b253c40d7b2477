"""Who may have to do an action item: members, deputies and staff, and organs that must act. Each has a key: ``member:3``."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from core.api.data import Account, Deputy, Enterprise, Organ, Person, Placement, Station
from plugins.alliances.actions.errors import ActionOwnerElsewhere, ActionOwnerless
from plugins.alliances.actions.words import OWNERS
from plugins.alliances.models import Action, Member

KINDS: Final = ("member", "deputy", "account", "organ")
MOST: Final = 300
"""So many of a kind are offered."""


def offered(session: Session, station: Station, alliance_id: int | None) -> list[tuple[str, str]]:
    """Keys and names of all who may have to do it; one statement."""
    queries = _queries(station, alliance_id)
    parts = [query.limit(MOST).subquery() for query in queries.values()]
    rows = session.execute(
        union_all(*(select(literal(kind), *part.c) for kind, part in zip(queries, parts, strict=True)))
    )
    return [(f"{kind}:{number}", str(OWNERS[kind].with_facts(name=name))) for kind, number, name in rows]


def key_of(action: Action) -> str:
    """The key of who has to do it."""
    return next((f"{kind}:{number}" for kind in KINDS if (number := getattr(action, f"{kind}_id")) is not None), "")


def columns(session: Session, station: Station, alliance_id: int | None, key: str) -> dict[str, int | None]:
    """The columns of this owner. Raises ActionOwnerless, ActionOwnerElsewhere."""
    if not key:
        raise ActionOwnerless
    kind, _mark, number = key.partition(":")
    wanted = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
    query = _queries(station, alliance_id).get(kind)
    if query is None or session.execute(query.where(_NUMBERS[kind] == wanted)).first() is None:
        raise ActionOwnerElsewhere
    return {f"{one}_id": wanted if one == kind else None for one in KINDS}


_NUMBERS: Final[dict[str, Any]] = {"member": Member.id, "deputy": Deputy.id, "account": Account.id, "organ": Organ.id}


def _queries(station: Station, alliance_id: int | None) -> dict[str, Any]:
    """Numbers and names, by kind: those of the alliance, of the station, and of the region and those above it."""
    grant = Account.grants.property.mapper.class_
    above = literal(station.region_code).startswith(grant.region_code)
    offices = (grant.role == "office") & (grant.region_code != "") & above
    runs = (grant.role == "manager") & (grant.station_id == station.id)
    code = station.region_code
    regions = [code[:length] for length in range(1, len(code) + 1)]
    here = select(Placement.deputy_id).where(Placement.station_id == station.id, Placement.ends.is_(None))
    title = func.coalesce(Enterprise.name, Person.name, Member.name)
    return {
        "member": select(Member.id, title)
        .outerjoin(Enterprise, Enterprise.id == Member.enterprise_id)
        .outerjoin(Deputy, Deputy.id == Member.deputy_id)
        .outerjoin(Person, Person.id == Deputy.person_id)
        .where(Member.alliance_id == alliance_id, Member.left.is_(None))
        .order_by(Member.role != "leading", title, Member.id),
        "deputy": select(Deputy.id, Person.name)
        .join(Deputy.person)
        .where(Deputy.id.in_(here))
        .order_by(Deputy.sort_key, Deputy.id),
        "account": select(Account.id, Account.name)
        .where(Account.is_active, Account.grants.any(or_(offices, runs)))
        .order_by(Account.name, Account.id),
        "organ": select(Organ.id, Organ.name).where(Organ.region_code.in_(regions)).order_by(Organ.sort_key, Organ.id),
    }
