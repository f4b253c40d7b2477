"""A real mail server, a real service of robots, and a platform that sends through both."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from aiosmtpd.controller import Controller

from core.notices.carrying import Carrying
from core.platform import Platform
from core.settings import Settings
from core.testing.serving import free_port
from tests.core.notices.outside import WAIT, Groups, Mails, answering, wait_for


@pytest.fixture
def mails() -> Iterator[Mails]:
    """A mail server on this machine."""
    kept = Mails()
    controller = Controller(kept, hostname="127.0.0.1", port=free_port())
    controller.start()
    kept.url = f"smtp://127.0.0.1:{controller.port}?starttls=0"
    yield kept
    controller.stop()


@pytest.fixture
def groups() -> Iterator[Groups]:
    """A service of robots on this machine."""
    kept = Groups()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            document = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            kept.said.append((self.path, document))
            key = self.path.rpartition("=")[2]
            kept.answers.get(key, answering(200, {"errcode": 0, "errmsg": "ok"}))(self)

        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    kept.url = f"http://127.0.0.1:{server.server_port}"
    yield kept
    server.shutdown()
    server.server_close()


@pytest.fixture
def sending_settings(settings: Settings, mails: Mails, groups: Groups) -> Settings:
    """Settings that name both servers."""
    return replace(settings, mail_url=mails.url, mail_from="platform@example.org", robots_go_to=groups.url)


@pytest.fixture
def platform(sending_settings: Settings) -> Iterator[Platform]:
    """The platform; nothing is sent until :func:`carry`."""
    running = Platform(sending_settings)
    yield running
    running.database.dispose()


@pytest.fixture
def carry(platform: Platform) -> Iterator[Callable[[Callable[[], object]], None]]:
    """Send what is due until something has come."""
    carrying: list[Carrying] = []

    def until(came: Callable[[], object]) -> None:
        if not carrying:
            carrying.append(Carrying(platform, WAIT))
        wait_for(came)

    yield until
    for one in carrying:
        one.stop(5)
