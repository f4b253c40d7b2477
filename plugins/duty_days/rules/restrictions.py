"""Restrictions: spans of days on which a trade can spare nobody, or few. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from core.api.declare import LazyText

RestrictionKind = Literal["closed", "move", "fewer", "avoid"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Restriction:
    """From one day to another, both included: nobody is received, days move out of it, fewer serve, or they are better avoided.

    ``closed`` days are not made. ``move`` makes them on the nearest working day outside. ``fewer`` makes them with at most `most` places in each sitting. ``avoid`` is said where
    days are looked at, and weighed in a rota like a wish of everybody: after coverage, fairness and distance.
    """

    begins: date
    """The first day."""
    ends: date
    """The last day."""
    reason: LazyText
    """As people say it: the wheat harvest."""
    kind: RestrictionKind = "avoid"
    """What it means for duty days."""
    most: int | None = None
    """The places of a sitting at most; only ``fewer`` has it."""

    def __post_init__(self) -> None:
        """What makes no sense is refused where it is written."""
        if self.ends < self.begins:
            raise ValueError(f"a restriction ends on {self.ends}, before it begins on {self.begins}")
        if (self.most is not None and self.most >= 1) != (self.kind == "fewer"):
            raise ValueError(
                f"how many places are left (at least 1) is said by 'fewer' only, and this is {self.kind!r}"
            )

    def covers(self, day: date) -> bool:
        """Whether it holds on this day."""
        return self.begins <= day <= self.ends


def on(restrictions: Iterable[Restriction], day: date) -> tuple[Restriction, ...]:
    """Those that hold on a day."""
    return tuple(restriction for restriction in restrictions if restriction.covers(day))


def is_closed(restrictions: Iterable[Restriction], day: date) -> bool:
    """Whether nobody is received on a day."""
    return any(restriction.kind == "closed" and restriction.covers(day) for restriction in restrictions)


def is_left(restrictions: Iterable[Restriction], day: date) -> bool:
    """Whether duty days move away from a day."""
    return any(restriction.kind == "move" and restriction.covers(day) for restriction in restrictions)


def most_places(restrictions: Iterable[Restriction], day: date, wanted: int) -> int:
    """How many places a sitting has on this day, where so many are wanted."""
    return min([wanted, *(each.most for each in restrictions if each.most is not None and each.covers(day))])
