"""What pages read of action items: lists with who has to do them, one's own, and how many are overdue."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from core.api.data import Account, Deputy, Enterprise, Organ, Person, Reach, Station, Viewer, on_at
from plugins.alliances.models import Action, Alliance, Member
from plugins.alliances.models.actions import OPEN

PLUGIN: Final = "alliances"
FILTERS: Final = ("open", "overdue", "organ", "done", "dropped")
"""What a list can be narrowed to; all that is open is the usual one."""
NEVER: Final = date(9999, 12, 31)

_of_member = aliased(Person)
_deputy_of_member = aliased(Deputy)
OWNER: Final = func.coalesce(Enterprise.name, _of_member.name, Member.name, Person.name, Account.name, Organ.name)
"""Who has to do it; of :func:`_rows`."""
DUE: Final = func.coalesce(Action.due, NEVER)
_OVER: Final = case((Action.state.in_(OPEN), 0), else_=1)
ORDERS: Final = {
    "due": (_OVER, DUE, Action.id),
    "owner": (OWNER, Action.id),
    "state": (Action.state, DUE, Action.id),
    "newest": (Action.id.desc(),),
}


def in_list(
    reach: Reach,
    today: date,
    *,
    words: str = "",
    only: str = "",
    station: Station | None = None,
    alliance_id: int | None = None,
) -> Select[Any]:
    """Action items within reach as rows of a list; `only` is one of `FILTERS`, or nothing for all."""
    query = _rows().where(Action.in_reach(reach))
    if station is not None:
        query = query.where(Action.station_id == station.id)
    if alliance_id is not None:
        query = query.where(Action.alliance_id == alliance_id)
    if words:
        query = query.where(or_(*(text.contains(words, autoescape=True) for text in (Action.words, OWNER))))
    return query.where(_only(only, today)) if only else query


def owned_by(viewer: Viewer) -> ColumnElement[Any]:
    """Whether the viewer has to do it: as a deputy, as a member who is one, or with the account."""
    mine: list[ColumnElement[Any]] = []
    if viewer.deputy_id is not None:
        mine.append(Action.of_deputies([viewer.deputy_id]))
    if viewer.account_id is not None:
        mine.append(Action.account_id == viewer.account_id)
    return or_(*mine) if mine else Action.id < 0


def mine(session: Session, viewer: Viewer, *, is_open: bool, most: int = 100) -> Sequence[Any]:
    """One's own action items: what is due first, first; of those that are over the last ones."""
    query = _rows().where(owned_by(viewer), on_at(session, PLUGIN, Action.station_id.expression))
    if is_open:
        query = query.where(Action.state.in_(OPEN)).order_by(DUE, Action.id)
    else:
        query = query.where(Action.state.not_in(OPEN)).order_by(Action.closed_on.desc(), Action.id.desc())
    return session.execute(query.limit(most)).all()


def open_at(session: Session, today: date, *, alliance_id: int, most: int) -> tuple[Sequence[Any], int, int]:
    """The first of an alliance's that are open, and how many are open and overdue."""
    ours = (Action.alliance_id == alliance_id, Action.state.in_(OPEN))
    rows = session.execute(_rows().where(*ours).order_by(DUE, Action.id).limit(most)).all()
    number, late = session.execute(
        select(func.count(Action.id), func.count(case((_only("overdue", today), 1)))).where(*ours)
    ).one()
    return rows, number, late


def overdue_within(session: Session, reach: Reach, today: date, most: int) -> tuple[Sequence[Any], int]:
    """The longest overdue within reach, and how many are."""
    late = (Action.in_reach(reach), _only("overdue", today), on_at(session, PLUGIN, Action.station_id.expression))
    rows = session.execute(_rows().where(*late).order_by(Action.due, Action.id).limit(most)).all()
    number = len(rows) if len(rows) < most else session.scalar(select(func.count(Action.id)).where(*late)) or 0
    return rows, number


def names_of(session: Session, accounts: Collection[int | None]) -> dict[int | None, str]:
    """The names of these accounts."""
    query = select(Account.id, Account.name).where(Account.id.in_(one for one in accounts if one is not None))
    return {row.id: row.name for row in session.execute(query)}


def _only(key: str, today: date) -> ColumnElement[Any]:
    is_open = Action.state.in_(OPEN)
    found: dict[str, ColumnElement[Any]] = {
        "open": is_open,
        "overdue": is_open & (Action.due < today),
        "organ": is_open & Action.organ_id.is_not(None),
        "done": Action.state == "done",
        "dropped": Action.state == "dropped",
    }
    return found[key]


def _rows() -> Select[Any]:
    query: Select[Any] = (
        select(  # type: ignore[assignment]  # columns by name, not by type
            Action.id,
            Action.words,
            Action.kind,
            Action.due,
            Action.state,
            Action.closed_on,
            Action.organ_id,
            Action.reference,
            OWNER.label("owner"),
            Alliance.name.label("alliance"),
            Station.name.label("station"),
        )
        .join(Station, Station.id == Action.station_id)
        .outerjoin(Alliance, Alliance.id == Action.alliance_id)
        .outerjoin(Member, Member.id == Action.member_id)
        .outerjoin(Enterprise, Enterprise.id == Member.enterprise_id)
        .outerjoin(_deputy_of_member, _deputy_of_member.id == Member.deputy_id)
        .outerjoin(_of_member, _of_member.id == _deputy_of_member.person_id)
        .outerjoin(Deputy, Deputy.id == Action.deputy_id)
        .outerjoin(Person, Person.id == Deputy.person_id)
        .outerjoin(Account, Account.id == Action.account_id)
        .outerjoin(Organ, Organ.id == Action.organ_id)
    )
    return query
