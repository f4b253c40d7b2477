"""Promise 5: migrations go up, down and up again, with data; and the house stands without any one plugin."""

import json
import shutil
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, select

from core.app import create_app
from core.audit.service import verify
from core.database import Database, metadata
from core.database.migrations import Unit, compare_options, core_unit, current, downgrade, pending, plugin_unit, upgrade
from core.plugin_host.manifest import discover
from core.stations.models import Station
from core.testing.about import Subject
from core.testing.databases import Store
from core.testing.fixtures import settings_for
from core.testing.promises import promises
from core.testing.promises.plugins import found_as, is_of_register
from core.testing.promises.removal import Elsewhere, without
from core.testing.promises.world import World
from core.testing.serving import lianzhan, serving


def units() -> list[Unit]:
    """The core and every plugin with migrations; those that are required first, which undoing turns round."""
    left = {found.name: found for found in discover(()) if found.manifest and (found.folder / "migrations").is_dir()}
    ordered: list[Unit] = [core_unit()]
    while left:
        ready = [name for name, found in left.items() if not set(found.manifest.requires) & left.keys()]  # type: ignore[union-attr]
        ordered += [plugin_unit(name, left.pop(name).folder / "migrations") for name in ready or list(left)]
    return ordered


def own_units(subject: Subject | None) -> list[Unit]:
    """Those of the plugins that are held to the promise, and of the core where that is, too."""
    return [unit for unit in units() if subject is None or unit.name == subject.name]


def keeps_records(plugin: str) -> bool:
    """Whether it has migrations; of the others there is nothing to go down, nor to purge."""
    return (found_as(plugin).folder / "migrations").is_dir()


@pytest.fixture
def database_url(furnished: Callable[[str], str], database_kind: str) -> str:
    """A database full of records."""
    return furnished(database_kind)


@pytest.fixture
def migrated(store: Store, database_kind: str, tmp_path: Path) -> Iterator[Database]:
    """A database without records, with everything that plugins map known to the shared metadata."""
    yield from _opened(store.migrated(database_kind), tmp_path)


@pytest.fixture
def loaded(database_url: str, tmp_path: Path) -> Iterator[Database]:
    """One full of records, likewise."""
    yield from _opened(database_url, tmp_path)


def _opened(url: str, folder: Path) -> Iterator[Database]:
    database: Database = create_app(settings_for(url, folder)).extensions["lianzhan"].database
    yield database
    database.dispose()


def differences(database: Database, wanted: Sequence[Unit]) -> list[str]:
    """What autogenerate would write into a migration."""
    found = []
    for unit in wanted:
        with database.engine.connect() as connection:
            options = {**compare_options(unit), "version_table": unit.version_table}
            context = MigrationContext.configure(connection, opts=options)
            found += [f"{unit.name}: {one}" for one in compare_metadata(context, metadata)]
    return found


@promises("tables", "Its migrations make the tables of its models, on SQLite and on PostgreSQL")
def test_models_and_migrations_agree(migrated: Database, on_both: str, subject: Subject | None) -> None:
    differ = differences(migrated, own_units(subject))
    mend = 'Write the migration that is missing: lianzhan plugin migration "what changes".'
    assert not differ, "\n".join([*differ, mend])


@promises("tables", "Its migrations are a single chain, and all of them run")
def test_every_unit_stands_at_its_head(migrated: Database, on_both: str, subject: Subject | None) -> None:
    with migrated.engine.connect() as connection:
        wanted = own_units(subject)
        assert {unit.name: pending(connection, unit) for unit in wanted} == {unit.name: [] for unit in wanted}


@promises("migrations", "With records, it goes down and up again, and leaves the core alone")
def test_each_plugin_goes_down_and_up_and_leaves_the_core_alone(
    loaded: Database, on_both: str, subject: Subject | None
) -> None:
    with loaded.reading() as session:
        stations = session.scalars(select(Station.name).order_by(Station.id)).all()
        entries = verify(session).entries
    for unit in own_units(subject):
        if unit.name != "core":
            downgrade(loaded, unit)
            left = [table for table in inspect(loaded.engine).get_table_names() if unit.owns(table)]
            assert left == [], f"the downgrades of {unit.name} leave {', '.join(left)} behind: drop what upgrade makes"
            assert upgrade(loaded, unit) != []
            assert [table for table in inspect(loaded.engine).get_table_names() if unit.owns(table)] != []
    with loaded.reading() as session:
        assert session.scalars(select(Station.name).order_by(Station.id)).all() == stations
        assert verify(session).is_intact
        assert verify(session).entries == entries


