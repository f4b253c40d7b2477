"""Running everything: the web server, the scheduler and the worker, which die together."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import time
from multiprocessing import parent_process
from typing import Any

import click

from core.database.migrations import require_core
from core.platform import Platform
from core.serve.address import free_address
from core.serve.helpers import Helpers
from core.settings import Settings
from core.watch.logs import log
from core.words import lazy as _

WATCH_S = 0.5
SIGNAL_OF_PARENT_DEATH = 1
"""The option of Linux's prctl by which the kernel tells a process at once."""
LET_ANSWER_S = 10
"""How long a web process that is told to stop may take to answer what it was asked."""


def run_all(settings: Settings, *, web_only: bool) -> None:
    """Serve until stopped. Scheduler and worker are processes of their own, started and ended with the server.

    Raises PortTaken, CannotListen, DatabaseNotReady, DatabaseUnreachable before anything is started.
    """
    address = free_address(settings.host, settings.port)
    waiting = _waiting_plugins(settings)
    if waiting:
        click.echo(
            _("Not active until `lianzhan db upgrade` has run: %(plugins)s.", plugins=", ".join(waiting)), err=True
        )
    helpers = Helpers(*(() if web_only else ("scheduler", "worker")))
    click.echo(
        _("LianZhan serves on http://%(host)s:%(port)s. Stop it with Ctrl-C.", host=settings.host, port=settings.port)
    )
    try:
        serve_web(settings, address)
    finally:
        helpers.end()


def _waiting_plugins(settings: Settings) -> list[str]:
    """The plugins whose migrations have still to run, when the core's have."""
    platform = Platform(settings)
    try:
        require_core(platform.database)
        return platform.host.pending_units()
    finally:
        # Web processes are forked from this one: an open SQLite connection must not be carried into them.
        platform.database.dispose()


def serve_web(
    settings: Settings, address: str, target: str = "core.serve.web:app", *, is_factory: bool = False
) -> None:
    """The web server, until it is told to stop."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    class Server(Granian):  # type: ignore[misc, valid-type]  # it is chosen at run time
        """Granian, which can miss being told to stop while it replaces a web process that was told to stop too."""

        def signal_handler_interrupt(self, *_signal: Any, **_more: Any) -> None:
            super().signal_handler_interrupt()
            threading.Thread(target=self._insist, daemon=True).start()

        def _insist(self) -> None:
            while True:
                time.sleep(WATCH_S)
                self.main_loop_interrupt.set()

    Server(
        target,
        factory=is_factory,
        address=address,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.workers,
        blocking_threads=settings.threads,
        backpressure=512,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=LET_ANSWER_S,
    ).serve()


def end_with_server() -> None:
    """Called in a web process: let it end with the server that started it, and only when that says so."""
    if (server := parent_process()) and server.pid:
        # Ctrl-C is for the server, which then tells us: told twice at once, Granian's web process may wait for ever.
        os.setpgrp()
        die_with_parent(server.pid)


def die_with_parent(parent: int) -> None:
    """End this process when `parent`, which started it, is gone, however it went (also by ``kill -9``)."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(WATCH_S)
        log.warning("parent_gone", pid=os.getpid())
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(WATCH_S * 4)
        os._exit(1)

    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SIGNAL_OF_PARENT_DEATH, signal.SIGTERM)
    threading.Thread(target=watch, name="die-with-parent", daemon=True).start()
