"""What plugins do for one page: which hooks were called, in what order, how long each took, and what failed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from time import perf_counter
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sqlalchemy import func, select

from core.accounts.models import Account
from core.errors import DomainError
from core.plugin_host.dispatch import Dispatcher, Step
from core.plugin_host.failures import describe
from core.words import lazy as _

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from core.settings import Settings
    from core.words import LazyText


class NoSuchAccount(DomainError):
    """A page was to be traced as somebody who has no account."""

    code = "no_such_account"
    message = _(
        "There is no account named %(username)s. Name one that can sign in, or leave it out to see as a stranger."
    )


class NotOurAddress(DomainError):
    """A page of another site was to be traced."""

    code = "not_our_address"
    message = _(
        "%(url)s is no address of this platform, which is %(ours)s. Give the part that begins with /, or an address that begins with %(ours)s."
    )


@dataclass(slots=True)
class Trace:
    """A page that was asked for, and what plugins did for it."""

    url: str
    username: str = ""
    """Who looked; empty for a stranger."""
    status: int = 0
    seconds: float = 0.0
    leads_to: str = ""
    """Where the answer sends the browser, if it does."""
    steps: list[Step] = field(default_factory=list)

    def facts(self) -> dict[str, Any]:
        """The same for machines; times in milliseconds. A step of depth 1 was asked for by the one of depth 0 before it."""
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
                    "depth": depth,
                    "ms": _ms(step.seconds),
                    "error": _said(step),
                }
                for depth, step in in_order(self.steps)
            ],
        }

    def lines(self) -> Iterator[str]:
        """The same for people: the page, what is to be said about it, and a step a line."""
        yield f"{self.status} {self.url}{f' -> {self.leads_to}' if self.leads_to else ''}  {_ms(self.seconds):.2f} ms"
        if remark := self._remark():
            yield str(remark)
        if not self.steps:
            yield str(_("No plugin was asked for anything."))
            return
        steps = in_order(self.steps)
        of_plugins = sum(step.seconds for depth, step in steps if depth == 0)
        yield str(_("%(steps)s steps of plugins took %(ms)s ms:", steps=len(steps), ms=f"{_ms(of_plugins):.2f}"))
        hooks = ["  " * depth + step.hook for depth, step in steps]
        widths = max(map(len, hooks)), max(len(step.plugin) for _depth, step in steps)
        for hook, (_depth, step) in zip(hooks, steps, strict=True):
            what = str(_("panel drawn")) if step.is_drawing else ""
            yield f"{_ms(step.seconds):>9.2f} ms  {hook:<{widths[0]}}  {step.plugin:<{widths[1]}}  {what}".rstrip()
            if step.error is not None:
                yield f"{'':>14}{_('failed: %(error)s', error=_said(step))}"

    def _remark(self) -> LazyText | None:
        """What a status means that is not the page somebody wanted to see."""
        if self.status == HTTPStatus.METHOD_NOT_ALLOWED:
            return _("This address takes forms only. A trace asks for pages, as it must change nothing.")
        if self.status == HTTPStatus.NOT_FOUND:
            return _("There is no page at this address, or its plugin is off there.")
        if self.status == HTTPStatus.FORBIDDEN:
            return _("%(username)s may not see this page. Name another account with --as.", username=self.username)
        if self.leads_to and not self.username:
            return _("A stranger is sent on. Name an account with --as to see the page as somebody signed in.")
        return None


def in_order(steps: Iterable[Step]) -> list[tuple[int, Step]]:
    """Steps in the order they began, each with how many steps it lies within."""
    placed: list[tuple[int, Step]] = []
    around: list[float] = []
    for step in sorted(steps, key=lambda each: (each.begun, -each.seconds)):
        while around and around[-1] <= step.begun:
            around.pop()
        placed.append((len(around), step))
        around.append(step.begun + step.seconds)
    return placed


def trace(app: Flask, url: str, username: str | None = None) -> Trace:
    """Ask for a page as this account, or as a stranger, once to warm up and once to look.

    The page is named by its path, or by its whole address. Raises :class:`NoSuchAccount`, :class:`NotOurAddress`.
    """
    running = app.extensions["lianzhan"]
    base, path = running.settings.public_url, _path(url, running.settings)
    client = app.test_client()
    if username:
        _sign_in(app, client, username, base)
    # In a context of its own: a request speaks the language of who asks, and we go on in our own.
    asked = partial(copy_context().run, client.get, path, base_url=base)
    asked()
    traced = Trace(path, username or "")
    with _telling(running.host.dispatcher, traced):
        begun = perf_counter()
        answer = asked()
        traced.seconds = perf_counter() - begun
    traced.status, traced.leads_to = answer.status_code, answer.headers.get("Location", "")
    return traced


def _path(url: str, settings: Settings) -> str:
    """The path and query of a page of ours. Raises NotOurAddress."""
    ours = urlsplit(settings.public_url)
    given = urlsplit(url if "://" in url or url.startswith("/") else f"/{url}")
    local = {f"{name}:{settings.port}" for name in (settings.host, "localhost", "127.0.0.1", "[::1]")}
    if given.netloc and given.netloc.lower() not in {ours.netloc.lower(), *local}:
        raise NotOurAddress(url=url, ours=settings.public_url)
    path = given.path.removeprefix(ours.path) if given.netloc == ours.netloc else given.path
    return (path or "/") + (f"?{given.query}" if given.query else "")


@contextmanager
def _telling(dispatcher: Dispatcher, traced: Trace) -> Iterator[None]:
    dispatcher.told = traced.steps.append
    try:
        yield
    finally:
        dispatcher.told = None


def _sign_in(app: Flask, client: FlaskClient, username: str, base: str) -> None:
    """Give the client the cookie that signing in would have given it."""
    from flask import session as kept

    from core.accounts.signed_in import sign_in

    with app.extensions["lianzhan"].database.reading() as session:
        account = session.scalar(select(Account).where(func.lower(Account.username) == username.lower()))
    if account is None:
        raise NoSuchAccount(username=username)
    with app.test_request_context(base_url=base):
        sign_in(account)
        held = dict(kept)
    with client.session_transaction(base_url=base) as carried:
        carried.update(held)


def _said(step: Step) -> str:
    if step.error is None:
        return ""
    failure = describe(step.plugin, step.hook, step.error, words=True)
    return f"{failure.error}: {failure.message} ({failure.place})"


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 2)
