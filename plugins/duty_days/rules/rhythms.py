"""Rhythms: which days "the 10th of every month" or "lunar days ending in 3 and 8" are.

Pure: no database, no clock. A rhythm is a frozen dataclass that says whether it falls on a day. Two rhythms are equal if
they are the same in every year: what can be written in two ways is brought into one when a rhythm is made.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from itertools import islice
from typing import Any, ClassVar, Final

from core.api.declare import LazyText, _
from plugins.duty_days.rules import lunar
from plugins.duty_days.rules.kinds import RhythmKind
from plugins.duty_days.rules.said import (
    PLACE_WORDS,
    WEEK_WORDS,
    WEEKDAY_WORDS,
    listed,
    lunar_days_said,
    months_said,
    weekdays_said,
)

LAST: Final = -1
"""The last one of a month: day, weekday or week."""
PLACES: Final = (1, 2, 3, 4, 5, LAST)
WEEKS: Final = (1, 2, 3, 4, LAST)
LONGEST_MONTH: Final = 31
MOST_WEEKS: Final = 12
MOST_DAYS: Final = 60
MOST_LISTED: Final = 100
FAR_YEARS: Final = 8
"""A rhythm that has no day within so many years never occurs; 29 February stays away for eight at most."""
_EVERY_MONTH: Final = tuple(range(1, 13))
_LONGEST: Final = dict.fromkeys(_EVERY_MONTH, 31) | {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}
_LAST_DAY: Final = _("The last day of every month")
_EPOCH: Final = date(2024, 1, 1)
"""A Monday. Cycles are kept by their first beginning on or after it."""


class Rhythm:
    """What all rhythms can do. A kind of its own is a frozen dataclass with ``kind``, ``falls_on`` and ``sentence``."""

    kind: ClassVar[str]
    __slots__ = ()

    @property
    def key(self) -> str:
        """Its kind, as it is kept."""
        return self.kind

    @property
    def sentence(self) -> LazyText:
        """The rhythm as people say it."""
        raise NotImplementedError

    def falls_on(self, day: date) -> bool:
        """Whether it has this day."""
        raise NotImplementedError

    def dates(self, begins: date, ends: date) -> Iterator[date]:
        """Its days from one day to another, both included, in order."""
        return (day for day in _days(begins, ends) if self.falls_on(day))

    @property
    def facts(self) -> dict[str, Any]:
        """What makes it this one, as JSON keeps it."""
        return {each.name: _plain(getattr(self, each.name)) for each in fields(self)}  # type: ignore[arg-type]  # all are dataclasses


@dataclass(frozen=True, slots=True)
class Dates(Rhythm):
    """The same dates of every month, or of some months; a month that is too short has none. The last day is -1."""

    kind: ClassVar[str] = "dates"
    days: tuple[int, ...]
    months: tuple[int, ...] = ()
    """Empty: all of them."""

    def __post_init__(self) -> None:
        """In order, once each, without months that have none of the days."""
        days = _among(self.days, (LAST, *range(1, LONGEST_MONTH + 1)))
        months = _some_months(self.months)
        _keep(self, days=days, months=months)

    @property
    def digits(self) -> tuple[int, ...]:
        """The last digits, where the days are all that end in them."""
        digits = tuple(sorted({day % 10 for day in self.days if day > 0}))
        return digits if self.days == lunar.days_ending_in(digits, LONGEST_MONTH) else ()

    @property
    def sentence(self) -> LazyText:
        """The rhythm as people say it."""
        if self.digits and not self.months:
            return _("On dates ending in %(digits)s", digits=listed(self.digits))
        named = [day for day in self.days if day != LAST]
        if not named:
            return _("The last day of %(months)s", months=months_said(self.months)) if self.months else _LAST_DAY
        days = listed(named)
        if LAST in self.days:
            days = _("%(days)s and the last", days=days)
        if self.months:
            return _("Day %(day)s of %(months)s", day=days, months=months_said(self.months))
        return _("Day %(day)s of every month", day=days)

    def falls_on(self, day: date) -> bool:
        """Whether it has this day."""
        return _in(self.months, day.month) and (
            day.day in self.days or (LAST in self.days and (day + timedelta(days=1)).day == 1)
        )


@dataclass(frozen=True, slots=True)
class Weekdays(Rhythm):
    """The nth of a weekday in every month, or in some months (Monday is 0); a month without a fifth has none."""

    kind: ClassVar[str] = "weekdays"
    nths: tuple[int, ...]
    weekdays: tuple[int, ...]
    months: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """In order, once each."""
        nths, weekdays = _among(self.nths, PLACES), _among(self.weekdays, range(7))
        _keep(self, nths=nths, weekdays=weekdays, months=_some_months(self.months))

    @property
    def sentence(self) -> LazyText:
        """The rhythm as people say it."""
        nths = sorted(self.nths, key=PLACES.index)
        said = {"nth": listed([PLACE_WORDS[nth] for nth in nths]), "weekday": weekdays_said(self.weekdays)}
        if self.months:
            return _("The %(nth)s %(weekday)s of %(months)s", months=months_said(self.months), **said)
        return _("The %(nth)s %(weekday)s of every month", **said)

    def falls_on(self, day: date) -> bool:
        """Whether it has this day."""
        if day.weekday() not in self.weekdays or not _in(self.months, day.month):
            return False
        is_last = (day + timedelta(days=7)).month != day.month
        return (day.day - 1) // 7 + 1 in self.nths or (is_last and LAST in self.nths)


@dataclass(frozen=True, slots=True)
class WeekOfMonth(Rhythm):
    """A weekday of the nth week of every month, which is not always the nth such weekday.

    Weeks begin on Monday, and a week belongs to the month in which most of its days lie, as the standard for dates
    (GB/T 7408, ISO 8601) counts the weeks of a year. So the first week may begin up to three days before the month.
    """

    kind: ClassVar[str] = "week_of_month"
    week: int
    weekday: int
    months: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Only weeks every month has, and the fifth."""
        _among((self.week,), PLACES)
        _among((self.weekday,), range(7))
        _keep(self, months=_some_months(self.months))

    @property
    def sentence(self) -> LazyText:
        """The rhythm as people say it."""
        said = {"weekday": WEEKDAY_WORDS[self.weekday], "week": WEEK_WORDS[self.week]}
        if self.months:
            return _("The %(weekday)s of the %(week)s of %(months)s", months=months_said(self.months), **said)
        return _("The %(weekday)s of the %(week)s of every month", **said)

    def falls_on(self, day: date) -> bool:
        """Whether it has this day."""
        if day.weekday() != self.weekday:
            return False
        thursday = day + timedelta(days=3 - day.weekday())
        is_last = (thursday + timedelta(days=7)).month != thursday.month
        number = (thursday.day - 1) // 7 + 1
        return _in(self.months, thursday.month) and (number == self.week or (is_last and self.week == LAST))


