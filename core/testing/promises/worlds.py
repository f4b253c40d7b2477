"""Making worlds: on a migrated database, on the demonstration, with more of everything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from core.accounts.models import Account
from core.app import create_app
from core.database import Database
from core.plugin_host import service
from core.plugin_host.manifest import discover
from core.stations.models import Station
from core.testing.about import Subject
from core.testing.databases import Snapshot
from core.testing.factories import make_account, make_chain, make_deputy, make_enterprise, make_station
from core.testing.fixtures import settings_for
from core.testing.promises.world import PLACES, ROLES, Route, World
from core.testing.samples import NoSample, url_arguments, url_for_rule
from core.testing.serving import lianzhan

OTHER_COUNTY = "370883"
LODGER = """
from core.api.declare import hooks, implements


@implements(hooks.home_panels)
def home_panels(session, viewer, day):
    return []
"""


def make_world(
    folder: Path, migrated: str, *, times: int = 1, subject: Subject | None = None, **settings: str
) -> World:
    """A world on this migrated database; with `times`, so many times the records at each place.

    With a `subject`, it is about that plugin, which has furnished each place as often.
    """
    app = create_app(settings_for(migrated, folder / "data", **_some_plugin(folder), **settings))
    world = World(app, frozenset({subject.name}) if subject else None)
    _check_active(world)
    with world.database.writing("the world") as session:
        stations = {place: _furnish(session, place, times) for place in PLACES}
        _switch_on(world, session)
        world.accounts = _people(session, stations["own"])
        if subject:
            for station in [*stations.values()] * times:
                subject.furnish(session, station)
            for room in session.scalars(select(Station).where(Station.parent_id.is_not(None))).all():
                subject.furnish(session, room)
        _take_routes(world, session, stations)
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
        _switch_on(world, session)
        _take_routes(world, session, {"own": own, "neighbour": other, "elsewhere": other})
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


def _switch_on(world: World, session: Session) -> None:
    """What is off until somebody switches it on is on at every station: of what is off nothing could be proved."""
    stations = session.scalars(select(Station)).all()
    for name, plugin in world.host.plugins.items():
        if plugin.is_active and not plugin.on_everywhere:
            service.show(world.host, session, name, stations)


def _check_active(world: World) -> None:
    """Nothing can be proved of a plugin that does not run."""
    for name in world.about or ():
        plugin = world.host.plugins[name]
        if not plugin.is_active:
            raise AssertionError(f"{name} does not run: {plugin.reason or plugin.state.words}")


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


def _take_routes(world: World, session: Session, stations: dict[str, Station]) -> None:
    world.stations = {place: station.id for place, station in stations.items()}
    world.every_route = list(_routes(world, session, stations))
    world.routes = [route for route in world.every_route if world.is_about(route.owner)]


def _routes(world: World, session: Session, stations: dict[str, Station]) -> Iterator[Route]:
    app: Flask = world.app
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods or ()))):
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            try:
                urls = {
                    place: url_for_rule(app, rule, url_arguments(app, rule, session, station))
                    for place, station in stations.items()
                }
            except NoSample as problem:
                if world.is_about(rule.endpoint.partition(".")[0]):
                    world.without_sample.append(str(problem))
            else:
                yield Route(method, rule, urls)
