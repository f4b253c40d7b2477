"""Rhythms: which days "the 10th of every month" and "the first Monday of every month" are.

Pure: no database, no clock. A new rhythm is a new class with ``dates`` and ``sentence``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice, takewhile
from typing import TYPE_CHECKING, ClassVar

from core.api.declare import LazyText, _

if TYPE_CHECKING:
    from dateutil.rrule import rrule

LAST = -1
"""The place of the last weekday of a month, as in "the last Friday"."""
PLACES = (1, 2, 3, 4, 5, LAST)
LONGEST_MONTH = 31


@dataclass(frozen=True, slots=True)
class DayOfMonth:
    """The Nth of every month; a month that is too short has none."""

    kind: ClassVar[str] = "day_of_month"
    day: int

    @property
    def sentence(self) -> LazyText:
        """The rhythm as people say it."""
        return _("Day %(day)s of every month", day=self.day)

    def dates(self, begins: date) -> Iterator[date]:
        """Its days from `begins` on, without end."""
        return _days(_monthly(begins, bymonthday=self.day))


@dataclass(frozen=True, slots=True)
class NthWeekday:
    """The nth of a weekday in every month (Monday is 0); a month without a fifth has none."""

    kind: ClassVar[str] = "nth_weekday"
    nth: int
    weekday: int

    @property
    def sentence(self) -> LazyText:
        """The rhythm as people say it."""
        return _(
            "The %(nth)s %(weekday)s of every month", nth=PLACE_WORDS[self.nth], weekday=WEEKDAY_WORDS[self.weekday]
        )

    def dates(self, begins: date) -> Iterator[date]:
        """Its days from `begins` on, without end."""
        from dateutil.rrule import weekdays  # late: most pages show days that are already made

        return _days(_monthly(begins, byweekday=weekdays[self.weekday](self.nth)))


Rhythm = DayOfMonth | NthWeekday

PLACE_WORDS = {1: _("first"), 2: _("second"), 3: _("third"), 4: _("fourth"), 5: _("fifth"), LAST: _("last")}
WEEKDAY_WORDS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)


def between(rhythm: Rhythm, begins: date, ends: date) -> list[date]:
    """The days of a rhythm from one day to another, both included."""
    return list(takewhile(lambda day: day <= ends, rhythm.dates(begins)))


def upcoming(rhythm: Rhythm, begins: date, count: int) -> list[date]:
    """The next so many days of a rhythm."""
    return list(islice(rhythm.dates(begins), count))


def _monthly(begins: date, **narrowed: object) -> rrule:
    from dateutil.rrule import MONTHLY, rrule  # late: most pages show days that are already made

    return rrule(MONTHLY, dtstart=datetime.combine(begins, time.min), **narrowed)  # type: ignore[arg-type]


def _days(instants: rrule) -> Iterator[date]:
    return (instant.date() for instant in instants)
