"""The address to listen on: found free before anything is started."""

from __future__ import annotations

import errno
import socket
import time

from core.errors import DomainError
from core.words import lazy as _

PATIENCE_S = 3.0
"""How long a port may still be held by a server that is just ending."""


class PortTaken(DomainError):
    """Another program listens there."""

    code = "port_taken"
    message = _(
        "Port %(port)s of %(host)s is taken by another program, perhaps by LianZhan itself. Stop that one, or choose another port with LIANZHAN_PORT."
    )


class CannotListen(DomainError):
    """The address is not this machine's, or not allowed."""

    code = "cannot_listen"
    message = _(
        "LianZhan cannot listen on %(host)s, port %(port)s: %(reason)s. Correct LIANZHAN_HOST and LIANZHAN_PORT, then start again."
    )


def free_address(host: str, port: int, patience_s: float = PATIENCE_S) -> str:
    """The IP address that `host` means, when a server can listen there. Raises PortTaken, CannotListen.

    The web server itself would not notice another one: it shares ports, for its own processes.
    """
    until = time.monotonic() + patience_s
    while True:
        try:
            return _tried(host, port)
        except OSError as problem:
            if problem.errno != errno.EADDRINUSE:
                raise CannotListen(host=host, port=port, reason=_reason(problem)) from problem
            if time.monotonic() >= until:
                raise PortTaken(host=host, port=port) from problem
        time.sleep(0.1)


def _tried(host: str, port: int) -> str:
    family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)
        probe.listen(1)
    return str(address[0])


def _reason(problem: OSError) -> object:
    if isinstance(problem, socket.gaierror):
        return _("no machine of this name is known")
    if problem.errno == errno.EADDRNOTAVAIL:
        return _("the address is not one of this machine")
    if problem.errno == errno.EACCES:
        return _("ports below 1024 are for the administrator of the machine")
    return problem.strerror
