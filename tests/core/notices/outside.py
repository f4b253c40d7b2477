"""A mail server and a service of robots, as they behave, and what is asked in tests about both."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as SmtpSession

from core.accounts.models import Account
from core.clock import now
from core.notices.models import Delivery, Robot, Wish
from core.platform import Platform

PATIENCE_S = 60
WAIT = timedelta(seconds=0.3)


@dataclass
class Mails:
    """A mail server: what it took, and what it answers to whom."""

    url: str = ""
    taken: list[EmailMessage] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    slow: set[str] = field(default_factory=set)
    hangs_up: set[str] = field(default_factory=set)
    """Whose mails are taken, and the connection broken off instead of an answer: once each."""

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: SmtpSession, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        import asyncio

        for _moment in range(200):
            if address not in self.slow:
                break
            await asyncio.sleep(0.05)
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: SmtpSession, envelope: Envelope) -> str:  # noqa: N802 - as above
        assert isinstance(envelope.content, bytes)
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        (to,) = envelope.rcpt_tos
        if to in self.hangs_up:
            self.hangs_up.discard(to)
            assert server.transport is not None
            server.transport.abort()
        return "250 taken"

    def ids_to(self, address: str) -> list[str]:
        return [str(one["Message-ID"]) for one in self.taken if one["To"] == address]


@dataclass
class Groups:
    """A service of robots: what was said through which of them, and what it answers."""

    url: str = ""
    said: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    answers: dict[str, Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=dict)

    def through(self, key: str) -> list[str]:
        return [document["text"]["content"] for path, document in self.said if path.endswith(key)]


def answering(status: int, document: object) -> Callable[[BaseHTTPRequestHandler], None]:
    """An answer of the service."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        body = json.dumps(document).encode()
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def hanging_up(handler: BaseHTTPRequestHandler) -> None:
    """No answer."""
    handler.close_connection = True


def wait_for(came: Callable[[], object]) -> None:
    """Wait until it has come; fail where it does not."""
    until = time.monotonic() + PATIENCE_S
    while not came():
        assert time.monotonic() < until, "it did not come"
        time.sleep(0.02)


def wants_mails(platform: Platform, account: Account, address: str) -> None:
    """Confirm an address."""
    with platform.database.writing() as session:
        session.add(Wish(account_id=account.id, mail=address, mail_asked_at=now(), mail_confirmed_at=now()))


def robot(platform: Platform, key: str, **values: Any) -> Robot:
    """A robot of a group, of the whole country."""
    url = f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={key}"
    with platform.database.writing() as session:
        made = Robot(**({"region_code": "3"} | values), name=f"Group {key}", service="wecom", secret_url=url)
        session.add(made)
    return made


def deliveries(platform: Platform) -> list[Delivery]:
    """Every delivery, in order."""
    from sqlalchemy import select

    with platform.database.reading() as session:
        return list(session.scalars(select(Delivery).order_by(Delivery.id)))
