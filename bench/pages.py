"""What the hot pages cost, each beside the small page with the same rows; the two take turns in one process."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from secrets import token_urlsafe
from statistics import median
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event, select, update
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder

from bench.data import Found, find
from bench.rows import Row
from bench.small import small_app
from core.accounts.models import Account
from core.app import create_app
from core.clock import now, today
from core.settings import Settings
from core.testing.signing import cookie_of, csrf_token
from plugins.duty_days.jobs import make_coming_days
from plugins.duty_days.models import Slot

WARM_UP = 20
TURNS = 150
BROWSER = {
    "User-Agent": "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Encoding": "gzip, deflate, br, zstd",
    "Accept-Language": "zh-CN,zh;q=0.9",
}
ONCE = "once"
"""The field that names a filling-in of a form: each sending gets a name of its own."""
TRANSACTION_CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@dataclass(frozen=True, slots=True)
class Hot:
    """A page: who asks for it, where it is, and where the small one with the same rows is."""

    name: str
    username: str
    path: str
    small: str
    posts: bool = False


def hot_pages(found: Found) -> list[Hot]:
    """The pages people look at all day, and the tap on "sign up"."""
    return [
        Hot("home", "", "/", "/home"),
        Hot("station", "", f"/stations/{found.station}", f"/station/{found.station}"),
        Hot("deputy", "", f"/deputies/{found.deputy}", f"/deputy/{found.deputy}"),
        Hot("deputies", "office", "/deputies/", "/deputies"),
        Hot("stations", "office", "/stations/", "/stations"),
        Hot("duty_days", "office", "/p/duty_days/list", "/duty-days"),
        Hot("sign_up", "deputy", "/p/duty_days/", "/sign-up"),
        Hot(
            "sign_up_sent",
            "deputy",
            f"/p/duty_days/sittings/{found.sitting}/sign-up",
            f"/sign-up/{found.sitting}",
            posts=True,
        ),
    ]


def measure(settings: Settings) -> list[Row]:
    """The rows of every hot page."""
    ours = create_app(settings)
    database = ours.extensions["lianzhan"].database
    small, engine = small_app(settings.database_url, settings.secret_key, today())
    with database.writing("bench") as session:
        make_coming_days(session, now())  # the demonstration ends on a day of its own
    with database.reading() as session:
        found = find(session)
        accounts = {account.username: account for account in session.scalars(select(Account))}
    rows: list[Row] = []
    for page in hot_pages(found):
        cookie = cookie_of(ours, accounts[page.username]) if page.username else ""
        form = {"csrf_token": csrf_token(ours), ONCE: ""} if page.posts else None
        undo = _freeing(engine, found.sitting) if page.posts else _nothing
        big = Asked(ours, database.engine, page.path, cookie, form)
        rows += _rows(page.name, big, Asked(small, engine, page.small, cookie, form), undo)
    engine.dispose()
    database.dispose()
    return rows


class Asked:
    """A request that can be sent over and over, and what each cost."""

    def __init__(self, app: Flask, engine: Engine, path: str, cookie: str, form: dict[str, str] | None) -> None:
        self._app, self._engine, self._path = app, engine, path
        headers = BROWSER | ({"Cookie": f"session={cookie}"} if cookie else {})
        self._headers, self._form = Headers(headers), form

    def cpu_ms(self) -> float:
        """CPU time of one request, from the server's call to the last byte."""
        environ = self._fresh()
        begun = time.process_time_ns()
        self._answer(environ)
        return (time.process_time_ns() - begun) / 1e6

    def statements(self) -> int:
        """How many statements one request sends to the database, beginning and ending the transaction not counted."""
        told: list[str] = []

        def listen(*arguments: Any) -> None:
            told.append(arguments[2])

        event.listen(self._engine, "before_cursor_execute", listen)
        self._answer(self._fresh())
        event.remove(self._engine, "before_cursor_execute", listen)
        return sum(1 for statement in told if not statement.lstrip().upper().startswith(TRANSACTION_CONTROL))

    def body(self) -> bytes:
        """The answer as it is sent."""
        return self._answer(self._fresh())

    def _fresh(self) -> dict[str, Any]:
        form = self._form and {**self._form, ONCE: token_urlsafe(12)}
        method = "POST" if form else "GET"
        return EnvironBuilder(path=self._path, headers=self._headers, method=method, data=form).get_environ()

    def _answer(self, environ: dict[str, Any]) -> bytes:
        started: list[Any] = []

        def start(*given: Any) -> Any:
            started.extend(given)

        answer = self._app.wsgi_app(environ, start)
        body = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        if not started[0].startswith(("200", "303")):
            raise RuntimeError(f"{self._path} answered {started[0]}: {body[:300]!r}")
        return body


def _rows(name: str, ours: Asked, small: Asked, undo: Callable[[], None]) -> Iterator[Row]:
    our_cpu_ms, small_cpu_ms = _taking_turns(ours, small, undo)
    yield Row(f"page:{name}:cpu_ms", our_cpu_ms, "ms", small_cpu_ms)
    yield Row(f"page:{name}:ratio", our_cpu_ms / small_cpu_ms, "times", 1)
    statements = ours.statements()
    undo()
    yield Row(f"page:{name}:sql", statements, "statements", small.statements())
    undo()
    body = ours.body()
    undo()
    # The small page does not compress; a server in front of it would.
    yield Row(f"page:{name}:bytes", len(body), "bytes", len(gzip.compress(small.body())))
    undo()


def _taking_turns(ours: Asked, small: Asked, undo: Callable[[], None]) -> tuple[float, float]:
    """The medians of what both cost."""
    costs: tuple[list[float], list[float]] = ([], [])
    for _turn in range(WARM_UP + TURNS):
        for asked, taken in zip((ours, small), costs, strict=True):
            taken.append(asked.cpu_ms())
            undo()
    return median(costs[0][WARM_UP:]), median(costs[1][WARM_UP:])


def _nothing() -> None:
    """A page that was read leaves nothing to undo."""


def _freeing(engine: Engine, sitting: int) -> Callable[[], None]:
    """Frees the places of a sitting, so that the next sign-up is like the first."""

    def free() -> None:
        with engine.begin() as connection:
            connection.execute(update(Slot).where(Slot.sitting_id == sitting).values(deputy_id=None, taken_at=None))

    return free
