"""Lists of visits: columns, never records, narrowed inside the query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from core.api.data import Deputy, Enterprise, Person, Placement, Station
from plugins.enterprise_visits.models import Campaign, Visit, VisitDeputy, VisitPhoto


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How a list of visits is narrowed."""

    state: str = ""
    campaign_id: int | None = None
    deputy_id: int | None = None
    enterprise_id: int | None = None
    station_id: int | None = None
    begins: date | None = None
    ends: date | None = None
    words: str = ""


def visits(wanted: Wanted, *conditions: ColumnElement[bool]) -> Select[Any]:
    """The visits that meet all conditions, in no order yet."""
    query: Select[Any] = (
        select(  # type: ignore[assignment]  # columns by name, not by type
            Visit.id,
            Visit.day,
            Visit.begins,
            Visit.state,
            Visit.station_id,
            Visit.enterprise_id,
            Visit.entered_later,
            Visit.confirmed_at,
            Enterprise.name.label("enterprise"),
            Station.name.label("station"),
            _photos().label("photos"),
        )
        .join(Enterprise, Enterprise.id == Visit.enterprise_id)
        .join(Station, Station.id == Visit.station_id)
        .where(*conditions)
    )
    for column, value in (
        (Visit.state, wanted.state or None),
        (Visit.campaign_id, wanted.campaign_id),
        (Visit.enterprise_id, wanted.enterprise_id),
        (Visit.station_id, wanted.station_id),
    ):
        if value is not None:
            query = query.where(column == value)
    if wanted.deputy_id is not None:
        query = query.where(Visit.id.in_(_of_deputy(wanted.deputy_id)))
    if wanted.begins:
        query = query.where(Visit.day >= wanted.begins)
    if wanted.ends:
        query = query.where(Visit.day <= wanted.ends)
    if wanted.words:
        query = query.where(Enterprise.name.contains(wanted.words, autoescape=True))
    return query


def of_deputy(deputy_id: int) -> ColumnElement[bool]:
    """The visits this deputy was at, or is asked to and has not declined."""
    return Visit.id.in_(_of_deputy(deputy_id))


def waiting_for(session: Session, deputy_id: int, today: date) -> Sequence[Row[Any]]:
    """What is planned with the deputy from today on, and what they have not written down yet: soonest first."""
    query: Select[Any] = (
        select(  # type: ignore[assignment]  # columns by name, not by type
            Visit.id,
            Visit.day,
            Visit.begins,
            Visit.purpose,
            Enterprise.name.label("enterprise"),
            Enterprise.address,
            VisitDeputy.answer,
        )
        .join(VisitDeputy, VisitDeputy.visit_id == Visit.id)
        .join(Enterprise, Enterprise.id == Visit.enterprise_id)
        .where(VisitDeputy.deputy_id == deputy_id, VisitDeputy.answer != "declined", Visit.state == "planned")
        .where(or_(Visit.day >= today, VisitDeputy.answer == "coming"))
        .order_by(Visit.day, Visit.begins, Visit.id)
        .limit(50)
    )
    return session.execute(query).all()


def campaigns_of(session: Session, station: Station) -> Sequence[Row[Any]]:
    """The campaigns of the station, the latest first, with how many of their visits are planned and held."""

    def counted(state: str) -> Any:
        return func.count(Visit.id).filter(Visit.state == state)

    query = (
        select(
            Campaign.id,
            Campaign.name,
            Campaign.begins,
            Campaign.ends,
            counted("planned").label("planned"),
            counted("held").label("held"),
        )
        .outerjoin(Visit, Visit.campaign_id == Campaign.id)
        .where(Campaign.station_id == station.id)
        .group_by(Campaign.id)
        .order_by(Campaign.begins.desc(), Campaign.id.desc())
        .limit(100)
    )
    return session.execute(query).all()


def deputies_who_visited(session: Session, station: Station) -> Sequence[tuple[int, str]]:
    """The deputies of visits of the station and those placed there, for a filter."""
    visited = select(VisitDeputy.deputy_id).join(VisitDeputy.visit).where(Visit.station_id == station.id)
    placed = select(Placement.deputy_id).where(and_(Placement.station_id == station.id, Placement.ends.is_(None)))
    query = (
        select(Deputy.id, Person.name)
        .join(Deputy.person)
        .where(or_(Deputy.id.in_(visited), Deputy.id.in_(placed)))
        .order_by(Person.initials, Person.name, Deputy.id)
    )
    return [(number, name) for number, name in session.execute(query)]


def _of_deputy(deputy_id: int) -> Select[int]:
    return select(VisitDeputy.visit_id).where(VisitDeputy.deputy_id == deputy_id, VisitDeputy.answer != "declined")


def _photos() -> Any:
    return select(func.count(VisitPhoto.id)).where(VisitPhoto.visit_id == Visit.id).scalar_subquery()
