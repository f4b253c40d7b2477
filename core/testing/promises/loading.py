"""A plugin loads: it knows every hook it implements, implements it as the hook asks, and its tables are its own."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm.mapper import _all_registries

from core.app import create_app
from core.plugin_host.host import PluginHost
from core.plugin_host.states import Plugin
from core.testing.databases import Store
from core.testing.fixtures import settings_for
from core.testing.promises import promises


@pytest.fixture(scope="module")
def started(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PluginHost]:
    """The host of an application in which a broken plugin is put aside, with the reason."""
    settings = settings_for(store.migrated("sqlite"), tmp_path_factory.mktemp("started"), plugins_strict="0")
    app = create_app(settings)
    platform = app.extensions["lianzhan"]
    platform.host.rehearse()
    yield platform.host
    platform.database.dispose()


@promises("loading", "It loads: every hook it implements is there, and is implemented as it asks")
def test_the_plugin_loads(plugin: str, started: PluginHost) -> None:
    loaded = started.plugins[plugin]
    assert loaded.is_active, str(loaded.reason or loaded.state.words)


@promises("loading", "What it adds to other plugins loads, too")
def test_what_it_adds_to_other_plugins_loads(plugin: str, started: PluginHost) -> None:
    loaded = started.plugins[plugin]
    assert loaded.is_active, str(loaded.reason or loaded.state.words)
    failed = [f"{one.hook}: {one.error}: {one.message} (at {one.place})" for one in loaded.failures]
    assert not failed, "\n".join(failed)


@promises("loading", "Its tables begin with its name")
def test_its_tables_begin_with_its_name(plugin: str, started: PluginHost) -> None:
    loaded = started.plugins[plugin]
    assert loaded.is_active, str(loaded.reason or loaded.state.words)
    foreign = [table for table in tables_of(loaded) if not table.startswith(loaded.prefix)]
    assert not foreign, (
        f"Name these tables {loaded.prefix}..., in the models and in the migrations: {', '.join(foreign)}"
    )


def tables_of(plugin: Plugin) -> list[str]:
    """The tables that the plugin's classes are mapped to."""
    package = plugin.found.package
    return [
        str(getattr(mapper.local_table, "name", ""))
        for registry in _all_registries()
        for mapper in registry.mappers
        if mapper.class_.__module__ == package or mapper.class_.__module__.startswith(f"{package}.")
    ]
