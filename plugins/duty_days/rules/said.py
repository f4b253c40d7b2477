"""Parts of the sentences in which rhythms are said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from core.api.declare import LazyText, _

PLACE_WORDS: Final = {1: _("first"), 2: _("second"), 3: _("third"), 4: _("fourth"), 5: _("fifth"), -1: _("last")}
WEEK_WORDS: Final = {
    1: _("first week"),
    2: _("second week"),
    3: _("third week"),
    4: _("fourth week"),
    5: _("fifth week"),
    -1: _("last week"),
}
WEEKDAY_WORDS: Final = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)
MONTH_WORDS: Final = (
    _("January"),
    _("February"),
    _("March"),
    _("April"),
    _("May"),
    _("June"),
    _("July"),
    _("August"),
    _("September"),
    _("October"),
    _("November"),
    _("December"),
)
LUNAR_DAY_WORDS: Final = (
    _("1st (lunar)"),
    _("2nd (lunar)"),
    _("3rd (lunar)"),
    _("4th (lunar)"),
    _("5th (lunar)"),
    _("6th (lunar)"),
    _("7th (lunar)"),
    _("8th (lunar)"),
    _("9th (lunar)"),
    _("10th (lunar)"),
    _("11th (lunar)"),
    _("12th (lunar)"),
    _("13th (lunar)"),
    _("14th (lunar)"),
    _("15th (lunar)"),
    _("16th (lunar)"),
    _("17th (lunar)"),
    _("18th (lunar)"),
    _("19th (lunar)"),
    _("20th (lunar)"),
    _("21st (lunar)"),
    _("22nd (lunar)"),
    _("23rd (lunar)"),
    _("24th (lunar)"),
    _("25th (lunar)"),
    _("26th (lunar)"),
    _("27th (lunar)"),
    _("28th (lunar)"),
    _("29th (lunar)"),
    _("30th (lunar)"),
)
_MONTHS_OF_QUARTERS: Final[Mapping[tuple[int, ...], LazyText]] = {
    (1, 4, 7, 10): _("the first month of every quarter"),
    (2, 5, 8, 11): _("the second month of every quarter"),
    (3, 6, 9, 12): _("the last month of every quarter"),
}
_WORKDAYS: Final = (0, 1, 2, 3, 4)


def listed(words: Iterable[LazyText | int | str]) -> LazyText:
    """Words one after the other, with the comma of the reader's language between them."""
    first, *others = words
    said = _("%(word)s", word=first)
    for word in others:
        said = _("%(words)s, %(word)s", words=said, word=word)
    return said


def weekdays_said(weekdays: Sequence[int]) -> LazyText:
    """Monday, Wednesday."""
    if tuple(weekdays) == _WORKDAYS:
        return _("Monday to Friday")
    return listed([WEEKDAY_WORDS[weekday] for weekday in weekdays])


def months_said(months: Sequence[int]) -> LazyText:
    """March, September; or the first month of every quarter."""
    return _MONTHS_OF_QUARTERS.get(tuple(months)) or listed([MONTH_WORDS[month - 1] for month in months])


def lunar_days_said(days: Sequence[int]) -> LazyText:
    """The 1st, the 15th, as the lunar calendar names them."""
    return listed([LUNAR_DAY_WORDS[day - 1] for day in days])
