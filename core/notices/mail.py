"""Sending one mail. Whatever happens to it, it is tried again under the same Message-ID."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from core.notices.outcomes import SENT, End, Outcome, hung_up_after
from core.words import lazy as _

if TYPE_CHECKING:
    from core.settings import Settings

PATIENCE_S: Final = 15
"""How long is waited for each answer of the mail server."""
AT_MOST_S: Final = 60
"""How long a mail may take altogether."""
PERMANENT: Final = 500
"""Answers from here on say that trying again would not help."""
_SERVER = _("The mail server could not be reached.")
_OURS = _("The mail server does not take mails from this platform: %(answer)s")
_NOT_NOW = _("The mail server does not take the mail now: %(answer)s")
_NOT_OFFERED = _("The mail server offers no encryption, or no sign-in, as the settings ask for.")
_REFUSED = _("The mail server refused the mail: %(answer)s")


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mails are handed over, as the settings name it."""

    host: str
    port: int
    user: str
    password: str
    is_tls: bool
    starttls: bool
    sender: str

    @classmethod
    def of(cls, settings: Settings) -> MailServer | None:
        """The server of these settings; None where no mail is sent."""
        if not settings.mail_url:
            return None
        parts = urlsplit(settings.mail_url)
        is_tls = parts.scheme == "smtps"
        return cls(
            host=parts.hostname or "",
            port=parts.port or (465 if is_tls else 587),
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            is_tls=is_tls,
            starttls=not is_tls and parts.query != "starttls=0",
            sender=settings.mail_from or f"lianzhan@{urlsplit(settings.public_url).hostname}",
        )

    @property
    def domain(self) -> str:
        """What the Message-IDs of its mails end in."""
        return self.sender.rpartition("@")[2]


def mail(server: MailServer, to: str, subject: str, text: str, message_id: str, at: datetime) -> EmailMessage:
    """The mail: the same however often it is sent."""
    message = EmailMessage()
    message["From"], message["To"] = server.sender, to
    message["Subject"] = " ".join(subject.split())
    message["Date"], message["Message-ID"] = format_datetime(at), message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text, cte="base64")  # not every server takes eight bits
    return message


def send(server: MailServer, message: EmailMessage) -> Outcome:
    """Hand it over. A connection that breaks at any moment, even after the last line, means: again, later."""
    try:
        with _connected(server) as connection, hung_up_after(AT_MOST_S, lambda: connection.sock):
            return _handed_over(server, connection, message)
    except (OSError, smtplib.SMTPException) as problem:  # SMTPException: what no answer of the server explains
        return Outcome(End.LATER, _SERVER, type(problem).__name__)


def _handed_over(server: MailServer, connection: smtplib.SMTP, message: EmailMessage) -> Outcome:
    try:
        if server.starttls:
            connection.starttls(context=ssl.create_default_context())
        if server.user:
            connection.login(server.user, server.password)
        connection.send_message(message)
    except smtplib.SMTPRecipientsRefused as problem:
        code, said = next(iter(problem.recipients.values()))
        return _answered(code, said)
    except smtplib.SMTPDataError as problem:
        return _answered(problem.smtp_code, problem.smtp_error)
    except smtplib.SMTPNotSupportedError as problem:
        return Outcome(End.LATER, _NOT_OFFERED, type(problem).__name__)
    except smtplib.SMTPResponseException as problem:  # greeting, signing in, sender: it is not the recipient's fault
        return Outcome(End.LATER, _OURS.with_facts(answer=_said(problem.smtp_error)), str(problem.smtp_code))
    return SENT


def _answered(code: int, said: bytes | str) -> Outcome:
    if code >= PERMANENT:
        return Outcome(End.REFUSED, _REFUSED.with_facts(answer=f"{code} {_said(said)}"), str(code))
    return Outcome(End.LATER, _NOT_NOW.with_facts(answer=f"{code} {_said(said)}"), str(code))


def _said(answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return " ".join(text.split())[:200]


class _connected:  # noqa: N801 - a block, not a thing
    """A connection that is closed quietly: a server that hangs up after taking the mail has taken it."""

    def __init__(self, server: MailServer) -> None:
        if server.is_tls:
            context = ssl.create_default_context()
            self._connection: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, server.domain, timeout=PATIENCE_S, context=context
            )
        else:  # it says which domain it speaks for: asking the name server for its own name may take long
            self._connection = smtplib.SMTP(server.host, server.port, server.domain, timeout=PATIENCE_S)

    def __enter__(self) -> smtplib.SMTP:
        return self._connection

    def __exit__(self, *_problem: object) -> None:
        with suppress(OSError, smtplib.SMTPException):
            self._connection.quit()
        self._connection.close()
