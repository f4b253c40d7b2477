"""Paging: a piece of a list, and where it stands in the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ScalarSelect, Select, bindparam, func, select
from sqlalchemy.orm import Session

from core.database import prepared

T = TypeVar("T")

PAGE_SIZE = 50


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


def paginate(session: Session, query: Select[Any], number: int = 1, size: int = PAGE_SIZE) -> Page[Any]:
    """One page of a query, in one statement; a page beyond the last is the last.

    A query for one model gives its objects; one for several columns gives rows with their names.
    """
    number, limited = max(number, 1), _limited(query, size)
    found = session.execute(limited, {"rows_before": (number - 1) * size}).unique().all()
    if not found and number > 1:
        total = session.scalar(select(_counted(query))) or 1
        return paginate(session, query, min(-(-total // size), number - 1), size)
    rows = [row[0] for row in found] if len(query.column_descriptions) == 1 else found
    return Page(rows, number, found[0].rows_in_all if found else 0, size)


@prepared
def _limited(query: Select[Any], size: int) -> Select[Any]:
    in_all = _counted(query).label("rows_in_all")
    return query.add_columns(in_all).limit(size).offset(bindparam("rows_before"))


def _counted(query: Select[Any]) -> ScalarSelect[int]:
    """How many rows the query has; columns that are only shown are not computed for it."""
    first = query.column_descriptions[0]["expr"]
    rows = query.order_by(None).with_only_columns(first, maintain_column_froms=True)
    return select(func.count()).select_from(rows.subquery()).scalar_subquery()
