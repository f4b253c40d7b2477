"""Fixtures, as a pytest plugin: ``pytest_plugins = ["core.testing.fixtures"]`` in a conftest.py.

================ =======================================================================================
``database``     a migrated SQLite database of the test's own
``database_url`` its address; ``@pytest.mark.parametrize("database_kind", DATABASES)`` or asking for
                 ``on_both`` runs a test on SQLite and on PostgreSQL
``session``      a session that writes there; what it wrote is rolled back after the test
``settings``     settings for it, with a data directory of its own; broken plugins raise
``app``          the application on it
``client``       a client of the application, a stranger until ``sign_in(client, account)``
``signed_in``    makes somebody and signs them in: ``signed_in("manager", station=station)``
``clock``        the platform's time, the machine's until ``clock.stop_at(date(2026, 11, 20))``
``told``         what people have been told, and by which way
``jobs``         the declared jobs, run at once, and the tasks that wait
``count``        the statements of a block: ``with count() as statements:``
``store``        databases built once a run and copied: ``store.sqlite("mine", build)``
``postgresql``   the PostgreSQL server of this run, started when first asked for
``live_server``  a real ``lianzhan serve --web-only`` on the test's database, on a port of its own
``browser_page`` a page of a real Chromium, 360 px wide
``open_page``    opens pages on the live server as somebody: ``open_page(signed_in("office"), size="desk")``
``mails``        a mail server that keeps what it is sent; ``groups`` a service of group robots
================ =======================================================================================
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from gettext import NullTranslations
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from core.app import create_app
from core.database import Database
from core.settings import Settings
from core.testing.about import subject_of_run
from core.testing.clock import Clock
from core.testing.counting import Count, counted
from core.testing.databases import Store
from core.testing.outside import Groups, Mails, mail_server, robot_service
from core.testing.postgresql import Server, running_server
from core.testing.serving import Served, serving
from core.testing.telling import Told
from core.testing.visitors import SignedIn, signing_in
from core.testing.working import Jobs
from core.words import speak

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from core.testing.opening import Opening

DATABASES = ("sqlite", "postgresql")
SECRET_KEY = "a-key-that-only-tests-know"  # noqa: S105 - not a secret


@pytest.fixture(scope="session")
def _servers() -> Iterator[ExitStack]:
    with ExitStack() as running:
        yield running


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config, _servers: ExitStack) -> Store:
    """Databases built once a run and copied; the plugin of the repository, if it holds one, runs there."""
    started: list[Server] = []

    def server() -> Server:
        if not started:
            started.append(_servers.enter_context(running_server()))
        return started[0]

    subject = subject_of_run(pytestconfig)
    return Store(tmp_path_factory.mktemp("databases"), server, subject.decisions if subject else None)


@pytest.fixture(scope="session")
def postgresql(store: Store) -> Server:
    """The PostgreSQL server of this run. A machine without one fails the test, with a sentence."""
    return store.server()


@pytest.fixture(autouse=True)
def as_written() -> Iterator[None]:
    """Messages are said as they are written, whatever language an earlier test left spoken."""
    with speak(NullTranslations()):
        yield


@pytest.fixture
def database_kind() -> str:
    """On which database the test runs; ``on_both`` makes it both."""
    return "sqlite"


@pytest.fixture
def database_url(store: Store, database_kind: str) -> str:
    """The address of a migrated database of the test's own."""
    return store.migrated(database_kind)


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
def signed_in(app: Flask, database: Database) -> SignedIn:
    """Makes an account with a role and signs its holder in, each with a client of their own."""
    return signing_in(app, database)


@pytest.fixture
def clock(tmp_path: Path) -> Iterator[Clock]:
    """The time of the platform, in the test and on the ``live_server``: the machine's until the test stops it."""
    clock = Clock(tmp_path / "clock")
    yield clock
    clock.go_on()


@pytest.fixture
def told(database: Database) -> Told:
    """What people are told from here on, and by which way."""
    told = Told(database)
    told.forget()
    return told


@pytest.fixture
def jobs(app: Flask) -> Jobs:
    """The declared jobs, and the tasks that wait, done at once."""
    return Jobs(app.extensions["lianzhan"])


@pytest.fixture
def count(database: Database) -> Count:
    """Collects the statements of a block."""
    return partial(counted, database)


@pytest.fixture
def mails() -> Iterator[Mails]:
    """A mail server on this machine that keeps what it is sent."""
    with mail_server() as kept:
        yield kept


@pytest.fixture
def groups() -> Iterator[Groups]:
    """A service of group robots on this machine that keeps what is said through it."""
    with robot_service() as kept:
        yield kept


@pytest.fixture
def live_server(database_url: str, tmp_path: Path, clock: Clock) -> Iterator[Served]:
    """A real server on the test's database; it obeys the test's ``clock``."""
    more = {"LIANZHAN_DATABASE_URL": database_url, "LIANZHAN_SECRET_KEY": SECRET_KEY, **clock.environment()}
    with serving(tmp_path, "--web-only", more=more) as served:
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

    with browser.new_context(viewport=PHONE, locale="zh-CN", timezone_id="Asia/Shanghai") as context:
        yield context.new_page()


@pytest.fixture
def open_page(browser: Browser, app: Flask, request: pytest.FixtureRequest) -> Iterator[Opening]:
    """Opens pages of the browser on the ``live_server``, on a phone or at a desk, signed in without typing."""
    from core.testing.opening import opening

    with opening(browser, app, partial(request.getfixturevalue, "live_server")) as pages:
        yield pages


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
