"""Sessions that hand out rows as quickly as the connection does.

A page asks for rows of columns far more often than for objects, and the ORM's way to them takes three times as long as
the connection's, for the same rows.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import CompoundSelect, Result, Select
from sqlalchemy.orm import Session
from sqlalchemy.sql.expression import ColumnElement


class QuickSession(Session):
    """A session whose rows of plain columns come straight from its connection; objects are loaded as ever.

    What is pending is flushed first, as before any query.
    """

    def execute(self, statement: Any, params: Any = None, **how: Any) -> Any:
        """As of every session."""
        return (
            super().execute(statement, params, **how)
            if how or not is_of_columns(statement)
            else self._rows(statement, params)
        )

    def scalars(self, statement: Any, params: Any = None, **how: Any) -> Any:
        """As of every session."""
        if how or not is_of_columns(statement):
            return super().scalars(statement, params, **how)
        return self._rows(statement, params).scalars()

    def scalar(self, statement: Any, params: Any = None, **how: Any) -> Any:
        """As of every session."""
        if how or not is_of_columns(statement):
            return super().scalar(statement, params, **how)
        return self._rows(statement, params).scalar()

    def _rows(self, statement: Any, params: Any) -> Result[Any]:
        if self.autoflush and not self._flushing:
            self.flush()
        return self.connection().execute(statement, params)


def is_of_columns(statement: Any) -> bool:
    """Whether a statement asks for columns only: nothing of it becomes an object."""
    if isinstance(statement, Select):
        # SQLAlchemy's own list: the public ones unfold what they tell, at every asking.
        return all(isinstance(each, ColumnElement) for each in statement._raw_columns)  # noqa: SLF001
    return isinstance(statement, CompoundSelect) and all(map(is_of_columns, statement.selects))
