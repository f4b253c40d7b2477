"""Statements that are put together once: SQLAlchemy takes longer to write one than the database to answer it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import ParamSpec, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")

KEPT = 128


def prepared(make: Callable[P, T]) -> Callable[P, T]:
    """Keep what the function makes for those who ask the same again; what it is asked with must be hashable.

    ::

        @prepared
        def in_list(reach: Reach, wanted: Wanted) -> Select[Any]: ...
    """
    return cast("Callable[P, T]", lru_cache(KEPT)(make))
