"""Promise 5: migrations go up, down and up again, with data; and the house stands without any one plugin."""

import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, select

from core.audit.service import verify
from core.database import Database, metadata
from core.database.migrations import Unit, compare_options, core_unit, current, downgrade, pending, plugin_unit, upgrade
from core.plugin_host.manifest import discover
from core.stations.models import Station
from core.testing.databases import Store
from core.testing.fixtures import settings_for
from core.testing.promises.world import World
from core.testing.promises.worlds import load_demonstration
from core.testing.serving import lianzhan, serving
from tests.house.checkout import ROOT

PLUGINS = [found.name for found in discover(())]
KEEPING = [found.name for found in discover(()) if (found.folder / "migrations").is_dir()]
"""Those that keep records; of the others there is nothing to purge."""


def units() -> list[Unit]:
    """The core and every plugin with migrations; those that are required first, which undoing turns round."""
    plugins = [
        plugin_unit(found.name, found.folder / "migrations")
        for found in discover(())
        if (found.folder / "migrations").is_dir()
    ]
    return [core_unit(), *plugins]


@pytest.fixture
def database_url(store: Store, database_kind: str) -> str:
    return store.of(database_kind, "demonstration", load_demonstration)


@pytest.fixture
def loaded(database_url: str, tmp_path: Path) -> Iterator[Database]:
    """The demonstration, with everything that plugins map known to the shared metadata."""
    from core.app import create_app

    database: Database = create_app(settings_for(database_url, tmp_path)).extensions["lianzhan"].database
    yield database
    database.dispose()


def test_models_and_migrations_agree(loaded: Database, on_both: str) -> None:
    differences = []
    for unit in units():
        with loaded.engine.connect() as connection:
            options = {**compare_options(unit), "version_table": unit.version_table}
            context = MigrationContext.configure(connection, opts=options)
            differences += [f"{unit.name}: {one}" for one in compare_metadata(context, metadata)]
    assert not differences, "\n".join(differences)


def test_every_unit_stands_at_its_head(loaded: Database, on_both: str) -> None:
    with loaded.engine.connect() as connection:
        assert {unit.name: pending(connection, unit) for unit in units()} == {unit.name: [] for unit in units()}


def test_each_plugin_goes_down_and_up_and_leaves_the_core_alone(loaded: Database, on_both: str) -> None:
    with loaded.reading() as session:
        stations = session.scalars(select(Station.name).order_by(Station.id)).all()
        entries = verify(session).entries
    for unit in units()[1:]:
        downgrade(loaded, unit)
        assert [table for table in inspect(loaded.engine).get_table_names() if unit.owns(table)] == []
        assert upgrade(loaded, unit) != []
        assert [table for table in inspect(loaded.engine).get_table_names() if unit.owns(table)] != []
    with loaded.reading() as session:
        assert session.scalars(select(Station.name).order_by(Station.id)).all() == stations
        assert verify(session).is_intact
        assert verify(session).entries == entries


def test_everything_goes_down_and_up(loaded: Database, on_both: str) -> None:
    for unit in reversed(units()):
        downgrade(loaded, unit)
        with loaded.engine.connect() as connection:
            assert current(connection, unit) is None
    left = [table for table in inspect(loaded.engine).get_table_names() if not table.startswith("alembic_version")]
    assert left == []
    for unit in units():
        upgrade(loaded, unit)
    test_models_and_migrations_agree(loaded, on_both)


@pytest.fixture(scope="module")
def pages(demonstration: World) -> list[tuple[str, str, str]]:
    """Address, role and owner of every page."""
    return [(route.urls["own"], role, route.owner) for route, role in demonstration.html_pages()]


@pytest.mark.parametrize("plugin", PLUGINS)
def test_without_the_folder_of_a_plugin_the_rest_starts_migrates_and_shows_every_page(
    plugin: str, demonstration: World, pages: list[tuple[str, str, str]], tmp_path: Path
) -> None:
    """In a copy of the project, in real processes; on a database the plugin has used, and on a fresh one."""
    copy = tmp_path / "project"
    for folder in ("core", "plugins", "templates"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.rmtree(copy / "plugins" / plugin)
    data = tmp_path / "data"
    data.mkdir()
    used = shutil.copyfile(demonstration.template, data / "used.db")
    more = {"PYTHONPATH": str(copy), "LIANZHAN_SECRET_KEY": demonstration.app.config["SECRET_KEY"]}

    fresh = lianzhan("db", "upgrade", data_dir=data, more=more, cwd=copy)
    assert fresh.returncode == 0, fresh.stderr
    assert plugin not in fresh.stdout

    on_used = more | {"LIANZHAN_DATABASE_URL": f"sqlite:///{used}"}
    for command in (
        ["db", "upgrade"],
        ["db", "status"],
        ["audit", "verify"],
        ["figures", "xinyi", "--json"],
        ["plugin", "list", "--json"],
    ):
        done = lianzhan(*command, data_dir=data, more=on_used, cwd=copy)
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    with serving(data, "--web-only", more=on_used, cwd=copy) as served:
        failing = []
        of_nothing = () if plugin in KEEPING else (f"/admin/plugins/{plugin}",)  # it has left no trace to be shown
        for url, role, owner in pages:
            if owner != plugin and url not in of_nothing:
                client = demonstration.client(role)
                cookie = client.get_cookie("session")
                status = _status(served.url + url, cookie.value if cookie else "")
                failing += [f"{url} ({role}): {status}"] if status != 200 else []
    assert not failing, "\n".join(failing)


def _status(url: str, cookie: str) -> int:
    asked = urllib.request.Request(url, headers={"Cookie": f"session={cookie}"})  # noqa: S310 - our own server
    try:
        with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310
            return int(answer.status)
    except urllib.error.HTTPError as problem:
        return problem.code


@pytest.mark.parametrize("plugin", KEEPING)
def test_a_purged_plugin_leaves_nothing_but_the_core_whole(plugin: str, demonstration: World, tmp_path: Path) -> None:
    copy = shutil.copyfile(demonstration.template, tmp_path / "lianzhan.db")
    more = {"LIANZHAN_DATABASE_URL": f"sqlite:///{copy}", "LIANZHAN_SECRET_KEY": demonstration.app.config["SECRET_KEY"]}
    purged = lianzhan("plugin", "purge", plugin, "--yes", data_dir=tmp_path, more=more)
    assert purged.returncode == 0, purged.stdout + purged.stderr
    database = Database(f"sqlite:///{copy}")
    tables = inspect(database.engine).get_table_names()
    assert [table for table in tables if table.startswith(f"{plugin}__") or table == f"alembic_version_{plugin}"] == []
    database.dispose()
    assert lianzhan("audit", "verify", data_dir=tmp_path, more=more).returncode == 0
    with serving(tmp_path, "--web-only", more=more) as served:
        assert "</html>" in served.get("/")
    again = lianzhan("db", "upgrade", data_dir=tmp_path, more=more)
    assert again.returncode == 0, again.stderr
