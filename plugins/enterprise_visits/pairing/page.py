"""Who is paired today: of an area, of a deputy, and everywhere; and what a proposal of the area went by last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from core.api.data import Chain, Deputy, Enterprise, Person, Reach, Region, Station, employer_unsettled
from plugins.enterprise_visits.models import Pairing, Proposal, Visit, Wanted
from plugins.enterprise_visits.pairing import lists
from plugins.enterprise_visits.pairing.area import Area

USUAL_LEAST: Final = 3
"""How many enterprises a deputy should have where no version says it."""
MOST_PLACES: Final = 60
"""So many stations and chains are offered on one page; the others are found through their own pages."""
COUNTY_CODE: Final = 6


# Who is paired today


@dataclass(frozen=True, slots=True)
class Overview:
    """An area in numbers, on a day."""

    deputies: int
    enterprises: int
    pairs: int
    short: int
    """Deputies who have fewer enterprises than they should."""
    uncovered: int
    """Enterprises nobody looks after."""
    at_least: int
    """How many enterprises each deputy should have: what the version says that holds."""
    unsettled: int
    """Deputies whose employer is known in words only."""
    draft: int | None
    """The draft of the area."""


def overview(session: Session, area: Area, day: date) -> Overview:
    """An area in numbers; one statement."""
    counts = (
        _count(Deputy.id, Deputy.id.in_(area.deputies())),
        _count(Enterprise.id, Enterprise.id.in_(area.enterprises())),
        _count(Pairing.id, area.pairings(), Pairing.open_on(day)),
        _count(Deputy.id, Deputy.id.in_(area.deputies()), _load(day) < _least(area)),
        _count(Enterprise.id, Enterprise.id.in_(area.enterprises()), ~_covered(day)),
        _least(area),
        _count(Deputy.id, Deputy.person_id == Person.id, Deputy.id.in_(area.deputies()), employer_unsettled()),
        select(Proposal.id)
        .where(Proposal.area == area.key, Proposal.state.in_(("waiting", "ready")))
        .scalar_subquery(),
    )
    return Overview(*session.execute(select(*counts)).one())


def by_deputy(area: Area, day: date, words: str = "", *, only_short: bool = False) -> Select[Any]:
    """The deputies of the area, with how many enterprises each has."""
    load = _load(day)
    query: Select[Any] = (
        select(Deputy.id, Person.name, Deputy.speciality, load.label("pairs"))
        .join(Deputy.person)
        .where(Deputy.id.in_(area.deputies()))
    )
    if only_short:
        query = query.where(load < _least(area))
    if words:
        looked_after = exists().where(
            Pairing.deputy_id == Deputy.id,
            Pairing.open_on(day),
            Pairing.enterprise_id == Enterprise.id,
            Enterprise.name.contains(words, autoescape=True),
        )
        query = query.where(or_(Person.name.contains(words, autoescape=True), looked_after))
    return query


def by_enterprise(area: Area, day: date, words: str = "", *, only_uncovered: bool = False) -> Select[Any]:
    """The enterprises of the area, with how many deputies each has and should have."""
    number = select(func.count()).where(Pairing.enterprise_id == Enterprise.id, Pairing.open_on(day))
    query: Select[Any] = (
        select(
            Enterprise.id,
            Enterprise.name,
            func.coalesce(Wanted.deputies, 1).label("wanted"),
            number.scalar_subquery().label("pairs"),
        )
        .outerjoin(Wanted, Wanted.enterprise_id == Enterprise.id)
        .where(Enterprise.id.in_(area.enterprises()))
    )
    if only_uncovered:
        query = query.where(~_covered(day))
    if words:
        looks_after = exists().where(
            Pairing.enterprise_id == Enterprise.id,
            Pairing.open_on(day),
            Pairing.deputy_id == Deputy.id,
            Deputy.person_id == Person.id,
            Person.name.contains(words, autoescape=True),
        )
        query = query.where(or_(Enterprise.name.contains(words, autoescape=True), looks_after))
    return query


def grouped(session: Session, side: str, numbers: Collection[int], day: date) -> Mapping[int, Sequence[Any]]:
    """Today's pairs of these deputies, or of these enterprises, by whose they are; one statement."""
    of = Pairing.deputy_id if side == "deputy" else Pairing.enterprise_id
    order = (Enterprise.sort_key, Enterprise.id) if side == "deputy" else (Deputy.sort_key, Deputy.id)
    query = lists.pairs().where(of.in_(sorted(numbers)), Pairing.open_on(day)).order_by(*order)
    found: dict[int, list[Any]] = defaultdict(list)
    for row in session.execute(query):
        found[row.deputy_id if side == "deputy" else row.enterprise_id].append(row)
    return found


