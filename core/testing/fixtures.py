"""Fixtures, as a pytest plugin: ``pytest_plugins = ["core.testing.fixtures"]`` in a conftest.py.

================ =======================================================================================
``database``     a migrated SQLite database of the test's own
``database_url`` its address; ``@pytest.mark.parametrize("database_kind", DATABASES)`` or asking for
                 ``on_both`` runs a test on SQLite and on PostgreSQL
``session``      a session that writes there; what it wrote is rolled back after the test
``settings``     settings for it, with a data directory of its own; broken plugins raise
``app``          the application on it
``client``       a client of the application, a stranger until ``sign_in(client, account)``
``store``        databases built once a run and copied: ``store.sqlite("mine", build)``
``postgresql``   the PostgreSQL server of this run, started when first asked for
``live_server``  a real ``lianzhan serve --web-only`` on a copy of the database, on a port of its own
``browser_page`` a page of a real Chromium, 360 px wide
================ =======================================================================================
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from core.app import create_app
from core.database import Database
from core.settings import Settings
from core.testing.databases import Store, migrate
from core.testing.postgresql import Server, running_server
from core.testing.serving import Served, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DATABASES = ("sqlite", "postgresql")
SECRET_KEY = "a-key-that-only-tests-know"  # noqa: S105 - not a secret


@pytest.fixture(scope="session")
def _servers() -> Iterator[ExitStack]:
    with ExitStack() as running:
        yield running


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory, _servers: ExitStack) -> Store:
    """Databases built once a run and copied."""
    started: list[Server] = []

    def server() -> Server:
        if not started:
            started.append(_servers.enter_context(running_server()))
        return started[0]

    return Store(tmp_path_factory.mktemp("databases"), server)


@pytest.fixture(scope="session")
def postgresql(store: Store) -> Server:
    """The PostgreSQL server of this run. A machine without one fails the test, with a sentence."""
    return store.server()


@pytest.fixture
def database_kind() -> str:
    """On which database the test runs; ``on_both`` makes it both."""
    return "sqlite"


@pytest.fixture
def database_url(store: Store, database_kind: str) -> str:
    """The address of a migrated database of the test's own."""
    return store.of(database_kind, "migrated", migrate)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings for the test's database; a plugin that is broken raises."""
    return settings_for(database_url, tmp_path / "data")


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The application on the test's database."""
    app = create_app(settings)
    yield app
    app.extensions["lianzhan"].database.dispose()


@pytest.fixture
def database(app: Flask) -> Database:
    """The test's database, as the application uses it."""
    found: Database = app.extensions["lianzhan"].database
    return found


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session that writes; rolled back after the test. The application does not see what it has not committed."""
    with database.session(writes=True) as session:
        yield session


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client of the application, a stranger until ``sign_in(client, account)``."""
    return app.test_client()


@pytest.fixture
def live_server(database_url: str, tmp_path: Path) -> Iterator[Served]:
    """A real server on the test's database."""
    with serving(
        tmp_path, "--web-only", more={"LIANZHAN_DATABASE_URL": database_url, "LIANZHAN_SECRET_KEY": SECRET_KEY}
    ) as served:
        yield served


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium."""
    from core.testing.browser import running_browser

    with running_browser() as browser:
        yield browser


@pytest.fixture
def browser_page(browser: Browser) -> Iterator[Page]:
    """A page of it, as wide as a phone, speaking Chinese."""
    from core.testing.browser import PHONE

    with browser.new_context(viewport=PHONE, locale="zh-CN", timezone_id="Asia/Shanghai") as context:  # type: ignore[arg-type]
        yield context.new_page()


def settings_for(database_url: str, data_dir: Path, **more: str) -> Settings:
    """Settings for a database; further ones by their names without ``LIANZHAN_``."""
    given = {"DATA_DIR": str(data_dir), "DATABASE_URL": database_url, "SECRET_KEY": SECRET_KEY, "PLUGINS_STRICT": "1"}
    return Settings.from_environ({f"LIANZHAN_{name.upper()}": value for name, value in (given | more).items()})


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that asks for ``on_both`` on SQLite and on PostgreSQL."""
    if "on_both" in metafunc.fixturenames:
        metafunc.parametrize("database_kind", DATABASES)


@pytest.fixture
def on_both(database_kind: str) -> str:
    """The kind of database the test runs on; asking for it runs the test on each."""
    return database_kind
