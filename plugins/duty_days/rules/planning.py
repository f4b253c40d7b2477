"""Planning: from a rhythm to the days on which people are received, against calendar and seasons. Pure.

The preview of a rule and the making of its days both stand on :func:`planned`, so that what is shown is what is made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from core.api.data import Answer, Calendar
from plugins.duty_days.rules.restrictions import Restriction, is_closed, is_left, on
from plugins.duty_days.rules.rhythms import Rhythm

Policy = Literal["keep", "next", "previous", "leave_out"]
PolicyFor = Literal["holidays", "days_off"]
POLICIES: Final = ("keep", "next", "previous", "leave_out")
POLICIES_FOR: Final = ("holidays", "days_off")
FARTHEST: Final = timedelta(days=21)
"""No day moves farther: the longest holidays have not half as many days."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a rule says of days: its rhythm, and what becomes of its days where they do not suit."""

    rhythm: Rhythm
    policy: Policy = "keep"
    policy_for: PolicyFor = "holidays"
    """Whether it holds for festivals only (with the whole span published for them), or for every day that is not worked."""
    added: tuple[date, ...] = ()
    """Days beside those of the rhythm: as they are named, whatever the calendar says."""
    left_out: tuple[date, ...] = ()
    """Dates of the rhythm on which nobody is received."""
    valid_from: date | None = None
    valid_until: date | None = None

    def is_valid_on(self, day: date) -> bool:
        """Whether it holds on a date of its rhythm."""
        return (self.valid_from or day) <= day <= (self.valid_until or day)


@dataclass(frozen=True, slots=True)
class Planned:
    """What becomes of one date of a rule."""

    of: date
    """The date of the rhythm."""
    day: date | None
    """On which people are received; None where nobody is."""
    holiday: str = ""
    """The festival on that date; empty for any other."""
    is_off: bool = False
    """Whether that date is not worked."""
    is_left_out: bool = False
    """Whether somebody said that this date is left out."""
    is_added: bool = False
    provisional: bool = False
    """Whether the calendar of a year that decided this is not published yet."""
    restrictions: tuple[Restriction, ...] = ()

    @property
    def is_moved(self) -> bool:
        """Whether people are received on another day than the rhythm says."""
        return self.day is not None and self.day != self.of

    @property
    def is_closed(self) -> bool:
        """Whether a season forbids it."""
        return self.day is None and any(each.kind in {"closed", "move"} for each in self.restrictions)


def planned(
    plan: Plan, calendar: Calendar, restrictions: Sequence[Restriction], begins: date, ends: date
) -> list[Planned]:
    """What becomes of a rule's dates between two days, both included, in the order of the days.

    A day that moved counts where it moved to.
    """
    found = [
        _planned(plan, calendar, restrictions, day)
        for day in plan.rhythm.dates(begins - FARTHEST, ends + FARTHEST)
        if plan.is_valid_on(day) and day not in plan.added
    ]
    found += [_added(calendar, restrictions, day) for day in plan.added if begins <= day <= ends]
    return sorted((one for one in found if begins <= (one.day or one.of) <= ends), key=_when)


def _when(one: Planned) -> tuple[date, bool, date]:
    """By day; where two meet, the one that did not move comes first."""
    return one.day or one.of, one.is_moved, one.of


def _planned(plan: Plan, calendar: Calendar, restrictions: Sequence[Restriction], day: date) -> Planned:
    answer = calendar.on(day)
    told = {"holiday": "" if answer.working else answer.name, "is_off": not answer.working}
    if day in plan.left_out:
        return Planned(day, None, is_left_out=True, **told)  # type: ignore[arg-type]
    to, provisional = _moved(plan, calendar, day, answer)
    if to is not None and is_left(restrictions, to):
        season, (to, provisional) = on(restrictions, to), _out_of_season(calendar, restrictions, to)
        return Planned(day, to, provisional=provisional, restrictions=season, **told)  # type: ignore[arg-type]
    if to is not None and is_closed(restrictions, to):
        return Planned(day, None, provisional=provisional, restrictions=on(restrictions, to), **told)  # type: ignore[arg-type]
    return Planned(day, to, provisional=provisional, restrictions=on(restrictions, to or day), **told)  # type: ignore[arg-type]


def _added(calendar: Calendar, restrictions: Sequence[Restriction], day: date) -> Planned:
    answer = calendar.on(day)
    return Planned(
        day,
        day,
        holiday="" if answer.working else answer.name,
        is_off=not answer.working,
        is_added=True,
        restrictions=on(restrictions, day),
    )


def _moved(plan: Plan, calendar: Calendar, day: date, answer: Answer) -> tuple[date | None, bool]:
    """Where a date goes by the policy, and whether that is only a guess."""
    if plan.policy == "keep":
        return day, False
    concerned = not answer.working and (plan.policy_for == "days_off" or bool(answer.name))
    if not concerned:
        return day, answer.provisional
    if plan.policy == "leave_out":
        return None, answer.provisional
    for to in _one_after_the_other(day, 1 if plan.policy == "next" else -1):
        found = calendar.on(to)
        if found.working:
            return to, answer.provisional or found.provisional
    return None, True  # pragma: no cover - no calendar has three weeks without a working day


def _out_of_season(calendar: Calendar, restrictions: Sequence[Restriction], day: date) -> tuple[date | None, bool]:
    """The nearest working day outside, the later one where two are as near; None where it would be too far."""
    for after, before in zip(_one_after_the_other(day, 1), _one_after_the_other(day, -1), strict=True):
        for to in (after, before):
            answer = calendar.on(to)
            if answer.working and not is_left(restrictions, to) and not is_closed(restrictions, to):
                return to, answer.provisional
    return None, False


def _one_after_the_other(day: date, step: int) -> Iterator[date]:
    return (day + timedelta(days=step * number) for number in range(1, FARTHEST.days + 1))
