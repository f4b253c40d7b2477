"""The registers of textiles: what enterprises can do, and whom they look for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from core.api.data import Enterprise
from core.api.declare import FigureScope, Register, RegisterColumn, _
from plugins.textiles.models import Capability, LabourNeed
from plugins.textiles.trade.units import in_words
from plugins.textiles.trade.words import PROCESSES, TRADES


def capabilities(_scope: FigureScope) -> Select[Any]:
    """What is offered, a capability a line, under the day on which it was last said. The host keeps to place and period."""
    query: Select[Any] = (
        select(  # type: ignore[assignment]  # columns by name, not by type
            Capability.id.label("id"),
            Capability.station_id.label("station_id"),
            Capability.updated_on.label("day"),
            Enterprise.name.label("enterprise"),
            Capability.process.label("process"),
            Capability.capacity,
            Capability.unit,
            Capability.period,
            Capability.minimum,
            Capability.lead_days.label("lead_days"),
        )
        .join(Enterprise, Enterprise.id == Capability.enterprise_id)
        .where(Capability.withdrawn_on.is_(None))
    )
    return query


def amounts(_session: Session, rows: Sequence[Row[Any]]) -> Iterator[Mapping[str, object]]:
    """Amounts as people say them."""
    for row in rows:
        smallest_order = "" if row.minimum is None else str(in_words(row.minimum, row.unit))
        yield {"amount": str(in_words(row.capacity, row.unit, row.period)), "smallest_order": smallest_order}


def needs(_scope: FigureScope) -> Select[Any]:
    """Whom enterprises look for, a trade and month a line."""
    query: Select[Any] = select(  # type: ignore[assignment]
        LabourNeed.id.label("id"),
        LabourNeed.station_id.label("station_id"),
        LabourNeed.month.label("day"),
        Enterprise.name.label("enterprise"),
        LabourNeed.trade.label("trade"),
        LabourNeed.persons.label("persons"),
        LabourNeed.note.label("note"),
    ).join(Enterprise, Enterprise.id == LabourNeed.enterprise_id)
    return query


REGISTERS: Final = (
    Register(
        key="textiles.capabilities",
        title=_("Register of textile capacities"),
        lead=_("What enterprises can do, under the day on which it was last confirmed."),
        columns=(
            RegisterColumn(key="day", title=_("Updated on"), kind="day"),
            RegisterColumn(key="enterprise", title=_("Enterprise")),
            RegisterColumn(key="process", title=_("Process"), words={key: one.title for key, one in PROCESSES.items()}),
            RegisterColumn(key="amount", title=_("Capacity")),
            RegisterColumn(key="smallest_order", title=_("Minimum order")),
            RegisterColumn(key="lead_days", title=_("Lead time in days"), kind="number"),
        ),
        query=capabilities,
        filled=amounts,
        order=80,
    ),
    Register(
        key="textiles.labour",
        title=_("Register of labour needs"),
        lead=_("How many persons of which trade are wanted, under the first day of the month."),
        columns=(
            RegisterColumn(key="day", title=_("Month from"), kind="day"),
            RegisterColumn(key="enterprise", title=_("Enterprise")),
            RegisterColumn(key="trade", title=_("Trade wanted"), words=TRADES),
            RegisterColumn(key="persons", title=_("Persons wanted"), kind="number", total=True),
            RegisterColumn(key="note", title=_("What is offered and asked for")),
        ),
        query=needs,
        order=81,
    ),
)
