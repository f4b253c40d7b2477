"""A month as a sheet of a wall calendar: weeks from Monday, each date with its lunar day and what happens. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from core.api.declare import LazyText
from plugins.duty_days.rules.lunar import lunar_day
from plugins.duty_days.rules.said import LUNAR_DAY_WORDS, WEEKDAY_WORDS
from plugins.duty_days.showing.days import Shown

NAMED_IN_A_CELL = 3
"""So many stations are named in a cell of the month; where there are more, it leads to the list of the day."""
WEEKDAYS = WEEKDAY_WORDS


@dataclass(slots=True)
class Cell:
    """A date of the sheet."""

    day: date
    is_inside: bool
    """Whether it lies in the month."""
    lunar: LazyText
    days: list[Shown] = field(default_factory=list)
    total: int = 0

    @property
    def named(self) -> Sequence[Shown]:
        """Those that are named."""
        return self.days if len(self.days) == self.total <= NAMED_IN_A_CELL + 1 else self.days[:NAMED_IN_A_CELL]

    @property
    def more(self) -> int:
        """How many are not."""
        return self.total - len(self.named)


def lunar_words(day: date) -> LazyText:
    """The lunar day of a date in words."""
    return LUNAR_DAY_WORDS[lunar_day(day).day - 1]


def weeks(first: date, days: Iterable[Shown], totals: Mapping[date, int] | None = None) -> list[list[Cell]]:
    """The weeks that hold the month; without totals, all days are there."""
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    begins = first - timedelta(days=first.weekday())
    ends = last + timedelta(days=6 - last.weekday())
    cells = {
        day: Cell(day, day.month == first.month, lunar_words(day))
        for day in (begins + timedelta(days=number) for number in range((ends - begins).days + 1))
    }
    for one in days:
        cells[one.day].days.append(one)
    for cell in cells.values():
        cell.total = len(cell.days) if totals is None else totals.get(cell.day, 0)
    row = list(cells.values())
    return [row[number : number + 7] for number in range(0, len(row), 7)]
