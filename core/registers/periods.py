"""Periods of a register: a month, a quarter, a year, or from one day to another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from core.clock import MONTHS, day_in_words
from core.words import LazyText
from core.words import lazy as _

KINDS: Final = {"month": _("A month"), "quarter": _("A quarter"), "year": _("A year"), "days": _("From day to day")}
_MONTHS_OF: Final = {"month": 1, "quarter": 3, "year": 12}
EARLIEST: Final = 1990
LATEST: Final = 2100


@dataclass(frozen=True, slots=True)
class Period:
    """From one day to another, both included."""

    kind: str
    begins: date
    ends: date

    @property
    def before(self) -> Period | None:
        """The period of the same kind before it; none before days that were chosen one by one."""
        return None if self.kind == "days" else period(self.kind, self.begins - timedelta(days=1))

    @property
    def after(self) -> Period | None:
        """The period of the same kind after it."""
        return None if self.kind == "days" else period(self.kind, self.ends + timedelta(days=1))

    @property
    def words(self) -> LazyText:
        """As it stands at the head of the paper."""
        year = self.begins.year
        if self.kind == "month":
            return _("%(month)s %(year)s", month=MONTHS[self.begins.month - 1], year=year)
        if self.kind == "quarter":
            return _("Quarter %(n)s of %(year)s", n=self.begins.month // 3 + 1, year=year)
        if self.kind == "year":
            return _("The year %(year)s", year=year)
        return _("%(begins)s to %(ends)s", begins=day_in_words(self.begins), ends=day_in_words(self.ends))

    @property
    def asked(self) -> dict[str, str]:
        """The same in an address."""
        told = {"period": self.kind, "from": self.begins.isoformat()}
        return told | {"to": self.ends.isoformat()} if self.kind == "days" else told


def period(kind: str, begins: date, ends: date | None = None) -> Period:
    """The month, quarter or year that this day lies in; or the days between the two, whichever is named first."""
    if kind not in _MONTHS_OF:
        other = ends or begins
        return Period("days", min(begins, other), max(begins, other))
    months = _MONTHS_OF[kind]
    first = date(begins.year, (begins.month - 1) // months * months + 1, 1)
    return Period(kind, first, _first_after(first, months) - timedelta(days=1))


def _first_after(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)
