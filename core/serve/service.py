"""Running everything: the web server, the scheduler and the worker, which die together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import click

from core.database.migrations import require_core
from core.platform import Platform
from core.settings import Settings
from core.watch.logs import log
from core.words import lazy as _

WATCH_S = 0.5


def run_all(settings: Settings, *, web_only: bool) -> None:
    """Serve until stopped. Scheduler and worker are processes of their own, started and ended with the server."""
    platform = Platform(settings)
    require_core(platform.database)
    waiting = platform.host.pending_units()
    if waiting:
        click.echo(
            _("Not active until `lianzhan db upgrade` has run: %(plugins)s.", plugins=", ".join(waiting)), err=True
        )
    helpers = [] if web_only else [_start("scheduler"), _start("worker")]
    click.echo(
        _("LianZhan serves on http://%(host)s:%(port)s. Stop it with Ctrl-C.", host=settings.host, port=settings.port)
    )
    try:
        _serve(settings)
    finally:
        _end(helpers)


def _serve(settings: Settings) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "core.serve.web:app",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.workers,
        blocking_threads=settings.threads,
        backpressure=512,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
    ).serve()


def _start(command: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "core.serve", str(os.getpid()), command])  # noqa: S603 - our own module


def _end(helpers: list[subprocess.Popen[bytes]]) -> None:
    for helper in helpers:
        helper.send_signal(signal.SIGTERM)
    for helper in helpers:
        try:
            helper.wait(5)
        except subprocess.TimeoutExpired:
            helper.kill()


def die_with_parent(parent: int) -> None:
    """End this process when `parent`, which started it, is gone, however it went (also by ``kill -9``)."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(WATCH_S)
        log.warning("parent_gone", pid=os.getpid())
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(WATCH_S * 4)
        os._exit(1)

    threading.Thread(target=watch, name="die-with-parent", daemon=True).start()
