"""Bulk inserts: many rows of one table, handed to the driver with little in between."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session


def insert_rows(
    session: Session,
    table: Any,
    columns: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
    ready: frozenset[str] = frozenset(),
) -> None:
    """Insert rows of values in the order of these columns; what is `ready` is in the database's own form already.

    Neither the ORM nor its audit sees them: the caller audits. Values are turned as the columns' types say.
    """
    connection = session.connection()
    dialect = connection.dialect
    statement = insert(cast("Table", table)).compile(dialect=dialect, column_keys=list(columns))
    turning = [
        (place, turn)
        for place, name in enumerate(columns)
        if name not in ready and (turn := table.columns[name].type.dialect_impl(dialect).bind_processor(dialect))
    ]
    turned = [_turned(row, turning) for row in rows] if turning else rows
    order = list(statement.positiontup or columns)
    if not statement.positional:
        connection.exec_driver_sql(str(statement), [dict(zip(columns, row, strict=True)) for row in turned])
        return
    if order != list(columns):
        places = [list(columns).index(name) for name in order]
        turned = [tuple([row[place] for place in places]) for row in turned]
    connection.exec_driver_sql(str(statement), cast("Any", turned))


def ready_value(session: Session, table: Any, column: str, value: Any) -> Any:
    """One value in the database's own form: for a column that is the same in many rows."""
    dialect = session.connection().dialect
    turn = table.columns[column].type.dialect_impl(dialect).bind_processor(dialect)
    return turn(value) if turn else value


def _turned(row: tuple[Any, ...], turning: list[tuple[int, Any]]) -> tuple[Any, ...]:
    values = list(row)
    for place, turn in turning:
        values[place] = turn(values[place])
    return tuple(values)
