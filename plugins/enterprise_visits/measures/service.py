"""Policy measures: entering them, offering those in force, and keeping which were explained at a visit."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, false, func, or_, select, true
from sqlalchemy.orm import Session

from core.api.data import Reach, Region, Station, forget
from plugins.enterprise_visits.measures.errors import MeasureKnown, MeasureNotOffered, MeasureUsed
from plugins.enterprise_visits.models.measures import Measure, VisitMeasure

MOST_OFFERED: Final = 60


# At visits


def offered(session: Session, region_code: str, day: date, chosen: Collection[int] = ()) -> Sequence[tuple[int, str]]:
    """The measures in force in a region on a day, and those chosen before, as a form offers them: the newest first."""
    query = (
        select(Measure.id, Measure.name, Measure.number)
        .where(or_(_holds_in(region_code) & Measure.valid_on(day), Measure.id.in_(chosen)))
        .order_by(Measure.valid_from.is_(None), Measure.valid_from.desc(), Measure.id.desc())
        .limit(MOST_OFFERED)
    )
    return [(number, in_words(name, paper)) for number, name, paper in session.execute(query)]


def of_visit(session: Session, visit_id: int) -> list[int]:
    """The numbers of the measures explained at a visit."""
    query = select(VisitMeasure.measure_id).where(VisitMeasure.visit_id == visit_id)
    return list(session.scalars(query.order_by(VisitMeasure.measure_id)))


def explain(session: Session, visit_id: int, region_code: str, day: date, measures: Iterable[int]) -> None:
    """These measures, and no others, were explained at the visit. Raises MeasureNotOffered."""
    query = select(VisitMeasure).where(VisitMeasure.visit_id == visit_id)
    there = {one.measure_id: one for one in session.scalars(query)}
    wanted = set(measures)
    new = wanted - there.keys()
    if new:
        fits = select(Measure.id).where(Measure.id.in_(new), _holds_in(region_code), Measure.valid_on(day))
        if set(session.scalars(fits)) != new:
            raise MeasureNotOffered
    for number in there.keys() - wanted:
        session.delete(there[number])
    session.add_all(VisitMeasure(visit_id=visit_id, measure_id=number) for number in sorted(new))
    session.flush()


def explained_at(session: Session, visits: Collection[int]) -> dict[int, list[str]]:
    """The names of the measures explained at each of these visits; one statement."""
    found: dict[int, list[str]] = {}
    query = (
        select(VisitMeasure.visit_id, Measure.name)
        .join(VisitMeasure.measure)
        .where(VisitMeasure.visit_id.in_(visits))
        .order_by(Measure.id)
    )
    for visit_id, name in session.execute(query):
        found.setdefault(visit_id, []).append(name)
    return found


def in_words(name: str, number: str) -> str:
    """A measure as lists of choices name it."""
    return f"{name} ({number})" if number else name


# The library


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the library is narrowed."""

    words: str = ""
    state: str = ""
    """``valid``, ``coming``, ``expired``; empty: all."""


def in_library(session: Session, reach: Reach, wanted: Wanted, today: date) -> Select[Any]:
    """The measures that concern what lies within reach, also those of the regions above it, as rows of a list."""
    explained = select(func.count()).where(VisitMeasure.measure_id == Measure.id).correlate(Measure).scalar_subquery()
    query = (
        select(
            Measure.id,
            Measure.name,
            Measure.number,
            Measure.organ_text,
            Measure.valid_from,
            Measure.valid_to,
            Region.name.label("region"),
            explained.label("explained"),
        )
        .join(Measure.region)
        .where(concerning(session, reach))
    )
    if wanted.words:
        columns = (Measure.name, Measure.number, Measure.organ_text, Measure.words)
        query = query.where(or_(*(column.contains(wanted.words, autoescape=True) for column in columns)))
    if wanted.state:
        query = query.where(_in_state(wanted.state, today))
    return query


def concerning(session: Session, reach: Reach) -> ColumnElement[bool]:
    """Whether a measure holds for anything within reach."""
    if reach.everything:
        return true()
    codes = {*reach.region_codes, *_regions_of(session, reach)}
    above = {code[:length] for code in codes for length in range(1, len(code) + 1)}
    return or_(Measure.in_reach(reach), Measure.region_code.in_(above)) if above else false()


def state_on(valid_from: date | None, valid_to: date | None, day: date) -> str:
    """Whether a measure is ``valid``, ``coming`` or ``expired`` on the day."""
    if valid_to is not None and valid_to < day:
        return "expired"
    return "coming" if valid_from is not None and valid_from > day else "valid"


def regions_for(session: Session, reach: Reach) -> Sequence[tuple[str, str]]:
    """The regions for which somebody may enter measures: those within reach, and those of their stations."""
    codes = _regions_of(session, reach)
    query = select(Region.code, Region.name).where(or_(Region.in_reach(reach), Region.code.in_(codes)))
    return [(code, name) for code, name in session.execute(query.order_by(Region.code))]


def save(session: Session, measure: Measure, **facts: Any) -> Measure:
    """Keep a measure, new or changed. Raises MeasureKnown."""
    for fact, value in facts.items():
        setattr(measure, fact, value)
    with session.no_autoflush:
        taken = select(Measure.id).where(
            Measure.region_code == measure.region_code,
            Measure.name == measure.name,
            Measure.number == measure.number,
            Measure.id != (measure.id or 0),
        )
        if session.scalar(taken):
            raise MeasureKnown(name=measure.name)
    session.add(measure)
    session.flush()
    return measure


def remove(session: Session, measure: Measure) -> None:
    """Take a measure out that was entered by mistake. Raises MeasureUsed."""
    visits = session.scalar(select(func.count()).where(VisitMeasure.measure_id == measure.id)) or 0
    if visits:
        raise MeasureUsed(visits=visits)
    document = measure.document
    session.delete(measure)
    session.flush()
    if document is not None:
        forget(session, document)


def _holds_in(region_code: str) -> ColumnElement[bool]:
    return Measure.region_code.in_([region_code[:length] for length in range(1, len(region_code) + 1)])


def _regions_of(session: Session, reach: Reach) -> set[str]:
    if not reach.station_ids:
        return set()
    return set(session.scalars(select(Station.region_code).where(Station.id.in_(sorted(reach.station_ids)))))


def _in_state(state: str, today: date) -> ColumnElement[bool]:
    expired = Measure.valid_to.is_not(None) & (Measure.valid_to < today)
    coming = Measure.valid_from.is_not(None) & (Measure.valid_from > today)
    return {"expired": expired, "coming": coming & ~expired}.get(state, Measure.valid_on(today))