@promises("migrations", "With records, everything goes down and up again")
def test_everything_goes_down_and_up(loaded: Database, on_both: str, subject: Subject | None) -> None:
    for unit in reversed(units()):
        downgrade(loaded, unit)
        with loaded.engine.connect() as connection:
            assert current(connection, unit) is None
    left = [table for table in inspect(loaded.engine).get_table_names() if not table.startswith("alembic_version")]
    assert left == [], f"the downgrades leave {', '.join(left)} behind: drop what upgrade makes"
    for unit in units():
        upgrade(loaded, unit)
    assert not differences(loaded, own_units(subject))


@pytest.fixture(scope="module")
def pages(demonstration: World) -> list[tuple[str, str, str]]:
    """Address, role and owner of every page; of a plugin's world, those of the core."""
    if demonstration.about is not None:
        return [(route.urls["own"], seen.role, route.owner) for route, seen in demonstration.core_pages()]
    return [(route.urls["own"], role, route.owner) for route, role in demonstration.html_pages()]


@promises("migrations", "Without it the rest starts, migrates and shows every page, also where it has left records")
def test_without_the_folder_of_a_plugin_the_rest_starts_migrates_and_shows_every_page(
    plugin: str, demonstration: World, pages: list[tuple[str, str, str]], tmp_path: Path
) -> None:
    """In real processes that cannot import it; on a database the plugin has used, and on a fresh one."""
    rest = without(found_as(plugin), tmp_path)
    used = shutil.copyfile(demonstration.template, rest.data / "used.db")
    key = {"LIANZHAN_SECRET_KEY": demonstration.app.config["SECRET_KEY"]}

    fresh = rest.run("db", "upgrade")
    assert fresh.returncode == 0, fresh.stderr
    assert plugin not in fresh.stdout

    on_used = key | {"LIANZHAN_DATABASE_URL": f"sqlite:///{used}"}
    again = rest.migrates_the_core_down_and_up(f"sqlite:///{used}")
    assert again.returncode == 0, again.stderr
    for command in (["db", "upgrade"], ["db", "status"], ["audit", "verify"], ["plugin", "list", "--json"]):
        done = rest.run(*command, **on_used)
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    states = {one["name"]: one["state"] for one in json.loads(done.stdout)}
    assert states.get(plugin, "missing") == "missing"
    if demonstration.about is None:
        figures = rest.run("figures", "xinyi", "--json", **on_used)
        assert figures.returncode == 0, figures.stdout + figures.stderr
    failing = not_shown(rest, plugin, demonstration, pages, on_used)
    assert not failing, "\n".join(failing)


def not_shown(
    rest: Elsewhere, plugin: str, world: World, pages: list[tuple[str, str, str]], settings: dict[str, str]
) -> list[str]:
    """The pages of others that are not answered."""
    failing = []
    with rest.serving(**settings) as served:
        for url, role, owner in pages:
            if owner != plugin and not is_of_nothing(plugin, url):
                cookie = world.client(role).get_cookie("session")
                status = _status(served.url + url, cookie.value if cookie else "")
                failing += [f"{url} ({role}): {status}"] if status != 200 else []
    return failing


def is_of_nothing(plugin: str, url: str) -> bool:
    """Whether a page of the core shows what is gone: a register of the plugin, or itself where it left no records."""
    return is_of_register(plugin, url) or (url == f"/admin/plugins/{plugin}" and not keeps_records(plugin))


def _status(url: str, cookie: str) -> int:
    asked = urllib.request.Request(url, headers={"Cookie": f"session={cookie}"})  # noqa: S310 - our own server
    try:
        with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310
            return int(answer.status)
    except urllib.error.HTTPError as problem:
        return problem.code


@promises("migrations", "Purged, it leaves nothing behind, and the core starts and migrates")
def test_a_purged_plugin_leaves_nothing_but_the_core_whole(plugin: str, demonstration: World, tmp_path: Path) -> None:
    if not keeps_records(plugin):
        return
    copy = shutil.copyfile(demonstration.template, tmp_path / "lianzhan.db")
    url = f"sqlite:///{copy}"
    more = {"LIANZHAN_DATABASE_URL": url, "LIANZHAN_SECRET_KEY": demonstration.app.config["SECRET_KEY"]}
    purged = lianzhan("plugin", "purge", plugin, "--yes", data_dir=tmp_path, more=more)
    assert purged.returncode == 0, purged.stdout + purged.stderr
    database = Database(url)
    tables = inspect(database.engine).get_table_names()
    database.dispose()
    assert [table for table in tables if table.startswith(f"{plugin}__") or table == f"alembic_version_{plugin}"] == []
    assert lianzhan("audit", "verify", data_dir=tmp_path, more=more).returncode == 0
    with serving(tmp_path, "--web-only", more=more) as served:
        assert "</html>" in served.get("/")
    core_again = Elsewhere(tmp_path).migrates_the_core_down_and_up(url)
    assert core_again.returncode == 0, core_again.stderr
    again = lianzhan("db", "upgrade", data_dir=tmp_path, more=more)
    assert again.returncode == 0, again.stderr
