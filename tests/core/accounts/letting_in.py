"""Helpers of the tests of slips: a county with deputies, phones, and what is printed for them."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from core.access import Reach
from core.accounts import slips, waiting
from core.accounts.waiting import Awaiting
from core.testing import page_of

NOW = datetime.now(UTC)
EVERYTHING = Reach(everything=True)
ANDROID = "Mozilla/5.0 (Linux; Android 14; V2266A) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"
WECHAT = ANDROID + " MicroMessenger/8.0.50"


def handed_out(session: Session, *, days: int = 60, at: datetime = NOW, name: str = "first") -> dict[int, str]:
    """A slip for everybody who waits for one: person to token."""
    holders = [Awaiting(*row) for row in session.execute(waiting.awaiting(EVERYTHING))]
    tokens = slips.tokens_for(session, "a-key-that-only-tests-know", name, holders)
    slips.hand_out(session, holders, tokens, at, days=days)
    return tokens


def phone(app: Flask, agent: str = ANDROID) -> FlaskClient:
    """A phone nobody is signed in on."""
    client = app.test_client()
    client.environ_base["HTTP_USER_AGENT"] = agent
    return client


def confirm(client: FlaskClient, token: str, digits: str) -> TestResponse:
    """Open a slip and confirm it."""
    form = page_of(client.get(f"/activate/{token}")).form("/activate")
    return form.submit(client, {"digits": digits})


def is_in(client: FlaskClient) -> bool:
    """Whether somebody is signed in on this phone."""
    return client.get("/start").status_code == 200
