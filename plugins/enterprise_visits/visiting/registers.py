"""The register of visits: who was where and when, whom they met, and what it was about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from core.api.data import Enterprise
from core.api.declare import FigureScope, Register, RegisterColumn, _
from plugins.enterprise_visits.models import Visit, VisitDeputy
from plugins.enterprise_visits.visiting.service import people


def visits_held(_scope: FigureScope) -> Select[Any]:
    """The visits that were held, a visit a line. The host keeps to place and period."""
    there = (
        select(func.count())
        .select_from(VisitDeputy)
        .where(VisitDeputy.visit_id == Visit.id, VisitDeputy.was_there)
        .scalar_subquery()
    )
    return (
        select(
            Visit.id.label("id"),
            Visit.station_id.label("station_id"),
            Visit.day.label("day"),
            Enterprise.name.label("enterprise"),
            Visit.met.label("met"),
            Visit.purpose.label("purpose"),
            there.label("deputies"),
            Visit.entered_later.label("entered_later"),
        )
        .join(Enterprise, Enterprise.id == Visit.enterprise_id)
        .where(Visit.state == "held")
    )


def names(session: Session, rows: Sequence[Row[Any]]) -> Iterator[Mapping[str, object]]:
    """Who was at each of these visits."""
    found = people(session, [row.id for row in rows])
    for row in rows:
        yield {"names": str(_(", ")).join(name for _number, name in found.get(row.id, []))}


REGISTERS: Final = (
    Register(
        key="enterprise_visits.visits",
        title=_("Register of visits"),
        lead=_("The visits to enterprises that were held, who was there, and whom they met."),
        columns=(
            RegisterColumn(key="day", title=_("Day"), kind="day"),
            RegisterColumn(key="enterprise", title=_("Enterprise")),
            RegisterColumn(key="names", title=_("Deputies at the visit")),
            RegisterColumn(key="deputies", title=_("Number of deputies"), kind="number", total=True),
            RegisterColumn(key="met", title=_("Who was met")),
            RegisterColumn(key="purpose", title=_("Purpose of the visit")),
            RegisterColumn(key="entered_later", title=_("Entered later"), kind="entered_later"),
        ),
        query=visits_held,
        filled=names,
        order=40,
        holds_personal_data=True,
    ),
)
