"""Composition of staff: whom a regional standard asks for at a station, and who is missing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from sqlalchemy import ColumnElement, String, cast, func, literal, or_, select
from sqlalchemy.orm import Session, joinedload

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
    standards = _in_force(session, {station.region_code for station in stations}, today)
    if not standards:
        return {}
    counted = {
        (station_id, role): number
        for station_id, role, number in session.execute(
            select(Staff.station_id, Staff.role, func.count(Staff.id))
            .where(Staff.station_id.in_([station.id for station in stations]), Staff.ends.is_(None))
            .group_by(Staff.station_id, Staff.role)
        )
    }
    return {
        station.id: words
        for station in stations
        if (words := [one for standard in standards for one in _missing(station, standard, counted)])
    }


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


def in_force_on(day: date) -> tuple[ColumnElement[bool], ...]:
    """The conditions under which a standard is in force on a day."""
    return (Standard.valid_from <= day, Standard.valid_to.is_(None) | (Standard.valid_to >= day))


def _missing(station: Place, standard: Standard, counted: dict[tuple[int, str], int]) -> Iterable[LazyText]:
    if not (station.region_code.startswith(standard.region_code) and standard.is_for(station.tier)):
        return
    for criterion in standard.criteria:
        lacking = criterion.least - counted.get((station.id, criterion.role), 0)
        if criterion.role and lacking > 0:
            yield _("%(role)s: %(n)s missing", role=role_title(criterion.role), n=lacking)


def _in_force(session: Session, region_codes: Iterable[str], today: date) -> list[Standard]:
    above = {code[:length] for code in region_codes for length in range(1, len(code) + 1)}
    query = select(Standard).where(Standard.kind == "staff", Standard.region_code.in_(sorted(above)))
    query = query.where(*in_force_on(today))
    return list(session.scalars(query.options(joinedload(Standard.criteria)).order_by(Standard.id)).unique())
