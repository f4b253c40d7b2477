"""How often a stranger may search: a window of a minute for each address, kept by each process for itself.

Reading writes nothing, so this is not counted from rows: a restart forgets it, and with several processes a stranger
has several allowances. It keeps a single caller from listing a register by asking for every syllable quickly; what a
search may say at all is decided in the service.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from threading import Lock
from typing import Final

from core.errors import DomainError
from core.words import lazy as _

WINDOW_S: Final = 60.0
MOST: Final = 60
"""Searches of one address within the window."""
MOST_ADDRESSES: Final = 10_000


class SearchedTooOften(DomainError):
    """More searches in a minute than a person types."""

    code = "searched_too_often"
    status = 429
    message = _("That were many searches in a short time. Wait a minute, then search again.")


class Allowance:
    """The searches of the last minute, by address."""

    def __init__(self) -> None:
        self._asked: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = Lock()

    def take(self, address: str, at: float) -> None:
        """Count one search. Raises :class:`SearchedTooOften` when there were too many already."""
        with self._lock:
            asked = self._asked.setdefault(address, deque())
            self._asked.move_to_end(address)
            if len(self._asked) > MOST_ADDRESSES:
                self._asked.popitem(last=False)
            while asked and asked[0] <= at - WINDOW_S:
                asked.popleft()
            if len(asked) >= MOST:
                raise SearchedTooOften
            asked.append(at)