def unsettled(session: Session, area: Area, most: int) -> Sequence[Any]:
    """The first of the deputies whose employer is known in words only: ``id``, ``name``, ``employer_text``."""
    query = (
        select(Deputy.id, Person.name, Person.employer_text)
        .join(Deputy.person)
        .where(Deputy.id.in_(area.deputies()), employer_unsettled())
    )
    return session.execute(query.order_by(Deputy.sort_key, Deputy.id).limit(most)).all()


def mine(session: Session, deputy_id: int, day: date) -> Sequence[Any]:
    """The enterprises of a deputy, the one longest unvisited first: where each is, whom to call, the last visit."""
    last = select(func.max(Visit.day)).where(
        Visit.enterprise_id == Enterprise.id, Visit.state == "held", Visit.day <= day
    )
    visited = last.scalar_subquery()
    query = (
        select(
            Pairing.id,
            Pairing.begins,
            Enterprise.id.label("enterprise_id"),
            Enterprise.name,
            Enterprise.address,
            Enterprise.contact_name,
            Enterprise.contact_phone,
            Station.name.label("station"),
            visited.label("visited"),
        )
        .select_from(Pairing)
        .join(Enterprise, Enterprise.id == Pairing.enterprise_id)
        .outerjoin(Station, Station.id == Pairing.station_id)
        .where(Pairing.deputy_id == deputy_id, Pairing.open_on(day))
        .order_by(visited.is_not(None), visited, Enterprise.sort_key, Enterprise.id)
    )
    return session.execute(query).all()


PAIR_ORDERS: Final = {
    "deputy": (Deputy.sort_key, Deputy.id, Enterprise.sort_key, Enterprise.id),
    "enterprise": (Enterprise.sort_key, Enterprise.id, Deputy.sort_key, Deputy.id),
    "since": (Pairing.begins.desc(), Pairing.id.desc()),
}


def searched(pairs: Select[Any], words: str) -> Select[Any]:
    """The pairs of whose deputy, enterprise or station the name has these words."""
    if not words:
        return pairs
    named = (Person.name, Enterprise.name, Station.name)
    return pairs.where(or_(*(name.contains(words, autoescape=True) for name in named)))


def places(session: Session, reach: Reach) -> Mapping[str, Sequence[tuple[Any, str]]]:
    """The first regions, chains and stations within reach, to choose one from; one statement."""
    regions = select(literal("region"), Region.code, Region.name).where(
        Region.in_reach(reach), func.length(Region.code) <= COUNTY_CODE
    )
    chains = select(literal("chain"), cast(Chain.id, String), Chain.name).where(Chain.in_reach(reach))
    stations = select(literal("station"), cast(Station.id, String), Station.name).where(
        Station.in_reach(reach), Station.state == "open", Station.parent_id.is_(None)
    )
    found: dict[str, list[tuple[Any, str]]] = {"region": [], "chain": [], "station": []}
    parts = (
        regions.order_by(Region.code),
        chains.order_by(Chain.id),
        stations.order_by(Station.sort_key, Station.id),
    )
    limited = [part.limit(MOST_PLACES).subquery() for part in parts]
    for kind, key, name in session.execute(union_all(*(select(one) for one in limited))):
        found[kind].append((key, name))
    return found


def _count(column: Any, *where: ColumnElement[bool]) -> Any:
    return select(func.count(column)).where(*where).scalar_subquery()


def _load(day: date) -> Any:
    """How many enterprises the deputy has on the day."""
    return select(func.count()).where(Pairing.deputy_id == Deputy.id, Pairing.open_on(day)).scalar_subquery()


def _covered(day: date) -> ColumnElement[bool]:
    return exists().where(Pairing.enterprise_id == Enterprise.id, Pairing.open_on(day))


def _least(area: Area) -> Any:
    holds = select(Proposal.at_least).where(Proposal.area == area.key, Proposal.state == "published")
    return func.coalesce(holds.order_by(Proposal.number.desc()).limit(1).scalar_subquery(), USUAL_LEAST)


@dataclass(frozen=True, slots=True)
class Last:
    """What the newest proposal of an area went by: a further one goes by the same unless somebody says otherwise."""

    draft: Proposal | None
    at_least: int = USUAL_LEAST
    at_most: int = USUAL_LEAST + 1
    weights: Mapping[str, int] = field(default_factory=dict)


def last_of(session: Session, area: Area) -> Last:
    """The newest proposal of the area, and whether it is a draft."""
    query = select(Proposal).where(Proposal.area == area.key, Proposal.state != "dropped")
    found = session.scalars(query.order_by(Proposal.id.desc()).limit(1)).one_or_none()
    if found is None:
        return Last(None)
    return Last(found if found.is_draft else None, found.at_least, found.at_most, found.weights)
