"""Speaking through the robot of a group chat: WeCom, DingTalk, Feishu.

Each of them takes a small JSON document and answers with another one. What their answers say decides whether a message
may be sent again: only what certainly did not arrive.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

from core.errors import DomainError
from core.notices.outcomes import SENT, End, Outcome, hung_up_after
from core.words import LazyText
from core.words import lazy as _

if TYPE_CHECKING:
    from core.notices.models import Robot

PATIENCE_S: Final = 10
AT_MOST_S: Final = 20
MOST_BYTES: Final = 1900
"""WeCom takes 2048 bytes."""
LONGEST_ANSWER: Final = 20_000
_UNREACHABLE = _("The service could not be reached.")
_NO_ANSWER = _("The message was handed over, and the service did not answer: it may have arrived.")
_REFUSED = _("The service refused the message: %(answer)s")
_TOO_MANY = _("The service takes no more messages at the moment: %(answer)s")


class UnknownRobot(DomainError):
    """The address is none of a robot we know."""

    code = "unknown_robot"
    field = "url"
    message = _(
        "This is no address of a group robot of WeCom, DingTalk or Feishu. Copy the whole address that the group shows when the robot is added; it begins with https://."
    )


@dataclass(frozen=True, slots=True)
class Service:
    """A service with group robots."""

    title: LazyText
    host: str
    path: str
    token: str
    """The name of the part of the address that is secret; empty where it is the end of the path."""
    code: str
    """Where its answer says 0 when all is well."""
    says: str
    """Where its answer says what is wrong."""
    busy: frozenset[int]
    """What it answers when too much was sent: nothing of it arrived."""
    text: Callable[[str], dict[str, Any]]


SERVICES: Final = {
    "wecom": Service(
        _("WeCom"),
        "qyapi.weixin.qq.com",
        "/cgi-bin/webhook/send",
        "key",
        "errcode",
        "errmsg",
        frozenset({45009}),
        lambda text: {"msgtype": "text", "text": {"content": text}},
    ),
    "dingtalk": Service(
        _("DingTalk"),
        "oapi.dingtalk.com",
        "/robot/send",
        "access_token",
        "errcode",
        "errmsg",
        frozenset({130101, 410100}),
        lambda text: {"msgtype": "text", "text": {"content": text}},
    ),
    "feishu": Service(
        _("Feishu"),
        "open.feishu.cn",
        "/open-apis/bot/v2/hook/",
        "",
        "code",
        "msg",
        frozenset({11232}),
        lambda text: {"msg_type": "text", "content": {"text": text}},
    ),
}


def service_of(url: str) -> str:
    """Whose robot has this address. Raises UnknownRobot: nothing is ever sent to any other host."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as problem:
        raise UnknownRobot from problem
    for name, service in SERVICES.items():
        its_own = parts.scheme == "https" and parts.hostname == service.host and port in (None, 443)
        if its_own and parts.username is None and parts.path.startswith(service.path) and _token(service, url):
            return name
    raise UnknownRobot


def masked(url: str, service: str) -> str:
    """The address as pages show it: where it leads, and the end of what is secret."""
    known = SERVICES[service]
    return f"{known.host} …{_token(known, url)[-4:]}"


def send(robot: Robot, text: str, at: datetime, instead: str = "") -> Outcome:
    """Say it in the group, through `instead` where the settings name it; never twice by itself."""
    service = SERVICES[robot.service]
    document = service.text(clipped(text, MOST_BYTES))
    url = _signed(robot, document, at)
    connection = _connection(service, instead)
    try:
        connection.connect()
    except OSError as problem:
        connection.close()
        return Outcome(End.LATER, _UNREACHABLE, type(problem).__name__)
    try:
        with hung_up_after(AT_MOST_S, lambda: connection.sock):
            body = json.dumps(document, ensure_ascii=False).encode()
            connection.request("POST", url, body, {"Content-Type": "application/json; charset=utf-8"})
            answer = connection.getresponse()
            return _meant(service, answer.status, answer.read(LONGEST_ANSWER))
    except (OSError, http.client.HTTPException) as problem:
        return Outcome(End.UNKNOWN, _NO_ANSWER, type(problem).__name__)
    finally:
        connection.close()


def clipped(text: str, most: int) -> str:
    """As much of the text as these bytes hold."""
    kept = text.encode()
    return text if len(kept) <= most else kept[: most - 3].decode(errors="ignore") + "…"


def _meant(service: Service, status: int, body: bytes) -> Outcome:
    """What an answer says. One that says nothing we know came from somebody on the way: what is behind may have gone on."""
    said = _read(body)
    code = said.get(service.code)
    answer = f"{code if isinstance(code, int) else status} {str(said.get(service.says, ''))[:200]}".strip()
    if status == http.HTTPStatus.TOO_MANY_REQUESTS or code in service.busy:
        return Outcome(End.LATER, _TOO_MANY.with_facts(answer=answer), str(code or status))
    if status == http.HTTPStatus.OK and code == 0:
        return SENT
    if status >= http.HTTPStatus.INTERNAL_SERVER_ERROR or (status == http.HTTPStatus.OK and not isinstance(code, int)):
        return Outcome(End.UNKNOWN, _NO_ANSWER, str(status))
    return Outcome(End.REFUSED, _REFUSED.with_facts(answer=answer), str(code or status))


def _read(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _token(service: Service, url: str) -> str:
    parts = urlsplit(url)
    if not service.token:
        return parts.path.removeprefix(service.path).strip("/")
    return next(iter(parse_qs(parts.query).get(service.token, [])), "")


def _connection(service: Service, instead: str) -> http.client.HTTPConnection:
    if instead:
        parts = urlsplit(instead)
        if parts.scheme == "http":
            return http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE_S)
        return http.client.HTTPSConnection(parts.hostname or "", parts.port, timeout=PATIENCE_S)
    context = ssl.create_default_context()
    return http.client.HTTPSConnection(service.host, timeout=PATIENCE_S, context=context)


def _signed(robot: Robot, document: dict[str, Any], at: datetime) -> str:
    """Path and query to send to; what the service wants signed is, where the group asks for it."""
    parts = urlsplit(robot.secret_url)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    if robot.secret_sign and robot.service == "dingtalk":
        stamp = str(int(at.timestamp() * 1000))
        asked |= {"timestamp": stamp, "sign": _digest(robot.secret_sign, f"{stamp}\n{robot.secret_sign}")}
    elif robot.secret_sign and robot.service == "feishu":
        stamp = str(int(at.timestamp()))
        document |= {"timestamp": stamp, "sign": _digest(f"{stamp}\n{robot.secret_sign}", "")}
    return f"{parts.path}?{urlencode(asked)}" if asked else parts.path


def _digest(key: str, text: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()
