"""A session of a series, as it is to be. Stands on nothing of alliances: forms use it where there are none, too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A session as it is to be."""

    theme: str
    day: date
    part: str = ""
    begins: time | None = None
    ends: time | None = None
    place: str = ""
