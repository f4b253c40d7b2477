"""What may become of an attempt to send something."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from socket import SHUT_RDWR, socket
from threading import Timer

from core.words import LazyText


class End(StrEnum):
    """How an attempt ended, as far as the sender can know."""

    SENT = "sent"
    LATER = "later"
    """It certainly did not arrive, and may arrive later."""
    REFUSED = "refused"
    """It did not arrive, and never will like this."""
    UNKNOWN = "unknown"
    """It was handed over, and nobody answered: it may have arrived."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended, and why."""

    end: End
    why: LazyText | None = None
    detail: str = ""
    """For the log: a kind of exception or a number, never what somebody wrote."""


SENT = Outcome(End.SENT)


@contextmanager
def hung_up_after(seconds: float, connection: Callable[[], socket | None]) -> Iterator[None]:
    """Break the connection off when the block takes longer: timeouts of sockets count each piece, not the whole.

    `connection` is asked at that moment: encryption that begins on the way puts another one in its place.
    """

    def hang_up() -> None:
        with suppress(OSError):
            if (open_one := connection()) is not None:
                open_one.shutdown(SHUT_RDWR)

    timer = Timer(seconds, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
