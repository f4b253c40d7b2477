"""Who may serve in which sitting, who would rather not, and what each sitting wants of those who serve. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from plugins.duty_days.rota.solving.problem import Wanted
from plugins.duty_days.signing_up.composition import Want, on

ALL: Final = 99
"""As many as there are places, and more than there ever are."""
WISHED: Final = 200
"""What it costs to miss somebody a station would like to have, beside 1000 for an empty place."""
IN_TURN: Final = 20
"""The same for groups that take turns."""


@dataclass(frozen=True, slots=True)
class Away:
    """When a deputy cannot serve."""

    leaves: tuple[tuple[date, date], ...] = ()
    serves_until: date | None = None
    """The day the last mandate ends, where that is known."""

    def why(self, day: date) -> str:
        """Why they cannot serve on this day; empty where they can."""
        if self.serves_until is not None and day > self.serves_until:
            return "mandate"
        return "leave" if any(begins <= day <= ends for begins, ends in self.leaves) else ""


def wanted(wants: Iterable[Want], day: date) -> tuple[Wanted, ...]:
    """What a station wants of a sitting on this day, as a problem says it; colleagues are kept apart anyway."""
    return tuple(_wanted(want, now) for want in wants if want.of != "enterprise" for now in on([want], day))


def _wanted(want: Want, now: Want) -> Wanted:
    weight = None if want.must else IN_TURN if want.of == "turn" else WISHED
    number = now.at_least or ALL
    if now.of == "group":
        return Wanted("group", frozenset(int(one) for one in now.anyof), number, weight)
    return Wanted(
        "level" if now.of == "level" else "speciality", frozenset(str(one) for one in now.anyof), number, weight
    )
