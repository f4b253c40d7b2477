"""The world the promises are tried in: three stations, one account a role, a sample for every URL.

``own`` is the station of the manager and of the deputy; ``neighbour`` lies in the same county, ``elsewhere`` in
another one. For roles that have a county, the other station is the one elsewhere; for the rest, the neighbour.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zlib import compress, decompress

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from core.accounts.models import Account
from core.database import Database
from core.plugin_host.dispatch import Step
from core.plugin_host.host import PluginHost
from core.testing.databases import Snapshot
from core.testing.signing import sign_in, sign_out

STRANGER = "stranger"
ROLES = (STRANGER, "administrator", "office", "leader", "manager", "deputy", "organ")
RICHEST_FIRST = ("administrator", "office", "manager", "deputy", "leader", "organ", STRANGER)
COUNTY_ROLES = ("administrator", "office", "leader")
PLACES = ("own", "neighbour", "elsewhere")


class Reader(FlaskClient):
    """A client that reads every answer to its end, so that no file stays open behind one."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """The answer, read."""
        return super().open(*args, **{"buffered": True} | kwargs)


@dataclass(frozen=True, slots=True)
class Route:
    """A route and one of its methods, with its address at each place."""

    method: str
    rule: Rule
    urls: dict[str, str]

    @property
    def name(self) -> str:
        """How tests and the reviewed files call it."""
        return f"{self.method} {self.rule.rule}"

    @property
    def owner(self) -> str:
        """The feature or plugin it belongs to."""
        return str(self.rule.endpoint).partition(".")[0]

    @property
    def has_subject(self) -> bool:
        """Whether its address names a record."""
        return bool(self.rule.arguments)

    @property
    def is_page(self) -> bool:
        """Whether it is read."""
        return self.method == "GET" and not self.rule.endpoint.endswith("static")


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of a page: by the role that sees most of it, and which plugins it asked by which hooks."""

    role: str
    asked: frozenset[tuple[str, str]]


