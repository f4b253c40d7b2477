"""What pages read of alliances: lists, members as rows, and what happened in the order it happened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session

from core.api.data import Chain, Deputy, Enterprise, Person, Reach, Scope, Station, Viewer, on_at
from plugins.alliances.models import Alliance, Member
from plugins.alliances.models.alliances import ROLES
from plugins.alliances.permissions import BROWSE

PLUGIN: Final = "alliances"


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened to an alliance on a day: ``founded``, ``joined``, ``left`` or ``dissolved``."""

    day: date
    kind: str
    who: str = ""
    role: str = ""
    reason: str = ""


def in_list(reach: Reach, words: str = "", stands: str = "", station: Station | None = None) -> Select[Any]:
    """Alliances within reach as rows of a list."""
    number = select(func.count(Member.id)).where(Member.alliance_id == Alliance.id, Member.left.is_(None))
    query: Select[Any] = (
        select(
            Alliance.id,
            Alliance.name,
            Alliance.purpose,
            Alliance.founded_on,
            Alliance.dissolved_on,
            Station.name.label("station"),
            Chain.name.label("chain"),
            number.correlate(Alliance).scalar_subquery().label("members"),
        )
        .join(Station, Station.id == Alliance.station_id)
        .outerjoin(Chain, Chain.id == Alliance.chain_id)
        .where(Alliance.in_reach(reach))
    )
    if station is not None:
        query = query.where(Alliance.station_id == station.id)
    if words:
        theirs = _members().where(TITLE.contains(words, autoescape=True)).with_only_columns(Member.alliance_id)
        texts = (Alliance.name, Alliance.purpose)
        query = query.where(or_(*(text.contains(words, autoescape=True) for text in texts), Alliance.id.in_(theirs)))
    return query.where(_STANDS[stands]) if stands else query


TITLE: Final = func.coalesce(Enterprise.name, Person.name, Member.name)
"""Who a member is; of :func:`_members`."""
ORDERS: Final = {
    "name": (Alliance.name, Alliance.id),
    "founded": (func.coalesce(Alliance.founded_on, date(9999, 12, 31)).desc(), Alliance.id),
    "station": (Station.sort_key, Alliance.id),
}
_STANDS: Final[dict[str, ColumnElement[bool]]] = {
    "founding": Alliance.founded_on.is_(None),
    "at_work": Alliance.founded_on.is_not(None) & Alliance.dissolved_on.is_(None),
    "dissolved": Alliance.dissolved_on.is_not(None),
}


def members_of(session: Session, alliance_id: int) -> Sequence[Any]:
    """All memberships there were, leading members first, by name.

    ``id``, ``role``, ``enterprise_id``, ``deputy_id``, ``title``, ``organisation``, ``joined``, ``left``, ``reason_left``.
    """
    return session.execute(_members().where(Member.alliance_id == alliance_id)).all()


def chronicle(alliance: Alliance, members: Sequence[Any]) -> list[Happened]:
    """What happened to an alliance, the newest first."""
    found = [*_of_alliance(alliance)]
    for one in members:
        found.append(Happened(one.joined, "joined", one.title, one.role))
        if one.left is not None:
            found.append(Happened(one.left, "left", one.title, one.role, one.reason_left))
    order = ("founded", "joined", "left", "dissolved")
    return sorted(found, key=lambda one: (one.day, order.index(one.kind)), reverse=True)


def at_station(session: Session, station_id: int) -> Sequence[Any]:
    """The alliances a station looks after that are not dissolved: ``id``, ``name``, ``purpose``, ``founded_on``, ``members``."""
    number = select(func.count(Member.id)).where(Member.alliance_id == Alliance.id, Member.left.is_(None))
    query = select(
        Alliance.id,
        Alliance.name,
        Alliance.purpose,
        Alliance.founded_on,
        number.correlate(Alliance).scalar_subquery().label("members"),
    )
    mine = (Alliance.station_id == station_id, Alliance.dissolved_on.is_(None))
    return session.execute(query.where(*mine).order_by(Alliance.name, Alliance.id)).all()


