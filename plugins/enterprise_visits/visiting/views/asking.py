"""What addresses and forms ask for, as far as it makes sense."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from core.api.web import asked_number

EARLIEST, LATEST = 1990, 2100
"""Days of other years are a slip of the finger."""


def asked_enterprise(offered: Collection[int]) -> int | None:
    """The enterprise the address asks for, if it is one of these; the only one there is."""
    number = asked_number("enterprise")
    if number in offered:
        return number
    return next(iter(offered)) if len(offered) == 1 else None


def usable(day: date | None) -> date | None:
    """The day, if it is one of our times."""
    return day if day is not None and EARLIEST <= day.year <= LATEST else None