@dataclass(frozen=True, slots=True)
class Weekly(Rhythm):
    """Weekdays of every week, or of every so many weeks counted from one; in all months, or some."""

    kind: ClassVar[str] = "weekly"
    weekdays: tuple[int, ...]
    every: int = 1
    anchor: date = _EPOCH
    """A day in a week that counts; of no account where every week does."""
    months: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """The week that counts is known by its Monday, the first since 2024."""
        weekdays = _among(self.weekdays, range(7))
        every = _among((self.every,), range(1, MOST_WEEKS + 1))[0]
        monday = self.anchor - timedelta(days=self.anchor.weekday())
        _keep(self, weekdays=weekdays, anchor=_first_since(monday, every * 7), months=_some_months(self.months))

    @property
    def sentence(self) -> LazyText:
        """The rhythm as people say it."""
        weekdays = weekdays_said(self.weekdays)
        if self.every == 1:
            said = _("Every week: %(weekdays)s", weekdays=weekdays)
        elif self.every == 2:
            said = _("Every second week: %(weekdays)s", weekdays=weekdays)
        else:
            said = _("Every %(n)s weeks: %(weekdays)s", n=self.every, weekdays=weekdays)
        return _("%(rhythm)s, in %(months)s", rhythm=said, months=months_said(self.months)) if self.months else said

    def falls_on(self, day: date) -> bool:
        """Whether it has this day."""
        if day.weekday() not in self.weekdays or not _in(self.months, day.month):
            return False
        return (day - self.anchor).days // 7 % self.every == 0


