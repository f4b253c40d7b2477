"""What stands outside the house and takes what we send: a mail server and a service of group robots, on this machine."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, cast

from core.testing.serving import free_port

if TYPE_CHECKING:
    from aiosmtpd.smtp import SMTP, Envelope
    from aiosmtpd.smtp import Session as SmtpSession

PATIENCE_S = 60


@dataclass
class Mails:
    """A mail server: what it took, and what it answers to whom. ``url`` is for ``LIANZHAN_MAIL_URL``."""

    url: str = ""
    taken: list[EmailMessage] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    """What is answered to who is named here, instead of taking their mail: ``"550 no such mailbox"``."""
    slow: set[str] = field(default_factory=set)
    """Whose mails are not answered before ten seconds have passed, or the name is taken out of here."""
    hangs_up: set[str] = field(default_factory=set)
    """Whose mails are taken, and the connection broken off instead of an answer: once each."""

    def to(self, address: str) -> list[EmailMessage]:
        """The mails to an address, in the order they came."""
        return [one for one in self.taken if one["To"] == address]

    def ids_to(self, address: str) -> list[str]:
        """The Message-IDs of the mails to an address: the same one twice is one mail sent again."""
        return [str(one["Message-ID"]) for one in self.to(address)]

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: SmtpSession, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Answer who is named as a recipient."""
        for _moment in range(200):
            if address not in self.slow:
                break
            await asyncio.sleep(0.05)
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: SmtpSession, envelope: Envelope) -> str:  # noqa: N802 - as above
        """Take a mail."""
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        self.taken.append(message_from_bytes(content, policy=policy.default))
        (to,) = envelope.rcpt_tos
        if to in self.hangs_up:
            self.hangs_up.discard(to)
            cast("asyncio.WriteTransport", server.transport).abort()
        return "250 taken"


@dataclass
class Groups:
    """A service of robots: what was said through which of them, and what it answers. ``url`` is for ``LIANZHAN_ROBOTS_GO_TO``."""

    url: str = ""
    said: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """The path and the document of every request."""
    answers: dict[str, Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=dict)
    """What answers instead of a plain yes, by the key of the robot."""

    def through(self, key: str) -> list[str]:
        """What was said through the robot with this key."""
        return [document["text"]["content"] for path, document in self.said if path.endswith(key)]


def answering(status: int, document: object) -> Callable[[BaseHTTPRequestHandler], None]:
    """An answer of the service of robots: a status and a JSON document."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        body = json.dumps(document).encode()
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def hanging_up(handler: BaseHTTPRequestHandler) -> None:
    """No answer of the service of robots: the connection ends."""
    handler.close_connection = True


def wait_for(came: Callable[[], object]) -> None:
    """Wait until something has come, a minute at most. AssertionError where it does not."""
    until = time.monotonic() + PATIENCE_S
    while not came():
        if time.monotonic() > until:
            raise AssertionError("it did not come")
        time.sleep(0.02)


@contextmanager
def mail_server() -> Iterator[Mails]:
    """A mail server on this machine for the block."""
    from aiosmtpd.controller import Controller

    kept = Mails()
    controller = Controller(kept, hostname="127.0.0.1", port=free_port())
    controller.start()
    kept.url = f"smtp://127.0.0.1:{controller.port}?starttls=0"
    try:
        yield kept
    finally:
        controller.stop()


@contextmanager
def robot_service() -> Iterator[Groups]:
    """A service of group robots on this machine for the block."""
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
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()
