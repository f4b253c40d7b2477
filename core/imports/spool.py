"""Spools: long sequences that are written once and read in order, on disk as soon as they outgrow a little memory."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterable, Iterator
from typing import Any, Final, Generic, TypeVar
from weakref import finalize

T = TypeVar("T")

_TOGETHER: Final = 500
_IN_MEMORY: Final = 4 * 2**20


class Spool(Generic[T]):
    """A sequence of plain things. It goes with the last reference to it, and with the process."""

    def __init__(self, things: Iterable[T] = (), *, together: int = _TOGETHER) -> None:
        self._together = together
        self._file: Any = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed with the spool
        finalize(self, self._file.close)
        self._waiting: list[T] = []
        self._length = 0
        for thing in things:
            self.append(thing)

    def append(self, thing: T) -> None:
        """Put it at the end."""
        self._waiting.append(thing)
        self._length += 1
        if len(self._waiting) >= self._together:
            self._put_down()

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[T]:
        self._put_down()
        place = 0
        while True:
            self._file.seek(place)
            try:
                # Several may read at once, and somebody may append: everyone finds their own place again.
                things: list[T] = pickle.load(self._file)  # noqa: S301 - a file of our own, which nobody else can name
            except EOFError:
                return
            place = self._file.tell()
            yield from things

    def _put_down(self) -> None:
        if self._waiting:
            self._file.seek(0, 2)
            pickle.dump(self._waiting, self._file, protocol=pickle.HIGHEST_PROTOCOL)
            self._waiting = []
