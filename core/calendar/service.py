"""The working-day calendar: asked by deadlines and rotas, entered by an office.

    is_working_day(session, day).working
    add_working_days(session, received_on, 10).day

Kept in memory, read again once it was changed: asking costs at most one statement a session.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import decided
from core.calendar.models import CalendarDay, CalendarYear
from core.calendar.notice import read_notice
from core.calendar.years import Answer, Exceptional, Source, Year, days_of, known
from core.clock import day_in_words
from core.errors import DomainError
from core.words import lazy as _

Kind = Literal["holiday", "worked", "ordinary"]
LONGEST_SPAN: Final = 31
_SATURDAY: Final = 5


class SpanAcrossYears(DomainError):
    """Days of another year."""

    code = "span_across_years"
    field = "last"
    message = _("These days are not all in %(year)s. Enter those of another year on its own page.")


class SpanTurnedRound(DomainError):
    """The last day comes before the first, or there are too many."""

    code = "span_turned_round"
    field = "last"
    message = _("The last day must not come before the first, and at most %(most)s days are entered at once.")


class WorkedAnyway(DomainError):
    """A weekday was entered as one that is worked to make up for a holiday."""

    code = "worked_anyway"
    field = "kind"
    message = _(
        "%(day)s is a weekday and worked anyway. Only Saturdays and Sundays are worked to make up for a holiday."
    )


@dataclass(frozen=True, slots=True)
class Due:
    """A day that was counted out, and whether days on the way are only guessed."""

    day: date
    provisional: bool


class Calendar:
    """All that is known of every year."""

    def __init__(self, entered: Mapping[int, Year]) -> None:
        self._entered = entered

    def year(self, number: int) -> Year:
        """The year as it was entered here, else as it is known or guessed. Raises YearOutOfReach."""
        return self._entered.get(number) or known(number)

    def on(self, day: date) -> Answer:
        """Whether a day is worked. Raises YearOutOfReach."""
        return self.year(day.year).on(day)

    def next_working_day(self, day: date) -> Due:
        """The day itself if it is worked, else the first one after it that is."""
        return self.add_working_days(day - timedelta(1), 1)

    def add_working_days(self, start: date, n: int) -> Due:
        """The `n`-th working day after `start`, which is not counted itself; none is `start`."""
        day, left, provisional = start, n, False
        while left > 0:
            day += timedelta(1)
            answer = self.on(day)
            provisional = provisional or answer.provisional
            left -= answer.working
        return Due(day, provisional)

    def working_days_between(self, first: date, last: date) -> int:
        """How many days from `first` to `last`, both included, are worked."""
        days = range((last - first).days + 1)
        return sum(self.on(first + timedelta(offset)).working for offset in days)


def calendar(session: Session) -> Calendar:
    """The calendar, for whoever asks about many days."""
    return _CALENDAR.of(session)


def is_working_day(session: Session, day: date) -> Answer:
    """Whether a day is worked, what it is called, and whether that is only a guess. Raises YearOutOfReach."""
    return calendar(session).on(day)


def next_working_day(session: Session, day: date) -> Due:
    """The day itself if it is worked, else the first one after it that is."""
    return calendar(session).next_working_day(day)


def add_working_days(session: Session, start: date, n: int) -> Due:
    """The `n`-th working day after `start`: for deadlines."""
    return calendar(session).add_working_days(start, n)


def enter(session: Session, year: int, first: date, last: date, kind: Kind, name: str = "") -> None:
    """Say of these days that they are free, worked to make up for it, or as their weekday says.

    The year becomes one that is entered here, starting from what was known of it.
    Raises SpanAcrossYears, SpanTurnedRound, WorkedAnyway.
    """
    if {first.year, last.year} != {year}:
        raise SpanAcrossYears(year=year)
    span = [first + timedelta(offset) for offset in range((last - first).days + 1)]
    if not 0 < len(span) <= LONGEST_SPAN:
        raise SpanTurnedRound(most=LONGEST_SPAN)
    if kind == "worked" and (weekdays := [day for day in span if day.weekday() < _SATURDAY]):
        raise WorkedAnyway(day=day_in_words(weekdays[0]))
    entered = _entered(session, year)
    days = dict(calendar(session).year(year).days)
    for day in span:
        days.pop(day, None)
        if kind != "ordinary":
            days[day] = Exceptional(kind == "worked", name)
    _put(session, entered, days)


def enter_notice(session: Session, year: int, text: str) -> int:
    """Replace the year's days by those of a notice, to be looked through and confirmed; returns how many they are.

    Days it names of the year before or after (a New Year that begins in December) are added there.

    Raises NoticeNotUnderstood, NoticeOfAnotherYear, NoticeDayImpossible.
    """
    announced = read_notice(text, year)
    entered = _entered(session, year)
    entered.is_published = False
    _put(session, entered, {day: told for day, told in announced.items() if day.year == year})
    for other in sorted({day.year for day in announced} - {year}):
        there = {day: told for day, told in announced.items() if day.year == other}
        _put(session, _entered(session, other), {**calendar(session).year(other).days, **there})
    return len(announced)


def confirm(session: Session, year: int, *, is_published: bool) -> None:
    """Say that the days of a year are those the State Council published, or that they are not certain."""
    entered = _entered(session, year)
    entered.is_published = is_published
    _put(session, entered, calendar(session).year(year).days)


def forget(session: Session, year: int) -> None:
    """Go back to what the platform knows of a year without us."""
    entered = session.get(CalendarYear, year)
    if entered is not None:
        session.delete(entered)
        session.flush()
        decided.changed(session)


def _entered(session: Session, year: int) -> CalendarYear:
    present = calendar(session).year(year)
    entered = session.get(CalendarYear, year)
    if entered is None:
        entered = CalendarYear(year=year, is_published=present.is_published)
        session.add(entered)
    return entered


def _put(session: Session, entered: CalendarYear, days: Mapping[date, Exceptional]) -> None:
    """Make the rows of the year these days; only what differs is written, so that the audit says what changed."""
    rows = {row.day: row for row in entered.days}
    for day in rows.keys() - days.keys():
        entered.days.remove(rows[day])
    for day, told in sorted(days.items()):
        row = rows.get(day)
        if row is None:
            entered.days.append(CalendarDay(day=day, is_working=told.is_working, name=told.name))
        else:
            row.is_working, row.name = told.is_working, told.name
    session.flush()
    decided.changed(session)


def _read(session: Session) -> Calendar:
    years = session.execute(select(CalendarYear.year, CalendarYear.is_published)).all()
    days: defaultdict[int, dict[date, Exceptional]] = defaultdict(dict)
    columns = select(CalendarDay.year, CalendarDay.day, CalendarDay.is_working, CalendarDay.name)
    for year, day, is_working, name in session.execute(columns.order_by(CalendarDay.day)) if years else ():
        days[year][day] = Exceptional(bool(is_working), name)
    return Calendar({year: Year(year, Source.ENTERED, bool(is_published), days[year]) for year, is_published in years})


_CALENDAR = decided.Decided(_read)

__all__ = [
    "Answer",
    "Calendar",
    "Due",
    "add_working_days",
    "calendar",
    "confirm",
    "days_of",
    "enter",
    "enter_notice",
    "forget",
    "is_working_day",
    "next_working_day",
]
