"""Composition of staff: whom a regional standard asks for at a station, and who is missing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Date, String, bindparam, cast, func, literal, or_, select
from sqlalchemy.orm import Session

from core.standards.models import Criterion, Standard
from core.stations.models import Staff, Station
from core.stations.words import role_title
from core.words import LazyText
from core.words import lazy as _


class Place(Protocol):
    """What must be known of a station: its record, or a row of a list."""

    id: int
    region_code: str
    tier: str


def missing_at(session: Session, stations: Iterable[Place], today: date) -> dict[int, list[LazyText]]:
    """Who is missing at each of these stations by the standards in force there, in words; in two statements."""
    stations = list(stations)
    above = {station.region_code[:length] for station in stations for length in range(1, len(station.region_code) + 1)}
    asked = session.execute(_ASKED, {"codes": sorted(above), "today": today}).all()
    if not asked:
        return {}
    counted = {
        (station_id, role): number
        for station_id, role, number in session.execute(_COUNTED, {"stations": [station.id for station in stations]})
    }
    return {station.id: words for station in stations if (words := [*_missing(station, asked, counted)])}


def lacks_staff(day: date) -> ColumnElement[bool]:
    """Whether somebody is missing at a station by the standards in force there: the same as a condition of a list."""
    tiers = cast(Standard.tiers, String)
    there = select(func.count(Staff.id)).where(
        Staff.station_id == Station.id, Staff.role == Criterion.role, Staff.ends.is_(None)
    )
    asked = (
        select(Criterion.id)
        .join(Criterion.standard)
        .where(Standard.kind == "staff", *in_force_on(day))
        .where(Station.region_code.startswith(Standard.region_code.expression))
        .where(or_(tiers == "[]", tiers.contains(literal('"') + Station.tier + literal('"'))))
        .where(Criterion.role != "", Criterion.least > there.correlate(Station, Criterion).scalar_subquery())
    )
    return asked.correlate(Station).exists()


def in_force_on(day: date | ColumnElement[date]) -> tuple[ColumnElement[bool], ...]:
    """The conditions under which a standard is in force on a day."""
    return (Standard.valid_from <= day, Standard.valid_to.is_(None) | (Standard.valid_to >= day))


def _missing(station: Place, asked: Iterable[Any], counted: dict[tuple[int, str], int]) -> Iterable[LazyText]:
    for one in asked:
        if station.region_code.startswith(one.region_code) and (not one.tiers or station.tier in one.tiers):
            lacking = one.least - counted.get((station.id, one.role), 0)
            if lacking > 0:
                yield _("%(role)s: %(n)s missing", role=role_title(one.role), n=lacking)


_ASKED = (
    select(Standard.region_code, Standard.tiers, Criterion.role, Criterion.least)
    .join(Standard.criteria)
    .where(Standard.kind == "staff", Criterion.role != "", *in_force_on(bindparam("today", type_=Date)))
    .where(Standard.region_code.in_(bindparam("codes", expanding=True)))
    .order_by(Standard.id, Criterion.position, Criterion.id)
)
_COUNTED = (
    select(Staff.station_id, Staff.role, func.count(Staff.id))
    .where(Staff.station_id.in_(bindparam("stations", expanding=True)), Staff.ends.is_(None))
    .group_by(Staff.station_id, Staff.role)
)
