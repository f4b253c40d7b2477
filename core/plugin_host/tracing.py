"""What plugins do for one page: which hooks were called, in what order, how long each took, and what failed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from core.accounts.models import Account
from core.errors import DomainError
from core.plugin_host.dispatch import Dispatcher, Step
from core.plugin_host.failures import describe
from core.words import lazy as _

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient


class NoSuchAccount(DomainError):
    """A page was to be traced as somebody who has no account."""

    code = "no_such_account"
    message = _(
        "There is no account named %(username)s. Name one that can sign in, or leave it out to see as a stranger."
    )


@dataclass(slots=True)
class Trace:
    """A page that was asked for, and what plugins did for it."""

    url: str
    status: int = 0
    seconds: float = 0.0
    leads_to: str = ""
    """Where the answer sends the browser, if it does."""
    steps: list[Step] = field(default_factory=list)

    def facts(self) -> dict[str, Any]:
        """The same for machines; times in milliseconds."""
        return {
            "url": self.url,
            "status": self.status,
            "leads_to": self.leads_to,
            "ms": _ms(self.seconds),
            "steps": [
                {
                    "hook": step.hook,
                    "plugin": step.plugin,
                    "what": "panel" if step.is_drawing else "hook",
                    "ms": _ms(step.seconds),
                    "error": _said(step),
                }
                for step in self.steps
            ],
        }

    def lines(self) -> Iterator[str]:
        """The same for people, a step a line."""
        yield f"{self.status} {self.url}{f' -> {self.leads_to}' if self.leads_to else ''}  {_ms(self.seconds)} ms"
        if not self.steps:
            yield str(_("No plugin was asked for anything."))
            return
        of_plugins = sum(step.seconds for step in self.steps)
        yield str(_("%(steps)s steps of plugins took %(ms)s ms:", steps=len(self.steps), ms=_ms(of_plugins)))
        width = max(len(step.hook) for step in self.steps)
        for step in self.steps:
            what = str(_("panel drawn")) if step.is_drawing else ""
            yield f"{_ms(step.seconds):>8} ms  {step.hook:<{width}}  {step.plugin}  {what}".rstrip()
            if step.error is not None:
                yield f"{'':>13}{_said(step)}"


def trace(app: Flask, url: str, username: str | None = None) -> Trace:
    """Ask for a page as this account, or as a stranger, once to warm up and once to look.

    Raises :class:`NoSuchAccount`.
    """
    client = app.test_client()
    if username:
        _sign_in(app, client, username)
    client.get(url)
    traced = Trace(url)
    with _telling(app.extensions["lianzhan"].host.dispatcher, traced):
        begun = perf_counter()
        answer = client.get(url)
        traced.seconds = perf_counter() - begun
    traced.status, traced.leads_to = answer.status_code, answer.headers.get("Location", "")
    return traced


@contextmanager
def _telling(dispatcher: Dispatcher, traced: Trace) -> Iterator[None]:
    dispatcher.told = traced.steps.append
    try:
        yield
    finally:
        dispatcher.told = None


def _sign_in(app: Flask, client: FlaskClient, username: str) -> None:
    """Give the client the cookie that signing in would have given it."""
    from flask import session as kept

    from core.accounts.signed_in import sign_in

    with app.extensions["lianzhan"].database.reading() as session:
        account = session.scalar(select(Account).where(func.lower(Account.username) == username.lower()))
    if account is None:
        raise NoSuchAccount(username=username)
    with app.test_request_context():
        sign_in(account)
        held = dict(kept)
    with client.session_transaction() as carried:
        carried.update(held)


def _said(step: Step) -> str:
    if step.error is None:
        return ""
    failure = describe(step.plugin, step.hook, step.error, words=True)
    return f"{failure.error}: {failure.message} ({failure.place})"


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 2)
