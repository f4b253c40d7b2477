"""The world the promises are tried in: three stations, one account a role, a sample for every URL.

``own`` is the station of the manager and of the deputy; ``neighbour`` lies in the same county, ``elsewhere`` in
another one. For roles that have a county, the other station is the one elsewhere; for the rest, the neighbour.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload
from werkzeug.routing import Rule

from core.accounts.models import Account
from core.app import create_app
from core.database import Database
from core.plugin_host.manifest import discover
from core.stations.models import Station
from core.testing import make_account, make_chain, make_deputy, make_enterprise, make_station, sign_in
from core.testing.databases import Snapshot
from core.testing.fixtures import settings_for
from core.testing.samples import url_arguments, url_for_rule
from core.testing.serving import lianzhan
from core.testing.signing import sign_out

STRANGER = "stranger"
ROLES = (STRANGER, "administrator", "office", "leader", "manager", "deputy", "organ")
COUNTY_ROLES = ("administrator", "office", "leader")
PLACES = ("own", "neighbour", "elsewhere")
OTHER_COUNTY = "370883"
ROOT = Path(__file__).resolve().parents[2]
LODGER = """
from core.api.declare import hooks, implements


@implements(hooks.home_panels)
def home_panels(session, viewer, day):
    return []
"""


class Reader(FlaskClient):
    """A client that reads every answer to its end, so that no file stays open behind one."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        return super().open(*args, **{"buffered": True} | kwargs)


@dataclass(frozen=True, slots=True)
class Route:
    """A route and one of its methods, with its address at each place."""

    method: str
    rule: Rule
    urls: dict[str, str]

    @property
    def name(self) -> str:
        return f"{self.method} {self.rule.rule}"

    @property
    def owner(self) -> str:
        """The feature or plugin it belongs to."""
        return self.rule.endpoint.partition(".")[0]

    @property
    def has_subject(self) -> bool:
        return bool(self.rule.arguments)


@dataclass(slots=True, repr=False)
class World:
    """The application, its accounts, and its routes with an address at each place."""

    app: Flask
    accounts: dict[str, Account] = field(default_factory=dict)
    stations: dict[str, int] = field(default_factory=dict)
    routes: list[Route] = field(default_factory=list)
    snapshot: Snapshot | None = None
    _html_pages: list[tuple[Route, str]] = field(default_factory=list)

    @property
    def template(self) -> Path:
        """The database as it was, on SQLite: a file to copy."""
        assert self.snapshot
        return self.snapshot.file

    @property
    def database(self) -> Database:
        found: Database = self.app.extensions["lianzhan"].database
        return found

    @property
    def plugins(self) -> Sequence[str]:
        return list(self.app.extensions["lianzhan"].host.blueprint_names)

    def client(self, role: str) -> FlaskClient:
        client = Reader(self.app, self.app.response_class)
        return sign_out(client) if role == STRANGER else sign_in(client, self.accounts[role])

    def other(self, role: str) -> str:
        """The place that is not the role's own."""
        return "elsewhere" if role in COUNTY_ROLES or role == STRANGER else "neighbour"

    def is_open(self, route: Route) -> bool:
        """Whether the route is declared public."""
        return self.app.view_functions[route.rule.endpoint].door.permission is None  # type: ignore[attr-defined]

    def pages(self) -> Iterator[Route]:
        """The routes that are read."""
        return (route for route in self.routes if route.method == "GET" and not route.rule.endpoint.endswith("static"))

    def actions(self) -> Iterator[Route]:
        """The routes that change something."""
        return (route for route in self.routes if route.method != "GET")

    def html_pages(self) -> list[tuple[Route, str]]:
        """The pages for people, each with the role that sees most of it."""
        if not self._html_pages:
            self._html_pages = [(route, role) for route in self.pages() if (role := self._richest(route))]
        return self._html_pages

    def _richest(self, route: Route) -> str | None:
        """The administrator, or, where that one may not come in, whoever may; None where it is no page for people.

        An address that only leads on to a page is none.
        """
        for role in ("administrator", "office", "manager", "deputy", "leader", "organ", STRANGER):
            answer = self.client(role).get(route.urls["own"])
            if answer.status_code == 200:
                return role if answer.mimetype == "text/html" else None
            if answer.status_code in (302, 303) and not answer.location.startswith("/login"):
                return None
        raise AssertionError(f"{route.name} is answered to nobody")

    def restore(self) -> None:
        """Put the database back to how it was."""
        if self.snapshot:
            self.snapshot.restore()

    def close(self) -> None:
        self.database.dispose()


