"""What tests of the duty days have: days to speak of, and a deputy who is signed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.accounts.models import Account
from core.testing import Visitor, csrf_token, visitor

TODAY = date(2026, 11, 20)
AT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


@pytest.fixture
def as_(app: Flask) -> Callable[[Account], Visitor]:
    """A client of its own for an account."""
    return lambda account: visitor(app, account)


@pytest.fixture
def tap(app: Flask) -> Callable[..., Any]:
    """Press a button: a POST with the token a page would have given."""

    def press(client: FlaskClient, url: str, **typed: Any) -> Any:
        return client.post(url, data={"csrf_token": csrf_token(app), **typed})

    return press