@dataclass(frozen=True, slots=True)
class LunarDates(Rhythm):
    """The same days of every lunar month, leap months too; a month of 29 days has no 30th."""

    kind: ClassVar[str] = "lunar_dates"
    days: tuple[int, ...]

    def __post_init__(self) -> None:
        """In order, once each."""
        _keep(self, days=_among(self.days, range(1, lunar.LONGEST_MONTH + 1)))

    @property
    def digits(self) -> tuple[int, ...]:
        """The last digits, where the days are all that end in them."""
        digits = tuple(sorted({day % 10 for day in self.days}))
        return digits if self.days == lunar.days_ending_in(digits) else ()

    @property
    def sentence(self) -> LazyText:
        """The rhythm as people say it."""
        if self.digits:
            return _("On lunar days ending in %(digits)s", digits=listed(self.digits))
        return _("On lunar days %(days)s", days=lunar_days_said(self.days))

    def falls_on(self, day: date) -> bool:
        """Whether it has this day."""
        return lunar.lunar_day(day).day in self.days


@dataclass(frozen=True, slots=True)
class EveryDays(Rhythm):
    """Every so many days, counted from one of them."""

    kind: ClassVar[str] = "every_days"
    every: int
    anchor: date

    def __post_init__(self) -> None:
        """The day that counts is the first since 2024."""
        every = _among((self.every,), range(1, MOST_DAYS + 1))[0]
        _keep(self, anchor=_first_since(self.anchor, every))

    @property
    def sentence(self) -> LazyText:
        """The rhythm as people say it."""
        if self.every == 1:
            return _("Every day")
        return _("Every %(n)s days, counted from %(day)s", n=self.every, day=self.anchor.isoformat())

    def falls_on(self, day: date) -> bool:
        """Whether it has this day."""
        return (day - self.anchor).days % self.every == 0


@dataclass(frozen=True, slots=True)
class Listed(Rhythm):
    """Days named one by one."""

    kind: ClassVar[str] = "listed"
    days: tuple[date, ...]

    def __post_init__(self) -> None:
        """In order, once each."""
        if not 1 <= len(set(self.days)) <= MOST_LISTED:
            raise ValueError(f"between 1 and {MOST_LISTED} days are listed, not {len(self.days)}")
        _keep(self, days=tuple(sorted(set(self.days))))

    @property
    def sentence(self) -> LazyText:
        """The rhythm as people say it."""
        return _("On %(n)s days named one by one", n=len(self.days))

    def falls_on(self, day: date) -> bool:
        """Whether it has this day."""
        return day in self.days


@dataclass(frozen=True, slots=True)
class OfPlugin(Rhythm):
    """A rhythm of a kind that another plugin adds."""

    made_by: RhythmKind
    given: str
    """What was chosen, as text."""

    @property
    def key(self) -> str:
        """The plugin's name for the kind."""
        return self.made_by.key

    @property
    def facts(self) -> dict[str, Any]:
        """What was chosen."""
        return dict(json.loads(self.given))

    @property
    def sentence(self) -> LazyText:
        """As the plugin says it."""
        return self.made_by.sentence(self.facts)

    def dates(self, begins: date, ends: date) -> Iterator[date]:
        """As the plugin gives them; none twice, none outside."""
        return iter(sorted({day for day in self.made_by.dates(self.facts, begins, ends) if begins <= day <= ends}))

    def falls_on(self, day: date) -> bool:
        """Whether it has this day."""
        return day in self.dates(day, day)


