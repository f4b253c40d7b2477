"""What a year's exceptional days are: entered here, brought along by the platform, or only guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import Final

from core.calendar.words import FESTIVALS
from core.errors import DomainError
from core.words import lazy as _

FIRST, LAST = 2004, 2100
"""The years there is a calendar for; 2004 is the first that the platform brings along."""
_FREE_WEEKDAY: Final = 5
_FIXED: Final = {(1, 1): "new_year", (5, 1): "labour", (5, 2): "labour"} | {(10, day): "national" for day in (1, 2, 3)}
"""The festivals by law that stand on the same day every year; the others follow the moon."""
_OF_LIBRARY: Final = {
    "New Year's Day": "new_year",
    "Spring Festival": "spring",
    "Tomb-sweeping Day": "tomb_sweeping",
    "Labour Day": "labour",
    "Dragon Boat Festival": "dragon_boat",
    "Mid-autumn Festival": "mid_autumn",
    "National Day": "national",
    "Anti-Fascist 70th Day": "victory",
}


class YearOutOfReach(DomainError):
    """A year for which nobody can say anything."""

    code = "year_out_of_reach"
    status = 404
    message = _("There is a calendar for the years from %(first)s to %(last)s. Choose one of them.")


class Source(StrEnum):
    """Where the days of a year come from."""

    ENTERED = "entered"
    SHIPPED = "shipped"
    GUESSED = "guessed"


@dataclass(frozen=True, slots=True)
class Exceptional:
    """A day that is other than its weekday says."""

    is_working: bool
    name: str
    """A key of :data:`core.calendar.words.FESTIVALS`, or words somebody typed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a day is worked, what it is called where it is exceptional, and whether this is only a guess."""

    working: bool
    provisional: bool
    name: str = ""


@dataclass(frozen=True, slots=True)
class Year:
    """A year of the calendar."""

    number: int
    source: Source
    is_published: bool
    """Whether its days are those the State Council published; otherwise all said about it is provisional."""
    days: Mapping[date, Exceptional]

    def on(self, day: date) -> Answer:
        """What the calendar says of a day of this year."""
        found = self.days.get(day)
        if found is not None:
            return Answer(found.is_working, not self.is_published, found.name)
        return Answer(day.weekday() < _FREE_WEEKDAY, not self.is_published)

    @property
    def working_days(self) -> int:
        """How many days of the year are worked."""
        return sum(self.on(day).working for day in days_of(self.number))


@cache
def known(number: int) -> Year:
    """The year as the platform brings it along, else as it can be guessed: weekends, and festivals on fixed days.

    Raises YearOutOfReach.
    """
    if not FIRST <= number <= LAST:
        raise YearOutOfReach(first=FIRST, last=LAST)
    if days := _shipped(number):
        return Year(number, Source.SHIPPED, is_published=True, days=days)
    guessed = {
        date(number, month, day): Exceptional(is_working=False, name=name) for (month, day), name in _FIXED.items()
    }
    return Year(number, Source.GUESSED, is_published=False, days=guessed)


def days_of(number: int) -> list[date]:
    """Every day of a year."""
    first = date(number, 1, 1)
    return [first + timedelta(days) for days in range((date(number + 1, 1, 1) - first).days)]


def _shipped(number: int) -> dict[date, Exceptional]:
    # Slow to load, and asked for by few.
    from chinese_calendar.constants import holidays, workdays  # type: ignore[import-untyped]

    free = {day: Exceptional(is_working=False, name=_key(name)) for day, name in holidays.items() if day.year == number}
    worked = {
        day: Exceptional(is_working=True, name=_key(name)) for day, name in workdays.items() if day.year == number
    }
    return dict(sorted((free | worked).items()))


def _key(name: str) -> str:
    key = _OF_LIBRARY.get(name, name)
    return key if key in FESTIVALS else name
