"""Long rows of things, a piece at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def pieces(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """These things in lists of this size; the last one may be shorter."""
    rest = iter(things)
    while piece := list(islice(rest, size)):
        yield piece
