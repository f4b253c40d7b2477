"""Plugins written into a folder by the test itself, found through LIANZHAN_PLUGINS_PATH, and loaded for real."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from gettext import NullTranslations
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from core.app import create_app
from core.database import metadata
from core.database.migrations import upgrade
from core.plugin_host.host import PluginHost
from core.plugin_host.manifest import discover
from core.plugin_host.states import Plugin, State
from core.plugin_host.tables import forget
from core.stations.models import Station
from core.testing import make_account, make_station, sign_in
from core.testing.fixtures import settings_for
from core.words import speak

OF_THE_HOUSE = ",".join(found.name for found in discover(()))
"""The plugins of this repository: what a test writes is to be alone."""


@dataclass
class Workshop:
    """A folder of plugins, a database, and the platform started with them as often as the test likes."""

    folder: Path
    database_url: str
    data: Path
    environ: dict[str, str] = field(default_factory=lambda: {"PLUGINS_STRICT": "0", "PLUGINS_DISABLED": OF_THE_HOUSE})
    started: list[PluginHost] = field(default_factory=list)

    def write(self, name: str, files: dict[str, str] | None = None, manifest: str | None = None, **code: str) -> Path:
        """Write a plugin: ``init`` is its ``__init__.py``, other words are modules, ``files`` anything else."""
        place = self.folder / name
        place.mkdir(parents=True, exist_ok=True)
        toml = manifest or f'name = "{name}"\ntitle = "The {name}"\nversion = "1.0"\napi = ">=1,<2"\n'
        (place / "plugin.toml").write_text(dedent(toml), encoding="utf-8")
        for module, text in {"init": "", **code}.items():
            (place / f"{'__init__' if module == 'init' else module}.py").write_text(dedent(text), encoding="utf-8")
        for path, text in (files or {}).items():
            (place / path).parent.mkdir(parents=True, exist_ok=True)
            (place / path).write_text(dedent(text), encoding="utf-8")
        return place

    def app(self, **environ: str) -> Flask:
        """The application, started now."""
        settings = settings_for(
            self.database_url, self.data, **{"PLUGINS_PATH": str(self.folder), **self.environ, **environ}
        )
        app = create_app(settings)
        self.started.append(app.extensions["lianzhan"].host)
        return app

    def migrate(self, app: Flask) -> None:
        """Run the migrations of every plugin."""
        platform = app.extensions["lianzhan"]
        for unit in platform.host.units():
            upgrade(platform.database, unit)

    def variables(self) -> dict[str, str]:
        """What a command must find in its environment to see the same."""
        given = {
            "DATA_DIR": str(self.data),
            "DATABASE_URL": self.database_url,
            "SECRET_KEY": "a-key-that-only-tests-know",
        }
        return {
            f"LIANZHAN_{name}": value
            for name, value in {**given, "PLUGINS_PATH": str(self.folder), **self.environ}.items()
        }


@pytest.fixture
def workshop(database_url: str, tmp_path: Path) -> Iterator[Workshop]:
    """A place to write plugins in; afterwards the process has never seen them."""
    made = Workshop(tmp_path / "plugins", database_url, tmp_path / "data")
    made.folder.mkdir()
    tables = set(metadata.tables)
    yield made
    written = [found for found in discover([made.folder]) if found.folder.is_relative_to(tmp_path)]
    for found in written:
        forget(Plugin(found))
    for name in [name for name, module in sys.modules.items() if str(tmp_path) in str(getattr(module, "__file__", ""))]:
        del sys.modules[name]
    for host in made.started:
        host.database.dispose()
    # Those of the plugins of this repository may have come along: nothing else in the process had asked for them yet.
    names = {found.name for found in written}
    assert not [table for table in set(metadata.tables) - tables if table.partition("__")[0] in names]


Found = Callable[[Flask, str], Plugin]


def plugin_in(app: Flask, name: str) -> Plugin:
    """The plugin as this application's host knows it."""
    host: PluginHost = app.extensions["lianzhan"].host
    return host.plugins[name]


def state_in(app: Flask, name: str) -> State:
    """The state of a plugin in this application."""
    return plugin_in(app, name).state


def reason_in(app: Flask, name: str) -> str:
    """The sentence that says why it is not active, in English whatever was spoken last."""
    with speak(NullTranslations()):
        return str(plugin_in(app, name).reason)


@dataclass
class Place:
    """A station and somebody who may do everything there."""

    station: int
    other: int
    admin: FlaskClient
    stranger: FlaskClient


def place_in(app: Flask) -> Place:
    """Two stations, an administrator and a stranger."""
    with app.extensions["lianzhan"].database.writing() as session:
        found = list(session.scalars(select(Station.id).order_by(Station.id)))
        found += [make_station(session).id for _missing in range(2 - len(found))]
        account = make_account(session, role="administrator")
        session.flush()
        session.expunge(account)
    return Place(found[0], found[1], sign_in(app.test_client(), account), app.test_client())


def core_pages(place: Place) -> list[tuple[FlaskClient, str]]:
    """Core pages on which plugins show something, as a stranger and as an administrator."""
    both: list[Any] = [place.stranger, place.admin]
    return [
        *((who, url) for who in both for url in ("/", f"/stations/{place.station}")),
        (place.admin, "/start"),
        (place.admin, "/stations/"),
    ]


def assert_core_answers(app: Flask, place: Place | None = None) -> Place:
    """Every core page answers 200."""
    place = place or place_in(app)
    for client, url in core_pages(place):
        assert client.get(url).status_code == 200, url
    return place