@dataclass(slots=True, repr=False)
class World:
    """The application, its accounts, and its routes with an address at each place."""

    app: Flask
    about: frozenset[str] | None = None
    """The plugins that are held to the promises; None where everything is that is installed."""
    accounts: dict[str, Account] = field(default_factory=dict)
    stations: dict[str, int] = field(default_factory=dict)
    every_route: list[Route] = field(default_factory=list)
    """Those of the whole platform."""
    routes: list[Route] = field(default_factory=list)
    """Those that are held to the promises."""
    without_sample: list[str] = field(default_factory=list)
    """What is wrong with addresses that cannot be asked, a sentence each."""
    snapshot: Snapshot | None = None
    _seen: dict[str, Seen | None] = field(default_factory=dict)
    _read: dict[tuple[str, str], tuple[TestResponse, bytes]] = field(default_factory=dict)

    @property
    def template(self) -> Path:
        """The database as it was, on SQLite: a file to copy."""
        assert self.snapshot
        return self.snapshot.file

    @property
    def database(self) -> Database:
        """The database of the application."""
        found: Database = self.app.extensions["lianzhan"].database
        return found

    @property
    def host(self) -> PluginHost:
        """The plugin host of the application."""
        found: PluginHost = self.app.extensions["lianzhan"].host
        return found

    @property
    def plugins(self) -> Sequence[str]:
        """The plugins that have pages."""
        return list(self.host.blueprint_names)

    def is_about(self, plugin: str) -> bool:
        """Whether this plugin is held to the promises."""
        return self.about is None or plugin in self.about

    def client(self, role: str) -> FlaskClient:
        """A client signed in as the account with this role."""
        client = Reader(self.app, self.app.response_class)
        return sign_out(client) if role == STRANGER else sign_in(client, self.accounts[role])

    def read(self, role: str, url: str) -> TestResponse:
        """What the role is answered at the address, while the records are as they were made: asked once.

        For tests that look at it. Who sends a form of it asks for a page of their own, by a client.
        """
        if (role, url) not in self._read:
            answer = self.client(role).get(url)
            self._read[role, url] = answer, compress(answer.get_data(), 1)
            answer.response = []
        answer, packed = self._read[role, url]
        return TestResponse([decompress(packed)], answer.status, answer.headers, answer.request)

    def other(self, role: str) -> str:
        """The place that is not the role's own."""
        return "elsewhere" if role in COUNTY_ROLES or role == STRANGER else "neighbour"

    def is_open(self, route: Route) -> bool:
        """Whether the route is declared public."""
        view: Any = self.app.view_functions[route.rule.endpoint]
        return view.door.permission is None

    def pages(self) -> Iterator[Route]:
        """The routes that are read."""
        return (route for route in self.routes if route.is_page)

    def actions(self) -> Iterator[Route]:
        """The routes that change something."""
        return (route for route in self.routes if route.method != "GET")

    def holds(self, url: str) -> bool:
        """Whether a form sent to this address, or a page at it, is held to the promises."""
        if self.about is None:
            return True
        try:
            endpoint, _arguments = self.app.url_map.bind("localhost").match(urlsplit(url).path, method="POST")
        except HTTPException:
            return False
        return self.is_about(str(endpoint).partition(".")[0])

    def html_pages(self) -> list[tuple[Route, str]]:
        """The pages for people, each with the role that sees most of it; with those of the core that ask the plugin."""
        shown = [(route, seen) for route in self.pages() if (seen := self.seen(route))]
        return [(route, seen.role) for route, seen in [*shown, *self.hosts()]]

    def hosts(self) -> list[tuple[Route, Seen]]:
        """The pages of the core that ask the plugins the world is about: a panel of theirs is shown there."""
        return [(route, seen) for route, seen in self.core_pages() if self._is_asked(seen)] if self.about else []

    def core_pages(self) -> Iterator[tuple[Route, Seen]]:
        """The pages of the core, and what was seen of each."""
        plugins = set(self.plugins)
        of_core = [route for route in self.every_route if route.is_page and route.owner not in plugins]
        return ((route, seen) for route in of_core if (seen := self.seen(route)))

    def seen(self, route: Route) -> Seen | None:
        """What was seen of a page by the administrator, or, where that one may not come in, by whoever may.

        None where it is no page for people: an address that only leads on to a page is none, nor one that breaks.
        """
        if route.name not in self._seen:
            self._seen[route.name] = self._look(route)
        return self._seen[route.name]

    def look_like(self, other: World) -> None:
        """Take over who sees most of each page from a world with the same roles, where that was found out already."""
        self._seen = other._seen

    def _look(self, route: Route) -> Seen | None:
        for role in RICHEST_FIRST:
            with self._listening() as asked:
                answer: TestResponse = self.client(role).get(route.urls["own"])
            if answer.status_code == 200:
                return Seen(role, frozenset(asked)) if answer.mimetype == "text/html" else None
            if answer.status_code >= 500:
                return None
            if answer.status_code in (302, 303) and not answer.location.startswith("/login"):
                return None
        if not self.is_about(route.owner):
            return None  # such a page of the core shows what plugins bring that do not run here
        raise AssertionError(f"{route.name} is answered to nobody: give a role the permission it asks for.")

    @contextmanager
    def _listening(self) -> Iterator[set[tuple[str, str]]]:
        """The plugins that are asked in the block, and by which hooks."""
        asked: set[tuple[str, str]] = set()

        def note(step: Step) -> None:
            asked.add((step.plugin, step.hook))

        before, self.host.dispatcher.told = self.host.dispatcher.told, note
        try:
            yield asked
        finally:
            self.host.dispatcher.told = before

    def _is_asked(self, seen: Seen) -> bool:
        return any(self.is_about(plugin) for plugin, _hook in seen.asked)

    def keep(self) -> None:
        """Let this be what the database is put back to."""
        if self.snapshot:
            self.snapshot.close()
            self.snapshot = Snapshot(self.database, self.snapshot.file)
            self._read.clear()

    def restore(self) -> None:
        """Put the database back to how it was."""
        if self.snapshot:
            self.snapshot.restore()

    def close(self) -> None:
        """Let go of the database; what failed on the way is written down first, as a server does when it stops."""
        self.host.failures.write(self.database)
        if self.snapshot:
            self.snapshot.close()
        self.database.dispose()
