"""The developer's server: a web part that is replaced whenever something is saved, and the helpers with it.

Each web part is a process of its own, started from nothing: nothing of the old code can stay behind, and code that ends its
process, ends only that part. The old one answers until the new one does.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from http.client import HTTPException
from importlib import import_module
from ipaddress import ip_address
from os import getpid
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, build_opener

import click
from sqlalchemy import inspect, text
from sqlalchemy.exc import SQLAlchemyError

from core.database.migrations import require_core
from core.platform import Platform
from core.serve.address import free_address
from core.serve.dev.errors import NotForDevelopment, WatchingNotInstalled
from core.serve.dev.watching import is_code, watched_folders
from core.serve.helpers import PATIENCE_S, Helpers
from core.words import lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.database import Database
    from core.settings import Settings

READY = "/serve/dev/ready"
"""The address at which a web part says which it is."""
LOOK_MS = 500
"""How often the database is asked whether plugins were enabled or migrations have run."""
DEBOUNCE_MS = 200
"""What is saved within so short a time is taken up together."""
STARTS_WITHIN_S = 60


def run_dev(settings: Settings, *, web_only: bool) -> None:
    """Serve until stopped, anew after every change of code, templates, catalogs, manifests or static files.

    Raises NotForDevelopment, WatchingNotInstalled, PortTaken, CannotListen, DatabaseNotReady before anything is started.
    """
    check_is_ones_own(settings)
    try:
        import_module("watchfiles")
    except ImportError as problem:
        raise WatchingNotInstalled from problem
    address = free_address(settings.host, settings.port)
    platform = Platform(settings)
    require_core(platform.database)
    helpers = Helpers(*(() if web_only else ("scheduler", "worker")))
    server = DevServer(settings, address, platform.database, helpers)
    try:
        server.run()
    finally:
        server.end()


def check_is_ones_own(settings: Settings) -> None:
    """Raise NotForDevelopment where anybody but the developer could reach the pages."""
    public = urlsplit(settings.public_url).hostname or ""
    for name, value, is_own in (
        ("LIANZHAN_HOST", settings.host, _is_loopback(settings.host)),
        ("LIANZHAN_PUBLIC_URL", settings.public_url, not settings.is_https and _is_loopback(public)),
        ("LIANZHAN_TRUSTED_PROXIES", settings.trusted_proxies, not settings.trusted_proxies),
    ):
        if not is_own:
            raise NotForDevelopment(name=name, value=value)


class DevServer:
    """The web part as it is now, and how it is replaced."""

    def __init__(self, settings: Settings, address: str, database: Database, helpers: Helpers) -> None:
        self._settings = settings
        self._address = address
        self._database = database
        self._helpers = helpers
        self._told_to_end = threading.Event()
        self._part: subprocess.Popen[bytes] | None = None
        self._leaving: list[subprocess.Popen[bytes]] = []
        self._decided = decided(database)

    def run(self) -> None:
        """Serve until told to end."""
        import watchfiles

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_signal: self._told_to_end.set())
        folders = watched_folders(self._settings)
        # Watching begins before the first start, so that nothing saved meanwhile is missed.
        changes = watchfiles.watch(
            *folders,
            watch_filter=lambda _change, path: is_code(Path(path)),
            debounce=DEBOUNCE_MS,
            rust_timeout=LOOK_MS,
            yield_on_timeout=True,
            stop_event=self._told_to_end,
        )
        next(changes, None)
        self._take_up(())
        for changed in changes:
            self._reap()
            now_decided = decided(self._database)
            if changed or (now_decided is not None and now_decided != self._decided):
                self._decided = now_decided
                self._take_up(sorted({path for _change, path in changed}))

    def end(self) -> None:
        """End everything that was started."""
        for part in [*([self._part] if self._part else []), *self._leaving]:
            part.terminate()
            self._leaving.append(part)
        self._helpers.end()
        until = time.monotonic() + PATIENCE_S
        for part in self._leaving:
            try:
                part.wait(max(until - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                part.kill()
                part.wait()

    def _take_up(self, paths: Iterable[str]) -> None:
        """Replace the web part, and then the helpers, by ones with the code as it is now."""
        is_first = self._part is None
        begun = time.monotonic()
        if sys.platform != "linux":
            self._let_go()  # elsewhere two processes cannot listen at one address
        part = _started(self._address)
        if not self._answers(part):
            part.kill()
            part.wait()
            if not self._told_to_end.is_set():
                click.echo(_("It could not be taken up; what ran before runs on. Mend it and save again."), err=True)
            return
        self._let_go()
        self._part = part
        if is_first:
            self._say_where()
        else:
            self._helpers.begin_anew()
            shown = ", ".join(Path(path).name for path in paths) or _("the database")
            click.echo(_("Taken up in %(seconds)s s: %(what)s", seconds=f"{time.monotonic() - begun:.1f}", what=shown))

    def _say_where(self) -> None:
        click.echo(
            _(
                "LianZhan serves on http://%(host)s:%(port)s and takes up what is saved. Stop it with Ctrl-C.",
                host=self._settings.host,
                port=self._settings.port,
            )
        )

    def _let_go(self) -> None:
        if self._part is not None:
            self._part.terminate()
            self._leaving.append(self._part)
            self._part = None

    def _answers(self, part: subprocess.Popen[bytes]) -> bool:
        """Wait until this part answers; False where it ends instead, or never does."""
        host = f"[{self._address}]" if ":" in self._address else self._address
        url = f"http://{host}:{self._settings.port}{READY}"
        without_proxy = build_opener(ProxyHandler({}))
        until = time.monotonic() + STARTS_WITHIN_S
        while part.poll() is None and time.monotonic() < until and not self._told_to_end.is_set():
            with suppress(OSError, HTTPException), without_proxy.open(url, timeout=1) as answer:
                if answer.read().decode() == str(part.pid):
                    return True
            time.sleep(0.03)
        return False

    def _reap(self) -> None:
        self._leaving = [part for part in self._leaving if part.poll() is None]


def decided(database: Database) -> object:
    """What else a start depends on: which plugins are enabled, and which migrations have run. None where nobody can say."""
    try:
        with database.engine.connect() as connection:
            versions = sorted(
                name for name in inspect(connection).get_table_names() if name.startswith("alembic_version")
            )
            asked = ["SELECT name, is_enabled, stops FROM plugin_state ORDER BY name"]
            asked += [f"SELECT version_num FROM {name}" for name in versions]  # noqa: S608 - a name the database gave
            return versions, [tuple(map(tuple, connection.execute(text(query)))) for query in asked]
    except SQLAlchemyError:
        return None


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _started(address: str) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C is for us, who then end the parts in order.
    return subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", "core.serve.dev", str(getpid()), address], start_new_session=True
    )
