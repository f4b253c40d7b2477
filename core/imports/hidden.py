"""Hidden rows: a list that was filtered before it was saved shows some of its rows and holds them all.

Whoever sends it may mean either, so it is asked once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from typing import Final

from core.imports.plans import Choice, Options, Outcome, Plan, Question
from core.imports.tables import Row, Rows, Table
from core.imports.values import shown
from core.words import lazy as _

KEY: Final = "hidden_rows"
_MOST_NAMED: Final = 12
_LEFT = (_("Hidden in the file; left out, as you answered."),)
_WAITS = (_("Hidden in the file: it waits for the answer whether hidden rows are meant."),)


def without(table: Table, options: Options) -> Table:
    """The table without its hidden rows, unless it was answered that they are meant; itself where it has none."""
    if options.answers.get(KEY) == "take" or not any(row.is_hidden for row in table.rows):
        return table
    return replace(table, rows=_Visible(table.rows))


def account_for(whole: Table, made: Plan) -> None:
    """Say of the hidden rows what becomes of them, and ask where nobody has answered."""
    numbers = []
    is_answered = made.options.answers.get(KEY) == "leave"
    for row in whole.rows:
        if row.is_hidden:
            numbers.append(row.number)
            title = shown(row.cells.get("name")).strip()
            reasons = _LEFT if is_answered else _WAITS
            made.outcomes.append(Outcome(row.number, "skip" if is_answered else "wait", title, reasons=reasons))
    made.outcomes.sort(key=lambda outcome: outcome.row)
    if not is_answered:
        text = _(
            "%(n)s rows are hidden in the file (%(rows)s): they were filtered away or hidden by hand. Are they meant too?",
            n=len(numbers),
            rows=in_words(numbers),
        )
        choices = (Choice("take", _("Import them like the others")), Choice("leave", _("Leave the hidden rows out")))
        made.questions.insert(0, Question(KEY, text, tuple(numbers), choices))


def in_words(numbers: Iterable[int]) -> str:
    """Row numbers as people write them: 5-9, 12."""
    pieces = []
    for _gap, some in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        run = [number for _place, number in some]
        pieces.append(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]))
    return ", ".join(pieces[:_MOST_NAMED]) + (" ..." if len(pieces) > _MOST_NAMED else "")


class _Visible:
    """The rows that are not hidden."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return sum(1 for _row in self)

    def __iter__(self) -> Iterator[Row]:
        return (row for row in self._rows if not row.is_hidden)
