"""The parts of a duty day: all of it, or a morning and an afternoon, each with hours and places. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from itertools import pairwise
from typing import Any, Final, Self

from plugins.duty_days.rules.errors import MinimumAboveDeputies, MinimumAbovePlaces, SittingsOverlap

MOST_PLACES: Final = 50
"""The largest capacity of a sitting."""
USUAL_PLACES: Final = 3
"""The places of a sitting where nobody has said how many."""
PARTS: Final = ("day", "morning", "afternoon")
PURPOSES: Final = ("receives", "visits")


@dataclass(frozen=True, slots=True)
class Part:
    """What becomes a sitting of each day: from when to when, what for, and how many deputies serve at least and at most."""

    part: str = "day"
    purpose: str = "receives"
    begins: time | None = None
    ends: time | None = None
    minimum: int = 1
    places: int = USUAL_PLACES

    def __post_init__(self) -> None:
        """Places within reason."""
        if not (1 <= self.places <= MOST_PLACES and 0 <= self.minimum <= MOST_PLACES):
            raise ValueError(f"a sitting has between 1 and {MOST_PLACES} places, not {self.places}")

    @property
    def kept(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {
            "part": self.part,
            "purpose": self.purpose,
            "begins": _text(self.begins),
            "ends": _text(self.ends),
            "minimum": self.minimum,
            "places": self.places,
        }

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        """What was kept."""
        hours = {name: time.fromisoformat(kept[name]) if kept[name] else None for name in ("begins", "ends")}
        return cls(**{**kept, **hours})


Parts = tuple[Part, ...]
WHOLE_DAY: Final[Parts] = (Part(),)


def check_parts(parts: Sequence[Part], deputies: int | None = None) -> None:
    """Raise SittingsOverlap, MinimumAbovePlaces, MinimumAboveDeputies where the parts cannot be.

    `deputies` is how many could serve at the station; none yet is no reason against a minimum.
    """
    for part in parts:
        if part.minimum > part.places:
            raise MinimumAbovePlaces(part=part.part, minimum=part.minimum, places=part.places)
        if deputies and part.minimum > deputies:
            raise MinimumAboveDeputies(part=part.part, minimum=part.minimum, deputies=deputies)
    in_order = sorted((part for part in parts if part.begins), key=lambda part: PARTS.index(part.part))
    for earlier, later in pairwise(in_order):
        if later.begins and earlier.ends and later.begins < earlier.ends:
            raise SittingsOverlap(begins=later.begins.strftime("%H:%M"), ends=earlier.ends.strftime("%H:%M"))


def read_parts(kept: Iterable[Mapping[str, Any]]) -> Parts:
    """The parts that were kept."""
    return tuple(Part.read(each) for each in kept)


def _text(at: time | None) -> str | None:
    return at.strftime("%H:%M") if at else None
