"""Labour needs: entering them, and the table of trades and months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from core.api.data import Enterprise, Station
from plugins.textiles import enterprises, months
from plugins.textiles.labour.errors import NeedKnown, TradeUnknown
from plugins.textiles.models import LabourNeed
from plugins.textiles.trade.words import TRADES

MONTHS_SHOWN: Final = 6
MONTHS_BACK: Final = 12
"""A table may begin so many months ago."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Whom an enterprise looks for."""

    trade: str
    month: date
    persons: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A trade, and how many are wanted in each month."""

    trade: str
    persons: Sequence[int]

    @property
    def total(self) -> int:
        """In all the months."""
        return sum(self.persons)


@dataclass(frozen=True, slots=True)
class Table:
    """Trades by month, those most wanted first."""

    months: Sequence[date]
    rows: Sequence[Row]

    @property
    def totals(self) -> Sequence[int]:
        """Of each month."""
        return [sum(row.persons[place] for row in self.rows) for place in range(len(self.months))]

    @property
    def total(self) -> int:
        """Of everything."""
        return sum(row.total for row in self.rows)


def enter(session: Session, station: Station, enterprise: int, said: Said, today: date) -> LabourNeed:
    """A further need of an enterprise of the station's chain. Raises EnterpriseElsewhere, TradeUnknown, NeedKnown."""
    enterprises.check(session, station, enterprise)
    return change(session, LabourNeed(station_id=station.id, enterprise_id=enterprise), said, today)


def change(session: Session, need: LabourNeed, said: Said, today: date) -> LabourNeed:
    """Say it anew. Raises TradeUnknown, NeedKnown."""
    if said.trade not in TRADES or said.month.day != 1:
        raise TradeUnknown
    with session.no_autoflush:
        other = select(LabourNeed.id).where(
            LabourNeed.enterprise_id == need.enterprise_id,
            LabourNeed.trade == said.trade,
            LabourNeed.month == said.month,
            LabourNeed.id != (need.id or 0),
        )
        if session.scalar(other):
            raise NeedKnown(trade=TRADES[said.trade], month=months.in_words(said.month))
    need.trade, need.month, need.persons, need.note = said.trade, said.month, said.persons, said.note
    need.updated_on = today
    session.add(need)
    session.flush()
    return need


def remove(session: Session, need: LabourNeed) -> None:
    """They are found, or it was entered by mistake."""
    session.delete(need)
    session.flush()


def table(session: Session, here: ColumnElement[bool], first: date) -> Table:
    """How many of each trade are wanted in each of the months; one statement."""
    shown = months.months_from(first, MONTHS_SHOWN)
    query = (
        select(LabourNeed.trade, LabourNeed.month, func.sum(LabourNeed.persons))
        .where(here, LabourNeed.month.between(shown[0], shown[-1]))
        .group_by(LabourNeed.trade, LabourNeed.month)
    )
    found: dict[str, dict[date, int]] = {}
    for trade, month, persons in session.execute(query):
        found.setdefault(trade, {})[month] = int(persons)
    rows = [Row(trade, [of.get(month, 0) for month in shown]) for trade, of in found.items()]
    places: Mapping[str, int] = {trade: place for place, trade in enumerate(TRADES)}
    return Table(shown, sorted(rows, key=lambda row: (-row.total, places.get(row.trade, len(places)))))


def needs(here: ColumnElement[bool], first: date, words: str, trade: str) -> Select[Any]:
    """Needs of the same months as rows of a list."""
    last = months.months_from(first, MONTHS_SHOWN)[-1]
    query: Select[Any] = (
        select(  # type: ignore[assignment]  # columns by name, not by type
            LabourNeed.id,
            LabourNeed.trade,
            LabourNeed.month,
            LabourNeed.persons,
            LabourNeed.note,
            LabourNeed.updated_on,
            Enterprise.name.label("enterprise"),
        )
        .join(LabourNeed.enterprise)
        .where(here, LabourNeed.month.between(first, last))
    )
    if trade:
        query = query.where(LabourNeed.trade == trade)
    if words:
        texts = (Enterprise.name, LabourNeed.note)
        query = query.where(or_(*(text.contains(words, autoescape=True) for text in texts)))
    return query


ORDERS: Final[Mapping[str, Any]] = {
    "month": (LabourNeed.month, LabourNeed.trade, LabourNeed.id),
    "enterprise": (Enterprise.sort_key, LabourNeed.id),
    "trade": (LabourNeed.trade, LabourNeed.month, LabourNeed.id),
    "persons": (LabourNeed.persons.desc(), LabourNeed.id),
}
