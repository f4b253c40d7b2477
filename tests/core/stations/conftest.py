"""Counting what pages ask of the database."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event

from core.database import Database


@pytest.fixture
def statements(database: Database) -> Iterator[list[str]]:
    """Every query sent to the database from here on."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield sent
    event.remove(database.engine, "before_cursor_execute", note)
