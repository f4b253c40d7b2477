"""Signing in without typing a password: the cookie a sign-in would have set, made with the application's own key."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer

from core.accounts.models import Account
from core.clock import now

RAW_TOKEN = "made-up-for-tests"  # noqa: S105 - a test's own session
"""What the cookie holds of the CSRF token; :func:`csrf_token` is what forms must send with it."""


def sign_in(client: FlaskClient, account: Account) -> FlaskClient:
    """Let the client carry the account's cookie; any other one it carried is gone."""
    client.set_cookie("session", cookie_of(client.application, account))
    return client


def sign_out(client: FlaskClient) -> FlaskClient:
    """Make the client a stranger's, with a session that :func:`csrf_token` fits."""
    client.set_cookie("session", cookie_of(client.application, None))
    return client


def cookie_of(app: Flask, account: Account | None) -> str:
    """The value of the cookie ``session`` for this account, or for a stranger."""
    held: dict[str, Any] = {"csrf_token": RAW_TOKEN}
    if account is not None:
        at = int(now().timestamp())
        held |= {"_user_id": f"{account.id}.{account.stamp}", "_fresh": True, "since": at, "seen": at}
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    return str(serializer.dumps(held)) if serializer else ""


def csrf_token(app: Flask) -> str:
    """The token that forms send beside a cookie made here."""
    return str(URLSafeTimedSerializer(app.secret_key or "", salt="wtf-csrf-token").dumps(RAW_TOKEN))
