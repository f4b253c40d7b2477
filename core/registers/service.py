"""Registers: which there are, the lines of one within a scope and a period, and what stands in their cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import Session

from core.access import Reach
from core.clock import STATION_ZONE, day_in_words
from core.errors import DomainError, NotFound
from core.figures.service import stations_within
from core.plugin_host.asking import blame, on_at
from core.plugin_host.declarations import FigureScope, Register, RegisterColumn
from core.plugin_host.dispatch import Given
from core.plugin_host.host import host_of
from core.stations.models import Station
from core.words import lazy as _

_AT_ONCE: Final = 500


class RegisterFailed(DomainError):
    """A plugin could not say what stands in its register; what went wrong is noted for administrators."""

    code = "register_failed"
    status = 500
    message = _("%(title)s could not be read at the moment. Administrators see in the plugins what failed.")


class ColumnsMissing(DomainError):
    """The query of a register selects less than its columns need; a mistake of the plugin."""

    code = "register_columns_missing"
    status = 500
    message = _("The query of the register %(key)s must label %(columns)s.")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a register: the station it is of, and its cells as text."""

    station: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a register within a scope: how many there are, what its numbers add up to, and each of them."""

    given: Given[Register]
    query: Select[Any]
    total: int
    sums: Mapping[str, str]

    @property
    def register(self) -> Register:
        """The register they are of."""
        return self.given.value

    @property
    def totals(self) -> tuple[str, ...]:
        """A last line under the numbers that have a total; nothing where none has."""
        return tuple(self.sums.get(column.key, "") for column in self.register.columns) if self.sums else ()


def registers_of(session: Session, station_id: int | None = None) -> Sequence[Given[Register]]:
    """The registers of the plugins that are on, for the platform or at this station, in their order."""
    return host_of(session).registers(session, station_id)


def register_of(session: Session, key: str, station_id: int | None = None) -> Given[Register]:
    """The register of this key. Raises NotFound where there is none, or its plugin is off."""
    found = next((given for given in registers_of(session, station_id) if given.value.key == key), None)
    if found is None:
        raise NotFound
    return found


def lines(session: Session, given: Given[Register], scope: FigureScope, reach: Reach) -> Lines:
    """The lines of the stations of the scope that lie within reach and have the plugin, in the order of their days.

    Raises RegisterFailed, and notes what went wrong.
    """
    try:
        query, sums = _narrowed(session, given, scope, reach)
        count, *numbers = session.execute(sums).one()
    except Exception as problem:
        raise _failed(session, given, problem) from problem
    added = [column.key for column in given.value.columns if column.total]
    return Lines(given, query, count, dict(zip(added, (_number(one or 0) for one in numbers), strict=True)))


def page_of(session: Session, found: Lines, first: int, size: int) -> list[Line]:
    """So many lines from this one on, counted from 0. Raises RegisterFailed."""
    return list(_written(session, found, found.query.offset(first).limit(size)))


def all_of(session: Session, found: Lines) -> Iterator[Line]:
    """Every line. Raises RegisterFailed."""
    return _written(session, found, found.query)


def _narrowed(session: Session, given: Given[Register], scope: FigureScope, reach: Reach) -> tuple[Select[Any], Any]:
    """The lines in their order, and how many there are with what they add up to."""
    register = given.value
    table = register.query(scope).order_by(None).subquery("lines")
    needed = {"id", "station_id", "day"} | {one.key for one in register.columns if one.total or not register.filled}
    if missing := sorted(needed - set(table.c.keys())):
        raise ColumnsMissing(key=register.key, columns=", ".join(missing))
    within = tuple(_within(session, given.plugin, table, scope, reach))
    query = select(table, Station.name.label("station_name")).join(Station, Station.id == table.c.station_id)
    sums = select(func.count(), *(func.sum(table.c[column.key]) for column in register.columns if column.total))
    return (
        query.where(*within).order_by(table.c.day, Station.name, Station.id, table.c.id),
        sums.select_from(table).join(Station, Station.id == table.c.station_id).where(*within),
    )


def _within(
    session: Session, plugin: str, table: Any, scope: FigureScope, reach: Reach
) -> Iterator[ColumnElement[bool]]:
    """Whose lines these are and of which days: held to here, whatever the plugin's query says."""
    yield stations_within(scope)
    yield Station.in_reach(reach)
    yield on_at(session, plugin, Station.id.expression)
    if scope.begins is not None:
        yield table.c.day >= scope.begins
    if scope.ends is not None:
        yield table.c.day <= scope.ends


def _written(session: Session, found: Lines, query: Select[Any]) -> Iterator[Line]:
    columns = found.register.columns
    try:
        rows = session.execute(query).all()
        for first in range(0, len(rows), _AT_ONCE):
            some = rows[first : first + _AT_ONCE]
            for row, filled in zip(some, _filled(session, found.register, some), strict=True):
                cells = (_cell(column, filled.get(column.key, getattr(row, column.key, None))) for column in columns)
                yield Line(row.station_name, tuple(cells))
    except Exception as problem:
        raise _failed(session, found.given, problem) from problem


def _filled(session: Session, register: Register, rows: Sequence[Row[Any]]) -> Sequence[Mapping[str, object]]:
    return [{}] * len(rows) if register.filled is None else list(register.filled(session, rows))


def _cell(column: RegisterColumn, value: object) -> str:
    """What stands in a cell, in the language spoken."""
    if value is None:
        return ""
    if column.kind == "entered_later":
        return str(_("Entered later")) if value else ""
    if isinstance(value, date | time):
        return _when(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value)
    return str(column.words.get(str(value), value))


def _when(value: date | time) -> str:
    if isinstance(value, datetime):
        local = value.astimezone(STATION_ZONE)
        return str(_("%(day)s %(time)s", day=day_in_words(local.date()), time=local.strftime("%H:%M")))
    return str(day_in_words(value)) if isinstance(value, date) else value.strftime("%H:%M")


def _number(value: float) -> str:
    """Two places at most, and none where there is nothing behind the point."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _failed(session: Session, given: Given[Register], problem: Exception) -> RegisterFailed:
    session.rollback()
    blame(session, given.plugin, "registers", problem)
    return RegisterFailed(title=given.value.title)
