"""Lists of the directory: what is offered, and who can do so much of something in a month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from core.api.data import Enterprise, Reach, Station, on_at
from plugins.textiles import months
from plugins.textiles.capacity import service
from plugins.textiles.models import Capability, Certificate, FreeCapacity
from plugins.textiles.trade.words import PROCESSES

PLUGIN: Final = "textiles"


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the directory is narrowed."""

    words: str = ""
    process: str = ""
    state: str = ""
    """``stale`` or ``withdrawn``; empty: what is offered."""
    certified_on: date | None = None
    """Found by their names are only certificates that hold on this day; None: all there ever were."""


@dataclass(frozen=True, slots=True)
class Question:
    """How much of something is asked for, in which month."""

    process: str
    amount: int
    """In the smallest unit of the dimension."""
    unit: str
    dimension: str
    month: date


@dataclass(frozen=True, slots=True)
class Answer:
    """What the answers come to."""

    able: int
    """So many can do it alone."""
    free: int
    """So much is free at all of them together, in the smallest unit."""
    elsewhere: int
    """So many state the same process in another dimension, which cannot be compared."""


def question(process: str, amount: Decimal, unit: str, month: date) -> Question:
    """What is asked. Raises ProcessUnknown, UnitForeign, AmountTooFine."""
    dimension = service.dimension_of(process, unit)
    return Question(process, service.in_smallest(amount, unit), unit, dimension, month)


def within(session: Session, model: Any, reach: Reach, station: Station | None = None) -> ColumnElement[bool]:
    """Of what lies within reach, or of a station and its chain, where the trade is switched on."""
    on = on_at(session, PLUGIN, model.station_id.expression)
    if station is None:
        return and_(model.in_reach(reach), on)
    here: ColumnElement[bool] = model.station_id == station.id
    if station.chain_id is None:
        return here
    chain = select(Station.id).where(Station.chain_id == station.chain_id)
    return or_(here, and_(model.station_id.in_(chain), on))


def directory(here: ColumnElement[bool], wanted: Wanted, month: date, stale: date) -> Select[Any]:
    """Capabilities as rows of a list, with what is free in a month. `stale`: what was said before this day is."""
    query = _rows(month).where(here)
    if wanted.state == "withdrawn":
        query = query.where(Capability.withdrawn_on.is_not(None))
    else:
        query = query.where(Capability.withdrawn_on.is_(None))
    if wanted.state == "stale":
        query = query.where(Capability.updated_on < stale)
    if wanted.process:
        query = query.where(Capability.process == wanted.process)
    if wanted.words:
        certified = select(Certificate.enterprise_id).where(Certificate.name.contains(wanted.words, autoescape=True))
        if wanted.certified_on is not None:
            holds = or_(Certificate.valid_to.is_(None), Certificate.valid_to >= wanted.certified_on)
            certified = certified.where(holds)
        query = query.where(
            or_(
                Enterprise.name.contains(wanted.words, autoescape=True),
                Capability.words.contains(wanted.words, autoescape=True),
                Capability.enterprise_id.in_(certified),
                Capability.process.in_([key for key, one in PROCESSES.items() if wanted.words in str(one.title)]),
            )
        )
    return query


_IN_ORDER: Final = case({key: place for place, key in enumerate(PROCESSES)}, value=Capability.process, else_=99)
"""Processes in the order of the trade, from fibre to garment."""
DIRECTORY_ORDERS: Final[Mapping[str, Any]] = {
    "process": (_IN_ORDER, Enterprise.sort_key, Capability.id),
    "enterprise": (Enterprise.sort_key, Capability.id),
    "lead": (Capability.lead_days, Capability.id),
    "updated": (Capability.updated_on, Capability.id),
}


def who_can(here: ColumnElement[bool], asked: Question, today: date) -> Select[Any]:
    """Who masters the process, as rows of a list: `can` says whether alone, in time, and with so small an order."""
    can = _can(asked, today)
    return _rows(asked.month).add_columns(case((can, 1), else_=0).label("can")).where(here, *_asked(asked))


def orders(asked: Question, today: date) -> Mapping[str, Any]:
    """Those who can come first; the one with most free before the others, then the quickest."""
    can = case((_can(asked, today), 0), else_=1)
    free = func.coalesce(FreeCapacity.amount, -1)
    return {
        "free": (can, free.desc(), Capability.lead_days, Capability.id),
        "lead": (can, Capability.lead_days, free.desc(), Capability.id),
    }


def answer(session: Session, here: ColumnElement[bool], asked: Question, today: date) -> Answer:
    """How many can, and how much is free together; one statement."""
    same = Capability.dimension == asked.dimension
    able = func.sum(case((and_(same, _can(asked, today)), 1), else_=0))
    free = func.sum(case((same, func.coalesce(FreeCapacity.amount, 0)), else_=0))
    elsewhere = func.sum(case((~same, 1), else_=0))
    query = (
        select(able, free, elsewhere)
        .select_from(Capability)
        .outerjoin(FreeCapacity, _free_in(asked.month))
        .where(here, Capability.process == asked.process, Capability.withdrawn_on.is_(None))
    )
    told = session.execute(query).one()
    return Answer(*(int(number or 0) for number in told))


def _asked(asked: Question) -> tuple[ColumnElement[bool], ...]:
    return (
        Capability.process == asked.process,
        Capability.dimension == asked.dimension,
        Capability.withdrawn_on.is_(None),
    )


def _can(asked: Question, today: date) -> ColumnElement[bool]:
    days_left = (months.last_of(asked.month) - today).days
    return and_(
        func.coalesce(FreeCapacity.amount, 0) >= asked.amount,
        func.coalesce(Capability.minimum, 0) <= asked.amount,
        Capability.lead_days <= days_left,
    )


def _free_in(month: date) -> ColumnElement[bool]:
    return and_(FreeCapacity.capability_id == Capability.id, FreeCapacity.month == month)


def _rows(month: date) -> Select[Any]:
    query: Select[Any] = (
        select(  # type: ignore[assignment]  # columns by name, not by type
            Capability.id,
            Capability.process,
            Capability.unit,
            Capability.period,
            Capability.capacity,
            Capability.lead_days,
            Capability.minimum,
            Capability.updated_on,
            Capability.enterprise_id,
            Enterprise.name.label("enterprise"),
            FreeCapacity.amount.label("free"),
        )
        .join(Capability.enterprise)
        .outerjoin(FreeCapacity, _free_in(month))
    )
    return query