def on_chain(session: Session, chain_id: int) -> Sequence[Any]:
    """The alliances of a chain, with what says who may open them (:func:`scope_of`)."""
    return session.execute(_shown(session).where(Alliance.chain_id == chain_id)).all()


def of_enterprise(session: Session, enterprise_id: int) -> Sequence[Any]:
    """The alliances an enterprise is a member of, with its ``role`` and since when (``joined``)."""
    mine = (Member.enterprise_id == enterprise_id, Member.left.is_(None))
    query = _shown(session).add_columns(Member.role, Member.joined)
    return session.execute(query.join(Member, Member.alliance_id == Alliance.id).where(*mine)).all()


def of_deputy(session: Session, deputy_id: int) -> Sequence[Any]:
    """The alliances a deputy is a member of, with the ``role`` and since when (``joined``)."""
    mine = (Member.deputy_id == deputy_id, Member.left.is_(None))
    query = _shown(session).add_columns(Member.role, Member.joined)
    return session.execute(query.join(Member, Member.alliance_id == Alliance.id).where(*mine)).all()


def enterprises_of(session: Session, alliances: Collection[int]) -> dict[int, list[str]]:
    """The names of the member enterprises of each of these alliances, leading members first."""
    query = (
        select(Member.alliance_id, Enterprise.name)
        .join(Enterprise, Enterprise.id == Member.enterprise_id)
        .where(Member.alliance_id.in_(alliances), Member.left.is_(None))
        .order_by(BY_ROLE, Enterprise.sort_key, Member.id)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for alliance_id, name in session.execute(query):
        found[alliance_id].append(name)
    return found


def may_open(viewer: Viewer, row: Any) -> bool:
    """Whether the viewer may open the alliance of such a row."""
    return viewer.may(BROWSE, Scope(region_code=row.region_code, station_id=row.station_id))


def is_member(session: Session, alliance_id: int, deputy_id: int | None) -> bool:
    """Whether the deputy is a member of the alliance now."""
    if deputy_id is None:
        return False
    mine = (Member.alliance_id == alliance_id, Member.deputy_id == deputy_id, Member.left.is_(None))
    return session.scalar(select(Member.id).where(*mine)) is not None


BY_ROLE: Final = case({role: place for place, role in enumerate(ROLES)}, value=Member.role)


def _members() -> Select[Any]:
    query: Select[Any] = (
        select(  # type: ignore[assignment]  # columns by name, not by type
            Member.id,
            Member.role,
            Member.enterprise_id,
            Member.deputy_id,
            TITLE.label("title"),
            Member.organisation,
            Member.joined,
            Member.left,
            Member.reason_left,
        )
        .outerjoin(Enterprise, Enterprise.id == Member.enterprise_id)
        .outerjoin(Deputy, Deputy.id == Member.deputy_id)
        .outerjoin(Person, Person.id == Deputy.person_id)
        .order_by(BY_ROLE, func.coalesce(Enterprise.sort_key, Person.initials, Member.name), Member.id)
    )
    return query


def _shown(session: Session) -> Select[Any]:
    query: Select[Any] = (
        select(  # type: ignore[assignment]  # columns by name, not by type
            Alliance.id,
            Alliance.name,
            Alliance.purpose,
            Alliance.founded_on,
            Alliance.station_id,
            Station.region_code,
        )
        .join(Station, Station.id == Alliance.station_id)
        .where(Alliance.dissolved_on.is_(None), on_at(session, PLUGIN, Station.id.expression))
        .order_by(Alliance.name, Alliance.id)
    )
    return query


def _of_alliance(alliance: Alliance) -> Iterator[Happened]:
    if alliance.founded_on is not None:
        yield Happened(alliance.founded_on, "founded")
    if alliance.dissolved_on is not None:
        yield Happened(alliance.dissolved_on, "dissolved", reason=alliance.dissolved_because)
