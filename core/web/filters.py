"""How dates, telephone numbers and counts are written, in the language spoken at the moment.

Pure functions: the same text on a page, in a notice and in a document. `FILTERS` are known to every template.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Final

from core.clock import MONTHS, STATION_ZONE, day_in_words
from core.clock import today as this_day
from core.words import LazyText
from core.words import lazy as _

MOBILE: Final = re.compile(r"1\d{10}")
HIDDEN_DIGITS: Final = 8
THOUSANDS: Final = 10_000

_WEEKDAYS: Final = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
_NEAR: Final = {
    -2: _("Two days ago"),
    -1: _("Yesterday"),
    0: _("Today"),
    1: _("Tomorrow"),
    2: _("In two days"),
}
_HALF_DAYS: Final = {"morning": _("morning"), "afternoon": _("afternoon"), "evening": _("evening"), "day": _("all day")}


def day(value: date, today: date | None = None) -> str:
    """A day as people say it: weekday, and in words when it is at most two days away; the year when it is another.

    >>> day(date(2026, 11, 10), today=date(2026, 11, 1))
    'Tue 10 Nov'
    >>> day(date(2026, 11, 10), today=date(2026, 11, 9))
    'Tomorrow, Tue 10 Nov'
    """
    today = today or this_day()
    near = _NEAR.get((value - today).days)
    words = _day_and_weekday(value, with_year=value.year != today.year)
    return str(_("%(near)s, %(day)s", near=near, day=words)) if near else words


def plain_day(value: date) -> str:
    """A day with its year, for records and tables: 10 Nov 2026."""
    return str(day_in_words(value))


def half_day(name: str) -> str:
    """The half of a day: ``morning``, ``afternoon``, ``evening``, or ``day`` for all of it."""
    words = _HALF_DAYS.get(name)
    return str(words) if words else name


def month(value: str) -> str:
    """A month kept as ``1980-11``, as people say it; anything else as it is."""
    year, dash, number = value.partition("-")
    if not (dash and year.isdigit() and number.isdigit() and 1 <= int(number) <= len(MONTHS)):
        return value
    return str(_("%(month)s %(year)s", month=MONTHS[int(number) - 1], year=year))


def month_name(value: date) -> str:
    """The month of a day: Nov."""
    return str(MONTHS[value.month - 1])


def moment(value: datetime, today: date | None = None) -> str:
    """An instant in the zone of the stations: the day as people say it, and the time."""
    local = value.astimezone(STATION_ZONE)
    return str(_("%(day)s %(time)s", day=day(local.date(), today), time=local.strftime("%H:%M")))


def phone(value: str | None) -> str:
    """A telephone number in groups that can be read aloud: 199 0000 0001."""
    if value and MOBILE.fullmatch(value):
        return f"{value[:3]} {value[3:7]} {value[7:]}"
    return value or ""


def masked_phone(value: str | None) -> str:
    """What strangers see of a number: its first three digits, and that there are more."""
    return f"{value[:3]}{'*' * HIDDEN_DIGITS}" if value else ""


def number(value: float) -> str:
    """A count, in groups of thousands from ten thousand on, so that 2026 stays a year and 1422 short."""
    return f"{value:,}" if abs(value) >= THOUSANDS else str(value)


def bytes(value: int) -> str:  # noqa: A001 - what templates call it
    """The size of a file, as people say it: 812 KB, 3.4 MB.

    >>> bytes(3_565_158), bytes(812_000), bytes(3)
    ('3.4 MB', '793 KB', '1 KB')
    """
    if value >= 2**30:
        return f"{value / 2**30:.1f} GB"
    return f"{value / 2**20:.1f} MB" if value >= 2**20 else f"{max(1, round(value / 2**10))} KB"


def _day_and_weekday(value: date, *, with_year: bool) -> str:
    parts = _parts(value)
    weekday = _WEEKDAYS[value.weekday()]
    if with_year:
        return str(_("%(weekday)s %(day)s %(month)s %(year)s", weekday=weekday, **parts))
    return str(_("%(weekday)s %(day)s %(month)s", weekday=weekday, day=parts["day"], month=parts["month"]))


def _parts(value: date) -> dict[str, int | LazyText]:
    return {"day": value.day, "month": MONTHS[value.month - 1], "year": value.year}


FILTERS: Final[dict[str, Callable[..., str]]] = {
    function.__name__: function
    for function in (day, plain_day, half_day, month, month_name, moment, phone, masked_phone, number, bytes)
}
"""By the name they have in templates."""
