"""Reading the State Council's notice of a year's holidays, as it is copied from the page or the paper."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from re import Match
from typing import Final

from core.calendar.words import NoticeWords, festival_key, notice_words
from core.calendar.years import Exceptional
from core.errors import DomainError
from core.words import lazy as _

LONGEST: Final = 20
"""No festival lasts longer; a longer span is a slip."""
_SUNDAY_TOO: Final = "\u5929"


class NoticeNotUnderstood(DomainError):
    """Nothing in the text says when there is a holiday."""

    code = "notice_not_understood"
    field = "text"
    message = _(
        "No holiday was found in this text. Paste the part of the notice that lists the festivals, one after the other, or enter the days below."
    )


class NoticeOfAnotherYear(DomainError):
    """The notice is about another year."""

    code = "notice_of_another_year"
    field = "text"
    message = _(
        "This notice does not fit %(year)s: %(day)s is another day of the week there. Look whether it is the notice of that year."
    )


class NoticeDayImpossible(DomainError):
    """A day that does not exist, or a span that ends before it begins."""

    code = "notice_day_impossible"
    field = "text"
    message = _(
        "The notice names a span that cannot be: \N{LEFT DOUBLE QUOTATION MARK}%(words)s\N{RIGHT DOUBLE QUOTATION MARK}. Correct it, or enter the days below."
    )


@dataclass(frozen=True, slots=True)
class _Span:
    first: date
    last: date

    def days(self) -> Iterator[date]:
        for offset in range((self.last - self.first).days + 1):
            yield self.first + timedelta(offset)


def read_notice(text: str, year: int) -> dict[date, Exceptional]:
    """The exceptional days that a notice for a year announces; the first or last may lie in the year beside it.

    Raises NoticeNotUnderstood, NoticeOfAnotherYear, NoticeDayImpossible.
    """
    words, text = notice_words(), unicodedata.normalize("NFKC", text).replace("\r", "")
    found: dict[date, Exceptional] = {}
    for name, part in _parts(words, text):
        for clause in words.clause.finditer(part):
            is_working = clause["what"] != words.free
            for span in _spans(words, clause["dates"], year):
                found |= dict.fromkeys(span.days(), Exceptional(is_working, name))
    if not any(day.year == year and not each.is_working for day, each in found.items()):
        raise NoticeNotUnderstood
    return dict(sorted(found.items()))


def _parts(words: NoticeWords, text: str) -> Iterator[tuple[str, str]]:
    """Each festival's name, and what is said of it."""
    heads = list(words.section.finditer(text))
    ends = [*(head.start() for head in heads[1:]), len(text)]
    for head, end in zip(heads, ends, strict=False):
        yield festival_key(head["name"]), text[head.end() : end]


def _spans(words: NoticeWords, dates: str, year: int) -> Iterator[_Span]:
    begun: date | None = None
    month, of_year = 0, year
    for named in words.day.finditer(dates):
        of_year = int(named["year"] or of_year)
        if abs(of_year - year) > 1:
            raise NoticeDayImpossible(words=dates.strip())
        month = int(named["month"] or month)
        day = _day(words, named, (of_year, month), dates)
        if named["to"]:
            begun = day
            continue
        span = _Span(begun or day, day)
        if not 0 <= (span.last - span.first).days < LONGEST:
            raise NoticeDayImpossible(words=dates.strip())
        begun = None
        yield span


def _day(words: NoticeWords, named: Match[str], of: tuple[int, int], dates: str) -> date:
    try:
        day = date(*of, int(named["day"]))
    except ValueError as problem:
        raise NoticeDayImpossible(words=dates.strip()) from problem
    said = (named["weekday"] or "").replace(_SUNDAY_TOO, words.weekdays[-1])
    if said and words.weekdays.index(said) != day.weekday():
        raise NoticeOfAnotherYear(year=of[0], day=named[0].strip())
    return day