@dataclass(frozen=True, slots=True)
class Unknown(Rhythm):
    """A rhythm of a plugin that is not active: it has no days until the plugin is back."""

    of_kind: str
    given: str

    @property
    def key(self) -> str:
        """The kind it would be."""
        return self.of_kind

    @property
    def facts(self) -> dict[str, Any]:
        """As they were kept."""
        return dict(json.loads(self.given))

    @property
    def sentence(self) -> LazyText:
        """What there is to say."""
        return _("A rhythm of another plugin, which is not active now")

    def dates(self, begins: date, ends: date) -> Iterator[date]:  # noqa: ARG002
        """None."""
        return iter(())

    def falls_on(self, day: date) -> bool:  # noqa: ARG002
        """Never."""
        return False


KINDS: Final[Mapping[str, type[Rhythm]]] = {
    kind.kind: kind for kind in (Dates, Weekdays, WeekOfMonth, Weekly, LunarDates, EveryDays, Listed)
}


def day_of_month(*days: int) -> Dates:
    """The Nth of every month."""
    return Dates(days)


def nth_weekday(nth: int, weekday: int) -> Weekdays:
    """The nth of a weekday in every month (Monday is 0)."""
    return Weekdays((nth,), (weekday,))


def kept(facts: Mapping[str, Any]) -> str:
    """The facts of a rhythm as text: the same text for the same rhythm."""
    return json.dumps(facts, sort_keys=True, separators=(",", ":"))


def read(kind: str, text: str, others: Iterable[RhythmKind] = ()) -> Rhythm:
    """The rhythm that was kept; :class:`Unknown` where its kind is that of a plugin which is not among the others."""
    if made := KINDS.get(kind):
        return made(**{name: _typed(value) for name, value in json.loads(text).items()})
    of_plugin = next((other for other in others if other.key == kind), None)
    return OfPlugin(of_plugin, text) if of_plugin else Unknown(kind, text)


def between(rhythm: Rhythm, begins: date, ends: date) -> list[date]:
    """The days of a rhythm from one day to another, both included."""
    return list(rhythm.dates(begins, ends))


def upcoming(rhythm: Rhythm, begins: date, count: int) -> list[date]:
    """The next so many days of a rhythm; fewer where it has no more within the years one looks ahead."""
    ends = begins + min(timedelta(days=FAR_YEARS * 366), date.max - begins)
    return list(islice(rhythm.dates(begins, ends), count))


def _days(begins: date, ends: date) -> Iterator[date]:
    return (begins + timedelta(days=offset) for offset in range((ends - begins).days + 1))


def _in(some: tuple[int, ...], one: int) -> bool:
    """Whether it is one of some; none named are all."""
    return not some or one in some


def _among(chosen: Iterable[int], possible: Iterable[int]) -> tuple[int, ...]:
    """What was chosen, in order and once each. Raises ValueError where nothing was, or something impossible."""
    found = tuple(sorted(set(chosen)))
    if not found or not set(found) <= set(possible):
        raise ValueError(f"{chosen!r} is not among what a rhythm can have")
    return found


def _some_months(months: Iterable[int]) -> tuple[int, ...]:
    """The months in order; all of them are none, as is nothing."""
    found = tuple(sorted(set(months)))
    return () if found in ((), _EVERY_MONTH) else _among(found, _EVERY_MONTH)


def _first_since(day: date, cycle: int) -> date:
    """The first day since the epoch in the same place of the cycle."""
    return _EPOCH + timedelta(days=(day - _EPOCH).days % cycle)


def _keep(rhythm: Rhythm, **values: object) -> None:
    for name, value in values.items():
        object.__setattr__(rhythm, name, value)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def _typed(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_typed(each) for each in value)
    return date.fromisoformat(value) if isinstance(value, str) else value