def make_world(folder: Path, migrated: str, *, times: int = 1, **settings: str) -> World:
    """A world on this migrated database; with `times`, so many times the records at each place."""
    app = create_app(settings_for(migrated, folder / "data", **_some_plugin(folder), **settings))
    world = World(app)
    with world.database.writing("the world") as session:
        stations = {place: _furnish(session, place, times) for place in PLACES}
        world.accounts = _people(session, stations["own"])
        for place, station in stations.items():
            world.stations[place] = station.id
        world.routes = list(_routes(app, session, stations))
    world.snapshot = Snapshot(world.database, folder / "world.db")
    return world


def make_demonstration(folder: Path, loaded: str) -> World:
    """The same round the demonstration of Xinyi: the manager's station is the own one."""
    app = create_app(settings_for(loaded, folder / "data", **_some_plugin(folder)))
    world = World(app)
    with world.database.writing("the world") as session:
        found = {
            account.username: account
            for account in session.scalars(select(Account).options(selectinload(Account.grants)))
        }
        world.accounts = {
            role: found["admin" if role == "administrator" else role] for role in ROLES[1:] if role != "leader"
        }
        world.accounts["leader"] = make_account(session, "leader", role="leader")
        own = session.get_one(Station, world.accounts["manager"].grants[0].station_id)
        other = session.scalars(select(Station).where(Station.id != own.id).order_by(Station.id).limit(1)).one()
        world.stations = {"own": own.id, "neighbour": other.id, "elsewhere": other.id}
        world.routes = list(_routes(app, session, {"own": own, "neighbour": other, "elsewhere": other}))
    world.snapshot = Snapshot(world.database, folder / "world.db")
    return world


def load_demonstration(database: Database) -> None:
    """Migrate the database and load Xinyi into it, by the commands people use."""
    with TemporaryDirectory() as folder:
        for command in (["db", "upgrade"], ["demo", "load", "xinyi"]):
            given = {
                "LIANZHAN_DATABASE_URL": database.url.render_as_string(hide_password=False),
                "LIANZHAN_PLUGINS_STRICT": "1",
            }
            done = lianzhan(*command, data_dir=Path(folder), more=given)
            if done.returncode:
                raise RuntimeError(f"lianzhan {' '.join(command)} did not work:\n{done.stdout}{done.stderr}")


def _some_plugin(folder: Path) -> dict[str, str]:
    """In a house without any plugin, the setting that brings a small one: to be administered, and to be broken."""
    if discover(()):
        return {}
    place = folder / "plugins" / "lodger"
    place.mkdir(parents=True, exist_ok=True)
    manifest = 'name = "lodger"\ntitle = "The lodger"\nversion = "1.0"\napi = ">=1,<2"\n'
    (place / "plugin.toml").write_text(manifest, encoding="utf-8")
    (place / "__init__.py").write_text(LODGER, encoding="utf-8")
    return {"plugins_path": str(place.parent)}


def _furnish(session: Session, place: str, times: int) -> Station:
    region = OTHER_COUNTY if place == "elsewhere" else "320381"
    chain = make_chain(session, f"Chain {place}", region=region)
    station = make_station(session, f"Station {place}", region=region, chain=chain, staff=2 * times)
    for number in range(3 * times):
        make_deputy(
            session,
            f"Deputy {place} {number}",
            station=station,
            mandates=("county", "township") if number % 2 else ("county",),
        )
        make_enterprise(
            session,
            f"Enterprise {place} {number}",
            region=region,
            chain=chain,
            contact_name=f"Contact {place} {number}",
        )
    for number in range(times):
        make_station(session, f"Room {place} {number}", region=region, chain=chain, parent=station, deputies=1)
    return station


def _people(session: Session, own: Station) -> dict[str, Account]:
    accounts = {
        role: make_account(session, f"the-{role}", role=role, station=own) for role in ROLES[1:] if role != "deputy"
    }
    placed = make_deputy(session, "Deputy own signed in", station=own)
    accounts["deputy"] = make_account(session, "the-deputy", role="deputy", deputy=placed)
    return accounts


def _routes(app: Flask, session: Session, stations: dict[str, Station]) -> Iterator[Route]:
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods or ()))):
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            urls = {
                place: url_for_rule(app, rule, url_arguments(app, rule, session, station))
                for place, station in stations.items()
            }
            yield Route(method, rule, urls)
