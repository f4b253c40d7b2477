"""What tests of the duty days have: days to speak of, and a deputy who is signed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from core.accounts.models import Account
from core.database import Database
from core.testing.signing import csrf_token, sign_in

TODAY = date(2026, 11, 20)
AT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


@pytest.fixture
def as_(app: Flask) -> Callable[[Account], FlaskClient]:
    """A client of its own for an account."""
    return lambda account: sign_in(app.test_client(), account)


@pytest.fixture
def tap(app: Flask) -> Callable[..., Any]:
    """Press a button: a POST with the token a page would have given."""

    def press(client: FlaskClient, url: str, **typed: Any) -> Any:
        return client.post(url, data={"csrf_token": csrf_token(app), **typed})

    return press


@pytest.fixture
def counted(database: Database) -> Callable[[], Any]:
    """Collect the statements that run inside the block."""

    @contextmanager
    def count() -> Iterator[list[str]]:
        statements: list[str] = []

        def listen(*told: Any) -> None:
            statements.append(told[2])

        event.listen(database.engine, "before_cursor_execute", listen)
        try:
            yield statements
        finally:
            event.remove(database.engine, "before_cursor_execute", listen)

    return count
