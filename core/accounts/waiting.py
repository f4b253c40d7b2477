"""Who waits for a slip: serving deputies that are signed in on no phone yet, by station and by region."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from core.access import Reach
from core.accounts.models import Account, Device
from core.database import sort_key
from core.deputies.models import SERVING, Deputy, Mandate, Placement
from core.people.models import Person
from core.regions.models import Region
from core.stations.models import Station

_LENGTHS: Final = (2, 4, 6, 9, 12)
"""How long the codes of regions are, level by level."""


@dataclass(frozen=True, slots=True)
class Awaiting:
    """A deputy who can be given a slip."""

    deputy_id: int
    person_id: int
    name: str
    region_code: str
    has_number: bool
    station: str
    account_id: int | None


def awaiting(
    reach: Reach, *, region_code: str = "", station_id: int | None = None, deputy_id: int | None = None
) -> Any:
    """Serving deputies without any phone, by station and name; with `deputy_id`, this one, signed in or not.

    Rows are :class:`Awaiting`, in the order of its fields.
    """
    station = _first_station()
    account = aliased(Account)
    query = (
        select(
            Deputy.id, Person.id, Person.name, Deputy.region_code, Person.phone.is_not(None), Station.name, account.id
        )
        .join(Person, Person.id == Deputy.person_id)
        .outerjoin(Station, Station.id == station)
        .outerjoin(account, account.id == _first_account())
        .where(Deputy.in_reach(reach), serves(), or_(account.id.is_not(None), ~_has_account()))
        .order_by(Station.sort_key, Deputy.sort_key, Deputy.id)
    )
    if deputy_id is not None:
        return query.where(Deputy.id == deputy_id)
    if region_code:
        query = query.where(Deputy.region_code.startswith(region_code, autoescape=True))
    if station_id is not None:
        query = query.where(_placed_at(station_id))
    activated = select(Device.id).where(Device.account_id == account.id).exists()
    return query.where(or_(account.id.is_(None), and_(~activated, account.password_hash.is_(None))))


@dataclass(frozen=True, slots=True)
class Group:
    """Those who wait at one place."""

    key: str
    """The number of a station or the code of a region; empty for those placed at no station."""
    name: str
    count: int


def by_station(session: Session, reach: Reach) -> list[Group]:
    """How many wait at each station, those of its rooms with it; at no station last."""
    waiting = awaiting(reach).order_by(None).subquery()
    placed = select(Placement.deputy_id, func.min(Placement.station_id).label("station_id"))
    placed_once = placed.where(Placement.ends.is_(None)).group_by(Placement.deputy_id).subquery()
    query = (
        select(Station.id, Station.name, Station.parent_id, func.count())
        .select_from(waiting)
        .outerjoin(placed_once, placed_once.c.deputy_id == waiting.c.id)
        .outerjoin(Station, Station.id == placed_once.c.station_id)
        .group_by(Station.id, Station.name, Station.parent_id)
    )
    rows = session.execute(query).all()
    counts: Counter[int] = Counter()
    for station_id, _name, parent_id, count in rows:
        counts.update({one: count for one in (station_id, parent_id) if one})
    names = {station_id: name for station_id, name, _parent, _count in rows if station_id}
    names |= _names_of_stations(session, reach, counts.keys() - names.keys())
    groups = sorted((Group(str(number), name, counts[number]) for number, name in names.items()), key=_by_name)
    return groups + [Group("", "", count) for station_id, _name, _parent, count in rows if not station_id]


def by_region(session: Session, reach: Reach) -> Sequence[Group]:
    """How many wait in each region within reach and all below it, in the order of the codes."""
    waiting = awaiting(reach).order_by(None).subquery()
    code = waiting.c.region_code
    counts: Counter[str] = Counter()
    for region_code, count in session.execute(select(code, func.count()).group_by(code)):
        counts.update({region_code[:length]: count for length in _LENGTHS if length <= len(region_code)})
    names = select(Region.code, Region.name).where(Region.code.in_(sorted(counts)), Region.in_reach(reach))
    return [Group(code, name, counts[code]) for code, name in session.execute(names.order_by(Region.code))]


def is_serving(session: Session, deputy_id: int) -> bool:
    """Whether the deputy holds a mandate that is exercised."""
    return session.scalar(select(Deputy.id).where(Deputy.id == deputy_id, serves())) is not None


def serves() -> Any:
    """The condition that a deputy holds a mandate that is exercised."""
    return select(Mandate.id).where(Mandate.deputy_id == Deputy.id, Mandate.state.in_(SERVING)).exists()


def _placed_at(station_id: int) -> Any:
    placed = select(Placement.id).where(Placement.deputy_id == Deputy.id, Placement.ends.is_(None))
    here = select(Station.id).where(or_(Station.id == station_id, Station.parent_id == station_id))
    return placed.where(Placement.station_id.in_(here)).exists()


def _first_station() -> Any:
    open_ones = select(func.min(Placement.station_id)).where(Placement.deputy_id == Deputy.id, Placement.ends.is_(None))
    return open_ones.correlate(Deputy).scalar_subquery()


def _has_account() -> Any:
    return select(Account.id).where(Account.person_id == Deputy.person_id).exists()


def _first_account() -> Any:
    """Of a person with several accounts, the first that is on: the same that slips are handed out for."""
    own = select(func.min(Account.id)).where(Account.person_id == Deputy.person_id, Account.is_active)
    return own.correlate(Deputy).scalar_subquery()


def _names_of_stations(session: Session, reach: Reach, numbers: Iterable[int]) -> dict[int, str]:
    """The names of parents none of whose own deputies waits."""
    query = select(Station.id, Station.name).where(Station.id.in_(sorted(numbers)), Station.in_reach(reach))
    return dict(session.execute(query).all()) if numbers else {}


def _by_name(group: Group) -> tuple[str, str]:
    return sort_key(group.name), group.key
