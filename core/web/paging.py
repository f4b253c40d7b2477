"""Paging: a piece of a list, and where it stands in the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from core.database import prepared

T = TypeVar("T")

PAGE_SIZE = 50
DEEP = 5_000
"""Before a page that lies deeper, sorting everything is quicker than keeping the first of everything."""


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """The rows of one page, counted from 1."""

    rows: Sequence[T]
    number: int
    total: int
    size: int = PAGE_SIZE

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """The place of the first row shown in the whole list; 0 where there is none."""
        return (self.number - 1) * self.size + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """The place of the last row shown."""
        return self.first + len(self.rows) - 1 if self.rows else 0


@dataclass(frozen=True, slots=True)
class Cut:
    """How pages are cut out of a list that may be long.

    Pages of the second half are counted from the end, and what is only shown is looked up for one page's rows.
    """

    forwards: Select[Any]
    """The list in its order. With `details`, of keys only."""
    backwards: Select[Any] | None = None
    """The same turned round; without it every page is counted from the beginning."""
    counting: Select[Any] | None = None
    """The same rows without the joins that only order or show them."""
    details: Select[Any] | None = None
    """What is shown of a key; the key is its first column."""
    total: int | None = None
    """How many rows there are, where that is known already; else they are counted."""


def paginate(session: Session, query: Select[Any] | Cut, number: int = 1, size: int = PAGE_SIZE) -> Page[Any]:
    """One page of a query; a page beyond the last is the last.

    Two statements: one more with details, one less where the total is known.

    A query for one model gives its objects; one for several columns gives rows with their names.
    """
    cut = query if isinstance(query, Cut) else Cut(query)
    total = cut.total
    if total is None:
        total = session.scalar(_counted(cut.forwards if cut.counting is None else cut.counting)) or 0
    number = min(max(number, 1), max(1, -(-total // size)))
    rows = _cut_out(session, cut, total, number, size) if total else []
    return Page(_detailed(session, cut.details, rows) if cut.details is not None else rows, number, total, size)


def _cut_out(session: Session, cut: Cut, total: int, number: int, size: int) -> list[Any]:
    before = (number - 1) * size
    here = min(size, total - before)
    if cut.backwards is not None and before > total // 2:
        return _rows(session, cut.backwards, total - before - here, here)[::-1]
    return _rows(session, cut.forwards, before, here)


def _rows(session: Session, query: Select[Any], before: int, here: int) -> list[Any]:
    limited = _limited_deep(query) if before > DEEP and _is_of_keys(query) else _limited(query)
    found = session.execute(limited, {"rows_before": before, "rows_here": here}).unique().all()
    return [row[0] for row in found] if _is_of_one(query) else list(found)


def _detailed(session: Session, details: Select[Any], keys: Sequence[Any]) -> list[Any]:
    if not keys:
        return []
    shown = {row[0]: row for row in session.execute(_of_keys(details), {"keys": keys})}
    return [shown[key] for key in keys if key in shown]


@prepared
def _is_of_one(query: Select[Any]) -> bool:
    """Whether the query gives objects of one model, or one column."""
    return len(query.column_descriptions) == 1


@prepared
def _is_of_keys(query: Select[Any]) -> bool:
    """Whether the query gives one column: rows of a common table are no objects."""
    described = query.column_descriptions
    return len(described) == 1 and described[0]["expr"] is not described[0]["entity"]


@prepared
def _of_keys(details: Select[Any]) -> Select[Any]:
    return details.where(details.selected_columns[0].in_(bindparam("keys", expanding=True)))


@prepared
def _limited(query: Select[Any]) -> Select[Any]:
    return query.limit(bindparam("rows_here")).offset(bindparam("rows_before"))


@prepared
def _limited_deep(query: Select[Any]) -> Select[Any]:
    """The same, sorted as a whole where no index is in this order: a limit that is known would sort by a heap.

    Both databases read a materialized common table in the order in which it was made.
    """
    keys = query.cte("ordered").prefix_with("MATERIALIZED")
    return _limited(select(*keys.c))


@prepared
def _counted(query: Select[Any]) -> Select[Any]:
    """How many rows the query has; columns that are only shown are not computed for it."""
    first = query.column_descriptions[0]["expr"]
    rows = query.order_by(None).with_only_columns(first, maintain_column_froms=True)
    return select(func.count()).select_from(rows.subquery())
