"""Who may serve where, and what matters about them: conditions for queries, and the traits composition asks for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, exists, or_, select
from sqlalchemy.orm import Session, aliased

from core.api.data import SERVING, Deputy, GroupMember, Mandate, Person, Placement, Station
from plugins.duty_days.models import Leave
from plugins.duty_days.signing_up.composition import Traits


def serves_on(deputy: ColumnElement[int] | Any, day: ColumnElement[Any] | Any) -> ColumnElement[bool]:
    """Whether the deputy holds a mandate on the day, as far as is known now."""
    not_ended = or_(Mandate.ends.is_(None), Mandate.ends >= day)
    return exists().where(Mandate.deputy_id == deputy, Mandate.state.in_(SERVING), not_ended)


def placed_at(deputy: ColumnElement[int] | Any, station: ColumnElement[int] | Any) -> ColumnElement[bool]:
    """Whether the deputy is placed at the station, or at a room under it."""
    room = aliased(Station)
    return (
        exists()
        .where(Placement.deputy_id == deputy, Placement.ends.is_(None), Placement.station_id == room.id)
        .where(or_(room.id == station, room.parent_id == station))
    )


def away_on(deputy: ColumnElement[int] | Any, day: ColumnElement[Any] | Any) -> ColumnElement[bool]:
    """Whether the deputy is on leave on the day."""
    return exists().where(Leave.deputy_id == deputy, Leave.begins <= day, Leave.ends >= day)


_TRAITS = (
    select(Deputy.id, Deputy.speciality, Person.employer_id, Mandate.level, GroupMember.group_id)
    .join(Deputy.person)
    .outerjoin(Mandate, and_(Mandate.deputy_id == Deputy.id, Mandate.state.in_(SERVING)))
    .outerjoin(GroupMember, and_(GroupMember.deputy_id == Deputy.id, GroupMember.ends.is_(None)))
    .where(Deputy.id.in_(bindparam("deputies", expanding=True)))
)


def traits_of(session: Session, deputies: Collection[int]) -> Mapping[int, Traits]:
    """What matters about these deputies when one asks who should sit together; one statement."""
    rows: dict[int, list[Any]] = {}
    for row in session.execute(_TRAITS, {"deputies": sorted(set(deputies))}):
        rows.setdefault(row.id, []).append(row)
    return {
        number: Traits(
            number,
            frozenset(one.level for one in its if one.level),
            its[0].speciality,
            frozenset(one.group_id for one in its if one.group_id is not None),
            its[0].employer_id,
        )
        for number, its in rows.items()
    }
